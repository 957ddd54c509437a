// @ts-check
import {toast} from './dialogs.js';
import {el} from './dom.js';
import {language, languageNames, speak, t} from '../i18n/index.js';

/** Where the chosen language is remembered. */
export const languageKey = 'kring.language';

/** @param {HTMLSelectElement} chooser */
function choose(chooser) {
  const name = chooser.value;
  try {
    localStorage.setItem(languageKey, name);
  } catch (error) {
    console.warn('the language is not remembered', error);
  }
  speak(name).catch(() => {
    chooser.value = language();
    toast(t('problem.offline'));
  });
}

/** The languages there are, each under its own name. */
export function languageChooser() {
  return el('select', {'class': 'languages', 'key': 'language', 'data-test': 'language',
    'aria-label': t('language'), 'value': language(),
    'onchange': (/** @type {any} */ event) => choose(event.target)},
  languageNames().map(({code, name}) =>
    el('option', {key: code, value: code, lang: code}, name)));
}
