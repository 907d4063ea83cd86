/** What one types, as the workspace takes it: names become ids, and nothing typed is live markup. */

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** The names one may mention, each with what it stands for. */
export function mentionables(store) {
  const people = [...store.users.values()].filter((user) => !user.deleted);
  return [
    ...people.flatMap((user) => [...new Set([user.display_name, user.name])].filter(Boolean).map((name) => ({ name, token: `<@${user.id}>`, user }))),
    ...[...store.usergroups.values()].map((group) => ({ name: group.handle, token: `<!subteam^${group.id}|@${group.handle}>`, group })),
    ...["here", "channel", "everyone"].map((name) => ({ name, token: `<!${name}>` })),
  ];
}

/**
 * Typed text as mrkdwn: `@name` and `#channel` become mentions, `&`, `<` and `>` are escaped.
 * @param {string} text
 * @param {import("./store.js").Store} store
 */
export function encode(text, store) {
  const names = new Map(mentionables(store).map(({ name, token }) => [`@${name.toLowerCase()}`, token]));
  for (const channel of store.channels.values()) if (!channel.is_im) names.set(`#${channel.name.toLowerCase()}`, `<#${channel.id}|${channel.name}>`);
  const longestFirst = [...names.keys()].sort((a, b) => b.length - a.length).map(quoted);
  const mention = new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join("|")})(?![\\p{L}\\p{N}_-])`, "giu");
  let result = "";
  let from = 0;
  for (const found of text.matchAll(mention)) {
    result += escape(text.slice(from, found.index)) + names.get(found[0].toLowerCase());
    from = found.index + found[0].length;
  }
  return result + escape(text.slice(from));
}

/** The slash command a text begins with, or null. */
export const commandIn = (text) => /^\/[^\s/]+/.exec(text)?.[0] ?? null;
