// @ts-check
import {el} from '../kit/dom.js';
import {button} from '../kit/pieces.js';
import {seatsOf} from '../dialogs/people.js';
import {t} from '../i18n/index.js';
import './circle.js';
/** @import {Now} from '../kit/now.js' */

/**
 * The circle as a screen places it, with a way for the keyboard to the list of people.
 * @param {Now} now
 * @param {{folded: boolean, dial: () => import('./circle.js').Dial, people: () => void}} how
 */
export function circleView(now, {folded, dial, people}) {
  return el('div', {class: 'circle-place', key: 'circle'},
    el('kring-circle', {seats: seatsOf(now), folded, dial, onseat: people}),
    button(t('people.title'), people, {class: 'unseen show-on-focus', key: 'people',
      'data-test': 'people'}));
}
