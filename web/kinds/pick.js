// @ts-check
import {inputOf} from '../core/moment.js';
import {el} from '../kit/dom.js';
import {wish, wished} from '../kit/wishes.js';
import {Now} from '../kit/now.js';
import {pick as inLanguage, t} from '../i18n/index.js';
import {promiseOf} from './cards.js';
import {headingOf} from './casekind.js';
import {again, give, given, givenBy, send} from './giving.js';
import {signOf} from './lenses.js';
import {partsView} from './parts.js';
import {kindOf, wordsOf} from './registry.js';
import {brokenLine, hasOthers, spread, votesAt} from './spread.js';
/** @import {Content, Kind} from './registry.js' */
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Input, Item} from '../core/types.js' */

/**
 * One of some options, of the items of another input, or one of the options for such an item:
 * `pick` then has two elements, the item and the option.
 * @type {Kind}
 */
export const pickKind = {
  as: 'pick',
  below: () => false,
  field: (now, place) => {
    const {page} = place.input;
    if (page.of && page.options) return weighing(now, place);
    return place.input.max > 1 ? several(now, place) : one(now, place);
  },
  shown: (now, place) => {
    if (!hasOthers(now, place)) return null;
    const {page} = place.input;
    if (page.of && page.options) return weighed(now, place);
    const options = optionsOf(now, place.input);
    return spread(now, place, options, votesAt(now, place,
      ({pick}) => options.find(({value}) => value === pick?.[0])?.value, (value) => value));
  },
  content: ({of, options}, {pick}) => {
    const allowed = [...(of === undefined ? [] : [isItem]),
      ...(options === undefined ? [] : [oneOf(options)])];
    const fits = Array.isArray(pick) && pick.length > 0 && pick.length === allowed.length
      && allowed.every((is, place) => is(pick[place]));
    return fits ? {pick: [...pick]} : null;
  },
  words: (now, input, json) => {
    const words = chosen(json).map((value) => labelOf(now, input, value));
    return words.includes('') ? t('broken') : words.join(': ');
  },
  entry: (source, input, json) => ({picked: wordsPicked(source, input, json)}),
  told: ({picked}, {say}) => (picked ?? []).map(say).join(': '),
  tally: (source, input, json) => (input.page.of && input.page.options ? []
    : tallied(json.map((one) => wordsPicked(source, input, one)[0]))),
  about: ({page: {of, options}}, {pick}) => String(of && options ? pick?.[0] : pick),
  promise: (now, {set}) => promiseOf(now, {named: set?.named === true}),
  opensWith: 'main.spread',
  cards: false,
  fills: true,
};

/** @param {unknown} value */
function isItem(value) {
  return typeof value === 'string'
    && /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
}

/** @param {{id: string}[]} options @returns {(value: unknown) => boolean} */
function oneOf(options) {
  return (value) => options.some(({id}) => id === value);
}

/** @param {Record<string, any>} json @returns {string[]} */
function chosen(json) {
  return Array.isArray(json.pick) ? json.pick : [];
}

/**
 * What was picked, in words; nothing of what is not there, and of what a member may not read.
 * @param {import('../report/report.js').Source} source @param {Input} input @param {Content} json
 */
function wordsPicked(source, input, json) {
  const words = chosen(json).flatMap((value) => {
    const option = optionOf(input, value);
    if (option) return [option.label];
    const item = source.state?.items.find((one) => one.item === value && isOffered(input, one));
    const content = item && source.text(item);
    if (!item || !content || content.broken || item.folded) return [];
    if (content.private === true && !source.isMine(item)) return [];
    return [inputWords(source, item, content)];
  });
  return words.length === chosen(json).length ? words : [];
}

/** How often each was given, the first ones first. @param {any[]} words of the language, or of people */
function tallied(words) {
  const counts = new Map();
  for (const label of words.filter(Boolean)) {
    const key = JSON.stringify(label);
    counts.set(key, {label, n: (counts.get(key)?.n ?? 0) + 1});
  }
  return [...counts.values()];
}

