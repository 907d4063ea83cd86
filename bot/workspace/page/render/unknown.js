/** What the page cannot draw stays visible, with its JSON. */

import { el } from "../dom.js";

export function unknown(thing) {
  return el(
    "div",
    { class: "unknown", role: "group", "aria-label": `Not drawn here: ${thing?.type}` },
    el("strong", {}, `Not drawn here: ${thing?.type ?? "something without a type"}`),
    el("pre", {}, JSON.stringify(thing, null, 2)),
  );
}
