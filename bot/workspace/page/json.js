/** JSON one can fold: objects and arrays open when asked. */

import { el } from "./dom.js";

const OPEN_UP_TO = 6;

/**
 * @param {unknown} value
 * @param {string} [name]
 * @param {number} [depth]
 * @returns {HTMLElement}
 */
export function json(value, name = "", depth = 0) {
  if (value === null || typeof value !== "object") return el("div", { class: "json-line" }, nameOf(name), leaf(value));
  const entries = Object.entries(value);
  const many = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  const details = el("details", { class: "json" }, el("summary", {}, nameOf(name), el("span", { class: "json-many" }, many)));
  const unfold = () => {
    if (details.open && details.children.length === 1) details.append(...entries.map(([key, each]) => json(each, key, depth + 1)));
  };
  details.addEventListener("toggle", unfold);
  details.open = depth === 0 || (depth < 3 && entries.length <= OPEN_UP_TO);
  return details;
}

const nameOf = (name) => (name === "" ? null : el("span", { class: "json-name" }, `${name}: `));

const leaf = (value) => el("span", { class: `json-${value === null ? "null" : typeof value}` }, typeof value === "string" ? JSON.stringify(value) : String(value));
