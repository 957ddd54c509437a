// @ts-check
import {isolated} from '../i18n/direction.js';
import {en} from './en.js';
import {nl} from './nl.js';

/**
 * The sentences about proofs, and about the copy without names, in each language. They are apart from those
 * of the page: a paper speaks the language that was chosen for it, and only who makes or reads one fetches
 * them.
 * @type {Record<string, Record<string, string>>}
 */
export const words = {nl, en};

/**
 * @typedef {object} Speaker says things in one language
 * @property {string} language
 * @property {(key: string, blanks?: Record<string, string|number>) => string} t a text with its blanks
 *   filled in; `{n}` also chooses between `KEY.one` and `KEY.more`
 * @property {(time_ms: number) => string} day «dinsdag 3 maart 2026»
 * @property {(time_ms: number) => string} time «10:02»
 * @property {(time_ms: number) => string} zone «Midden-Europese standaardtijd»
 */

/**
 * Speaks a language of the list, or English.
 * @param {string} wished @returns {Speaker}
 */
export function speaker(wished) {
  const language = Object.hasOwn(words, wished) ? wished : 'en';
  const texts = words[language];
  const format = (/** @type {Intl.DateTimeFormatOptions} */ how) => (/** @type {number} */ time_ms) =>
    new Intl.DateTimeFormat(texts['language.locale'], how).format(time_ms);
  return {
    language,
    t: (key, blanks = {}) => {
      const form = 'n' in blanks ? `${key}.${Number(blanks.n) === 1 ? 'one' : 'more'}` : key;
      const text = texts[form] ?? texts[key];
      if (text === undefined) throw new Error(`no text ${key}`);
      return text.replace(/\{(\w+)\}/g, (_, name) => isolated(String(blanks[name] ?? '')));
    },
    day: format({weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'}),
    time: format({hour: '2-digit', minute: '2-digit', hourCycle: 'h23'}),
    zone: (time_ms) => new Intl.DateTimeFormat(texts['language.locale'], {timeZoneName: 'long'})
      .formatToParts(time_ms).find(({type}) => type === 'timeZoneName')?.value ?? '',
  };
}
