// @ts-check
import {el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {pick, t} from '../i18n/index.js';
/** @import {Fit, Method} from './fit.js' */

/**
 * A method to choose: why it fits, what it is for and what not, a bar of its steps, and the steps to read.
 * @param {{method: Method, fit: Fit, chosen: boolean, each: number, want: string, choose: () => void,
 *   file?: any, look: () => void, more?: any}} card `file`: the whole method, once somebody looked into
 *   it; `look` asks for it; `more` stands at the end of what is unfolded
 */
export function methodCard({method, fit, chosen, each, want, choose, file, look, more}) {
  return el('div', {class: `sheet method ${chosen ? 'chosen' : ''}`, key: method.id,
    'data-test': 'method', 'data-method': method.id},
  el('label', {class: 'tick'},
    el('input', {type: 'radio', name: 'method', checked: chosen, onclick: choose,
      'data-test': `method-${method.id}`}),
    el('span', {class: 'grow'}, el('b', {}, pick(method.name)),
      el('span', {class: `reason ${fit.rank > 2 ? 'alarm' : 'quiet'}`}, reasonOf(method, fit, want)))),
  el('p', {}, pick(method.summary)),
  method.fits && el('p', {class: 'for'}, icon('check'), el('span', {}, el('b', {}, t('method.fits')), ' ',
    pick(method.fits))),
  method.avoid && el('p', {class: 'for'}, icon('close'), el('span', {}, el('b', {}, t('method.avoid')), ' ',
    pick(method.avoid))),
  stepsBar(method.steps, each),
  el('details', {ontoggle: (/** @type {any} */ event) => { if (event.target.open) look(); }},
    el('summary', {'data-test': 'method-parts'}, t('method.steps', {n: method.steps.length})),
    partsOf(file ?? method), file
      ? [file.origin && el('p', {class: 'quiet', key: 'origin'},
        t('method.origin', {origin: pick(file.origin)})),
      file.evidence && el('p', {class: 'quiet', key: 'evidence'}, pick(file.evidence)), more]
      : el('p', {class: 'quiet', key: 'wait'}, t('wait'))));
}

/** Why it fits or not. @param {Method} method @param {Fit} fit @param {string} want */
function reasonOf(method, {key, blanks, wanted}, want) {
  if (key !== 'fit.other') {
    return [t(key, blanks), wanted && t('fit.wanted', {want: t(`want.${want}`)})].filter(Boolean).join(' ');
  }
  const own = method.wants.map((/** @type {string} */ one) => t(`want.${one}`));
  return t('fit.other', {wants: own.join(', ')});
}

/** The steps in words, those of one stop under its sign. @param {any} method */
function partsOf({steps}) {
  return el('ol', {class: 'method-steps', key: 'parts'}, steps.map((/** @type {any} */ step, /** @type {number} */ n) =>
    el('li', {class: `kind-${step.icon}`, key: n},
      el('span', {class: 'grow'}, icon(step.icon), ' ',
        el('b', {}, step.label ? t('step.title', {label: step.label, name: pick(step.name)})
          : pick(step.name)),
        el('span', {class: 'quiet'}, ` ${t('minutes', {n: step.minutes})}`),
        step.do && [el('br', {key: 'br'}), pick(step.do.others)]))));
}

/**
 * A bar of steps, each as wide as it takes time, with what people do in them as words below.
 * @param {any[]} steps @param {number} [each] the minutes there are; absent: those of the steps
 */
export function stepsBar(steps, each) {
  const whole = steps.reduce((sum, step) => sum + step.minutes, 0);
  const scale = each && whole ? each / whole : 1;
  return el('div', {class: 'steps-sum', key: 'bar'},
    el('div', {class: 'steps-bar', 'aria-hidden': 'true'}, steps.map((step, n) =>
      el('i', {key: n, class: `kind-${step.icon}`,
        style: {flex: `${Math.max(1, step.minutes)} 0 0`}}))),
    el('p', {class: 'quiet steps-words'}, doings(steps).map(({icon: kind, minutes}) =>
      t('doing', {what: t(`doing.${kind}`), minutes: Math.max(1, Math.round(minutes * scale))}))
      .join(' · ')));
}

/** What is done after each other, like steps taken together. @param {any[]} steps */
function doings(steps) {
  /** @type {{icon: string, minutes: number}[]} */
  const all = [];
  for (const {icon: kind, minutes} of steps) {
    const last = all.at(-1);
    if (last && last.icon === kind) last.minutes += minutes;
    else if (minutes > 0) all.push({icon: kind, minutes});
  }
  return all;
}
