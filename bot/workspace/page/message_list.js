/** The list of messages of a channel or thread: draws only what changed, and stays where the reader is. */

import { announce, announceNews, MOST_SAID, saidIn } from "./dialogs.js";
import { el, sameIn } from "./dom.js";
import { continues, dayOf, drawMessage } from "./messages.js";

const NEAR = 80;

export class MessageList {
  /**
   * @param {object} page
   * @param {{label: string, inThread?: boolean}} how
   */
  constructor(page, { label, inThread = false }) {
    this.page = page;
    this.inThread = inThread;
    this.drawn = new Map();
    this.place = "";
    this.inner = el("div", { class: "message-list-inner" });
    this.later = el("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } }, "New messages below");
    this.node = el("div", { class: "message-list", role: "log", "aria-label": label, "aria-live": "off", tabindex: "0", on: { scroll: () => this.scrolled() } }, this.inner);
    this.following = true;
    const follow = new ResizeObserver(() => this.following && this.toEnd());
    follow.observe(this.node);
    follow.observe(this.inner);
  }

  atEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR;
  }

  /** Who reads at the end stays there, whatever changes its size; who reads further up is left alone. */
  scrolled() {
    this.following = this.atEnd();
    if (this.following) this.later.hidden = true;
  }

  /** To the newest message; to the top of `message` if that is taller than the view. */
  toEnd(message) {
    this.node.scrollTop = this.node.scrollHeight;
    this.later.hidden = true;
    this.following = true;
    const drawn = message && this.drawn.get(message.ts)?.node;
    if (!drawn || drawn.offsetHeight <= this.node.clientHeight) return;
    drawn.scrollIntoView({ block: "start" });
    this.following = false;
  }

  /**
   * @param {string} channel
   * @param {object[]} messages oldest first
   * @param {{place: string, before?: Node}} where `place` tells one list from the next; `before` stands above the first message
   */
  draw(channel, messages, { place, before }) {
    const sameplace = place === this.place;
    const stay = sameplace && !this.atEnd();
    const known = new Set(this.drawn.keys());
    if (!sameplace) this.drawn.clear();
    this.place = place;
    const focused = this.focused();
    this.replace([before, ...this.rows(channel, messages)].filter(Boolean));
    this.focusAgain(focused);
    const fresh = sameplace ? messages.filter((message) => !known.has(message.ts)) : [];
    this.tell(fresh);
    const mine = fresh.some((message) => message.user === this.page.store.me || message.ephemeral);
    if (stay && !mine) this.later.hidden = this.later.hidden && !fresh.length;
    else this.toEnd(mine ? fresh.at(-1) : null);
  }

  /** The message that has the keyboard focus, what in it, and what the message says. */
  focused() {
    const active = document.activeElement;
    const found = [...this.drawn].find(([, { node }]) => node.contains(active));
    return found && { ts: found[0], active, said: saidIn(found[1].node), ...active.dataset };
  }

  /** Where a message was drawn anew, the focus goes to its like there, else to the message: its card was replaced, and what is new is said. */
  focusAgain(focused) {
    const node = focused && !focused.active.isConnected && this.drawn.get(focused.ts)?.node;
    if (!node) return;
    const again = sameIn(node, focused);
    if (!again) node.tabIndex = -1;
    (again ?? node).focus({ preventScroll: true });
    announceNews(focused.said, node);
  }

  rows(channel, messages) {
    const rows = [];
    const drawn = new Map();
    const threads = this.inThread ? new Map() : this.page.store.repliesIn(channel);
    messages.forEach((message, at) => {
      const before = messages[at - 1];
      const newDay = !before || dayOf(before.ts) !== dayOf(message.ts);
      if (newDay) rows.push(this.day(message.ts));
      const how = { compact: !newDay && Boolean(continues(before, message)), inThread: this.inThread, replies: threads.get(message.ts) };
      const row = this.row(channel, message, how);
      drawn.set(message.ts, row);
      rows.push(row.node);
    });
    this.drawn = drawn;
    return rows;
  }

  /** The node drawn before, if nothing it shows has changed. */
  row(channel, message, how) {
    const { store } = this.page;
    const sign = JSON.stringify([message, how.compact, how.replies?.map((reply) => reply.user), store.isPinned(channel, message.ts), store.me, store.users.size]);
    const before = this.drawn.get(message.ts);
    return before?.sign === sign ? before : { sign, node: drawMessage(this.page, channel, message, how) };
  }

  day(ts) {
    const words = dayOf(ts);
    return el("div", { class: "day", role: "separator", "aria-label": words }, el("span", {}, words));
  }

  /** Put the rows in place, moving only those that are not there yet: what is typed or focused in a row stays. */
  replace(rows) {
    const wanted = new Set(rows);
    for (const child of [...this.inner.children]) if (!wanted.has(child)) child.remove();
    rows.forEach((row, at) => this.inner.children[at] !== row && this.inner.insertBefore(row, this.inner.children[at] ?? null));
  }

  tell(fresh) {
    const { store } = this.page;
    const heard = fresh.filter((message) => message.user !== store.me).at(-1);
    if (heard) announce(`${store.nameOf(heard.user)}${heard.ephemeral ? ", only visible to you" : ""}: ${plainOf(heard)}`);
  }

  /** Scroll to one message and mark it for a moment. */
  show(ts) {
    const node = this.drawn.get(ts)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.classList.add("found");
    setTimeout(() => node.classList.remove("found"), 2500);
  }
}

const plainOf = (message) => String(message.text ?? "").replace(/[*_~`]/g, "").slice(0, MOST_SAID);
