/** Building the page: whatever somebody else wrote enters the document as text, never as markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with its attributes, listeners and children.
 * `on` holds listeners, `data` data attributes; `true` sets an empty attribute; null, undefined and false are left out.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node|string|number|null|undefined|false|Array)} children
 * @returns {HTMLElement}
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) node.addEventListener(type, listener);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "value" || name === "checked") node[name] = value;
    else node.setAttribute(name === "className" ? "class" : name, value === true ? "" : String(value));
  }
  append(node, children);
  return node;
}

/** Append children, leaving out what is empty. */
export function append(node, children) {
  for (const child of [children].flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    node.append(typeof child === "number" ? String(child) : child);
  }
  return node;
}

/**
 * Replace everything inside `node`, keeping the keyboard focus and the caret where they were: by `data-key`, or, where an
 * app gave a block a new id, by the element's action.
 */
export function fill(node, ...children) {
  const active = node.contains(document.activeElement) ? document.activeElement : null;
  const { key, action } = active?.dataset ?? {};
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  node.replaceChildren();
  append(node, children);
  if (!key) return node;
  const again = sameIn(node, { key, action });
  again?.focus({ preventScroll: true });
  if (again && caret && caret[0] !== null) again.setSelectionRange?.(...caret);
  return node;
}

/** The element in `node` with this key, else the first one with this action. */
export function sameIn(node, { key, action }) {
  const all = [...node.querySelectorAll("[data-key]")];
  return all.find((each) => each.dataset.key === key) ?? all.find((each) => action && each.dataset.action === action);
}

const PATHS = {
  activity: "M2 10h3.5l2-6 4 12 2.5-6H18",
  add: "M10 4v12M4 10h12",
  attach: "m16.5 9-6.4 6.4a4 4 0 0 1-5.7-5.7l6.8-6.8a2.7 2.7 0 0 1 3.8 3.8l-6.8 6.8a1.3 1.3 0 0 1-1.9-1.9L12.5 5.5",
  barred: "M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM4.7 4.7l10.6 10.6",
  bolt: "M11 2 4 11.5h5L8 18l8-10h-5.5z",
  chat: "M3 4h14v9.5H9L5 17v-3.5H3z",
  check: "m4 10.5 4 4 8-9",
  chevron: "m5 7.5 5 5 5-5",
  close: "m5 5 10 10M15 5 5 15",
  dots: "M10 4.2a.6.6 0 1 0 .01 0zM10 9.4a.6.6 0 1 0 .01 0zM10 14.6a.6.6 0 1 0 .01 0z",
  hash: "M7.5 3 6 17M14 3l-1.5 14M3 7.5h14.5M2.5 12.5H17",
  home: "m3 9 7-6 7 6v8h-5v-5H8v5H3z",
  link: "M8.5 11.5a3 3 0 0 0 4.2 0l3-3a3 3 0 0 0-4.2-4.2L10.2 5.6M11.5 8.5a3 3 0 0 0-4.2 0l-3 3a3 3 0 0 0 4.2 4.2l1.3-1.3",
  menu: "M3 5h14M3 10h14M3 15h14",
  moon: "M16.5 12A7 7 0 1 1 8 3.5a5.5 5.5 0 0 0 8.5 8.5z",
  out: "M8 4H4v12h12v-4M11 4h5v5M16 4l-7 7",
  people: "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2 17c0-3.5 2.5-5 5.5-5s5.5 1.5 5.5 5M13 3.8a3 3 0 0 1 0 5.5M15 12.4c2 .6 3 2.2 3 4.6",
  pin: "m12 2.5 5.5 5.5-3 .8-3.2 3.2-.6 3.8L4.2 9.3l3.8-.6 3.2-3.2zM7 13l-4.5 4.5",
  reply: "M8 4 3 9l5 5M3 9h8.5a5.5 5.5 0 0 1 5.5 5.5V16",
  search: "M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12zM13.5 13.5 17.5 17.5",
  send: "M3 10 2.5 3.5 18 10 2.5 16.5zM3 10h8",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM10 1.5V3M10 17v1.5M1.5 10H3M17 10h1.5M4 4l1 1M15 15l1 1M16 4l-1 1M5 15l-1 1",
  thumb_down: "M6 3v8.5H3V3zM6 11.5 9.5 18c1.5 0 2.3-1 2-2.5L11 12.5h4.5c1.2 0 1.9-1 1.6-2.1L15.6 4.5C15.4 3.6 14.7 3 13.8 3H6",
  thumb_up: "M6 17V8.5H3V17zM6 8.5 9.5 2c1.5 0 2.3 1 2 2.5L11 7.5h4.5c1.2 0 1.9 1 1.6 2.1l-1.5 5.9c-.2.9-.9 1.5-1.8 1.5H6",
  trash: "M3.5 5.5h13M8 5.5V3h4v2.5M5 5.5 6 17h8l1-11.5M8.5 8.5v5.5M11.5 8.5v5.5",
  warning: "M10 2.5 18.5 17h-17zM10 8v4.5M10 14.7v.01",
};

/** A small drawing, hidden from screen readers: the control around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; its label is read aloud and shown as a tooltip. */
export function iconButton(name, label, onClick, props = {}) {
  return el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: onClick }, ...props }, icon(name));
}

/** A square with a person's initials on a colour of their own; the app wears a drawing instead. */
export function avatar(user, size = "") {
  const name = user?.display_name || user?.name || "?";
  const box = el("span", { class: `avatar ${size}`, "aria-hidden": "true" });
  if (user?.is_bot) {
    box.classList.add("avatar-app");
    box.append(icon("people"));
    return box;
  }
  if (/^[0-9a-f]{6}$/i.test(user?.color)) box.style.setProperty("--own", `#${user.color}`);
  box.append(name.split(/[\s_-]+/).map((word) => [...word][0] ?? "").join("").slice(0, 2).toUpperCase());
  return box;
}

let lastId = 0;

/** An id of its own, for labels that point at what they name. */
export const newId = (prefix) => `${prefix}-${++lastId}`;
