/** What a newcomer finds in an empty channel: what the app is for, and three things to try. */

import { avatar, el, icon } from "./dom.js";

/**
 * Three things to type, taken from what the app says of itself.
 * @param {import("./store.js").Store} store
 * @param {boolean} inDm
 * @returns {{text: string, about: string}[]}
 */
function suggestions(store, inDm) {
  const [command] = store.commands;
  if (!command) return [];
  const examples = examplesOf(command.usage_hint);
  const question = examples.find((each) => each.endsWith("?")) ?? examples[0] ?? "help";
  const [first, ...others] = examples.filter((each) => each !== question && each !== "help");
  const name = store.appUser?.name ?? store.app.name;
  return [
    { text: `${command.command} ${first ?? "help"}`, about: "A command: only you see the answer" },
    inDm ? { text: question, about: "A question: answered right here" } : { text: `@${name} ${question}`, about: "A mention: answered in a thread, for everybody" },
    { text: `${command.command} ${others.at(-1) ?? "help"}`, about: "Another command: type / to see what it takes" },
  ];
}

/** `ml engineer | compare A with B | pin` names what one may type; what only stands for something (`A`, `<role>`) is left out. */
function examplesOf(hint) {
  return String(hint ?? "")
    .split("|")
    .map((each) => each.replace(/^[\s[(]+|[\s\])]+$/g, ""))
    .filter((each) => each && !/[<>…{}]|\b[A-Z]\b/.test(each));
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
