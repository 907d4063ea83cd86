/** People, channels and groups named in a message. A mention that notifies looks like it: an unwanted one must be seen. */

import { el } from "../dom.js";

/** @param {import("../store.js").Store} store */
export function userMention(store, id, label = "") {
  const name = store.users.has(id) ? store.nameOf(id) : label || id;
  const mine = id === store.me;
  return el("span", { class: mine ? "mention mention-me" : "mention", data: { user: id }, title: `Mentions ${name} (${id})` }, `@${name}`);
}

export function channelMention(store, id, label = "") {
  const name = store.channels.has(id) ? store.channelName(id) : label || id;
  if (!store.channels.has(id)) return el("span", { class: "mention", title: id }, `#${name}`);
  return el("a", { class: "mention", href: `#/${id}`, title: `Go to #${name}` }, `#${name}`);
}

/** A whole group; loud where others see it, for there it notifies them. */
export function groupMention(store, id, label = "") {
  const group = store.usergroups.get(id);
  const name = group?.handle ?? (label.replace(/^@/, "") || id);
  return el("span", { class: "mention mention-loud mention-group", title: `Mentions the user group ${group?.name ?? name}` }, `@${name}`);
}

/** `<!here>`, `<!channel>` and `<!everyone>` ping many people at once. */
export function broadcast(range) {
  return el("strong", { class: "mention mention-loud", title: `A live mention: notifies everybody (${range})` }, `@${range}`);
}

const FORMATS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};

/** A moment in the reader's own time; a format or moment that makes no sense shows the fallback. */
export function date(seconds, format, fallback) {
  const moment = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(moment.getTime())) return document.createTextNode(fallback ?? "");
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => {
    const base = name.replace(/_pretty$/, "");
    if (base === "ago") return moment.toLocaleDateString();
    return FORMATS[base] ? new Intl.DateTimeFormat(undefined, FORMATS[base]).format(moment) : whole;
  });
  return el("time", { datetime: moment.toISOString(), title: fallback }, text);
}
