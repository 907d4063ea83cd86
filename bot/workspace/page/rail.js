/** The left rail: channels, the direct message, the app, and who one is. */

import { notify } from "./dialogs.js";
import { avatar, el, fill, icon, iconButton } from "./dom.js";
import { openMenu } from "./popup.js";
import { themeButton } from "./theme.js";

/**
 * @param {object} page
 * @returns {HTMLElement}
 */
export function rail(page) {
  const { store } = page;
  const node = el("nav", { class: "rail", id: "rail", "aria-label": "Channels and apps" });
  const draw = () => fill(node, head(page), el("div", { class: "rail-scroll" }, channels(page), direct(page), apps(page)), managePeople(page), personButton(page));
  store.watch(["hello", "people", "channels", "place"], draw);
  return node;
}

/** Opens and closes the rail where it is a drawer. It stands in the channel's head and in the rail, in the same spot. */
export const railButton = (page) =>
  iconButton("menu", "Channels", () => page.toggleRail(), { class: "icon-button only-narrow", "aria-controls": "rail", "aria-expanded": String(page.railOpen), data: { key: "rail toggle" } });

const head = (page) =>
  el("div", { class: "rail-head" }, railButton(page), el("strong", { class: "rail-team" }, page.store.team.name || "Workspace"), themeButton());

function group(title, rows) {
  return el("section", { class: "rail-group", "aria-label": title }, el("h2", {}, title), el("ul", {}, rows.map((row) => el("li", {}, row))));
}

function row(page, { label, mark, here, unread, extra, go, key, name }) {
  return el(
    "button",
    {
      type: "button",
      class: unread ? "rail-row unread" : "rail-row",
      "aria-current": here ? "page" : null,
      "aria-label": unread ? `${name ?? label}, ${unread} new` : (name ?? null),
      data: { key: `rail ${key}` },
      on: { click: go },
    },
    mark,
    el("span", { class: "rail-label" }, label),
    extra,
    unread ? el("span", { class: "count" }, unread) : null,
  );
}

function channels(page) {
  const { store } = page;
  const rooms = [...store.channels.values()].filter((channel) => !channel.is_im).sort((a, b) => a.name.localeCompare(b.name));
  return group(
    "Channels",
    rooms.map((channel) =>
      row(page, {
        key: channel.id,
        label: channel.name,
        mark: icon("hash"),
        here: store.place === channel.id,
        unread: store.unread.get(channel.id),
        extra: channel.is_archived ? el("span", { class: "rail-note" }, "archived") : null,
        go: () => page.go(channel.id),
      }),
    ),
  );
}

function direct(page) {
  const { store } = page;
  const open = () => page.openApp("messages");
  return group("Direct messages", [
    row(page, {
      key: "dm",
      name: `${store.nameOf(store.app.bot_user_id)} (direct message)`,
      label: store.nameOf(store.app.bot_user_id),
      mark: avatar(store.appUser ?? { is_bot: true }, "avatar-small"),
      extra: el("span", { class: "badge" }, "APP"),
      here: store.dm && store.place === store.dm.id && store.tab === "messages",
      unread: store.unread.get(store.dm?.id),
      go: open,
    }),
  ]);
}

function apps(page) {
  const { store } = page;
  return group("Apps", [
    row(page, {
      key: "app",
      label: store.app.name || "App",
      mark: icon("home"),
      name: `${store.app.name || "App"} (Home)`,
      here: store.dm && store.place === store.dm.id && store.tab === "home",
      go: () => page.openApp("home"),
    }),
  ]);
}

/** What an admin can do about accounts, where one is an admin. */
function managePeople(page) {
  const { store } = page;
  if (!store.person?.is_admin) return null;
  const item = (user) => {
    const name = store.nameOf(user.id);
    const [label, verb, done] = user.deleted
      ? [`Bring back ${name}`, "reactivate", `${name} is active again.`]
      : [`Deactivate ${name}`, "deactivate", `${name} is deactivated.`];
    const run = async () => {
      const result = await page.line.act({ do: verb, user: store.me, person: user.id });
      notify(result.ok ? done : result.error, { error: !result.ok });
    };
    return { label, hint: `@${user.name}`, icon: user.deleted ? "reply" : "barred", danger: !user.deleted, run };
  };
  const others = () => [...store.users.values()].filter((user) => !user.is_bot && user.id !== store.me);
  const button = el(
    "button",
    { type: "button", class: "rail-row", "aria-haspopup": "menu", "aria-expanded": "false", data: { key: "rail manage" } },
    icon("people"),
    el("span", { class: "rail-label" }, "Manage people"),
  );
  button.addEventListener("click", () => openMenu(button, "Manage people", others().map(item)));
  return button;
}

function personButton(page) {
  const { store } = page;
  const items = () => store.people.map((user) => ({ label: store.nameOf(user.id), hint: describe(user, store), run: () => page.become(user.id) }));
  const button = el(
    "button",
    { type: "button", class: "rail-person", "aria-haspopup": "menu", "aria-expanded": "false", "aria-label": `You are ${store.nameOf(store.me)}. Switch user`, data: { key: "rail person" } },
    avatar(store.person),
    el("span", { class: "rail-label" }, el("strong", {}, store.nameOf(store.me)), el("small", {}, "Switch user")),
    icon("chevron"),
  );
  button.addEventListener("click", () => openMenu(button, "Switch user", items()));
  return button;
}

const describe = (user, store) => [user.id === store.me ? "You now" : null, user.is_admin ? "Admin" : null, `@${user.name}`].filter(Boolean).join(" · ");
