/**
 * Slack's mrkdwn: cut into tokens first, then drawn as text nodes. Entities are decoded last and once, so that an
 * escaped `&lt;!channel&gt;` stays the text it was meant to be.
 */

import { el } from "../dom.js";
import { emoji, EMOJI } from "./emoji.js";
import { link, safeUrl } from "./links.js";
import { broadcast, channelMention, date, groupMention, userMention } from "./mentions.js";

const TOKEN = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+(?:::[a-z0-9_-]+)?):|([*_~])|(\n)|(https?:\/\/[^\s<>"'`*_~|]+)/g;
const WORD = /[\p{L}\p{N}]/u;
const TAGS = { "*": "b", _: "i", "~": "s" };
const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** The three entities Slack knows, each decoded once. */
const decode = (text) => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);

/**
 * @param {string} text mrkdwn as an app sends it
 * @param {import("../store.js").Store} store who and what the ids name
 * @returns {DocumentFragment}
 */
export function mrkdwn(text, store) {
  const fragment = document.createDocumentFragment();
  const lines = splitLines(tokenise(String(text ?? "")));
  for (let at = 0; at < lines.length; ) {
    const quoted = quoteFrom(lines, at);
    if (quoted.length) {
      const quote = el("blockquote");
      drawLines(quote, quoted, store);
      fragment.append(quote);
      at += quoted.length;
      continue;
    }
    const end = nextQuote(lines, at);
    drawLines(fragment, lines.slice(at, end), store);
    at = end;
  }
  return fragment;
}

/** Plain text with its emoji, as a `plain_text` object shows it. */
export function plain(object) {
  const text = String(object?.text ?? "");
  if (object?.emoji === false) return text;
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => EMOJI.get(name) ?? whole);
}

/** A text object of either kind. */
export const textObject = (object, store) =>
  object?.type === "mrkdwn" ? mrkdwn(object.text, store) : document.createTextNode(plain(object));

function tokenise(text) {
  const tokens = [];
  let from = 0;
  for (const found of text.matchAll(TOKEN)) {
    if (found.index > from) tokens.push({ kind: "text", text: text.slice(from, found.index) });
    tokens.push(token(found));
    from = found.index + found[0].length;
  }
  if (from < text.length) tokens.push({ kind: "text", text: text.slice(from) });
  return tokens;
}

function token([whole, pre, code, special, name, mark, newline, url]) {
  if (pre !== undefined) return { kind: "pre", text: pre };
  if (code !== undefined) return { kind: "code", text: code };
  if (special !== undefined) return { kind: "special", text: special };
  if (name !== undefined) return EMOJI.has(name.split("::")[0]) ? { kind: "emoji", text: name } : { kind: "text", text: whole };
  if (mark) return { kind: "mark", text: mark };
  if (newline) return { kind: "newline", text: "" };
  const address = url.replace(/(?:[.,;:!?)\]]|&gt;|&lt;)+$/, "");
  return { kind: "url", text: address, rest: url.slice(address.length) };
}

function splitLines(tokens) {
  const lines = [[]];
  for (const each of tokens) {
    if (each.kind === "newline") lines.push([]);
    else lines.at(-1).push(each);
  }
  return lines;
}

const QUOTE = /^(?:>|&gt;) ?/;
const isQuote = (line) => line[0]?.kind === "text" && QUOTE.test(line[0].text);
const opensLongQuote = (line) => line[0]?.kind === "text" && /^(?:>|&gt;){3}/.test(line[0].text);

/** The quoted lines that begin at `at`, without their marks; `>>>` quotes all that follows. */
function quoteFrom(lines, at) {
  if (!isQuote(lines[at])) return [];
  if (opensLongQuote(lines[at])) return [strip(lines[at], /^(?:>|&gt;){3} ?/), ...lines.slice(at + 1)];
  let end = at;
  while (end < lines.length && isQuote(lines[end])) end += 1;
  return lines.slice(at, end).map((line) => strip(line, QUOTE));
}

