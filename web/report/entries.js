// @ts-check
import {kindOf} from '../kinds/index.js';
/** @import {Item, Input, Words} from '../core/types.js' */
/** @import {Source} from './report.js' */

/**
 * @typedef {object} Entry something written, ready to be shown
 * @property {string} text the words, of all its parts; '' for a number or a point
 * @property {{label: Words|string, value: string}[]} [parts] the parts of a text that has several
 * @property {(Words|string)[]} [picked]
 * @property {number} [number]
 * @property {Words[]} [ends] of a number or a point
 * @property {{x: number, y: number}} [point]
 * @property {Words[]} [sectors] of its plane, clockwise from the top
 * @property {string} [by] the writer's name, where it is known to the group
 * @property {boolean} mine
 * @property {boolean} marked whether I marked it for myself
 */

/**
 * Whether an item has no place in the report of this member.
 * @param {Source} source @param {Item} item
 */
export function isLeftOut(source, item) {
  const json = source.text(item);
  if (!json || json.broken || item.folded) return true;
  return json.private === true && !source.isMine(item);
}

/**
 * @param {Source} source @param {Input} input @param {Item} item
 * @returns {Entry}
 */
export function entryOf(source, input, item) {
  const json = source.text(item);
  const writer = item.by ?? source.claimant(item);
  const by = writer === undefined ? undefined : source.name(writer);
  return {
    text: '',
    ...kindOf(input).entry(source, input, json),
    ...(by ? {by} : {}),
    mine: source.isMine(item),
    marked: source.markOn(item) !== '',
  };
}
