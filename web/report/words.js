// @ts-check
import {speaker, words} from '../proof/words.js';
import {language} from '../i18n/index.js';

/**
 * A text of those that only who makes something after a meeting fetches: nobody else is to wait for them.
 * @param {string} key @param {Record<string, string|number>} [blanks]
 */
export const ofPaper = (key, blanks) => speaker(language()).t(key, blanks);

/** Whether there is such a text. @param {string} key */
export const isOfPaper = (key) => Object.hasOwn(words[speaker(language()).language], key);
