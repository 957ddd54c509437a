// @ts-check
import {inputOf, splitPlace} from './moment.js';
/** @import {Content} from './contents.js' */
/** @import {Input, Item, Moment, Page} from './types.js' */

/**
 * @typedef {object} Count what came of a vote
 * @property {{choice: string, votes: number}[]} counts every choice there was, in order
 * @property {string[]} top the choices with most votes; none without a vote
 * @property {number} votes cards that count
 * @property {number} invalid cards that do not: broken ones, and picks of nothing there was
 */

/**
 * Counts an opened vote; undefined while cards of it are still being opened.
 * @param {Moment} m @param {number} number of the set
 * @returns {Count|undefined}
 */
export function votes(m, number) {
  const set = m.state.sets.find((one) => one.set === number);
  const input = set && inputOf(m, set);
  if (!input || set.state !== 'opened') return undefined;
  const cards = m.state.items.filter((item) => item.set === number);
  const contents = cards.map((card) => m.text(card));
  if (contents.includes(undefined)) return undefined;
  return count(choicesOf(input.page, standing(m, input, cards[0])), contents);
}

/**
 * Counts cards that were checked. Each counts once, for all that it picks together.
 * @param {string[]} choices @param {Content[]} cards
 * @returns {Count}
 */
export function count(choices, cards) {
  const counts = new Map(choices.map((choice) => [choice, 0]));
  let invalid = 0;
  for (const card of cards) {
    const choice = (card.pick ?? []).join(' ');
    const before = counts.get(choice);
    if (before === undefined) invalid += 1;
    else counts.set(choice, before + 1);
  }
  const most = Math.max(0, ...counts.values());
  return {
    counts: [...counts].map(([choice, number]) => ({choice, votes: number})),
    top: most === 0 ? [] : choices.filter((choice) => counts.get(choice) === most),
    votes: cards.length - invalid,
    invalid,
  };
}

/**
 * What can be chosen: items, options or, where a pick has both, `ITEM OPTION`.
 * @param {Page} page of the input @param {string[]} items that it is about, in order
 * @returns {string[]}
 */
export function choicesOf({of, options}, items) {
  const ids = (options ?? []).map((/** @type {{id: string}} */ one) => one.id);
  if (of === undefined) return ids;
  if (options === undefined) return items;
  return items.flatMap((item) => ids.map((/** @type {string} */ id) => `${item} ${id}`));
}

/**
 * The items that a vote is about. Items stand in the order of their coming: those before the first
 * card were there at the opening; those taken back since are no longer to be chosen.
 * @param {Moment} m @param {Input} input @param {Item|undefined} first
 */
function standing(m, input, first) {
  if (input.page.of === undefined) return [];
  const {step, input: id} = splitPlace(input.page.of);
  const before = first ? m.state.items.indexOf(first) : m.state.items.length;
  return m.state.items.slice(0, before)
    .filter((item) => item.step === step && item.input === id).map((item) => item.item);
}
