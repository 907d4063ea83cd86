/** The page: puts its parts together and knows where the person is looking. */

import { ChannelView } from "./channel.js";
import { Connection } from "./connection.js";
import { ask, clearNotices, notify } from "./dialogs.js";
import { el } from "./dom.js";
import { Modal } from "./modal.js";
import { SidePane } from "./panes.js";
import { closePopup } from "./popup.js";
import { rail } from "./rail.js";
import { Store } from "./store.js";
import { applyTheme } from "./theme.js";
import { Traffic } from "./traffic.js";

const PERSON = "workspace-person";
const PRESSED = "button, a, label, summary";

class Page {
  constructor() {
    this.store = new Store();
    this.line = new Connection((event) => this.hear(event), (connected) => this.store.connected !== connected && this.store.set({ connected }, "mode"));
    this.trafficOpen = false;
    this.railOpen = false;
    this.middle = new ChannelView(this);
    this.side = new SidePane(this);
    this.traffic = new Traffic(this);
    this.modal = new Modal(this);
    this.banner = el("div", { class: "banner", role: "status", hidden: true });
    this.shell = el("div", { class: "shell" }, rail(this), this.middle.node, this.side.node, this.traffic.node);
    document.querySelector("#app").replaceChildren(this.banner, this.shell);
    this.store.watch(["hello", "mode"], () => this.drawBanner());
    window.addEventListener("hashchange", () => this.follow());
    document.addEventListener("click", (event) => this.intercept(event));
    this.drawBetweenClicks();
    this.watchRail();
    this.line.open();
  }

