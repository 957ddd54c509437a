// @ts-check
import {el} from '../kit/dom.js';
import {has, t} from '../i18n/index.js';
/** @import {Input} from '../core/types.js' */

/**
 * The lenses that have a colour and a shape of their own, so that nobody needs to see colours: the
 * hats, and the rooms of Disney. Any other `lens` of a method file has its id as its word.
 * @type {Record<string, string>}
 */
const shapes = {
  wit: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18z',
  rood: 'M12 21 3.5 12A5 5 0 0 1 12 6.5 5 5 0 0 1 20.5 12z',
  geel: 'M12 2l3 7 7 .6-5.4 4.7 1.7 7.2L12 17.6l-6.3 3.9 1.7-7.2L2 9.6 9 9z',
  zwart: 'M12 2l10 10-10 10L2 12z',
  groen: 'M12 2C19 8 19 16 12 22 5 16 5 8 12 2z',
  blauw: 'M4 4h16v16H4z',
  dromer: 'M7 19a5 5 0 0 1-.5-9.9 6 6 0 0 1 11.3-.7A5 5 0 0 1 17.5 19z',
  realist: 'M3 10 12 3l9 7v11H3z',
  criticus: 'M12 3 22 20H2z',
};
const other = 'M7 3h10l5 9-5 9H7l-5-9z';

/** The word of a lens. @param {string} lens */
export function lensWord(lens) {
  return has(`lens.${lens}`) ? t(`lens.${lens}`) : lens;
}

/**
 * The sign of a lens: its shape in its colour. What it means is said in words beside it.
 * @param {string} lens
 */
export function lensSign(lens) {
  return el('svg', {'key': 'lens', 'class': `lens-sign lens-${lens}`, 'viewBox': '0 0 24 24',
    'aria-hidden': 'true'}, el('path', {d: shapes[lens] ?? other}));
}

/** Whether a label names its lens itself: «Wit: wat we weten». @param {string} label */
export function namesLens(label) {
  return /^\S+: /.test(label);
}

/** The sign before the label of an input that has a lens. @param {Input} input */
export function signOf({page: {lens}}) {
  return lens ? [lensSign(lens), ' '] : null;
}

/**
 * The lens that all look through in a step, if there is one and no other.
 * @param {Input[]} inputs
 */
export function lensBand(inputs) {
  const [lens, ...others] = new Set(inputs.flatMap(({page}) => (page.lens ? [page.lens] : [])));
  if (!lens || others.length > 0) return null;
  return el('p', {'key': 'lens', 'class': 'lens-band', 'data-test': 'lens', 'data-lens': lens},
    lensSign(lens), el('b', {}, lensWord(lens)));
}
