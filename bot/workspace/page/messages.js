/** One message as Slack shows it: who, when, what, its thread, and what one can do with it. */

import { announce, notify } from "./dialogs.js";
import { avatar, el, icon, iconButton } from "./dom.js";
import { contextFor } from "./interaction.js";
import { openMenu } from "./popup.js";
import { drawBlocks, drawText } from "./render/blocks.js";
import { picture } from "./render/links.js";

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

const momentOf = (ts) => new Date(Number(ts) * 1000);

/** The day a message belongs to, in words. */
export function dayOf(ts) {
  const day = momentOf(ts);
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(day).setHours(0, 0, 0, 0)) / 86_400_000);
  return { 0: "Today", 1: "Yesterday" }[ago] ?? longDay.format(day);
}

/** Said by the same one shortly after: drawn without a second head. A card stands for itself. */
export const continues = (before, message) =>
  before &&
  !before.blocks?.length &&
  !message.blocks?.length &&
  before.user === message.user &&
  Boolean(before.ephemeral) === Boolean(message.ephemeral) &&
  !before.reply_count &&
  !message.subtype &&
  Number(message.ts) - Number(before.ts) < 300;

/**
 * @param {object} page
 * @param {string} channel
 * @param {object} message
 * @param {{compact?: boolean, inThread?: boolean, replies?: object[]}} [how]
 * @returns {HTMLElement}
 */
export function drawMessage(page, channel, message, { compact = false, inThread = false, replies = [] } = {}) {
  const { store } = page;
  const pinned = store.isPinned(channel, message.ts);
  const author = store.users.get(message.user) ?? { id: message.user, name: message.username ?? message.user, is_bot: Boolean(message.bot_id) };
  const node = el(
    "article",
    {
      class: ["message", compact && "compact", message.ephemeral && "ephemeral", pinned && "pinned"].filter(Boolean).join(" "),
      "aria-label": `${author.display_name || author.name}, ${clock.format(momentOf(message.ts))}`,
      data: { ts: message.ts },
    },
    marks(message, pinned),
    compact ? el("span", { class: "avatar-space" }, timeOf(message)) : avatar(author),
    el("div", { class: "message-main" }, compact ? null : head(author, message), body(page, channel, message), files(message), inThread ? null : threadBar(page, channel, message, replies)),
    tools(page, channel, message, inThread),
  );
  return node;
}

function marks(message, pinned) {
  const lines = [];
  if (message.ephemeral) lines.push(el("div", { class: "message-mark" }, icon("people"), "Only visible to you"));
  if (pinned) lines.push(el("div", { class: "message-mark" }, icon("pin"), "Pinned to this channel"));
  return lines.length ? el("div", { class: "message-marks" }, lines) : null;
}

const head = (author, message) =>
  el("div", { class: "message-head" }, el("strong", { class: "author" }, author.display_name || author.name), author.is_bot ? el("span", { class: "badge" }, "APP") : null, timeOf(message));

const timeOf = (message) =>
  el("time", { datetime: momentOf(message.ts).toISOString(), title: whole.format(momentOf(message.ts)) }, clock.format(momentOf(message.ts)));

/** The subtypes of messages that somebody wrote. */
const WRITTEN = ["thread_broadcast", "bot_message", "file_share"];

function body(page, channel, message) {
  const { store } = page;
  const edited = message.edited ? el("span", { class: "edited" }, " (edited)") : null;
  if (message.subtype && !message.blocks?.length && !WRITTEN.includes(message.subtype)) {
    return el("div", { class: "message-system" }, drawText(message.text, store));
  }
  if (!message.blocks?.length) return el("div", {}, drawText(message.text, store), edited);
  const container = { type: message.ephemeral ? "ephemeral" : "message", channel, ts: message.ts };
  return el("div", {}, drawBlocks(message.blocks, contextFor(page, container)), edited);
}

function files(message) {
  if (!message.files?.length) return null;
  const one = (file) => {
    if (file.deleted) return el("span", { class: "edited" }, "This file was deleted.");
    return file.mimetype?.startsWith("image/")
      ? el("figure", { class: "file" }, el("figcaption", {}, file.name), el("a", { href: file.url, target: "_blank", rel: "noopener" }, picture(file.url, file.alt || file.name)))
      : el("a", { class: "file-link", href: file.url, target: "_blank", rel: "noopener" }, icon("link"), file.name);
  };
  return el("div", { class: "files" }, message.files.map(one));
}

function threadBar(page, channel, message, replies) {
  const count = Math.max(replies.length, message.reply_count ?? 0);
  if (!count) return null;
  const open = () => page.openThread(channel, message.ts);
  const people = [...new Set(replies.map((reply) => reply.user))].slice(0, 3);
  return el(
    "button",
    { type: "button", class: "thread-bar", on: { click: open } },
    people.map((id) => avatar(page.store.users.get(id), "avatar-small")),
    el("span", {}, count === 1 ? "1 reply" : `${count} replies`),
    el("span", { class: "thread-open" }, "View thread"),
  );
}

/** The small bar that shows on hover and focus. */
function tools(page, channel, message, inThread) {
  const bar = el("div", { class: "message-tools", role: "group", "aria-label": "Message actions" });
  if (!message.ephemeral && !inThread) bar.append(iconButton("reply", "Reply in thread", () => page.openThread(channel, message.thread_ts ?? message.ts)));
  const more = iconButton("dots", "More actions", () => openMenu(more, "Message actions", menuOf(page, channel, message)), { "aria-haspopup": "menu" });
  bar.append(more);
  return bar;
}

function menuOf(page, channel, message) {
  const { store, line } = page;
  const about = { user: store.me, channel, ts: message.ts };
  const dismiss = () => {
    store.apply({ type: "ephemeral_deleted", ...about });
    announce("Message dismissed");
  };
  if (message.ephemeral) return [{ label: "Dismiss message", icon: "close", run: dismiss }];
  const run = (body) => () => line.act({ ...about, ...body }).then((result) => result.ok || notify(result.error, { error: true }));
  const own = message.user === store.me || store.person?.is_admin;
  const shortcut = (each) => ({ label: each.name, hint: each.description, icon: "bolt", run: run({ do: "message_shortcut", callback_id: each.callback_id }) });
  return [
    ...store.shortcuts.filter((each) => each.type === "message").map(shortcut),
    { label: "Copy link", icon: "link", run: () => copyLink(channel, message) },
    store.isPinned(channel, message.ts)
      ? { label: "Unpin from this channel", icon: "pin", run: run({ do: "unpin" }) }
      : { label: "Pin to this channel", icon: "pin", run: run({ do: "pin" }) },
    ...(own ? [{ label: "Delete message…", icon: "trash", danger: true, run: () => page.confirmDelete(run({ do: "delete" })) }] : []),
  ];
}

async function copyLink(channel, message) {
  const address = `${location.origin}/#/${channel}/${message.ts}`;
  try {
    await navigator.clipboard.writeText(address);
    notify("The link is copied.");
  } catch {
    notify(`The browser did not allow copying. The link: ${address}`);
  }
}
