/** A select that one can type in: the combobox and listbox pattern, for one choice or several. */

import { el, icon, newId } from "./dom.js";
import { openPopup } from "./popup.js";

const SOON = 150;

/**
 * @typedef {{key: string, label: string, hint?: string, raw: any}} Choice
 * @typedef {{label?: string, choices: Choice[]}} Group
 * @param {object} settings
 * @param {string} settings.label read aloud
 * @param {string} [settings.placeholder]
 * @param {boolean} [settings.multiple]
 * @param {number} [settings.most] how many may be chosen
 * @param {Choice[]} settings.chosen
 * @param {(typed: string) => Group[] | Promise<Group[]>} settings.load the choices for what was typed
 * @param {number} [settings.minimum] letters to type before anything is looked up
 * @param {boolean} [settings.remote] wait for a pause in the typing
 * @param {(chosen: Choice[]) => void} settings.onChange
 * @param {boolean} [settings.takesOnly] leaving the field, still without a choice, takes the one there is for what was typed
 * @param {string} [settings.key] keeps the focus over redrawing
 * @returns {HTMLElement}
 */
export function combobox(settings) {
  return new Combobox(settings).node;
}

class Combobox {
  constructor(settings) {
    this.settings = settings;
    this.chosen = [...settings.chosen];
    this.choices = [];
    this.at = -1;
    this.asked = 0;
    this.listId = newId("list");
    this.input = el("input", {
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": settings.label,
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.listId,
      placeholder: settings.placeholder,
      data: settings.key ? { key: settings.key } : {},
      on: {
        input: () => this.open(SOON),
        focus: () => this.input.select(),
        click: () => this.press(),
        keydown: (event) => this.keys(event),
        blur: () => this.leave(),
      },
    });
    this.chips = el("span", { class: "chips", role: "list", "aria-label": `Chosen for ${settings.label}` });
    this.node = el("span", { class: settings.multiple ? "combobox combobox-many" : "combobox" }, settings.multiple ? this.chips : null, this.input, icon("chevron"));
    this.showChosen();
  }

  showChosen() {
    this.showText();
    if (this.settings.multiple) this.chips.replaceChildren(...this.chosen.map((choice) => this.chip(choice)));
  }

  /** What one types next replaces the choice. */
  showText() {
    this.input.value = this.settings.multiple ? "" : (this.chosen[0]?.label ?? "");
    if (document.activeElement === this.input) this.input.select();
  }

  /** The first click opens the list, and what one types replaces the choice; the next one goes where it points. */
  press() {
    if (!this.popup) this.input.select();
    this.open(0);
  }

  chip(choice) {
    const remove = () => this.change(this.chosen.filter((each) => each.key !== choice.key));
    return el("span", { class: "chip", role: "listitem" }, choice.label, el("button", { type: "button", "aria-label": `Remove ${choice.label}`, on: { click: remove } }, icon("close")));
  }

  change(chosen) {
    this.chosen = chosen;
    this.showChosen();
    this.settings.onChange(chosen);
  }

  get typed() {
    return !this.settings.multiple && this.input.value === this.chosen[0]?.label ? "" : this.input.value;
  }

  /** Show the list for what is typed; a remote one after a pause, and an answer that comes too late is dropped. */
  async open(pause) {
    const asked = ++this.asked;
    this.show();
    if (this.typed.length < (this.settings.minimum ?? 0)) {
      this.say(`Type ${this.settings.minimum === 1 ? "a letter" : `${this.settings.minimum} letters`} or more to search`);
      return;
    }
    if (this.settings.remote) {
      this.say("Searching…");
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (asked !== this.asked) return;
    }
    let groups;
    try {
      groups = await this.settings.load(this.typed);
    } catch (problem) {
      if (asked === this.asked && this.popup) this.say(problem.message);
      return;
    }
    if (asked === this.asked && this.popup) this.list(groups);
  }

  show() {
    if (this.popup) return;
    this.box = el("div", { role: "listbox", id: this.listId, class: "listbox", "aria-label": this.settings.label, on: { pointerdown: (event) => event.preventDefault() } });
    this.popup = openPopup(this.node, this.box, { width: "anchor", onClose: () => this.closed() });
    this.input.setAttribute("aria-expanded", "true");
  }

  closed() {
    this.popup = null;
    this.asked += 1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** In a form, where a choice does nothing yet, leaving an empty field takes what alone was found for what was typed. */
  leave() {
    const [only, ...others] = this.choices;
    if (this.settings.takesOnly && !this.chosen.length && this.typed.trim() && only && !others.length) this.pick(only);
    this.settle();
  }

  /** Leaving the field without choosing keeps what was chosen before. */
  settle() {
    this.popup?.close();
    this.showText();
  }

  say(text) {
    this.choices = [];
    this.box.replaceChildren(el("p", { class: "menu-empty", role: "status" }, text));
    this.popup.place();
  }

  list(groups) {
    this.choices = groups.flatMap((group) => group.choices);
    if (!this.choices.length) {
      this.say("Nothing found");
      return;
    }
    this.box.replaceChildren(...groups.filter((group) => group.choices.length).map((group) => this.group(group)));
    this.move(Math.max(0, this.choices.findIndex((choice) => choice.key === this.chosen[0]?.key)));
    this.popup.place();
  }

  group(group) {
    const options = group.choices.map((choice) => this.option(choice));
    if (!group.label) return el("div", { role: "none" }, options);
    return el("div", { role: "group", "aria-label": group.label }, el("p", { class: "menu-title", role: "presentation" }, group.label), options);
  }

  option(choice) {
    const chosen = this.chosen.some((each) => each.key === choice.key);
    return el(
      "div",
      { role: "option", id: `${this.listId}-${this.choices.indexOf(choice)}`, class: "option", "aria-selected": String(chosen), on: { click: () => this.pick(choice) } },
      el("span", {}, choice.label, choice.hint ? el("small", {}, choice.hint) : null),
      chosen ? icon("check") : null,
    );
  }

  move(to) {
    this.at = (to + this.choices.length) % this.choices.length;
    for (const option of this.box.querySelectorAll("[role=option]")) option.classList.toggle("active", option.id === `${this.listId}-${this.at}`);
    const active = this.box.querySelector(".active");
    active?.scrollIntoView({ block: "nearest" });
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
  }

  pick(choice) {
    const { multiple, most } = this.settings;
    const there = this.chosen.some((each) => each.key === choice.key);
    if (multiple && !there && most && this.chosen.length >= most) {
      this.say(`At most ${most} can be chosen`);
      return;
    }
    this.popup?.close();
    if (!multiple) this.change([choice]);
    else this.change(there ? this.chosen.filter((each) => each.key !== choice.key) : [...this.chosen, choice]);
  }

  keys(event) {
    if (event.key === "Escape" && this.popup) this.settle();
    else if (event.key === "Enter" && this.popup && this.choices.length) this.pick(this.choices[this.at]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.arrow(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Backspace" && !this.input.value && this.chosen.length) this.change(this.chosen.slice(0, -1));
    else return;
    if (event.key === "Backspace") return;
    event.preventDefault();
    event.stopPropagation();
  }

  arrow(step) {
    if (!this.popup) this.open(0);
    else if (this.choices.length) this.move(this.at + step);
  }
}
