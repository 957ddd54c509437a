// @ts-check

/** The one item that a person changes in its place, by client. @type {WeakMap<object, string>} */
const edited = new WeakMap();

/** Whether an item is being changed. @param {object} client @param {string} item */
export function isEdited(client, item) {
  return edited.get(client) === item;
}

/**
 * Begins to change an item, or ends it with ''.
 * @param {{touch: () => void}} client @param {string} item
 */
export function edit(client, item) {
  edited.set(client, item);
  client.touch();
}
