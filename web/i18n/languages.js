// @ts-check
/** @typedef {Record<string, string>} Texts the sentences of the page by their keys */

/**
 * The languages there are, each with its own name. Only the one in use is fetched. A further one is
 * a file beside this and a line here.
 * @type {Record<string, {name: string, load: () => Promise<Texts>}>}
 */
export const languages = {
  nl: {name: 'Nederlands', load: async () => (await import('./nl.js')).nl},
  en: {name: 'English', load: async () => (await import('./en.js')).en},
};