/**
 * A text that was picked, in a line; one in several parts with its writer, who is known by it.
 * @param {import('../report/report.js').Source} source @param {Item} item @param {Content} content
 */
function inputWords(source, item, content) {
  const input = source.state && inputOf({state: source.state}, item);
  if (!input) return '';
  const {text = '', parts} = kindOf(input).entry(source, input, content);
  const writer = parts && item.by && source.name(item.by);
  return `${writer ? `${writer}: ` : ''}${text.replaceAll('\n', ' · ')}`;
}

/** Whether an item is of those that an input is about. @param {Input} input @param {Item} item */
function isOffered({page}, {step, input}) {
  return page.of === `${step}/${input}`;
}

/** @param {Input} input @param {string} value */
function optionOf(input, value) {
  return (input.page.options ?? []).find((/** @type {any} */ {id}) => id === value);
}

/** @param {Now} now @param {Input} input @param {string} value an option or an item */
function labelOf(now, input, value) {
  const option = optionOf(input, value);
  if (option) return inLanguage(option.label);
  const item = now.state.items.find((one) => one.item === value && isOffered(input, one));
  return item ? wordsOf(now, item) : '';
}

/** The items that can be picked, or the options. @param {Now} now @param {Input} input */
function optionsOf(now, input) {
  if (input.page.of) return targetsOf(now, input);
  return fixedOf(input);
}

/** @param {Input} input @returns {{value: string, label: string}[]} */
function fixedOf(input) {
  return (input.page.options ?? []).map((/** @type {any} */ {id, label}) =>
    ({value: id, label: inLanguage(label)}));
}

/**
 * What can be picked from.
 * @param {Now} now @param {Input} input @param {boolean} [mine] only what I wrote myself
 */
function targetsOf(now, input, mine = false) {
  const [step, id] = String(input.page.of).split('/');
  return now.items(step, id).filter((item) => !item.folded && (!mine || item.by === now.me))
    .map((item) => ({value: item.item, label: wordsOf(now, item), shown: shownOf(now, item, !mine),
      by: item.by}));
}

/** @param {Place} place @param {any} content */
function fieldset({input}, content) {
  return el('fieldset', {class: 'bare-set stack', key: `rating-${input.id}`,
    'data-test': `rating-${input.id}`},
  el('legend', {class: 'label'}, signOf(input), inLanguage(input.page.label)), content);
}

/** Texts that people wrote are longer than options. @param {Place} place */
function choicesClass({input: {page}}) {
  return page.of ? 'choices texts' : 'choices';
}

/** Nothing to pick from is said. @param {{value: string}[]} options @param {() => any} content */
function orNothing(options, content) {
  return options.length === 0 ? el('p', {class: 'quiet'}, t('pick.none')) : content();
}

/** One that excludes the others. @param {Now} now @param {Place} place */
function one(now, place) {
  const options = optionsOf(now, place.input);
  const value = chosen(given(now, place, 0) ?? {})[0];
  const name = `rating-${place.input.id}`;
  return fieldset(place, orNothing(options, () => el('div', {class: choicesClass(place)},
    options.map((option) => el('label', {key: option.value, dir: 'auto'},
      el('input', {type: 'radio', name, checked: option.value === value,
        'data-test': `${name}-${option.value}`,
        onchange: () => give(now, place, 0, {pick: [option.value]})}), option.label)))));
}

/** As many as are allowed, each an item of its own. @param {Now} now @param {Place} place */
function several(now, place) {
  const options = optionsOf(now, place.input);
  const name = `rating-${place.input.id}`;
  const own = givenBy(now, place);
  return fieldset(place, orNothing(options, () => [
    el('div', {class: choicesClass(place)}, options.map(({value, label}) => {
      const actual = own.some(({json}) => chosen(json)[0] === value);
      const checked = wished(now.client, `${place.path}:${value}`, actual);
      return el('label', {key: value, dir: 'auto'},
        el('input', {type: 'checkbox', checked, disabled: !checked && place.left === 0,
          'data-test': `${name}-${value}`,
          onchange: () => choose(now, place, value, !checked)}), label);
    })),
    el('p', {class: 'quiet', key: 'most'}, t('pick.most', {n: place.input.max}))]));
}

