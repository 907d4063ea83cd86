/** The app's Home tab, as the app published it for this person. */

import { announceNews, saidIn } from "./dialogs.js";
import { el, fill } from "./dom.js";
import { contextFor, forgetGone } from "./interaction.js";
import { drawBlocks } from "./render/blocks.js";

export function homeView(page) {
  const { store } = page;
  const node = el("section", { class: "home", "aria-label": "Home", tabindex: "0", hidden: true });
  const draw = () => {
    if (!store.ready || store.tab !== "home") return;
    const view = store.homes.get(store.me);
    if (!view) {
      fill(node, el("p", { class: "home-empty" }, `${store.app.name} has not published a Home for you yet.`));
      return;
    }
    const container = { type: "home", view_id: view.id };
    forgetGone(container, store.me, view.blocks);
    const context = contextFor(page, container);
    const said = node.contains(document.activeElement) && saidIn(node);
    fill(node, el("div", { class: "home-inner" }, drawBlocks(view.blocks, context)));
    if (said) announceNews(said, node);
  };
  store.watch(["hello", "home", "place", "people"], draw);
  return node;
}
