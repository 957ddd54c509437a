// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {safetyButton} from '../dialogs/safety.js';
import {pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Input} from '../core/types.js' */

/**
 * A number to give, or something to pick from fixed options; changed as often as one likes until it
 * is opened.
 * @param {Now} now @param {Input} input
 */
export function rating(now, input) {
  const {client} = now;
  const set = now.closed(input) ? now.setOf(input) : undefined;
  if (now.closed(input) && !set) return spread(now, input);
  const card = set && client.ownCards(set.set)[0];
  const item = set ? undefined
    : now.items(now.state.step ?? '', input.id).find((one) => one.by === now.me);
  const own = card ?? item;
  const value = valueOf(card ? card.json : item && client.text(item));
  const give = (/** @type {any} */ option) => {
    const json = input.page.as === 'number' ? {number: option} : {pick: [option]};
    run(() => (own ? client.edit(own.item, json)
      : set ? client.addCard(set.set, json) : client.addItem(input.id, json)));
  };
  return el('fieldset', {class: 'bare-set stack', key: input.id, 'data-test': `rating-${input.id}`},
    el('legend', {class: 'label'}, pick(input.page.label)),
    el('div', {class: 'choices'}, optionsOf(now, input).map((option) =>
      el('label', {key: String(option.value)},
        el('input', {type: 'radio', name: `rating-${input.id}`, checked: option.value === value,
          'data-test': `rating-${input.id}-${option.value}`,
          onchange: () => give(option.value)}), option.label))),
    input.page.ends && el('p', {class: 'spread quiet'},
      input.page.ends.map((/** @type {any} */ end) => el('span', {}, pick(end)))));
}

/** What a closed number promises. */
export function ratingPromise() {
  return el('p', {class: 'promise', key: 'rating-promise'}, t('rating.promise'), ' ',
    safetyButton(t('promise.how')));
}

/** Numbers, fixed options, or the texts of another input. */
/** @param {Now} now @param {Input} input @returns {{value: any, label: string}[]} */
function optionsOf(now, input) {
  if (input.page.of) {
    const [step, id] = input.page.of.split('/');
    return now.items(step, id).map((item) => ({value: item.item, label: now.words(item)}));
  }
  if (input.page.as === 'number') {
    const [low, high] = input.page.range;
    return Array.from({length: high - low + 1}, (_, n) =>
      ({value: low + n, label: String(low + n)}));
  }
  return (input.page.options ?? []).map((/** @type {any} */ option) =>
    ({value: option.id ?? option, label: pick(option.label ?? option)}));
}

/** @param {any} json */
function valueOf(json) {
  return json?.number ?? json?.pick?.[0];
}

/** The spread of what was given, once it is open. @param {Now} now @param {Input} input */
export function spread(now, input) {
  const step = now.state.step ?? '';
  const values = now.items(step, input.id).map((item) => valueOf(now.client.text(item)))
    .filter((value) => value !== undefined);
  if (values.length === 0) return null;
  const options = optionsOf(now, input);
  const most = Math.max(1, ...options.map(({value}) => values.filter((one) => one === value).length));
  return el('figure', {class: 'sheet stack', key: input.id, 'data-test': `spread-${input.id}`},
    el('figcaption', {class: 'label'}, pick(input.page.label)),
    el('div', {class: 'bars'}, options.map(({value, label}) => {
      const n = values.filter((one) => one === value).length;
      return [
        el('span', {class: 'number', key: `l${value}`}, label),
        el('span', {key: `b${value}`}, el('span', {class: 'bar', 'aria-hidden': 'true',
          style: {display: 'block', width: `${(100 * n) / most}%`, visibility: n ? 'visible' : 'hidden'}})),
        el('span', {class: 'number', key: `n${value}`}, t('rating.times', {n})),
      ];
    })),
    input.page.ends && el('p', {class: 'quiet'}, t('rating.ends', {low: pick(input.page.ends[0]),
      high: pick(input.page.ends[1])})));
}
