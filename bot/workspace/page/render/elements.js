/** Elements that act as soon as they are used: buttons, menus, and inputs outside of a form. */

import { el, icon } from "../dom.js";
import { openMenu } from "../popup.js";
import { drawInput, INPUTS } from "./inputs.js";
import { picture, safeUrl } from "./links.js";
import { plain } from "./mrkdwn.js";
import { press } from "./press.js";
import { unknown } from "./unknown.js";

/**
 * @param {object} element
 * @param {object} block the block it stands in
 * @param {import("./blocks.js").Context} context
 * @returns {HTMLElement}
 */
export function drawElement(element, block, context) {
  if (ELEMENTS[element?.type]) return ELEMENTS[element.type](element, block, context);
  if (INPUTS[element?.type]) return drawInput(element, block, context, { label: labelOf(element, block), dispatches: true, alone: true });
  return unknown(element);
}

const labelOf = (element, block) => plain(element.placeholder) || plain(block.text) || "Choose";

const ELEMENTS = {
  button,
  overflow,
  image: (element) => picture(element.image_url, element.alt_text, "accessory-picture"),
  feedback_buttons: feedback,
  icon_button: iconElement,
};

const keyOf = (element, block) => `${block.block_id} ${element.action_id}`;

function button(element, block, context) {
  const style = { primary: "button primary", danger: "button danger" }[element.style] ?? "button";
  const props = { class: style, "aria-label": element.accessibility_label, data: { key: keyOf(element, block), action: element.action_id } };
  const href = element.url && safeUrl(element.url);
  const control = href
    ? el("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, plain(element.text), icon("out"))
    : el("button", { ...props, type: "button" }, plain(element.text));
  control.addEventListener("click", () => press(control, element, block, context, {}));
  return control;
}

function overflow(element, block, context) {
  const choose = (option) => {
    const href = option.url && safeUrl(option.url);
    if (href) window.open(href, "_blank", "noopener");
    return press(control, element, block, context, { selected_option: option });
  };
  const items = () => element.options.map((option) => ({ label: plain(option.text), hint: plain(option.description), run: () => choose(option) }));
  const control = el(
    "button",
    { type: "button", class: "button overflow", "aria-label": "More actions of this card", "aria-haspopup": "menu", data: { key: keyOf(element, block), action: element.action_id } },
    icon("dots"),
  );
  control.addEventListener("click", () => openMenu(control, "More actions of this card", items()));
  return control;
}

function feedback(element, block, context) {
  const one = (choice, drawing) => {
    const control = el("button", { type: "button", class: "button button-quiet", title: plain(choice.text), "aria-label": choice.accessibility_label, data: { action: element.action_id } }, icon(drawing), plain(choice.text));
    control.addEventListener("click", () => press(control, element, block, context, { value: choice.value, text: choice.text }));
    return el("span", {}, control);
  };
  return el("span", { class: "feedback" }, one(element.positive_button, "thumb_up"), one(element.negative_button, "thumb_down"));
}

function iconElement(element, block, context) {
  const control = el("button", { type: "button", class: "button button-quiet", "aria-label": element.accessibility_label, data: { key: keyOf(element, block), action: element.action_id } }, icon("trash"), plain(element.text));
  control.addEventListener("click", () => press(control, element, block, context, {}));
  return control;
}
