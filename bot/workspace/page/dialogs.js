/** Short questions and short news: the confirm dialog of an element, and what Slack itself would say. */

import { el, iconButton, newId } from "./dom.js";
import { textObject } from "./render/mrkdwn.js";

/**
 * Ask before a press goes out.
 * @param {object} confirm Block Kit's confirm object
 * @returns {Promise<boolean>}
 */
export function ask(confirm, store) {
  const id = newId("confirm");
  const style = confirm.style === "danger" ? "button danger" : "button primary";
  const dialog = el(
    "dialog",
    { class: "dialog dialog-small", "aria-labelledby": id },
    el("h2", { id }, textObject(confirm.title, store)),
    el("div", { class: "dialog-body" }, textObject(confirm.text, store)),
    el(
      "form",
      { method: "dialog", class: "dialog-actions" },
      el("button", { class: "button", value: "no" }, textObject(confirm.deny, store)),
      el("button", { class: style, value: "yes" }, textObject(confirm.confirm, store)),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

const SHORT = 6000;
const LONG = 15000;
export const MOST_SAID = 500; // letters: more than that is read, not heard

/** A sentence in the corner; it goes by itself, one about a failure later, but not while somebody is at it or the page is not looked at. */
export function notify(text, { error = false } = {}) {
  const corner = document.querySelector("#notices");
  const notice = el("div", { class: error ? "notice notice-error" : "notice", role: error ? "alert" : "status" }, el("span", {}, text));
  notice.append(iconButton("close", "Dismiss", () => notice.remove()));
  corner.append(notice);
  while (corner.children.length > 4) corner.firstElementChild.remove();
  const leave = () => (document.hidden || notice.matches(":hover, :focus-within") ? wait() : notice.remove());
  const wait = () => setTimeout(leave, error ? LONG : SHORT);
  wait();
}

/** What was said of one place is not said of the next. */
export const clearNotices = () => document.querySelector("#notices").replaceChildren();

let announcer = 0;

/** Say something to a screen reader without moving the focus. */
export function announce(text) {
  const region = document.querySelector("#announcer");
  clearTimeout(announcer);
  region.textContent = text;
  announcer = setTimeout(() => (region.textContent = ""), 4000);
}

/** What the blocks in `node` say, a text each, without what one can press. */
export const saidIn = (node) =>
  [...(node.querySelector(".blocks")?.children ?? [])].filter((block) => !block.matches(".block-actions")).map((block) => block.innerText.replace(/\s+/g, " ").trim());

/** Say what blocks that were drawn anew say now and did not say `before`. */
export function announceNews(before, node) {
  const news = saidIn(node).filter((text) => !before.includes(text));
  if (news.length) announce(news.join(" ").slice(0, MOST_SAID));
}
