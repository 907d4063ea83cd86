/** Everything one types or chooses: in a form it is kept until Submit, elsewhere it goes to the app at once. */

import { combobox } from "../combobox.js";
import { el, newId } from "../dom.js";
import { plain, textObject } from "./mrkdwn.js";
import { press } from "./press.js";
import { SELECTS } from "./selects.js";
import { unknown } from "./unknown.js";

/**
 * @param {object} element
 * @param {object} block
 * @param {import("./blocks.js").Context} context
 * @param {{label: string, dispatches: boolean, alone?: boolean}} how `dispatches`: a change is told to the app at once
 * @returns {HTMLElement}
 */
export function drawInput(element, block, context, how) {
  const draw = INPUTS[element?.type];
  return draw ? draw(new Field(element, block, context, how)) : unknown(element);
}

/** One input with the value it has now. */
class Field {
  constructor(element, block, context, how) {
    Object.assign(this, { element, block, context, how });
    this.key = `${block.block_id} ${element.action_id}`;
    if (!context.values.has(this.key)) context.values.set(this.key, { type: element.type, ...initial(element) });
  }

  get value() {
    return this.context.values.get(this.key);
  }

  set(value) {
    this.context.values.set(this.key, { type: this.element.type, ...value });
  }

  /** Keep a new value, and tell the app if that is wanted. */
  async change(value, control) {
    this.set(value);
    if (this.how.dispatches) await press(control, this.element, this.block, this.context, value);
  }

  get props() {
    return { "aria-label": this.how.label, placeholder: plain(this.element.placeholder) || null, data: { key: this.key, action: this.element.action_id } };
  }
}

const INITIALS = {
  initial_value: "value",
  initial_option: "selected_option",
  initial_options: "selected_options",
  initial_user: "selected_user",
  initial_users: "selected_users",
  initial_channel: "selected_channel",
  initial_channels: "selected_channels",
  initial_conversation: "selected_conversation",
  initial_conversations: "selected_conversations",
  initial_date: "selected_date",
  initial_time: "selected_time",
  initial_date_time: "selected_date_time",
};

function initial(element) {
  const value = {};
  for (const [from, to] of Object.entries(INITIALS)) if (element[from] !== undefined) value[to] = element[from];
  return value;
}

export const INPUTS = {
  plain_text_input: text,
  number_input: (field) => text(field, { type: "text", inputmode: field.element.is_decimal_allowed ? "decimal" : "numeric" }),
  email_text_input: (field) => text(field, { type: "email", autocomplete: "off" }),
  url_text_input: (field) => text(field, { type: "url" }),
  datepicker: (field) => moment(field, "date", "selected_date"),
  timepicker: (field) => moment(field, "time", "selected_time"),
  datetimepicker: (field) => dateAndTime(field),
  checkboxes: (field) => ticks(field, "checkbox"),
  radio_buttons: (field) => ticks(field, "radio"),
  ...Object.fromEntries(Object.keys(SELECTS).map((type) => [type, select])),
};

function text(field, kind = { type: "text" }) {
  const { element } = field;
  const sends = (when) => field.how.dispatches && (element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"]).includes(when);
  const tell = () => field.change({ value: control.value || null }, control);
  const control = el(element.multiline ? "textarea" : "input", {
    ...field.props,
    ...(element.multiline ? { rows: 4 } : kind),
    class: "text-input",
    minlength: element.min_length,
    maxlength: element.max_length,
    value: field.value.value ?? "",
    on: {
      input: () => (sends("on_character_entered") ? tell() : field.set({ value: control.value || null })),
      keydown: (event) => {
        if (event.key !== "Enter" || event.isComposing || !sends("on_enter_pressed") || (element.multiline && event.shiftKey)) return;
        event.preventDefault();
        tell();
      },
    },
  });
  if (element.focus_on_load) control.setAttribute("autofocus", "");
  return control;
}

function moment(field, type, name) {
  const control = el("input", {
    ...field.props,
    type,
    class: "text-input text-input-short",
    value: field.value[name] ?? "",
    on: { change: () => field.change({ [name]: control.value || null }, control) },
  });
  return control;
}

function dateAndTime(field) {
  const seconds = field.value.selected_date_time;
  const local = seconds ? new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 60000).toISOString().slice(0, 16) : "";
  const control = el("input", {
    ...field.props,
    type: "datetime-local",
    class: "text-input text-input-short",
    value: local,
    on: { change: () => field.change({ selected_date_time: control.value ? Math.floor(new Date(control.value).getTime() / 1000) : null }, control) },
  });
  return control;
}

/** Checkboxes and radio buttons. */
function ticks(field, type) {
  const name = newId("ticks");
  const many = type === "checkbox";
  const chosen = () => (many ? (field.value.selected_options ?? []) : [field.value.selected_option]).map((option) => option?.value);
  const box = el("div", { class: "ticks", role: many ? "group" : "radiogroup", "aria-label": field.how.label });
  const change = () => {
    const options = field.element.options.filter((_, at) => box.querySelectorAll("input")[at].checked);
    field.change(many ? { selected_options: options } : { selected_option: options[0] ?? null }, box);
  };
  field.element.options.forEach((option, at) => {
    const tick = el("input", { type, name, checked: chosen().includes(option.value), data: { key: `${field.key} ${at}` }, on: { change } });
    const description = option.description ? el("small", {}, textObject(option.description, field.context.store)) : null;
    box.append(el("label", { class: "tick" }, tick, el("span", {}, textObject(option.text, field.context.store), description)));
  });
  return el("div", {}, box);
}

/** Every kind of select is one combobox; where the choices come from differs. */
function select(field) {
  const { element, block, context } = field;
  const kind = SELECTS[element.type];
  const many = element.type.startsWith("multi_");
  const box = combobox({
    label: field.how.label,
    placeholder: plain(element.placeholder) || (many ? "Choose some" : "Choose one"),
    multiple: many,
    most: element.max_selected_items,
    chosen: kind.chosen(field.value, context.store),
    load: (typed) => kind.load(typed, element, block, context),
    minimum: kind.remote ? (element.min_query_length ?? 3) : 0,
    remote: kind.remote,
    key: field.key,
    takesOnly: !many && !field.how.dispatches,
    onChange: (chosen) => field.change(kind.value(chosen), box),
  });
  box.dataset.action = element.action_id;
  return el("span", { class: "select" }, box);
}
