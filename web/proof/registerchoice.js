// @ts-check
import {el} from '../kit/dom.js';
import {registers, warningsFor} from './registers.js';
import {speaker} from './words.js';

/**
 * «Voor welk register?»: it only warns.
 * @param {{language: string, forRegister: string, choose: (id: string) => void,
 *   meeting: {minutes: number, people: number}}} choice
 */
export function registerChoice({language, forRegister, choose, meeting}) {
  const say = speaker(language);
  return el('div', {class: 'stack', key: 'register'},
    el('div', {class: 'field'}, el('label', {for: 'proof-for'}, say.t('make.for')),
      el('select', {'id': 'proof-for', 'value': forRegister, 'data-test': 'for-register',
        'onchange': (/** @type {any} */ event) => choose(event.target.value)},
      el('option', {key: 'none', value: ''}, say.t('make.for.none')),
      registers.map(({id, name}) => el('option', {key: id, value: id}, name[say.language])))),
    el('div', {'role': 'status', 'key': 'warnings', 'data-test': 'warnings'},
      warningsFor(forRegister, meeting, say).map((words) => el('p', {key: words, class: 'quiet'}, words))));
}
