// @ts-check
import {el} from './dom.js';
import {icon} from './icons.js';
import {idOf} from './ids.js';
import {t} from '../i18n/index.js';

/**
 * The button at the bottom, always in the same place. When it is idle it does nothing, and keeps the
 * focus all the same; when it is quiet nobody waits for it to be pressed.
 * @param {string} label
 * @param {(() => void)|undefined} press
 * @param {Record<string, any> & {idle?: boolean, quiet?: boolean}} [more]
 */
export function mainButton(label, press, {idle = false, quiet = false, ...more} = {}) {
  return button(label, idle ? undefined : press, {'key': 'main', 'data-test': 'main-action',
    'class': `${quiet ? '' : 'do'} main-action ${idle ? 'idle' : ''}`, 'aria-disabled': idle ? 'true' : undefined,
    ...more});
}

/**
 * A button with words.
 * @param {string} label
 * @param {((event: any) => void)|undefined} press `undefined` for one that sends its form
 * @param {Record<string, any> & {icon?: string}} [more]
 */
export function button(label, press, {icon: drawing, ...more} = {}) {
  return el('button', {type: 'button', onclick: press, ...more}, drawing && icon(drawing), label);
}

/** How much of a text tells one button from another. */
const enough = 60;

/**
 * The name of a button that stands at each of several texts: what it does, and to which.
 * @param {string} label what is written on it @param {string} words
 */
export function nameAt(label, words) {
  const all = [...words.trim()];
  const cut = all.length > enough ? `${all.slice(0, enough).join('')}…` : all.join('');
  return cut ? `${label}: ${cut}` : label;
}

/**
 * A box to tick.
 * @param {{name: string, label: any, checked: boolean, change: (checked: boolean) => void}} tick
 */
export function tick({name, label, checked, change}) {
  return el('label', {class: 'tick', key: `tick-${name}`},
    el('input', {type: 'checkbox', id: idOf('tick', name), name, checked, 'data-test': `tick-${name}`,
      onchange: (/** @type {any} */ event) => change(event.target.checked)}),
    el('span', {class: 'grow'}, label));
}

/**
 * Choices that exclude each other.
 * @param {{name: string, label: string, value: any, options: {value: any, label: string}[],
 *   change: (value: any) => void, unseen?: boolean}} choice
 */
export function choices({name, label, value, options, change, unseen = false}) {
  return el('fieldset', {class: 'bare-set', key: `choice-${name}`},
    el('legend', {class: unseen ? 'unseen' : 'label'}, label),
    el('div', {class: options.length === 4 ? 'choices pairs' : 'choices'}, options.map((option) =>
      el('label', {key: String(option.value)},
        el('input', {type: 'radio', name, checked: option.value === value,
          'data-test': `choice-${name}-${option.value}`,
          onchange: () => change(option.value)}), option.label))));
}

/** Says what this is, at the top of the screens outside a meeting. */
export function wordMark() {
  return el('p', {class: 'word-mark'},
    el('svg', {viewBox: '0 0 28 28', 'aria-hidden': 'true'},
      el('circle', {cx: 14, cy: 14, r: 6, fill: 'none', stroke: 'var(--act)', 'stroke-width': 3}),
      [0, 1, 2, 3, 4, 5].map((n) => el('circle', {
        cx: 14 + 11 * Math.sin((n * Math.PI) / 3), cy: 14 - 11 * Math.cos((n * Math.PI) / 3),
        r: 2.5, fill: n === 1 ? 'var(--presenter-rule)' : 'var(--text)'}))), t('kring'));
}

/**
 * A meeting as a picture: seats round a clock. At the door one of them stands outside.
 * @param {boolean} [outside]
 */
export function circlePicture(outside = false) {
  const around = [0, 1, 2, 3, 4, 5].map((n) => {
    const far = outside && n === 1 ? 62 : 44;
    return {n, x: 60 + far * Math.sin((n * Math.PI) / 3), y: 60 - far * Math.cos((n * Math.PI) / 3)};
  });
  const kinds = outside ? ['', 'speaks'] : ['speaks', 'presents'];
  return el('svg', {class: 'circle picture', viewBox: outside ? '0 0 128 120' : '0 0 120 120', 'aria-hidden': 'true'},
    el('circle', {class: 'ring', cx: 60, cy: 60, r: 44}),
    el('circle', {class: 'face', cx: 60, cy: 60, r: 21}),
    el('circle', {class: 'arc', cx: 60, cy: 60, r: 21, 'stroke-dasharray': '92 132',
      transform: 'rotate(-90 60 60)'}),
    around.map(({n, x, y}) => el('g', {key: n, class: `seat ${kinds[n] ?? ''}`},
      el('circle', {class: 'plate', cx: x, cy: y, r: 12}))));
}

/** A line under a screen that something went wrong. @param {string} words */
export function wrong(words) {
  return words && el('p', {class: 'alarm', role: 'alert', key: 'wrong', 'data-test': 'wrong'},
    words);
}

/** What a rejection or an error means for a person. @param {any} problem */
export function explain(problem) {
  const code = problem?.code ?? 'unknown';
  try {
    return t(`problem.${code === 'stale' ? 'not-now' : code}`);
  } catch {
    return t('problem.unknown', {code});
  }
}
