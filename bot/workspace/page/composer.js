/** Where one types: Enter sends, Shift+Enter breaks the line, `/`, `@` and `#` open a menu, and a draft is never lost. */

import { commandIn, complete } from "./completion.js";
import { el, iconButton, newId } from "./dom.js";
import { draftOf, keepDraft } from "./drafts.js";
import { openMenu, openPopup } from "./popup.js";

const INVITE = /^\s*\/invite(\s|$)/; // the one command of Slack's own that the bot asks people to type

export class Composer {
  /**
   * @param {object} page
   * @param {{inThread?: boolean}} [how]
   */
  constructor(page, { inThread = false } = {}) {
    this.page = page;
    this.inThread = inThread;
    this.channel = "";
    this.thread = "";
    this.listId = newId("offers");
    this.input = el("textarea", {
      rows: 1,
      "aria-autocomplete": "list",
      "aria-controls": this.listId,
      on: { input: () => this.changed(), keydown: (event) => this.keys(event), click: () => this.offer(), blur: () => this.popup?.close() },
    });
    this.problem = el("p", { class: "composer-problem", role: "alert", hidden: true });
    this.hint = el("p", { class: "composer-hint", "aria-live": "polite" });
    this.send = iconButton("send", "Send", () => this.submit(), { class: "icon-button send", disabled: true });
    this.file = el("input", { type: "file", hidden: true, on: { change: () => this.sendFile() } });
    this.attach = iconButton("attach", "Send a file", () => this.file.click(), { hidden: true });
    this.node = el(
      "div",
      { class: "composer" },
      this.problem,
      el(
        "div",
        { class: "composer-box" },
        this.input,
        el("div", { class: "composer-bar" }, inThread ? null : this.shortcuts(), this.attach, this.file, this.hint, this.send),
      ),
    );
    page.store.watch(["hello"], () => this.say("")); // what could not be sent can be by now
  }

  shortcuts() {
    const button = iconButton("bolt", "Shortcuts", () => openMenu(button, "Shortcuts", this.page.shortcutItems()), { "aria-haspopup": "menu" });
    return button;
  }

  /** Point the composer at a channel or thread; what was being written there comes back. */
  show(channel, thread, label) {
    this.input.setAttribute("aria-label", label);
    this.input.placeholder = label;
    this.attach.hidden = this.inThread || !this.page.store.channels.get(channel)?.is_im;
    const place = [this.page.store.me, channel, thread].join("/");
    if (place === this.place) return;
    this.place = place;
    Object.assign(this, { channel, thread });
    this.say("");
    this.put(draftOf(place));
  }

  /** Put a text into the composer, as if it had been typed. */
  put(text) {
    this.input.value = text;
    this.typed({ offer: false });
  }

  focus() {
    this.input.focus();
    this.input.setSelectionRange(this.input.value.length, this.input.value.length);
  }

  lock(reason) {
    this.input.disabled = Boolean(reason);
    this.node.classList.toggle("locked", Boolean(reason));
    if (reason) this.say(reason);
    else if (this.problem.classList.contains("quiet")) this.say("");
    this.problem.classList.toggle("quiet", Boolean(reason));
  }

  /** What was wrong with the text is no longer said of another one. */
  changed() {
    this.say("");
    this.typed();
  }

  say(text) {
    this.problem.textContent = text;
    this.problem.hidden = !text;
  }

