/** Light or dark: the system's choice until one is made here, which is remembered. */

import { iconButton, icon } from "./dom.js";

const KEY = "workspace-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const chosen = () => localStorage.getItem(KEY);
const isDark = () => (chosen() ?? (system.matches ? "dark" : "light")) === "dark";

export function applyTheme() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

system.addEventListener("change", applyTheme);

/** The toggle in the rail. */
export function themeButton() {
  const label = () => (isDark() ? "Use the light theme" : "Use the dark theme");
  const button = iconButton(isDark() ? "sun" : "moon", label(), () => {
    localStorage.setItem(KEY, isDark() ? "light" : "dark");
    applyTheme();
    button.replaceChildren(icon(isDark() ? "sun" : "moon"));
    button.setAttribute("aria-label", label());
    button.title = label();
  });
  button.dataset.key = "theme";
  return button;
}
