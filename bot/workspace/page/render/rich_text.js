/** rich_text blocks: already structured, so drawing them is one function for each element. */

import { el } from "../dom.js";
import { emoji } from "./emoji.js";
import { link } from "./links.js";
import { broadcast, channelMention, date, groupMention, userMention } from "./mentions.js";
import { unknown } from "./unknown.js";

/** @returns {HTMLElement} */
export function richText(block, store) {
  return el("div", { class: "rich-text" }, (block.elements ?? []).map((element) => drawSection(element, store)));
}

const SECTIONS = {
  rich_text_section: (element, store) => el("div", {}, inline(element, store)),
  rich_text_quote: (element, store) => el("blockquote", {}, inline(element, store)),
  rich_text_preformatted: (element, store) => el("pre", {}, inline(element, store)),
  rich_text_list: drawList,
};

const drawSection = (element, store) => SECTIONS[element.type]?.(element, store) ?? unknown(element);

function drawList(element, store) {
  const ordered = element.style === "ordered";
  const list = el(ordered ? "ol" : "ul", { data: { indent: element.indent ?? 0 }, start: ordered && element.offset ? element.offset + 1 : null });
  list.style.setProperty("--indent", String(Number(element.indent) || 0));
  for (const item of element.elements ?? []) list.append(el("li", {}, inline(item, store)));
  return list;
}

const inline = (element, store) => (element.elements ?? []).map((part) => drawPart(part, store));

const PARTS = {
  text: (part) => breakLines(part.text),
  link: (part) => link(part.url, part.text),
  user: (part, store) => userMention(store, part.user_id),
  channel: (part, store) => channelMention(store, part.channel_id),
  usergroup: (part, store) => groupMention(store, part.usergroup_id),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => el("span", { class: "emoji", role: "img", "aria-label": part.name }, emoji(String(part.name))),
  date: (part) => date(part.timestamp, part.format, part.fallback),
  color: (part) => document.createTextNode(part.value),
};

function drawPart(part, store) {
  const node = PARTS[part.type]?.(part, store) ?? unknown(part);
  return ["code", "strike", "italic", "bold"].reduce((inner, style) => (part.style?.[style] ? el(STYLES[style], {}, inner) : inner), node);
}

const STYLES = { bold: "b", italic: "i", strike: "s", code: "code" };

function breakLines(text) {
  const fragment = document.createDocumentFragment();
  String(text ?? "").split("\n").forEach((line, at) => fragment.append(...(at ? [el("br"), line] : [line])));
  return fragment;
}
