/** Block Kit, drawn by the page itself. One function for each type; what it does not know stays visible. */

import { el, newId } from "../dom.js";
import { drawElement } from "./elements.js";
import { drawInput } from "./inputs.js";
import { card, carousel, container, table } from "./layouts.js";
import { link, picture } from "./links.js";
import { markdown } from "./markdown.js";
import { mrkdwn, plain, textObject } from "./mrkdwn.js";
import { richText } from "./rich_text.js";
import { unknown } from "./unknown.js";

/**
 * @typedef {object} Context what a block needs to know of where it stands
 * @property {import("../store.js").Store} store
 * @property {{type: string, channel?: string, ts?: string, view_id?: string}} container
 * @property {Map<string, any>} values what was typed and chosen, by "block_id action_id"; survives redrawing
 * @property {Record<string, string>} errors by block_id
 * @property {(block: object, element: object, value: object) => Promise<{ok: boolean, error?: string}>} press
 * @property {(block: object, element: object, typed: string) => Promise<object>} options
 */

/**
 * @param {object[]} blocks
 * @param {Context} context
 * @returns {HTMLElement}
 */
export function drawBlocks(blocks, context) {
  const box = el("div", { class: "blocks" });
  (Array.isArray(blocks) ? blocks : []).forEach((block, at) => box.append(drawBlock(block, at, context)));
  return box;
}

function drawBlock(block, at, context) {
  const draw = BLOCKS[block?.type];
  if (!draw) return unknown(block);
  try {
    return draw({ block_id: `block-${at}`, ...block }, context);
  } catch {
    return unknown(block); // a shape nobody foresaw must not take the whole message with it
  }
}

const BLOCKS = {
  header: (block) => el("div", { class: "block-header", role: "heading", "aria-level": "3" }, plain(block.text)),
  section,
  context: drawContext,
  divider: () => el("hr", { class: "block-divider" }),
  actions: (block, context) => el("div", { class: "block-actions" }, block.elements.map((element) => drawElement(element, block, context))),
  context_actions: (block, context) =>
    el("div", { class: "block-actions block-context-actions" }, block.elements.map((element) => drawElement(element, block, context))),
  image,
  input,
  rich_text: (block, context) => richText(block, context.store),
  markdown: (block, context) => markdown(block.text, context.store),
  table: (block, context) => table(block, context),
  card: (block, context) => card(block, context),
  carousel: (block, context) => carousel(block, context),
  container: (block, context) => container(block, context, drawBlocks),
  alert: (block, context) =>
    el("div", { class: `block-alert block-alert-${block.level ?? "default"}`, role: "note" }, typeof block.text === "string" ? block.text : textObject(block.text, context.store)),
  video,
};

function section(block, context) {
  const fields = (block.fields ?? []).map((field) => el("div", { class: "field" }, textObject(field, context.store)));
  return el(
    "div",
    { class: block.accessory ? "block-section with-accessory" : "block-section" },
    el(
      "div",
      { class: "section-text" },
      block.text ? el("div", {}, textObject(block.text, context.store)) : null,
      fields.length ? el("div", { class: "fields" }, fields) : null,
    ),
    block.accessory ? el("div", { class: "accessory" }, drawElement(block.accessory, block, context)) : null,
  );
}

function drawContext(block, context) {
  const piece = (element) =>
    element.type === "image"
      ? picture(imageAddress(element), element.alt_text, "context-picture")
      : el("span", {}, textObject(element, context.store));
  return el("div", { class: "block-context" }, block.elements.map(piece));
}

const imageAddress = (thing) => thing.image_url ?? thing.slack_file?.url ?? (thing.slack_file?.id ? `/files/${encodeURIComponent(thing.slack_file.id)}` : "");

function image(block) {
  return el("figure", { class: "block-image" }, block.title ? el("figcaption", {}, plain(block.title)) : null, picture(imageAddress(block), block.alt_text));
}

function video(block) {
  return el(
    "div",
    { class: "block-video" },
    el("strong", {}, link(block.title_url ?? block.video_url, plain(block.title))),
    block.description ? el("p", {}, plain(block.description)) : null,
    el("small", {}, "Video: ", link(block.video_url, block.provider_name ?? block.video_url)),
  );
}

/** A labelled field; its hint and its error are read with it. */
function input(block, context) {
  const labelId = newId("label");
  const hintId = newId("hint");
  const error = context.errors?.[block.block_id];
  const control = drawInput(block.element, block, context, { label: plain(block.label), dispatches: block.dispatch_action === true });
  const field = control.matches("input, textarea, fieldset") ? control : (control.querySelector("input, textarea, [role=group]") ?? control);
  field.setAttribute("aria-describedby", hintId);
  if (error) field.setAttribute("aria-invalid", "true");
  return el(
    "div",
    { class: error ? "block-input has-error" : "block-input", data: { block: block.block_id } },
    el("div", { class: "input-label", id: labelId, on: { click: () => field.focus() } }, plain(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null),
    control,
    el("div", { id: hintId }, block.hint ? el("p", { class: "input-hint" }, plain(block.hint)) : null, error ? el("p", { class: "input-error" }, error) : null),
  );
}

/** The text of a message without blocks. */
export const drawText = (text, store) => el("div", { class: "message-text" }, mrkdwn(text, store));
