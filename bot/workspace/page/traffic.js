/** The drawer: every request between Slack and the app, how long the ack took, and what Slack would have refused. */

import { el, icon, iconButton } from "./dom.js";
import { json } from "./json.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const KINDS = ["command", "event", "interaction", "options", "api", "response_url"];
const SLOW_MS = 1000;

export class Traffic {
  constructor(page) {
    this.page = page;
    this.rows = new Map();
    this.since = null;
    this.filter = el("input", { type: "search", class: "text-input", placeholder: "Filter", "aria-label": "Filter the traffic", on: { input: () => this.sift() } });
    this.kind = el("select", { class: "text-input", "aria-label": "Kind of request", on: { change: () => this.sift() } }, el("option", { value: "" }, "Every kind"), KINDS.map((kind) => el("option", { value: kind }, kind)));
    this.wrong = el("input", { type: "checkbox", on: { change: () => this.sift() } });
    this.list = el("div", { class: "traffic-list", role: "log", "aria-live": "off", "aria-label": "Requests, newest first", tabindex: "0" });
    this.empty = el("p", { class: "beginning" }, "Nothing yet. Ask something, and each request shows up here.");
    this.node = el("section", { class: "traffic", id: "traffic", hidden: true, "aria-label": "Traffic" }, this.bar(), this.list);
    page.store.watch(["hello", "traffic"], () => this.draw());
  }

  bar() {
    return el(
      "header",
      { class: "traffic-bar" },
      el("h2", {}, "Traffic"),
      this.filter,
      this.kind,
      el("label", { class: "tick" }, this.wrong, "Only refused or failed"),
      el("button", { type: "button", class: "button", on: { click: () => this.clear() } }, "Clear"),
      iconButton("close", "Close traffic", () => this.page.toggleTraffic()),
    );
  }

  clear() {
    this.page.store.traffic.clear();
    this.draw();
  }

  /** Draw what is new; a row whose request has been answered meanwhile is drawn again. */
  draw() {
    for (const entry of this.page.store.traffic.values()) {
      const before = this.rows.get(entry.id);
      if (before?.entry === entry) continue;
      const node = row(entry, before?.node.open);
      if (before) before.node.replaceWith(node);
      else this.list.prepend(node);
      this.rows.set(entry.id, { entry, node });
    }
    this.forget();
    this.sift();
  }

  /** The store keeps a bounded number; so does the list. */
  forget() {
    for (const [id, { node }] of this.rows) {
      if (this.page.store.traffic.has(id)) continue;
      node.remove();
      this.rows.delete(id);
    }
  }

  sift() {
    const typed = this.filter.value.trim().toLowerCase();
    for (const { entry, node } of this.rows.values()) {
      const fits =
        (!this.kind.value || entry.kind === this.kind.value) &&
        (!this.wrong.checked || isWrong(entry)) &&
        (!typed || JSON.stringify(entry).toLowerCase().includes(typed));
      node.hidden = !fits;
    }
    if (this.rows.size) this.empty.remove();
    else this.list.append(this.empty);
  }
}

const isWrong = (entry) => Boolean(entry.refused?.length) || (entry.status !== null && entry.status !== undefined && Number(entry.status) >= 400);

function row(entry, open) {
  const toApp = entry.direction === "to_app";
  const wrong = isWrong(entry);
  const node = el(
    "details",
    { class: wrong ? "request wrong" : "request", open: Boolean(open) },
    el(
      "summary",
      {},
      el("span", { class: "request-time" }, clock.format(new Date(Number(entry.at) * 1000))),
      el("span", { class: toApp ? "request-way to-app" : "request-way to-slack" }, toApp ? "Slack → app" : "app → Slack"),
      el("span", { class: "request-kind" }, entry.kind),
      el("strong", { class: "request-name" }, entry.name),
      wrong ? el("span", { class: "request-refused" }, icon("warning"), entry.refused?.[0] ?? "failed") : el("span", { class: "request-refused" }),
      el("span", { class: "request-status" }, entry.status ?? "…"),
      el("span", { class: entry.ms_to_ack > SLOW_MS ? "request-ms slow" : "request-ms" }, time(entry.ms_to_ack)),
    ),
  );
  const unfold = () => node.open && node.children.length === 1 && node.append(inside(entry));
  node.addEventListener("toggle", unfold);
  unfold();
  return node;
}

const time = (ms) => (ms === null || ms === undefined ? "" : `${ms < 10 ? Number(ms).toFixed(1) : Math.round(ms)} ms`);

function inside(entry) {
  return el(
    "div",
    { class: "request-inside" },
    entry.refused?.length ? el("ul", { class: "refusals", "aria-label": "What Slack refuses" }, entry.refused.map((text) => el("li", {}, text))) : null,
    el("div", {}, el("h3", {}, "Payload"), json(entry.payload)),
    el("div", {}, el("h3", {}, "Answer"), entry.answer === null || entry.answer === undefined || entry.answer === "" ? el("p", { class: "beginning" }, "None.") : json(entry.answer)),
  );
}
