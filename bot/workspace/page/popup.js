/** Things that open beside a control: menus and lists of choices, in the top layer, closed by Escape or a click elsewhere. */

import { el, icon } from "./dom.js";

let current = null;

/** Close whatever is open. */
export function closePopup() {
  current?.close();
}

/**
 * Show `box` next to `anchor`, above it where there is more room; inside the anchor's dialog if there is one.
 * @returns {{close: () => void, place: () => void}}
 */
export function openPopup(anchor, box, { onClose = () => {}, width = "auto", inside = anchor } = {}) {
  closePopup();
  box.setAttribute("popover", "manual");
  box.classList.add("popup");
  (anchor.closest("dialog") ?? document.body).append(box);
  box.showPopover();
  const away = new AbortController();
  const popup = {
    place: () => place(anchor, box, width),
    close: () => {
      if (current !== popup) return;
      current = null;
      away.abort();
      box.remove();
      onClose();
    },
  };
  const options = { signal: away.signal, capture: true };
  document.addEventListener("pointerdown", (event) => !box.contains(event.target) && !inside.contains(event.target) && popup.close(), options);
  document.addEventListener("scroll", (event) => !box.contains(event.target) && popup.place(), options);
  window.addEventListener("resize", popup.place, options);
  current = popup;
  popup.place();
  return popup;
}

function place(anchor, box, width) {
  const edge = 8;
  const around = anchor.getBoundingClientRect();
  if (width === "anchor") box.style.setProperty("min-width", `${around.width}px`);
  const below = window.innerHeight - around.bottom - edge;
  const above = around.top - edge;
  const up = below < Math.min(box.scrollHeight, 240) && above > below;
  box.style.setProperty("max-height", `${Math.max(120, Math.min(up ? above : below, 380))}px`);
  const left = Math.max(edge, Math.min(around.left, window.innerWidth - box.offsetWidth - edge));
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${up ? Math.max(edge, around.top - box.offsetHeight - 4) : around.bottom + 4}px`);
}

/**
 * A menu of commands below a button: arrows move, Enter runs, Escape gives the focus back.
 * @param {HTMLElement} button
 * @param {string} label read aloud
 * @param {{label: string, hint?: string, icon?: string, danger?: boolean, run: () => void}[]} items
 */
export function openMenu(button, label, items) {
  const menu = el("div", { role: "menu", class: "menu", "aria-label": label });
  const popup = openPopup(button, menu, { onClose: () => button.setAttribute("aria-expanded", "false") });
  const leave = () => {
    popup.close();
    button.focus();
  };
  menu.append(...items.map((item) => menuItem(item, leave)));
  if (!items.length) menu.append(el("p", { class: "menu-empty" }, "Nothing here."));
  menu.addEventListener("keydown", (event) => menuKeys(event, menu, leave));
  button.setAttribute("aria-expanded", "true");
  popup.place();
  menu.querySelector("[role=menuitem]")?.focus();
}

function menuItem(item, leave) {
  const run = () => {
    leave();
    item.run();
  };
  return el(
    "button",
    { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "menu-item danger" : "menu-item", on: { click: run } },
    item.icon ? icon(item.icon) : null,
    el("span", { class: "menu-label" }, item.label, item.hint ? el("small", {}, item.hint) : null),
  );
}

function menuKeys(event, menu, leave) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[(to + items.length) % items.length]?.focus();
  else if (event.key === "Escape" || event.key === "Tab") leave();
  else if (/^\p{L}$/u.test(event.key)) items.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
