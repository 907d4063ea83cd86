/** What was typed and not sent, by person and place; kept for as long as the tab is open. */

const KEY = "workspace-drafts";

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
};

export const draftOf = (place) => read()[place] ?? "";

export function keepDraft(text, place) {
  const drafts = read();
  if (text) drafts[place] = text;
  else delete drafts[place];
  sessionStorage.setItem(KEY, JSON.stringify(drafts));
}
