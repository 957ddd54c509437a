// @ts-check
import {el} from '../kit/dom.js';
import {unknownTo} from './fit.js';
import {icon} from '../kit/icons.js';
import {pick, t} from '../i18n/index.js';

/**
 * A method to choose: why it fits, a bar of its steps, and the steps to read.
 * @param {{method: any, fit: import('./fit.js').Fit, chosen: boolean, choose: () => void}} card
 */
export function methodCard({method, fit, chosen, choose}) {
  return el('div', {class: `sheet method ${chosen ? 'chosen' : ''}`, key: method.id,
    'data-test': 'method', 'data-method': method.id},
  el('label', {class: 'tick'},
    el('input', {type: 'radio', name: 'method', checked: chosen, onclick: choose,
      'data-test': `method-${method.id}`}),
    el('span', {class: 'grow'}, el('b', {}, pick(method.name)),
      el('span', {class: `quiet ${fit.rank > 2 ? 'alarm' : ''}`, style: {display: 'block'}},
        t(fit.key, fit.blanks)))),
  el('p', {}, pick(method.summary)),
  stepsBar(method.steps),
  el('details', {}, el('summary', {}, t('method.steps', {n: method.steps.length})),
    el('ol', {class: 'method-steps'}, method.steps.map((/** @type {any} */ step) =>
      el('li', {class: `kind-${step.icon}`, key: step.id},
        el('span', {class: 'grow'}, icon(step.icon), ' ', el('b', {}, pick(step.name)),
          el('span', {class: 'quiet'}, ` ${t('minutes', {n: step.minutes})}`), el('br', {}),
          pick(step.do?.others))))),
    method.origin && el('p', {class: 'quiet'}, t('method.origin', {origin: pick(method.origin)})),
    method.evidence && el('p', {class: 'quiet'}, pick(method.evidence))));
}

/** A bar of steps, each as wide as it takes time. @param {any[]} steps */
export function stepsBar(steps) {
  return el('div', {class: 'steps-bar', 'aria-hidden': 'true'}, steps.map((step, n) =>
    el('i', {key: n, class: `kind-${step.icon}`,
      style: {flex: `${Math.max(1, step.minutes)} 0 0`}})));
}

/** Reads a method file of one's own. @param {(method: any) => void} use */
export function ownMethod(use) {
  const read = async (/** @type {any} */ event) => {
    const field = event.target;
    const says = (/** @type {string} */ words) => {
      field.closest('.field').querySelector('[role=status]').textContent = words;
    };
    try {
      const method = JSON.parse(await field.files[0].text());
      const unknown = unknownTo(method);
      if (!method.id || !method.steps || !method.name || !Array.isArray(method.group)) {
        says(t('method.own.wrong'));
      } else if (unknown.length > 0) {
        says(t('method.own.unknown', {what: unknown.join(', ')}));
      } else {
        says(t('method.own.read', {name: pick(method.name)}));
        use(method);
      }
    } catch {
      says(t('method.own.wrong'));
    }
  };
  return el('details', {class: 'field'}, el('summary', {}, t('method.own')),
    el('div', {class: 'field'},
      el('label', {for: 'own-method', class: 'quiet'}, t('method.own.hint')),
      el('input', {type: 'file', id: 'own-method', accept: '.json,application/json',
        onchange: read, 'data-test': 'own-method'}),
      el('p', {role: 'status', key: 'says'})));
}
