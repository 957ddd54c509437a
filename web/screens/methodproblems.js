// @ts-check
import {has, isolated, pick, t} from '../i18n/index.js';

/**
 * @typedef {{path: string, code?: string, values?: string[], reason: string}} Problem what the server found
 *   wrong in a method file: the place, what kind of problem with what fills its sentence, and the sentence
 *   in English
 */

/**
 * A problem for a person: where it is, in the words of the method, and what was expected there. A kind of
 * problem without a sentence of its own is told as the server told it.
 * @param {any} method the file @param {Problem} problem
 * @returns {{place: string, words: string}}
 */
export function problemWords(method, {path, code = '', values = [], reason}) {
  const key = `method.problem.${code}`;
  return {place: placeOf(method, path), words: code !== '' && has(key)
    ? t(key, Object.fromEntries(values.map((value, n) => [String(n), isolated(value)]))) : reason};
}

/** «Stap 3 · Beeldvorming, Jouw vraag» for `steps[2].inputs[0].label`. @param {any} method @param {string} path */
export function placeOf(method, path) {
  const step = /^steps\[(\d+)\]/.exec(path);
  if (!step) return '';
  const at = method?.steps?.[Number(step[1])];
  const named = wordsOf(at?.name);
  const input = /^steps\[\d+\]\.inputs\[(\d+)\]/.exec(path);
  const label = input ? wordsOf(at?.inputs?.[Number(input[1])]?.label) : '';
  return [t('method.place', {n: Number(step[1]) + 1, name: named}), input
    && t('method.place.input', {number: Number(input[1]) + 1, name: label})].filter(Boolean).join(', ');
}

/** A text of a file that may be anything. @param {unknown} words */
function wordsOf(words) {
  const picked = words && typeof words === 'object' ? pick(words) : '';
  return typeof picked === 'string' ? isolated(picked.slice(0, 60)) : '';
}
