/** The middle of the page: a channel with its header, messages and composer, or the app with its tabs. */

import { Composer } from "./composer.js";
import { notify } from "./dialogs.js";
import { avatar, el, fill, icon, iconButton } from "./dom.js";
import { greeting } from "./greeting.js";
import { homeView } from "./home.js";
import { MessageList } from "./message_list.js";
import { openMenu } from "./popup.js";
import { railButton } from "./rail.js";

export class ChannelView {
  constructor(page) {
    this.page = page;
    this.header = el("header", { class: "channel-head" });
    this.home = homeView(page);
    this.list = new MessageList(page, { label: "Messages" });
    this.composer = new Composer(page);
    this.node = el("main", { class: "channel", id: "main", tabindex: "-1" }, this.header, this.home, this.list.node, this.list.later, this.composer.node);
    page.store.watch(["hello", "place", "people", "channels", "messages", "pins"], () => this.draw());
  }

  draw() {
    const { store } = this.page;
    const { channel } = store;
    if (!store.ready || !channel) return;
    const atHome = channel.is_im && store.tab === "home";
    document.title = `${atHome ? "Home" : this.title} · ${store.team.name}`;
    fill(this.header, this.heading(), channel.is_im ? this.tabs() : null, this.headTools());
    this.home.hidden = !atHome;
    this.list.node.hidden = this.composer.node.hidden = atHome;
    if (atHome) return;
    const messages = store.messagesIn(channel.id);
    this.list.node.setAttribute("aria-label", `Messages in ${this.title}`);
    this.list.draw(channel.id, messages, { place: `${store.me}/${channel.id}`, before: greeting(this.page, channel, messages) });
    this.composer.show(channel.id, "", `Message ${this.title}`);
    this.composer.lock(channel.is_archived ? "This channel is archived: nobody can write here." : "");
  }

  get title() {
    const { channel, app } = this.page.store;
    return channel.is_im ? this.page.store.nameOf(app.bot_user_id) : `#${channel.name}`;
  }

  heading() {
    const { channel, app, appUser } = this.page.store;
    const mark = channel.is_im ? avatar(appUser ?? { is_bot: true }, "avatar-medium") : icon("hash");
    return el(
      "div",
      { class: "channel-title" },
      railButton(this.page),
      mark,
      el("h1", {}, channel.is_im ? app.name : channel.name),
      channel.is_archived ? el("span", { class: "badge" }, "archived") : null,
      channel.topic ? el("span", { class: "topic", title: channel.topic }, channel.topic) : null,
    );
  }

  tabs() {
    const { page } = this;
    const tab = (name, label) =>
      el(
        "button",
        { type: "button", role: "tab", class: "tab", "aria-selected": String(page.store.tab === name), tabindex: page.store.tab === name ? "0" : "-1", data: { key: `tab ${name}` }, on: { click: () => page.openApp(name) } },
        label,
      );
    const other = { home: "messages", messages: "home" };
    const list = el("div", { role: "tablist", class: "tabs", "aria-label": page.store.app.name }, tab("home", "Home"), tab("messages", "Messages"));
    list.addEventListener("keydown", (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      const to = other[page.store.tab];
      list.querySelector(`[data-key="tab ${to}"]`).focus();
      page.openApp(to);
    });
    return list;
  }

  headTools() {
    const { page } = this;
    const { channel } = page.store;
    return el("div", { class: "channel-tools" }, channel.is_im ? null : [this.pinsButton(channel), this.menuButton(channel)], this.trafficButton());
  }

  pinsButton(channel) {
    const count = (this.page.store.pins.get(channel.id) ?? []).length;
    const label = count === 1 ? "1 pin" : `${count} pins`;
    return el("button", { type: "button", class: "tool", title: "Pinned messages", "aria-label": label, data: { key: "pins" }, on: { click: () => this.page.openPane("pins") } }, icon("pin"), el("span", {}, label));
  }

  menuButton(channel) {
    const button = iconButton("people", `Channel settings of #${channel.name}`, () => openMenu(button, "Channel settings", this.menuItems(channel)), { "aria-haspopup": "menu", data: { key: "settings" } });
    return button;
  }

  menuItems(channel) {
    const { store, line } = this.page;
    const inside = channel.members?.includes(store.app.bot_user_id);
    const run = (verb, done) => async () => {
      const result = await line.act({ do: verb, user: store.me, channel: channel.id });
      notify(result.ok ? done : result.error, { error: !result.ok });
    };
    const app = store.app.name;
    const people = (channel.members ?? []).map((id) => store.nameOf(id)).join(", ");
    return [
      inside
        ? { label: `Remove ${app} from #${channel.name}`, hint: `In here: ${people}`, icon: "close", run: run("kick_bot", `${app} left #${channel.name}.`) }
        : { label: `Invite ${app} to #${channel.name}`, hint: `In here: ${people}`, icon: "add", run: run("invite_bot", `${app} joined #${channel.name}.`) },
      channel.is_archived
        ? { label: "Bring the channel back", icon: "reply", run: run("unarchive", `#${channel.name} is open again.`) }
        : { label: "Archive the channel", icon: "trash", danger: true, run: run("archive", `#${channel.name} is archived.`) },
    ];
  }

  trafficButton() {
    const { page } = this;
    return el("button", { type: "button", class: "tool", title: "Requests between Slack and the app", "aria-label": "Traffic", "aria-expanded": String(page.trafficOpen), "aria-controls": "traffic", data: { key: "traffic" }, on: { click: () => page.toggleTraffic() } }, icon("activity"), el("span", {}, "Traffic"));
  }
}
