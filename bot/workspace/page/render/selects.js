/** Where the choices of each kind of select come from, and how its value is written. */

import { plain } from "./mrkdwn.js";

const choiceOf = (option) => ({ key: option.value, label: plain(option.text), hint: plain(option.description), raw: option });

const has = (typed) => (choice) => choice.label.toLowerCase().includes(typed.trim().toLowerCase());

/** Options or groups of options, as choices. */
const groupsOf = (source) =>
  source.option_groups
    ? source.option_groups.map((group) => ({ label: plain(group.label), choices: group.options.map(choiceOf) }))
    : [{ choices: (source.options ?? []).map(choiceOf) }];

const filtered = (groups, typed) => groups.map((group) => ({ ...group, choices: group.choices.filter(has(typed)) }));

const OPTIONS = {
  load: (typed, element) => filtered(groupsOf(element), typed),
  chosen: (value) => (value.selected_options ?? [value.selected_option]).filter(Boolean).map(choiceOf),
};

const EXTERNAL = {
  ...OPTIONS,
  remote: true,
  load: async (typed, element, block, context) => {
    const answer = await context.options(block, element, typed);
    if (!answer.ok) throw new Error(answer.error ?? "The app did not answer");
    return groupsOf(answer);
  },
};

/** Selects whose value is an id: of a person, a channel or a conversation. */
const ids = (one, many, all, label) => ({
  load: (typed, element, block, { store }) => [{ choices: all(store).map((id) => ({ key: id, label: label(store, id), raw: id })).filter(has(typed)) }],
  chosen: (value, store) => (value[many] ?? [value[one]]).filter(Boolean).map((id) => ({ key: id, label: label(store, id), raw: id })),
});

const PEOPLE = ids("selected_user", "selected_users", (store) => store.people.map((user) => user.id), (store, id) => store.nameOf(id));

const open = (store) => [...store.channels.values()].filter((channel) => !channel.is_im && !channel.is_archived).map((channel) => channel.id);
const name = (store, id) => `#${store.channelName(id)}`;
const CHANNELS = ids("selected_channel", "selected_channels", open, name);
const CONVERSATIONS = ids("selected_conversation", "selected_conversations", open, name);

const writes = (one) => (chosen) => ({ [one]: chosen[0]?.raw ?? null });
const writesMany = (many) => (chosen) => ({ [many]: chosen.map((choice) => choice.raw) });

/** By element type: `load` gives groups of choices, `chosen` reads a value, `value` writes one. */
export const SELECTS = {
  static_select: { ...OPTIONS, value: writes("selected_option") },
  external_select: { ...EXTERNAL, value: writes("selected_option") },
  users_select: { ...PEOPLE, value: writes("selected_user") },
  channels_select: { ...CHANNELS, value: writes("selected_channel") },
  conversations_select: { ...CONVERSATIONS, value: writes("selected_conversation") },
  multi_static_select: { ...OPTIONS, value: writesMany("selected_options") },
  multi_external_select: { ...EXTERNAL, value: writesMany("selected_options") },
  multi_users_select: { ...PEOPLE, value: writesMany("selected_users") },
  multi_channels_select: { ...CHANNELS, value: writesMany("selected_channels") },
  multi_conversations_select: { ...CONVERSATIONS, value: writesMany("selected_conversations") },
};
