// @ts-check
import {el} from '../kit/dom.js';
import {pick, t} from '../i18n/index.js';
import {countOf, give, given} from './giving.js';
import {headingOf} from './casekind.js';
import {promiseOf} from './cards.js';
import {picture} from './plane.js';
import {where} from './sectors.js';
import {brokenLine, hasOthers, votesAt} from './spread.js';
import {withdrawButton} from './withdrawing.js';
/** @import {Kind} from './registry.js' */
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Input} from '../core/types.js' */
/** @import {At} from './sectors.js' */

/** A place between two axes, each from −1 to 1: `x` to the right, `y` upwards. @type {Kind} */
export const point = {
  as: 'point',
  below: () => false,
  field: (now, place) => Array.from({length: countOf(now, place)}, (_, n) => pointField(now, place, n)),
  shown: (now, place) => {
    const {votes, broken} = votesAt(now, place, ({x, y}) => ({x, y}));
    if (votes.length + broken === 0 || !hasOthers(now, place)) return null;
    return el('figure', {class: 'sheet stack', key: `spread-${place.path}`,
      'data-test': `spread-${place.input.id}`},
    el('figcaption', {class: 'label'}, headingOf(now, place.input, place.step)),
    el('div', {class: 'placed'},
      el('kring-plane', {key: 'plane', page: place.input.page, points: votes.map(({value, item}) =>
        ({...value, mine: item.by === now.me, sign: item.by && now.name(item.by).slice(0, 2)}))}),
      el('ul', {class: 'list'}, votes.map(({value, item}) => el('li', {key: item.item},
        el('span', {class: 'grow'}, wordsFor(place.input, value)),
        item.by && el('bdi', {class: 'quiet'}, now.name(item.by)))))),
    brokenLine(broken));
  },
  content: (page, {x, y}) => (isShare(x) && isShare(y) ? {x: x + 0, y: y + 0} : null),
  words: (now, input, json) => wordsFor(input, /** @type {At} */ (json)),
  entry: (source, {page}, json) => ({point: {x: Number(json.x), y: Number(json.y)}, ends: page.ends,
    ...(page.options ? {sectors: page.options.map((/** @type {any} */ {label}) => label)} : {})}),
  told: (entry, {say}) => where((entry.ends ?? []).map(say), (entry.sectors ?? []).map(say),
    entry.point ?? {x: 0, y: 0}),
  picture: ({entries}, {say}) => {
    const [{ends = [], sectors = []}] = entries;
    const options = sectors.map((label, n) => ({id: String(n), label: say(label)}));
    return picture({ends: ends.map(say), options}, entries.map(({point: at, by, mine}) =>
      ({x: 0, y: 0, ...at, mine, sign: by?.slice(0, 2)})), {class: 'plane'});
  },
  promise: (now, {set}) => promiseOf(now, {named: set?.named === true}),
  opensWith: 'main.spread',
  cards: false,
  fills: true,
};

/** @param {unknown} value @returns {value is number} */
function isShare(value) {
  return typeof value === 'number' && value >= -1 && value <= 1;
}

/** A point in words. @param {Input} input @param {At} at */
function wordsFor({page: {ends, options = []}}, at) {
  return where(ends.map(pick), options.map((/** @type {any} */ {label}) => pick(label)), at);
}

/**
 * A plane to press on, and a slider for each axis. While a slider moves, the point is a draft.
 * @param {Now} now @param {Place} place @param {number} n which of those that I may give
 */
function pointField(now, place, n) {
  const {input} = place;
  const {client} = now;
  const name = n === 0 ? `point-${input.id}` : `point-${input.id}-${n}th`;
  const draft = `${name} ${place.path}`;
  const moved = client.draft(draft).split(' ').map(Number);
  const own = given(now, place, n);
  const there = moved.length === 2 ? {x: moved[0], y: moved[1]} : own
    && {x: Number(own.x), y: Number(own.y)};
  const put = (/** @type {{x: number, y: number}} */ at) => {
    client.setDraft(draft, '');
    return give(now, place, n, at);
  };
  const slider = (/** @type {'x'|'y'} */ axis, /** @type {string[]} */ [low, high]) => {
    const at = (/** @type {any} */ {target}) =>
      ({x: 0, y: 0, ...there, [axis]: Number(target.value) / 10});
    return el('label', {class: 'slider', key: axis}, el('span', {class: 'spread quiet'},
      el('span', {}, low), el('span', {}, high)),
    el('input', {'type': 'range', 'min': -10, 'max': 10, 'step': 1,
      'value': Math.round((there?.[axis] ?? 0) * 10), 'data-test': `${name}-${axis}`,
      'aria-valuetext': there ? wordsFor(input, there) : t('point.nowhere'),
      'oninput': (/** @type {any} */ event) => {
        const {x, y} = at(event);
        client.setDraft(draft, `${x} ${y}`);
      },
      'onchange': (/** @type {any} */ event) => put(at(event))}));
  };
  /** @type {string[]} */
  const ends = input.page.ends.map(pick);
  return el('fieldset', {class: 'bare-set stack', key: name, 'data-test': name},
    el('legend', {class: 'label'}, pick(input.page.label)),
    el('div', {class: 'placed', key: 'placed'},
      el('kring-plane', {key: 'plane', page: input.page, points: there ? [there] : [], press: put}),
      el('div', {class: 'stack'}, slider('x', ends.slice(0, 2)), slider('y', ends.slice(2)),
        el('p', {class: 'quiet', key: 'where'}, there ? wordsFor(input, there) : t('point.nowhere')),
        withdrawButton(now, place, n))));
}
