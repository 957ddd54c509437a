// @ts-check
import {el} from '../kit/dom.js';
import {safetyButton} from '../kit/safety.js';
import {pick, t} from '../i18n/index.js';
import {countOf, give, given} from './giving.js';
import {promiseOf} from './cards.js';
import {signOf} from './lenses.js';
import {hasOthers, spread, votesAt} from './spread.js';
import {withdrawButton} from './withdrawing.js';
/** @import {Kind} from './registry.js' */
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/** More numbers than this are typed, not chosen. */
const mostChoices = 12;

/** A whole number in a range. @type {Kind} */
export const number = {
  as: 'number',
  below: () => false,
  field: (now, place) => Array.from({length: countOf(now, place)}, (_, n) => numberField(now, place, n)),
  shown: (now, place) => {
    const given = votesAt(now, place, (json) => json.number);
    const [low, high] = place.input.page.range;
    const all = high - low < mostChoices ? numbers(place)
      : [...new Set(given.votes.map(({value}) => value))].sort((a, b) => a - b);
    return hasOthers(now, place) && spread(now, place,
      all.map((value) => ({value, label: String(value)})), given);
  },
  content: ({range}, {number: value}) => {
    const fits = typeof value === 'number' && Number.isInteger(value)
      && value >= range?.[0] && value <= range?.[1];
    return fits ? {number: value + 0} : null; // −0 is 0
  },
  words: (now, input, json) => String(json.number),
  entry: (source, {page}, json) => ({number: Number(json.number),
    ...(page.ends ? {ends: page.ends} : {})}),
  told: (entry, {say, ends}) => {
    const [low, high] = (entry.ends ?? []).map(say);
    return low ? `${entry.number} (${ends(low, high)})` : String(entry.number);
  },
  tally: (source, {page: {range: [low, high]}}, json) => {
    const values = json.map(({number: value}) => Number(value));
    const all = high - low < mostChoices ? Array.from({length: high - low + 1}, (_, n) => low + n)
      : [...new Set(values)].sort((a, b) => a - b);
    return all.map((value) => ({label: String(value), n: values.filter((one) => one === value).length}));
  },
  promise: (now, {set}) => (set?.named ? promiseOf(now, {named: true})
    : el('p', {class: 'promise', key: 'rating-promise'}, t('rating.promise'), ' ',
      safetyButton(t('promise.how')))),
  opensWith: 'main.spread',
  cards: false,
  fills: true,
};

/** @param {Place} place */
function numbers({input: {page}}) {
  const [low, high] = page.range;
  return Array.from({length: high - low + 1}, (_, n) => low + n);
}

/** @param {Now} now @param {Place} place @param {number} n which of those that I may give */
function numberField(now, place, n) {
  const {input} = place;
  const {range: [low, high], ends} = input.page;
  const value = given(now, place, n)?.number;
  const name = n === 0 ? `rating-${input.id}` : `rating-${input.id}-${n}th`;
  return el('fieldset', {class: 'bare-set stack', key: name, 'data-test': name},
    el('legend', {class: 'label'}, signOf(input), pick(input.page.label)),
    high - low < mostChoices ? el('div', {class: 'choices scale'}, numbers(place).map((option) =>
      el('label', {key: option},
        el('input', {type: 'radio', name, checked: option === value, 'data-test': `${name}-${option}`,
          onchange: () => give(now, place, n, {number: option})}), option)))
      : typed(name, [low, high], value, (option) => give(now, place, n, {number: option})),
    ends && el('p', {class: 'spread quiet'},
      ends.map((/** @type {any} */ end) => el('span', {}, pick(end)))),
    withdrawButton(now, place, n));
}

/** @param {string} name @param {[number, number]} range @param {number|undefined} value
 * @param {(option: number) => any} choose */
function typed(name, [min, max], value, choose) {
  return el('input', {type: 'number', id: name, min, max, step: 1, 'value': value ?? '',
    'aria-label': `${min} – ${max}`, 'data-test': `${name}-typed`,
    onchange: (/** @type {any} */ {target}) => {
      const option = Number(target.value);
      if (target.value !== '' && Number.isInteger(option) && option >= min && option <= max) {
        choose(option);
      }
    }});
}
