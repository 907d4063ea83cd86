/** Blocks that hold others: tables, cards, carousels, containers. */

import { el, iconButton } from "../dom.js";
import { drawElement } from "./elements.js";
import { picture } from "./links.js";
import { plain, textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const CELLS = {
  raw_text: (cell) => document.createTextNode(cell.text),
  raw_number: (cell) => document.createTextNode(String(cell.value ?? cell.text)),
  rich_text: (cell, store) => richText(cell, store),
};

/** The first row is the heading, as in Slack. */
export function table(block, { store }) {
  const settings = block.column_settings ?? [];
  const draw = (tag) => (cell, column) =>
    el(tag, { class: `align-${settings[column]?.align ?? "left"}`, scope: tag === "th" ? "col" : null }, CELLS[cell.type]?.(cell, store) ?? JSON.stringify(cell));
  const [head, ...rows] = block.rows;
  return el(
    "div",
    { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" },
    el(
      "table",
      {},
      el("thead", {}, el("tr", {}, head.map(draw("th")))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map(draw("td"))))),
    ),
  );
}

const text = (value, store) => (typeof value === "string" ? value : textObject(value, store));

export function card(block, context) {
  const { store } = context;
  return el(
    "article",
    { class: "block-card" },
    block.hero_image ? picture(block.hero_image.image_url, block.hero_image.alt_text, "card-hero") : null,
    el(
      "div",
      { class: "card-head" },
      block.icon ? picture(block.icon.image_url, block.icon.alt_text, "card-icon") : null,
      el(
        "div",
        {},
        block.title ? el("div", { class: "card-title" }, text(block.title, store)) : null,
        block.subtitle ? el("div", { class: "card-subtitle" }, text(block.subtitle, store)) : null,
      ),
    ),
    block.body ? el("div", { class: "card-body" }, text(block.body, store)) : null,
    block.actions?.length ? el("div", { class: "block-actions" }, block.actions.map((element) => drawElement(element, block, context))) : null,
  );
}

/** Cards side by side; arrows scroll, the track itself takes the arrow keys. */
export function carousel(block, context) {
  const cards = block.elements.map((element) => card({ ...element, block_id: element.block_id ?? block.block_id }, context));
  const track = el("div", { class: "carousel-track", tabindex: "0", role: "group", "aria-label": `${cards.length} cards` }, cards);
  const scroll = (step) => track.scrollBy({ left: step * track.clientWidth * 0.8, behavior: "smooth" });
  return el(
    "div",
    { class: "block-carousel" },
    track,
    el("div", { class: "carousel-arrows" }, iconButton("chevron", "Earlier cards", () => scroll(-1), { class: "icon-button turn-left" }), iconButton("chevron", "Later cards", () => scroll(1), { class: "icon-button turn-right" })),
  );
}

export function container(block, context, drawBlocks) {
  const heading = [
    block.icon ? picture(block.icon.image_url, block.icon.alt_text, "card-icon") : null,
    el("span", { class: "card-title" }, block.rich_text_title ? richText(block.rich_text_title, context.store) : plain(block.title)),
    block.subtitle ? el("span", { class: "card-subtitle" }, text(block.subtitle, context.store)) : null,
  ];
  const inside = drawBlocks(block.child_blocks, context);
  if (!block.is_collapsible) return el("section", { class: "block-container" }, el("div", { class: "container-head" }, heading), inside);
  const key = `${block.block_id} open`;
  const open = context.values.get(key) ?? block.default_collapsed !== true;
  const details = el("details", { class: "block-container", open }, el("summary", { class: "container-head" }, heading), inside);
  details.addEventListener("toggle", () => context.values.set(key, details.open));
  return details;
}