/** @param {Now} now @param {Place} place @param {string} value @param {boolean} on */
function choose(now, place, value, on) {
  return wish(now.client, `${place.path}:${value}`, on, async () => {
    const there = again(now, place) ?? place;
    const old = givenBy(new Now(now.client), there).find(({json}) => chosen(json)[0] === value);
    if (on && !old) await send(now, there, undefined, {pick: [value]});
    if (!on && old) await now.client.withdraw(old.item);
  });
}

/** One of the options for each item. @param {Now} now @param {Place} place */
function weighing(now, place) {
  const targets = targetsOf(now, place.input, place.input.page.own === true);
  const own = givenBy(now, place);
  return fieldset(place, orNothing(targets, () => targets.map((target) => {
    const name = `rating-${place.input.id}-${target.value}`;
    const old = own.find(({json}) => chosen(json)[0] === target.value);
    const value = wished(now.client, `${place.path}:${target.value}`, chosen(old?.json ?? {})[1]);
    return el('fieldset', {class: 'sheet fields weigh', key: target.value},
      el('legend', {class: 'words', dir: 'auto'}, target.shown),
      el('div', {class: 'choices'}, fixedOf(place.input).map((option) =>
        el('label', {key: option.value}, el('input', {type: 'radio', name,
          checked: option.value === value, disabled: !old && place.left === 0,
          'data-test': `${name}-${option.value}`,
          onchange: () => weigh(now, place, target.value, option.value)}), option.label))));
  })));
}

/**
 * Gives one of the options to an item.
 * @param {Now} now @param {Place} place @param {string} target @param {string} option
 */
export function weigh(now, place, target, option) {
  return wish(now.client, `${place.path}:${target}`, option, async () => {
    const there = again(now, place) ?? place;
    const old = givenBy(new Now(now.client), there).find(({json}) => chosen(json)[0] === target);
    await send(now, there, old, {pick: [target, option]});
  });
}

/**
 * A text that is weighed, with its writer where that is known and says something.
 * @param {Now} now @param {Item} item @param {boolean} named
 */
function shownOf(now, item, named) {
  const json = now.client.text(item);
  const input = now.inputOf(item);
  const parts = json && !json.broken && input && kindOf(input).parts?.(input, json);
  return [parts ? partsView(input, parts) : wordsOf(now, item),
    named && item.by && el('bdi', {class: 'quiet', key: 'by'}, now.name(item.by))];
}

/** What was given to each item. @param {Now} now @param {Place} place */
function weighed(now, place) {
  const {own = false} = place.input.page;
  const targets = targetsOf(now, place.input);
  const {votes: all, broken} = votesAt(now, place, ({pick}) =>
    (targets.some(({value}) => value === pick?.[0]) ? pick : undefined), ([item]) => item);
  const votes = all.filter(({value, item}) => !own || targets.find((one) =>
    one.value === value[0])?.by === item.by);
  const given = targets.filter(({value}) => votes.some((vote) => vote.value[0] === value));
  return given.length + broken > 0 && el('figure', {class: 'sheet stack',
    key: `spread-${place.path}`, 'data-test': `spread-${place.input.id}`},
  el('figcaption', {class: 'label'}, signOf(place.input), headingOf(now, place.input, place.step)),
  el('dl', {class: 'weighed'}, given.map(({value, shown}) => el('div', {key: value},
    el('dt', {class: 'words', dir: 'auto'}, shown),
    fixedOf(place.input).map((option) => {
      const n = votes.filter((vote) => vote.value[0] === value
        && vote.value[1] === option.value).length;
      return n > 0 && el('dd', {key: option.value}, el('b', {}, votes.length > given.length
        ? `${option.label} · ${t('rating.times', {n})}` : option.label));
    })))),
  brokenLine(broken));
}
