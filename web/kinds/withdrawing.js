// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {t} from '../i18n/index.js';
import {givenBy} from './giving.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/**
 * Takes back one of several things that I gave; the only one is changed instead.
 * @param {Now} now @param {Place} place @param {number} n
 */
export function withdrawButton(now, place, n) {
  const own = givenBy(now, place)[n];
  return place.input.max > 1 && own && el('button', {type: 'button', class: 'bare',
    'data-test': 'withdraw', key: 'withdraw', onclick: () => run(() =>
      now.client.withdraw(own.item))}, t('withdraw'));
}
