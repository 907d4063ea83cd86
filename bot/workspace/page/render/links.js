/** Links: only schemes that cannot run anything here, opened elsewhere. */

import { el } from "../dom.js";

const SAFE = new Set(["http:", "https:", "mailto:", "slack:"]);

/** The address if it may be followed, else null. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link with a label; what may not be followed stays plain text, address and all. */
export function link(address, label) {
  const href = safeUrl(address);
  if (!href) return document.createTextNode(label && label !== address ? `${label} (${address})` : address);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", title: address }, label || address);
}

/** A picture of this workspace; one from elsewhere is offered as a link, for the page loads nothing from outside. */
export function picture(address, alt, className = "picture") {
  const local = address && new URL(address, location.href);
  if (local && local.origin === location.origin) return el("img", { src: local.pathname + local.search, alt, class: className, loading: "lazy" });
  return el("span", { class: "picture-away" }, "Picture: ", link(address ?? "", alt || address));
}
