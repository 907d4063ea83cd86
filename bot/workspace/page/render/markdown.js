/** The `markdown` block: ordinary Markdown, as far as Slack draws it. */

import { el } from "../dom.js";
import { link } from "./links.js";
import { broadcast, channelMention, userMention } from "./mentions.js";

const INLINE =
  /(`+)([^`\n](?:[^\n]*?[^`\n])?)\1(?!`)|\*\*([^*\n]+(?:\*[^*\n]+)*?)\*\*|__([^_\n]+)__|~~([^~\n]+)~~|(?<![\w*])\*([^*\n]+)\*|(?<![\w_])_([^_\n]+)_(?!\w)|!?\[([^\]\n]*)\]\(([^()\s]+)\)|<([^<>\s]+)>|(https?:\/\/[^\s<>()`*]+)/g;

const ITEM = /^(\s*)(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;

/** @returns {HTMLElement} */
export function markdown(text, store) {
  const box = el("div", { class: "markdown" });
  const lines = String(text ?? "").split("\n");
  for (let at = 0; at < lines.length; ) at = drawBlock(box, lines, at, store);
  return box;
}

/** Draw the block that begins at line `at`; the number of the line after it. */
function drawBlock(box, lines, at, store) {
  const line = lines[at];
  if (!line.trim()) return at + 1;
  if (/^\s*(```|~~~)/.test(line)) return fence(box, lines, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) {
    box.append(el("p", { class: "markdown-heading", role: "heading", "aria-level": heading[1].length + 2 }, inline(heading[2], store)));
    return at + 1;
  }
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
    box.append(el("hr"));
    return at + 1;
  }
  if (/^\s*>/.test(line)) return quote(box, lines, at, store);
  if (ITEM.test(line)) return list(box, lines, at, store);
  if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) return table(box, lines, at, store);
  return paragraph(box, lines, at, store);
}

function fence(box, lines, at) {
  const mark = lines[at].trim().slice(0, 3);
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end += 1;
  box.append(el("pre", {}, lines.slice(at + 1, end).join("\n")));
  return end + 1;
}

function quote(box, lines, at, store) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, "").replace(/^(\s*>)+/, ""));
  box.append(el("blockquote", {}, markdown(inner.join("\n"), store)));
  return end;
}

function list(box, lines, at, store) {
  const ordered = ITEM.exec(lines[at])[3] !== undefined;
  const node = el(ordered ? "ol" : "ul", { start: ordered ? ITEM.exec(lines[at])[3] : null });
  let end = at;
  for (; end < lines.length && ITEM.test(lines[end]); end += 1) {
    const [, space, , , text] = ITEM.exec(lines[end]);
    const task = /^\[([ xX])\]\s+(.*)$/.exec(text);
    const item = el("li", {}, task ? `${task[1] === " " ? "☐" : "☑"} ` : null, inline(task ? task[2] : text, store));
    item.style.setProperty("--indent", String(Math.floor(space.length / 2)));
    node.append(item);
  }
  box.append(node);
  return end;
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function table(box, lines, at, store) {
  const row = (line, tag) => el("tr", {}, cells(line).map((cell) => el(tag, {}, inline(cell, store))));
  const body = el("tbody");
  let end = at + 2;
  for (; end < lines.length && lines[end].includes("|"); end += 1) body.append(row(lines[end], "td"));
  box.append(el("div", { class: "table-scroll" }, el("table", {}, el("thead", {}, row(lines[at], "th")), body)));
  return end;
}

const startsBlock = (line) => !line.trim() || /^\s*(```|~~~|>|#{1,6}\s)/.test(line) || ITEM.test(line);

function paragraph(box, lines, at, store) {
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end])) end += 1;
  const text = el("p");
  lines.slice(at, end).forEach((line, count) => text.append(...(count ? [el("br")] : []), inline(line.trim(), store)));
  box.append(text);
  return end;
}

function inline(text, store) {
  const fragment = document.createDocumentFragment();
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    fragment.append(text.slice(from, found.index), piece(found, store));
    from = found.index + found[0].length;
  }
  fragment.append(text.slice(from));
  return fragment;
}

function piece([whole, , code, bold, bold2, strike, italic, italic2, label, address, angle, url], store) {
  if (code !== undefined) return el("code", {}, code);
  if (bold ?? bold2) return el("b", {}, inline(bold ?? bold2, store));
  if (strike) return el("s", {}, inline(strike, store));
  if (italic ?? italic2) return el("i", {}, inline(italic ?? italic2, store));
  if (address) return link(address, label);
  if (url) return link(url, url);
  if (/^@[UW][A-Z0-9]+$/.test(angle)) return userMention(store, angle.slice(1));
  if (/^#C[A-Z0-9]+$/.test(angle)) return channelMention(store, angle.slice(1));
  if (/^!(here|channel|everyone)$/.test(angle)) return broadcast(angle.slice(1));
  return /^(https?|mailto):/.test(angle) ? link(angle, angle) : document.createTextNode(whole);
}
