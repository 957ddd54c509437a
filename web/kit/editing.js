// @ts-check

/** The one item that a person changes in its place, by client. @type {WeakMap<object, string>} */
const edited = new WeakMap();

/** The one whose button is owed the focus, by client. @type {WeakMap<object, string>} */
const ended = new WeakMap();

/** Whether an item is being changed. @param {object} client @param {string} item */
export function isEdited(client, item) {
  return edited.get(client) === item;
}

/**
 * Begins to change an item, or ends it with ''.
 * @param {{touch: () => void}} client @param {string} item
 */
export function edit(client, item) {
  ended.set(client, item === '' ? edited.get(client) ?? '' : '');
  edited.set(client, item);
  client.touch();
}

/**
 * Gives the focus back to the button that began a change, once it is there again; not if the
 * person has gone on to something else. For the prop `made`.
 * @param {object} client @param {string} item
 */
export function backTo(client, item) {
  return (/** @type {HTMLElement} */ button) => queueMicrotask(() => {
    if (ended.get(client) !== item) return;
    ended.set(client, '');
    if (document.activeElement === document.body) button.focus();
  });
}
