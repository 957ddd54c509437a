// @ts-check
import {fields} from './fields.js';
/** @import {Kind} from './registry.js' */

/**
 * The link of another meeting. It is made and followed with buttons (`dialogs/next.js`), stands in no
 * report, and is nothing that somebody has yet to write.
 * @type {Kind}
 */
export const link = {...fields, field: () => null, shown: () => null, words: () => '',
  entry: () => ({picked: []}), told: () => '', picture: undefined, parts: undefined, cards: false};