const strip = (line, mark) => [{ kind: "text", text: line[0].text.replace(mark, "") }, ...line.slice(1)];

function nextQuote(lines, at) {
  let end = at + 1;
  while (end < lines.length && !isQuote(lines[end])) end += 1;
  return end;
}

function drawLines(parent, lines, store) {
  lines.forEach((line, at) => {
    if (at > 0 && lines[at - 1].at(-1)?.kind !== "pre") parent.append(el("br"));
    drawRun(parent, line, 0, line.length, store);
  });
}

/** Draw tokens `from` to `to`, nesting what the marks enclose. */
function drawRun(parent, tokens, from, to, store) {
  const hopeless = new Set(); // marks that nothing closes from here on: keeps a line of asterisks from costing its square
  for (let at = from; at < to; at += 1) {
    const each = tokens[at];
    const end = each.kind === "mark" && !hopeless.has(each.text) && opens(tokens, at) ? closing(tokens, at, to) : -1;
    if (end < 0) {
      if (each.kind === "mark" && opens(tokens, at)) hopeless.add(each.text);
      parent.append(drawToken(each, store));
      continue;
    }
    const inner = el(TAGS[each.text]);
    drawRun(inner, tokens, at + 1, end, store);
    parent.append(inner);
    at = end;
  }
}

const lastLetter = (piece) => (piece?.kind === "text" ? [...piece.text.slice(-2)].at(-1) : piece ? "." : " ");
const firstLetter = (piece) => (piece?.kind === "text" ? [...piece.text.slice(0, 2)][0] : piece ? "." : " ");

const opens = (tokens, at) => {
  const next = tokens[at + 1];
  return !WORD.test(lastLetter(tokens[at - 1])) && next !== undefined && !/\s/.test(firstLetter(next)) && next.text !== tokens[at].text;
};

function closing(tokens, at, to) {
  for (let end = at + 2; end < to; end += 1) {
    const same = tokens[end].kind === "mark" && tokens[end].text === tokens[at].text;
    if (same && !/\s/.test(lastLetter(tokens[end - 1])) && !WORD.test(firstLetter(tokens[end + 1]))) return end;
  }
  return -1;
}

function drawToken(each, store) {
  if (each.kind === "pre") return el("pre", {}, decode(unlinked(each.text.replace(/^\n/, ""))));
  if (each.kind === "code") return el("code", {}, decode(unlinked(each.text)));
  if (each.kind === "special") return drawSpecial(each.text, store);
  if (each.kind === "emoji") return el("span", { class: "emoji", role: "img", "aria-label": each.text.replaceAll("_", " ") }, emoji(each.text));
  if (each.kind === "url") return addressThen(each);
  return document.createTextNode(decode(each.text));
}

function addressThen({ text, rest }) {
  const both = document.createDocumentFragment();
  both.append(link(decode(text), decode(text)), decode(rest));
  return both;
}

/** Inside code a link is shown by its label or address. */
const unlinked = (text) => text.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (whole, address, label) => (safeUrl(address) ? label || address : whole));

function drawSpecial(inside, store) {
  const [target, ...labels] = inside.split("|");
  const label = decode(labels.join("|"));
  const id = target.slice(1);
  if (/^@[UW][A-Z0-9]+$/.test(target)) return userMention(store, id, label);
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return channelMention(store, id, label);
  if (target.startsWith("!")) return drawCommand(id, label, store);
  if (safeUrl(decode(target))) return link(decode(target), label || decode(target).replace(/^mailto:/, ""));
  return document.createTextNode(decode(`<${inside}>`));
}

function drawCommand(command, label, store) {
  const [name, ...rest] = command.split("^");
  if (["here", "channel", "everyone"].includes(name)) return broadcast(name);
  if (name === "subteam") return groupMention(store, rest[0] ?? "", label);
  if (name === "date") return date(rest[0], decode(rest[1] ?? ""), label);
  return document.createTextNode(label || `<!${decode(command)}>`);
}
