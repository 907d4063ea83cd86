/** The pane at the right: a thread, or the pins of a channel. */

import { Composer } from "./composer.js";
import { el, fill, iconButton } from "./dom.js";
import { drawMessage } from "./messages.js";
import { MessageList } from "./message_list.js";

export class SidePane {
  constructor(page) {
    this.page = page;
    this.head = el("header", { class: "pane-head" });
    this.list = new MessageList(page, { label: "Thread", inThread: true });
    this.pins = el("div", { class: "pins", tabindex: "0", role: "region", "aria-label": "Pinned messages" });
    this.composer = new Composer(page, { inThread: true });
    this.node = el("aside", { class: "pane", hidden: true, on: { keydown: (event) => event.key === "Escape" && page.openPane("") } });
    this.node.append(this.head, this.list.node, this.list.later, this.pins, this.composer.node);
    page.store.watch(["hello", "place", "people", "channels", "messages", "pins"], () => this.draw());
  }

  draw() {
    const { store } = this.page;
    const kind = store.thread ? "thread" : store.pane;
    this.node.hidden = !kind || !store.channel || (store.channel.is_im && store.tab === "home");
    document.body.classList.toggle("with-pane", !this.node.hidden);
    if (this.node.hidden) return;
    this.list.node.hidden = this.composer.node.hidden = kind !== "thread";
    this.pins.hidden = kind !== "pins";
    if (kind === "thread") this.drawThread();
    else this.drawPins();
  }

  heading(title, of) {
    this.node.setAttribute("aria-label", `${title} ${of}`);
    const close = iconButton("close", `Close ${title.toLowerCase()}`, () => this.page.openPane(""), { data: { key: "close pane" } });
    fill(this.head, el("h2", {}, title, el("small", {}, of)), close);
  }

  drawThread() {
    const { store } = this.page;
    const { channel, thread } = store;
    this.heading("Thread", channel.is_im ? store.app.name : `#${channel.name}`);
    const messages = store.threadOf(channel.id, thread);
    const gone = messages[0]?.ts === thread ? null : el("p", { class: "beginning" }, "The message this thread began with was deleted.");
    this.list.draw(channel.id, messages, { place: `${store.me}/${channel.id}/${thread}`, before: gone });
    this.composer.show(channel.id, thread, "Reply in thread");
    this.composer.lock(channel.is_archived ? "This channel is archived: nobody can write here." : "");
  }

  drawPins() {
    const { store } = this.page;
    const { channel } = store;
    this.heading("Pins", `#${channel.name}`);
    const all = store.messages.get(channel.id) ?? [];
    const pinned = (store.pins.get(channel.id) ?? []).map((ts) => all.find((message) => message.ts === ts)).filter(Boolean);
    const go = (message) => () => this.page.go(channel.id, message.ts);
    const draw = (message) =>
      el("div", { class: "pin" }, drawMessage(this.page, channel.id, message, { inThread: true }), el("button", { type: "button", class: "button", on: { click: go(message) } }, "Go to the message"));
    fill(this.pins, pinned.length ? pinned.map(draw) : el("p", { class: "beginning" }, "Nothing is pinned here yet."));
  }
}
