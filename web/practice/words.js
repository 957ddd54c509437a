// @ts-check
/**
 * What made-up colleagues are called and say, in one language: `madeUp` stands behind each name; in
 * `write` for each input (its id in the plan) what the colleague in each place writes; '' for nothing.
 * @typedef {{names: string[], madeUp: string, write: Record<string, string[]>}} Words
 */

/** @type {Record<string, () => Promise<Words>>} */
const languages = {
  nl: async () => (await import('./nl.js')).nl,
  en: async () => (await import('./en.js')).en,
};

/** The words in a language, or in English where there are none. @param {string} language */
export function wordsOf(language) {
  return (languages[language] ?? languages.en)();
}
