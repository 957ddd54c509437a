// @ts-check
import {el, guarded} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {button} from '../kit/pieces.js';
import {hasText, sendForm} from '../kinds/form.js';
import {kindOf} from '../kinds/index.js';
import {poll} from './poll.js';
import {comers, datesOf, inputsFor} from '../core/meeting.js';
import {listOf, pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Offered} from '../core/poll.js' */

/** A meeting that begins within this time is not planned any more, it is waited for. */
const soon_ms = 60 * 60_000;

/**
 * «Vooraf»: who comes, which date suits, which cases and agreements there are. It is folded where the
 * meeting is about to begin and nothing of it was used.
 * @param {Now} now @param {(date: Offered) => any} [choose] makes a date the time of the meeting
 */
export function before(now, choose) {
  // The earlier meetings stand beside the roles that they say something of.
  const places = inputsFor(now.m).filter(({input}) => input.id !== 'draad');
  if (places.length === 0) return null;
  const opened = isAhead(now) || places.some(({items}) => items.length > 0);
  return el('details', {class: 'sheet', key: 'before', 'data-test': 'before',
    made: (/** @type {any} */ node) => { node.open = opened; }},
  el('summary', {'data-test': 'before-line'}, el('span', {}, t('before.title'),
    el('span', {class: 'quiet reason'}, inShort(now, places)))),
  el('div', {class: 'stack', key: 'all'},
    places.map((place) => guarded(() => view(now, place, choose)))));
}

/** Whether there is time between now and the meeting. @param {Now} now */
export function isAhead({m, state}) {
  return state.start_ms === undefined || state.start_ms - m.now > soon_ms;
}

/** @param {Now} now @param {Place} place @param {((date: Offered) => any)|undefined} choose */
function view(now, place, choose) {
  if (place.input.id === 'datum') return poll(now, choose);
  if (place.input.id === 'past') return null; // answered at each date
  const kind = kindOf(place.input);
  const writing = place.may && (!kind.cards || place.left > 0) && [kind.field(now, place),
    kind.cards && hasText(now, place) && button(t('main.show'), () => run(() => sendForm(now, place)),
      {'key': 'send', 'class': 'do at-start', 'data-test': `send-${place.input.id}`})];
  const isIntention = place.input.id === 'voornemen';
  return el('section', {class: 'stack', key: place.path, 'data-test': `before-${place.input.id}`},
    !isIntention && writing,
    kind.cards ? kind.shown(now, place) : coming(now, place),
    // Most bring theirs along from the meeting before.
    isIntention && writing && el('details', {class: 'fold', key: 'new'},
      el('summary', {'data-test': 'new-intention'}, pick(place.input.page.label)), writing));
}

/** Who comes: «ja: Anna en Bram · misschien: Chris». @param {Now} now @param {Place} place */
function coming(now, {input}) {
  const words = (input.page.options ?? []).map((/** @type {any} */ {id, label}) => ({id, label,
    names: comers(now.m, id).map((member) => now.name(member))}))
    .filter((/** @type {any} */ {names}) => names.length > 0)
    .map((/** @type {any} */ {label, names}) => `${pick(label)}: ${listOf(names)}`);
  return words.length > 0 && el('p', {class: 'quiet', 'data-test': 'comers'}, words.join(' · '));
}

/** @param {Now} now @param {Place[]} places */
function inShort(now, places) {
  const count = (/** @type {string} */ id) => places.find(({input}) => input.id === id)?.items.length ?? 0;
  const [come, dates, cases] = [comers(now.m, 'ja').length, datesOf(now.m).dates.length, count('zaak')];
  const said = [come && t('before.come', {n: come}), dates && t('before.dates', {n: dates}),
    cases && t('before.cases', {n: cases})].filter(Boolean);
  return said.length > 0 ? said.join(' · ') : t('before.hint');
}
