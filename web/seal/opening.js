// @ts-check

/**
 * @typedef {{item: string, envelope: string}} Card
 * @typedef {{ascending: boolean, missing: string[], changed: string[], holds: boolean}} Opening
 */

/**
 * Says whether ids rise, none appearing twice. Lower-case UUID texts sort as their bytes do.
 * @param {readonly string[]} items
 * @returns {boolean}
 */
export function ascending(items) {
  return items.every((item, place) => place === 0 || items[place - 1] < item);
}

/**
 * Checks an opened set: the order must be that of the item ids, which are random and so say
 * nothing about who was first; and the own cards of this client must be in it as last sent,
 * withdrawn ones left out. `missing` and `changed` hold ids in rising order.
 * @param {readonly Card[]} opened in the order received
 * @param {readonly Card[]} own
 * @returns {Opening}
 */
export function checkOpening(opened, own) {
  const found = new Map(opened.map((card) => [card.item, card.envelope]));
  const rising = ascending(opened.map((card) => card.item));
  const missing = own.filter((card) => !found.has(card.item)).map((card) => card.item).sort();
  const changed = own
    .filter((card) => found.has(card.item) && found.get(card.item) !== card.envelope)
    .map((card) => card.item).sort();
  return {
    ascending: rising,
    missing,
    changed,
    holds: rising && missing.length === 0 && changed.length === 0,
  };
}
