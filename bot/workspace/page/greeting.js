/** What a newcomer finds in an empty channel: what the app is for, and three things to try. */

import { avatar, el, icon } from "./dom.js";

/**
 * Three things to type, taken from what the app says of itself.
 * @param {import("./store.js").Store} store
 * @returns {{text: string, about: string}[]}
 */
export function suggestions(store, inDm) {
  const [command] = store.commands;
  const examples = command ? examplesOf(command.usage_hint) : [];
  const bot = store.nameOf(store.app.bot_user_id);
  const questions = store.app.suggested_prompts ?? [];
  const question = questions[0]?.message ?? "who can help me here?";
  const all = [
    command && { text: `${command.command} ${examples[0] ?? "help"}`.trim(), about: "Only you see the answer" },
    { text: inDm ? question : `@${bot} ${question}`, about: inDm ? "Answered right here" : "Answered in a thread, for everybody" },
    command && examples.at(-1) && { text: `${command.command} ${examples.at(-1)}`, about: command.description },
    command && { text: `${command.command} help`, about: "All it can do" },
  ].filter(Boolean);
  return all.filter((each, at) => all.findIndex((other) => other.text === each.text) === at).slice(0, 3);
}

/** `[ml engineer | help | pin]` names the things one may type; a placeholder in angle brackets is left out. */
export function examplesOf(hint) {
  return String(hint ?? "")
    .replace(/[[\]()]/g, "")
    .split("|")
    .map((each) => each.trim())
    .filter((each) => each && !/[<>…{}]/.test(each));
}

/** Stands above the first message of a place: the whole welcome while there is none, one line afterwards. */
export function greeting(page, channel, messages) {
  const { store } = page;
  const bot = store.nameOf(store.app.bot_user_id);
  if (messages.length) return el("div", { class: "beginning" }, channel.is_im ? `The beginning of your messages with ${bot}.` : `The beginning of #${channel.name}.`);
  const tries = suggestions(store, channel.is_im).map(({ text, about }) =>
    el("button", { type: "button", class: "suggestion", on: { click: () => page.suggest(text) } }, el("code", {}, text), about ? el("small", {}, about) : null),
  );
  return el(
    "section",
    { class: "greeting", "aria-label": "Things to try" },
    avatar(store.appUser ?? { is_bot: true }, "avatar-large"),
    el("h2", {}, channel.is_im ? `This is between you and ${store.app.name}` : `Welcome to #${channel.name}`),
    store.app.description ? el("p", {}, store.app.description) : null,
    el("p", { class: "greeting-lead" }, "Three things to try:"),
    el("div", { class: "suggestions" }, tries),
    el("p", { class: "greeting-more" }, icon("bolt"), "Shortcuts are under the composer; a message has its own when you point at it. Traffic shows what goes between Slack and the app."),
  );
}