  /** From a press until its click begins nothing is drawn anew; what has changed by then is drawn after the click. */
  drawBetweenClicks() {
    const hold = (held) => (this.store.held = held);
    const release = () => {
      hold(false);
      this.store.tell();
    };
    document.addEventListener("pointerdown", (event) => event.target.closest(PRESSED) && hold(true), true);
    document.addEventListener("click", () => hold(false), true);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(release), true);
  }

  hear(event) {
    this.store.apply(event);
    if (event.type === "hello") this.arrive();
    else if (event.type === "notice" && event.user === this.store.me) this.fail(event.text);
    else if (event.type === "view_errors" && event.user === this.store.me) this.modal.showErrors(event.errors);
  }

  /** The first message of the stream: choose who and where, unless that is still valid. */
  arrive() {
    const { store } = this;
    const anew = this.run && this.run !== this.line.token;
    const { form } = this.modal;
    this.run = this.line.token;
    if (!store.users.has(store.me)) store.me = sessionStorage.getItem(PERSON) ?? "";
    if (!store.users.has(store.me)) store.me = store.people[0]?.id ?? "";
    if (!store.channels.has(store.place)) this.follow();
    if (!store.channels.has(store.place)) this.go([...store.channels.values()].find((channel) => !channel.is_im)?.id ?? "");
    if (anew) this.beginAnew(form);
  }

  /** The workspace lives in the memory of its process. A thread that is gone stays open for what is being written there. */
  beginAnew(form) {
    const { store } = this;
    const thread = this.side.composer.input.value ? store.thread : "";
    store.set({ thread, pane: "", unread: new Map() }, "place", "channels");
    this.fail(`The workspace was started anew: what was in it is gone${form ? `, and so is the form “${form}” that was open` : ""}.`);
  }

  /** Go where the address says: `#/channel` or `#/channel/message`. */
  follow(address = location.hash) {
    const [channel, place = ""] = address.replace(/^#\/?/, "").split("/");
    const ts = place.replace(/^p(\d+)(\d{6})$/, "$1.$2");
    if (this.store.channels.has(channel) && (channel !== this.store.place || ts)) this.go(channel, ts);
  }

  go(channel, ts = "") {
    const { store } = this;
    closePopup();
    this.toggleRail(false);
    if (channel !== store.place) {
      Object.assign(store, { thread: "", pane: "" });
      clearNotices();
    }
    store.unread.delete(channel);
    store.set({ place: channel, tab: "messages" }, "place", "channels");
    history.replaceState(null, "", ts ? `#/${channel}/${ts}` : `#/${channel}`);
    if (!ts) return;
    const message = (store.messages.get(channel) ?? []).find((each) => each.ts === ts);
    const root = message?.thread_ts && message.thread_ts !== ts ? message.thread_ts : "";
    if (root) this.openThread(channel, root);
    queueMicrotask(() => (root ? this.side : this.middle).list.show(ts));
  }

  /** The app's own place: its Home, or the direct message with it. */
  async openApp(tab) {
    const { store, line } = this;
    if (!store.dm) await line.act({ do: "open_dm", user: store.me });
    if (!store.dm) return;
    this.go(store.dm.id);
    store.set({ tab }, "place");
    if (tab === "home") {
      const result = await line.act({ do: "open_home", user: store.me });
      if (!result.ok) this.fail(result.error);
    }
  }

  openThread(channel, ts) {
    if (channel !== this.store.place) this.go(channel);
    this.store.set({ thread: ts, pane: "" }, "place");
    queueMicrotask(() => this.side.composer.focus());
  }

  openPane(pane) {
    this.store.set({ thread: "", pane }, "place");
    if (!pane) this.middle.composer.focus();
  }

  become(user) {
    const { store } = this;
    if (user === store.me) return;
    sessionStorage.setItem(PERSON, user);
    const inDm = store.channel?.is_im;
    store.set({ me: user, thread: "", pane: "", unread: new Map() }, "people", "place", "views");
    if (inDm) this.openApp(store.tab);
  }

  /** On a narrow page the rail is a drawer: what is behind it rests, and who closes it is back where they opened it. */
  toggleRail(open = !this.railOpen) {
    if (open === this.railOpen) return;
    this.railOpen = open;
    document.body.classList.toggle("with-rail", open);
    for (const behind of [document.querySelector(".skip"), this.middle.node, this.side.node, this.traffic.node]) behind.inert = open;
    const to = open ? ".rail [aria-current], .rail [data-key='rail toggle']" : ".channel-head [data-key='rail toggle']";
    [...document.querySelectorAll(to)].at(-1)?.focus();
    this.store.changed("place");
  }

  /** Escape, a click beside it and a window that is wide enough to show it anyway close the drawer. */
  watchRail() {
    const close = () => this.toggleRail(false);
    this.shell.addEventListener("click", (event) => event.target === this.shell && close());
    document.addEventListener("keydown", (event) => event.key === "Escape" && close());
    matchMedia("(width > 760px)").addEventListener("change", close);
  }

  toggleTraffic() {
    this.trafficOpen = !this.trafficOpen;
    this.traffic.node.hidden = !this.trafficOpen;
    document.body.classList.toggle("with-traffic", this.trafficOpen);
    this.store.changed("place");
  }

  /** Put a suggestion into the composer, ready to send. */
  suggest(text) {
    this.middle.composer.put(text);
    this.middle.composer.focus();
  }

  shortcutItems() {
    const { store, line } = this;
    const run = (each) => async () => {
      const result = await line.act({ do: "shortcut", user: store.me, callback_id: each.callback_id });
      if (!result.ok) this.fail(result.error);
    };
    return store.shortcuts.filter((each) => each.type === "global").map((each) => ({ label: each.name, hint: each.description, icon: "bolt", run: run(each) }));
  }

  async confirmDelete(remove) {
    const words = (text) => ({ type: "plain_text", text });
    const sure = await ask(
      { title: words("Delete this message?"), text: words("It cannot be brought back."), confirm: words("Delete"), deny: words("Keep"), style: "danger" },
      this.store,
    );
    if (sure) remove();
  }

  fail(text) {
    notify(text ?? "This did not work.", { error: true });
  }

  drawBanner() {
    const { connected, mode, ready } = this.store;
    const text = !connected
      ? "The connection to the workspace was lost. What you typed is kept; trying again…"
      : ready && mode === "none"
        ? "No app is connected: nobody will answer until it is started."
        : "";
    this.banner.textContent = text;
    this.banner.hidden = !text;
  }

  /** Links into Slack lead to the same place of this page. */
  intercept(event) {
    const address = event.target.closest?.("a[href]")?.href;
    if (!address) return;
    const url = new URL(address);
    const archive = url.origin === location.origin && /^\/archives\/\w+\/?\w*/.test(url.pathname);
    if (url.protocol !== "slack:" && !archive) return;
    event.preventDefault();
    if (archive) this.follow(url.pathname.replace("/archives", "#"));
    else this.openInSlack(url);
  }

  openInSlack(url) {
    const id = url.searchParams.get("id") ?? "";
    if (this.store.channels.has(id)) this.go(id);
    else if (id === this.store.app.bot_user_id) this.openApp("messages");
    else if (this.store.users.has(id)) notify(`In Slack this opens a direct message with ${this.store.nameOf(id)}.`);
    else notify(`In Slack this opens ${url.href}`);
  }
}

applyTheme();
new Page();
