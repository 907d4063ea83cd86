/** What a block's controls need: where they stand, what was typed into them, and the line to the app. */

/** Everything typed and chosen, by container; it outlives the drawing of its blocks. */
const values = new Map();

const keyOf = ({ type, channel, ts, view_id: viewId }, me) => [type, channel, ts, viewId, me].join(" ");

export const valuesOf = (container, me) => {
  const key = keyOf(container, me);
  if (!values.has(key)) values.set(key, new Map());
  return values.get(key);
};

/** A view that was closed is forgotten. */
export const forget = (container, me) => values.delete(keyOf(container, me));

/** The block_id and the action_id of a kept value. */
const idsOf = (key) => {
  const at = key.indexOf(" ");
  return [key.slice(0, at), key.slice(at + 1)];
};

/** What was typed into blocks that a view has no longer is forgotten. */
export function forgetGone(container, me, blocks) {
  const there = new Set(blocks.map((block) => block.block_id));
  const kept = valuesOf(container, me);
  for (const key of [...kept.keys()]) if (!there.has(idsOf(key)[0])) kept.delete(key);
}

/** The values in the shape of Slack's `state.values`: block_id, action_id, value. */
export function stateOf(map) {
  const state = {};
  for (const [key, value] of map) {
    if (!value?.type) continue;
    const [blockId, actionId] = idsOf(key);
    (state[blockId] ??= {})[actionId] = value;
  }
  return state;
}

/**
 * @param {{store: import("./store.js").Store, line: import("./connection.js").Connection}} page
 * @param {{type: string, channel?: string, ts?: string, view_id?: string}} container
 * @param {Record<string, string>} [errors]
 * @returns {import("./render/blocks.js").Context}
 */
export function contextFor({ store, line }, container, errors = {}) {
  const user = store.me;
  const kept = valuesOf(container, user);
  const about = (block, element) => ({ user, container, block_id: block.block_id, action_id: element.action_id });
  return {
    store,
    container,
    values: kept,
    errors,
    press: async (block, element, value) => {
      const result = await line.act({ do: "press", ...about(block, element), value, state: stateOf(kept) });
      return result.acked === false ? { ok: false, error: "The app did not answer" } : result;
    },
    options: (block, element, typed) => line.act({ do: "options", ...about(block, element), typed }),
  };
}
