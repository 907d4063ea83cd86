/** What the composer offers while one types: commands after `/`, names after `@`, channels after `#`, emoji after `:`. */

import { avatar, el, icon } from "./dom.js";
import { EMOJI } from "./render/emoji.js";

const starts = (typed) => (text) => text.toLowerCase().startsWith(typed.toLowerCase());

/** The slash command a text begins with, or null. */
export const commandIn = (text) => /^\/[^\s/]+/.exec(text)?.[0] ?? null;

/**
 * @typedef {{insert: string, label: string, hint?: string, mark?: Node}} Offer
 * @param {string} text what stands in the composer up to the caret
 * @param {import("./store.js").Store} store
 * @returns {{from: number, title: string, offers: Offer[]} | null} `from`: where the completed word begins
 */
export function complete(text, store) {
  for (const [pattern, title, offersFor] of KINDS) {
    const found = pattern.exec(text);
    if (!found) continue;
    const typed = found.at(-1);
    const offers = offersFor(typed, store);
    if (offers.length) return { from: text.length - typed.length - 1, title, offers: offers.slice(0, 8) };
  }
  return null;
}

const KINDS = [
  [/^\/([^\s/]*)$/, "Commands", commands],
  [/(?:^|[\s(])@([\p{L}\p{N}._-]*)$/u, "People", names],
  [/(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u, "Channels", channels],
  [/(?:^|\s):([a-z0-9_+-]{2,})$/, "Emoji", emojis],
];

function commands(typed, store) {
  return store.commands
    .filter((each) => starts(`/${typed}`)(each.command))
    .map((each) => ({ insert: `${each.command} `, label: `${each.command} ${each.usage_hint ?? ""}`, hint: each.description, mark: icon("bolt") }));
}

function names(typed, store) {
  const people = [...store.users.values()].filter((user) => !user.deleted).sort((a, b) => Number(b.is_bot ?? false) - Number(a.is_bot ?? false));
  return [
    ...people.map((user) => ({ name: user.name, also: user.display_name, hint: describe(user, store), mark: avatar(user, "avatar-small") })),
    ...[...store.usergroups.values()].map((group) => ({ name: group.handle, also: group.name, hint: group.name, mark: icon("people") })),
    ...["here", "channel", "everyone"].map((name) => ({ name, hint: "Notifies everybody", mark: icon("people") })),
  ]
    .filter(({ name, also }) => [name, also ?? ""].some(starts(typed)))
    .map(({ name, hint, mark }) => ({ insert: `@${name} `, label: `@${name}`, hint, mark }));
}

const describe = (user, store) => [user.display_name, user.is_bot ? "app" : null, user.id === store.me ? "you" : null].filter(Boolean).join(" · ");

function channels(typed, store) {
  return [...store.channels.values()]
    .filter((channel) => !channel.is_im && !channel.is_archived && starts(typed)(channel.name))
    .map((channel) => ({ insert: `#${channel.name} `, label: `#${channel.name}`, hint: channel.topic, mark: icon("hash") }));
}

function emojis(typed) {
  return [...EMOJI].filter(([name]) => starts(typed)(name)).map(([name, letter]) => ({ insert: `:${name}: `, label: `:${name}:`, mark: el("span", { class: "emoji" }, letter) }));
}
