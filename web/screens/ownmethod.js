// @ts-check
import {el} from '../kit/dom.js';
import {hide} from '../kit/dialogs.js';
import {save} from '../kit/save.js';
import {button} from '../kit/pieces.js';
import {showAdapting} from './adapt.js';
import {problemWords} from './methodproblems.js';
import {pick, t} from '../i18n/index.js';
/** @import {Chooser} from './chooser.js' */

/** How large a method file may be, in bytes: the same as at the server. */
const largest = 65_536;
/** What was said of the file that was read last. */
let said = '';

/** A method of one's own: a file to read, and what the server found wrong in it. @param {Chooser} chooser */
export function ownMethod(chooser) {
  const {problems} = chooser;
  return el('details', {class: 'field', key: 'own', ...(problems.length > 0 ? {open: true} : {})},
    el('summary', {'data-test': 'own'}, t('method.own')),
    el('div', {class: 'field'},
      el('label', {for: 'own-method', class: 'quiet'}, t('method.own.hint')),
      el('input', {type: 'file', id: 'own-method', accept: '.json,application/json',
        'data-test': 'own-method', 'onchange': async (/** @type {any} */ event) => {
          const [file] = event.target.files;
          event.target.value = ''; // the same file again, once it was mended, is a change too
          if (file) said = await read(chooser, file);
          chooser.update();
        }}),
      el('p', {role: 'status', key: 'says', 'data-test': 'own-says'}, said)),
    problems.length > 0 && el('div', {class: 'ask serious', role: 'alert', key: 'problems',
      'data-test': 'method-problems'},
    el('p', {}, t('problem.bad-method')),
    el('ul', {class: 'bullets'}, problems.map((one, n) => {
      const {place, words} = problemWords(chooser.method, one);
      return el('li', {key: n}, el('b', {}, place), place && ': ', words,
        one.path && el('code', {class: 'quiet path'}, one.path));
    }))));
}

/** Reads a file; says what came of it. @param {Chooser} chooser @param {File} file */
async function read(chooser, file) {
  if (file.size > largest) return t('method.own.large');
  let method;
  try {
    method = JSON.parse(await file.text());
  } catch {
    return t('method.own.wrong');
  }
  const isMethod = /^[a-z][a-z0-9]{0,31}$/.test(method?.id) && Array.isArray(method.steps)
    && method.steps.every((/** @type {any} */ step) => step && typeof step === 'object')
    && method.name && Array.isArray(method.group);
  if (!isMethod) return t(method?.choose && !method.steps ? 'method.own.frame' : 'method.own.wrong');
  const unknown = chooser.unknownOf(method);
  if (unknown.length > 0) return t('method.own.unknown', {what: unknown.join(', ')});
  chooser.take(method);
  return t('method.own.read', {name: pick(method.name)});
}

/** What can be done with a method that somebody looks into. @param {Chooser} chooser @param {any} file */
export function changing(chooser, file) {
  return el('div', {class: 'row', key: 'changing'},
    button(t('adapt.open'), () => showAdapting(file, (changed) => {
      hide('adapt');
      chooser.take(changed);
    }), {'data-test': `adapt-${file.id}`, 'icon': 'write'}),
    button(t('method.download'), () => save(`${JSON.stringify(file, null, 2)}\n`, `${file.id}.json`,
      'application/json'), {'data-test': `download-${file.id}`, 'icon': 'save', 'class': 'bare'}));
}
