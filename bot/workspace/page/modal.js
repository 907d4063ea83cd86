/** Modals: the view on top of a person's stack, with labels, errors by block, and a way out that always works. */

import { el, fill, iconButton, newId } from "./dom.js";
import { contextFor, forget, stateOf, valuesOf } from "./interaction.js";
import { drawBlocks } from "./render/blocks.js";
import { plain } from "./render/mrkdwn.js";

export class Modal {
  constructor(page) {
    this.page = page;
    this.errors = {};
    this.titleId = newId("title");
    this.dialog = el("dialog", { class: "dialog modal", "aria-labelledby": this.titleId });
    this.dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
    document.body.append(this.dialog);
    page.store.watch(["hello", "views", "people"], () => this.draw());
  }

  get stack() {
    return this.page.store.views.get(this.page.store.me) ?? [];
  }

  /** The title of the form that is open, or "". */
  get form() {
    return this.view?.submit ? plain(this.view.title) : "";
  }

  draw() {
    const view = this.stack.at(-1);
    if (!view) {
      this.close();
      return;
    }
    const another = view.id !== this.view?.id;
    if (view === this.view) return;
    this.errors = {};
    this.view = view;
    this.render();
    if (!this.dialog.open) {
      this.opener = document.activeElement;
      this.dialog.showModal();
    }
    if (another || !this.dialog.contains(document.activeElement)) this.focusFirst();
  }

  close() {
    this.view = null;
    if (!this.dialog.open) return;
    this.dialog.close();
    this.dialog.replaceChildren();
    if (this.opener?.isConnected) this.opener.focus();
  }

  get container() {
    return { type: "view", view_id: this.view.id };
  }

  render() {
    const { view, stack } = this;
    const body = el("div", { class: "dialog-body", tabindex: "-1" }, drawBlocks(view.blocks, contextFor(this.page, this.container, this.errors)));
    const form = el("form", { novalidate: true, on: { submit: (event) => this.submit(event) } }, body, this.footer(view));
    fill(
      this.dialog,
      el(
        "header",
        { class: "dialog-head" },
        el("h2", { id: this.titleId }, plain(view.title)),
        stack.length > 1 ? el("span", { class: "stack" }, `step ${stack.length}`) : null,
        iconButton("close", stack.length > 1 ? "Close all" : "Close", () => this.leave(stack[0]), { data: { key: "modal close" } }),
      ),
      form,
    );
  }

  footer(view) {
    const close = el("button", { type: "button", class: "button", data: { key: "modal cancel" }, on: { click: () => this.leave() } }, plain(view.close) || (this.stack.length > 1 ? "Back" : "Close"));
    const submit = view.submit ? el("button", { type: "submit", class: "button primary", data: { key: "modal submit" } }, plain(view.submit)) : null;
    this.problem = el("p", { class: "input-error", role: "alert" });
    return el("footer", { class: "dialog-actions" }, this.problem, close, submit);
  }

  focusFirst() {
    const first = this.dialog.querySelector("[autofocus]") ?? this.dialog.querySelector(".dialog-body :is(input, textarea, button, select)") ?? this.dialog.querySelector(".dialog-actions button");
    first?.focus();
  }

  async submit(event) {
    event.preventDefault();
    const { view } = this;
    const button = this.dialog.querySelector("button[type=submit]");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const missing = this.missing(view);
    if (Object.keys(missing).length) {
      this.showErrors(missing);
      return;
    }
    button.setAttribute("aria-busy", "true");
    this.problem.textContent = "";
    const { store, line } = this.page;
    const result = await line.act({ do: "submit", user: store.me, view_id: view.id, values: this.valuesFor(view) });
    button.removeAttribute("aria-busy");
    if (this.view?.id !== view.id) return;
    if (Object.keys(result.errors ?? {}).some(Boolean)) this.showErrors(result.errors);
    else if (!result.ok && !this.problem.textContent) this.problem.textContent = result.error ?? "The app did not take this.";
  }

  /** The values of the blocks this view has now; those of blocks that an update took away are not sent. */
  valuesFor(view) {
    const there = new Set(view.blocks.map((block) => block.block_id));
    return Object.fromEntries(Object.entries(stateOf(valuesOf(this.container, this.page.store.me))).filter(([block]) => there.has(block)));
  }

  /** Slack itself asks for required inputs before the app hears of it. */
  missing(view) {
    const values = valuesOf(this.container, this.page.store.me);
    const empty = (block) => {
      const { type, ...value } = values.get(`${block.block_id} ${block.element.action_id}`) ?? {};
      return !Object.values(value).some((each) => (Array.isArray(each) ? each.length : each !== null && each !== undefined && String(each).trim() !== ""));
    };
    const blocks = view.blocks.filter((block) => block.type === "input" && !block.optional && empty(block));
    return Object.fromEntries(blocks.map((block) => [block.block_id, "Please fill this in."]));
  }

  /** Errors by block, shown at their inputs; the first one gets the focus. */
  showErrors(errors) {
    this.errors = errors;
    if (!this.view) return;
    this.render();
    const wrong = this.dialog.querySelector("[aria-invalid=true]");
    wrong?.focus();
    if (!wrong) this.problem.textContent = Object.values(errors).join(" ");
  }

  /** Close a view and what lies on top of it; it also closes here when the app or the line fails. */
  async leave(view = this.view) {
    if (!view) return;
    const { store, line } = this.page;
    const closing = this.stack.slice(this.stack.indexOf(view));
    for (const each of closing) forget({ type: "view", view_id: each.id }, store.me);
    const result = await line.act({ do: "close_view", user: store.me, view_id: view.id });
    if (result.ok) return;
    store.views.set(store.me, this.stack.filter((each) => !closing.includes(each)));
    store.changed("views");
  }
}