  typed({ offer = true } = {}) {
    keepDraft(this.input.value, this.place);
    this.send.disabled = !this.input.value.trim();
    this.hint.textContent = this.usage();
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(this.input.scrollHeight, 200)}px`);
    if (offer) this.offer();
    else this.popup?.close();
  }

  usage() {
    const command = this.page.store.commands.find((each) => each.command === commandIn(this.input.value));
    if (command && !this.inThread) return `${command.command} ${command.usage_hint ?? ""}`;
    return this.input.value.includes("\n") || this.input.value.length > 20 ? "Enter sends, Shift+Enter starts a new line" : "";
  }

  offer() {
    const upToCaret = this.input.value.slice(0, this.input.selectionStart);
    const found = this.inThread && upToCaret.startsWith("/") ? null : complete(upToCaret, this.page.store);
    if (!found) {
      this.popup?.close();
      return;
    }
    this.found = found;
    this.at = 0;
    this.showOffers();
  }

  showOffers() {
    if (!this.popup) {
      this.box = el("div", { role: "listbox", id: this.listId, class: "listbox offers", on: { pointerdown: (event) => event.preventDefault() } });
      this.popup = openPopup(this.input, this.box, { onClose: () => this.closed() });
    }
    this.box.setAttribute("aria-label", this.found.title);
    this.box.replaceChildren(el("p", { class: "menu-title", role: "presentation" }, this.found.title), ...this.found.offers.map((offer, at) => this.row(offer, at)));
    this.mark();
    this.popup.place();
  }

  row(offer, at) {
    return el(
      "div",
      { role: "option", id: `${this.listId}-${at}`, class: "option", on: { click: () => this.take(offer) } },
      offer.mark,
      el("span", {}, offer.label, offer.hint ? el("small", {}, offer.hint) : null),
    );
  }

  mark() {
    this.box.querySelectorAll("[role=option]").forEach((row, at) => {
      row.classList.toggle("active", at === this.at);
      row.setAttribute("aria-selected", String(at === this.at));
    });
    this.input.setAttribute("aria-activedescendant", `${this.listId}-${this.at}`);
  }

  closed() {
    this.popup = null;
    this.input.removeAttribute("aria-activedescendant");
  }

  take(offer) {
    const caret = this.input.selectionStart;
    const after = this.input.value.slice(caret).replace(/^ /, "");
    this.put(this.input.value.slice(0, this.found.from) + offer.insert + after);
    const to = this.found.from + offer.insert.length;
    this.input.setSelectionRange(to, to);
    this.input.focus();
  }

  keys(event) {
    if (event.isComposing) return;
    if (this.popup && this.menuKey(event)) event.preventDefault();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.input.value) this.recall(event);
  }

  /** An empty composer takes back what was sent last, to try it again. */
  recall(event) {
    if (!this.last) return;
    event.preventDefault();
    this.put(this.last);
  }

  menuKey(event) {
    const count = this.found.offers.length;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + count) % count;
      this.mark();
    } else if (event.key === "Escape") {
      this.popup.close();
      event.stopPropagation();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !this.isWhole())) this.take(this.found.offers[this.at]);
    else return false;
    return true;
  }

  /** The word is typed out already: Enter means send. */
  isWhole() {
    const typed = this.input.value.slice(this.found.from, this.input.selectionStart);
    return this.found.offers[this.at].insert.trim().toLowerCase() === typed.toLowerCase();
  }

  async submit() {
    const typed = this.input.value.trimEnd();
    if (!typed || this.input.disabled) return;
    const problem = this.refusal(typed);
    if (problem) {
      this.say(problem);
      return;
    }
    const { channel, thread, place } = this;
    this.last = typed;
    this.say("");
    this.put("");
    const user = this.page.store.me;
    const sent = { do: "send", user, channel, text: typed, ...(thread ? { thread_ts: thread } : {}) };
    const result = await this.page.line.act(INVITE.test(typed) ? { do: "invite_bot", user, channel } : sent);
    if (!result.ok) this.giveBack(typed, place, result.error);
  }

  /** A file goes at once; what was being written goes on being written. */
  async sendFile() {
    const [file] = this.file.files;
    if (!file) return;
    this.say("");
    const { channel, page } = this;
    const content = await asBase64(file);
    this.file.value = "";
    const result = await page.line.act({ do: "send_file", user: page.store.me, channel, name: file.name, content });
    if (!result.ok) this.say(result.error ?? "This could not be sent.");
  }

  /** What Slack would say to this before it sends anything. */
  refusal(typed) {
    const command = commandIn(typed);
    if (!command) return "";
    const known = this.page.store.commands.some((each) => each.command === command);
    if (this.thread) return known ? `${command} is not supported in threads. Ask by mentioning the app instead.` : "";
    return known || INVITE.test(typed) ? "" : `${command} is not a command of this workspace. To send it as a message, put a space in front.`;
  }

  /** Nothing typed is lost when sending failed: it returns to where it was written. */
  giveBack(typed, place, error) {
    if (place !== this.place) {
      keepDraft(typed, place);
      this.page.fail(error);
      return;
    }
    if (!this.input.value) this.put(typed);
    this.say(error ?? "This could not be sent.");
  }
}

function asBase64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
}
