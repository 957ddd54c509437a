// @ts-check
import {el} from '../kit/dom.js';
import {listOf, pick, t} from '../i18n/index.js';
import {headingOf} from './casekind.js';
import {signOf} from './lenses.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Item} from '../core/types.js' */

/**
 * @typedef {{value: any, label: string}} Option
 * @typedef {{value: any, item: Item}} Vote
 */

/**
 * The items of a place that hold a value, and how many hold none that counts: what is broken, what was
 * not offered, and what the same person gave before.
 * @param {Now} now @param {Place} place
 * @param {(json: Record<string, any>) => any} valueIn undefined for a value that was not offered
 * @param {(value: any) => any} [about] what each person has one value for
 * @returns {{votes: Vote[], broken: number}}
 */
export function votesAt(now, place, valueIn, about) {
  const given = new Set();
  const read = place.items.filter((item) => !item.folded)
    .flatMap((item) => {
      const json = now.client.text(item);
      return json ? [{value: json.broken ? undefined : valueIn(json), item}] : [];
    });
  const votes = read.filter(({value, item}) => {
    const key = about && item.by && value !== undefined && `${item.by} ${about(value)}`;
    if (value === undefined || (key && given.has(key))) return false;
    given.add(key);
    return true;
  });
  return {votes, broken: read.length - votes.length};
}

/** Says how many answers count for nothing. @param {number} n */
export function brokenLine(n) {
  return n > 0 && el('p', {'class': 'quiet', 'key': 'broken', 'data-test': 'broken'},
    t('spread.broken', {n}));
}

/**
 * Whether others wrote something here, which one's own field does not show.
 * @param {Now} now @param {Place} place
 */
export function hasOthers(now, place) {
  return !place.may || place.set !== null
    || place.items.some((item) => item.by !== now.me && place.input.by !== 'presenter');
}

/**
 * How often each option was given, with the names where they are known.
 * @param {Now} now @param {Place} place @param {Option[]} options
 * @param {{votes: Vote[], broken: number}} given
 */
export function spread(now, place, options, {votes, broken}) {
  const {input} = place;
  if (votes.length + broken === 0) return null;
  const counted = options.map((option) =>
    ({...option, by: votes.filter(({value}) => value === option.value).map(({item}) => item.by)}));
  const most = Math.max(1, ...counted.map(({by}) => by.length));
  return el('figure', {class: 'sheet stack', key: `spread-${place.path}`,
    'data-test': `spread-${input.id}`},
  el('figcaption', {class: 'label'}, signOf(input), headingOf(now, input, place.step)),
  // Texts that people wrote are longer than options.
  el('div', {class: input.page.of ? 'bars texts' : 'bars'}, counted.map(({value, label, by}) => [
    el('span', {class: 'number', key: `l${value}`, dir: 'auto'}, label),
    el('span', {key: `b${value}`}, el('span', {class: 'bar', 'aria-hidden': 'true',
      style: {display: 'block', width: `${(100 * by.length) / most}%`,
        visibility: by.length ? 'visible' : 'hidden'}})),
    el('span', {class: 'number', key: `n${value}`}, times(now, by)),
  ])),
  input.page.ends && el('p', {class: 'quiet'}, t('rating.ends', {low: pick(input.page.ends[0]),
    high: pick(input.page.ends[1])})),
  brokenLine(broken));
}

/** @param {Now} now @param {(string|undefined)[]} by */
function times(now, by) {
  const names = by.flatMap((member) => (member ? [now.name(member)] : []));
  const n = t('rating.times', {n: by.length});
  return names.length > 0 ? `${n} · ${listOf(names)}` : n;
}
