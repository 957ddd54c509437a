// @ts-check
import {run} from '../kit/act.js';
import {button} from '../kit/pieces.js';
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
  return place.input.max > 1 && own && button(t('withdraw'), () => run(() =>
      now.client.withdraw(own.item)), {class: 'bare', 'data-test': 'withdraw', key: 'withdraw'});
}
