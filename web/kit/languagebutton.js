// @ts-check
import {toast} from './dialogs.js';
import {el} from './dom.js';
import {language, speak, t} from '../i18n/index.js';

/** Where the chosen language is remembered. */
export const languageKey = 'kring.language';

/** Changes the language and remembers it. */
export function otherLanguage() {
  const next = language() === 'nl' ? 'en' : 'nl';
  try {
    localStorage.setItem(languageKey, next);
  } catch (error) {
    console.warn('the language is not remembered', error);
  }
  speak(next).catch(() => toast(t('problem.offline')));
}

/** A button with the name of the other language, in that language. */
export function languageButton() {
  return el('button', {type: 'button', class: 'bare', key: 'language', 'data-test': 'language',
    lang: language() === 'nl' ? 'en' : 'nl', onclick: otherLanguage}, t('language.other'));
}
