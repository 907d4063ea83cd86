/** A press on its way to the app and back. */

import { ask } from "../dialogs.js";
import { el, icon } from "../dom.js";

/**
 * Send a press: asks first if the element wants that, shows that it is under way, and says so if it failed.
 * @returns {Promise<boolean>} whether the app acknowledged it
 */
export async function press(control, element, block, context, value) {
  if (control.getAttribute("aria-busy") === "true") return false;
  if (element.confirm && !(await ask(element.confirm, context.store))) return false;
  control.parentElement?.querySelector(":scope > .press-failed")?.remove();
  control.setAttribute("aria-busy", "true");
  const result = await context.press(block, element, value);
  control.removeAttribute("aria-busy");
  if (!result.ok) control.after(failed(result.error));
  return result.ok;
}

const failed = (error) => el("span", { class: "press-failed", role: "alert", title: error }, icon("warning"), el("span", {}, error));
