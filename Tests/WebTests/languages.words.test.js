// @ts-check
// One word for one thing: what the page, the methods, the programs and the documents call things is
// held against `web/i18n/words.json`. `web/i18n/README.md` says what stands in it.
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {languages} from '../../web/i18n/languages.js';
import {words as papers} from '../../web/proof/words.js';

/**
 * @typedef {{words: string, example: string, in?: string[], but?: string[]}} Unwanted
 * @typedef {{word: string, means: string, not: Unwanted[]}} Entry
 * @typedef {{where: string, kind: string, key: string, text: string}} Text
 */

const root = new URL('../../', import.meta.url);
const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), 'utf8');
const filesIn = (/** @type {string} */ folder, /** @type {string} */ ending) =>
  readdirSync(new URL(folder, root)).filter((name) => name.endsWith(ending))
    .map((name) => `${folder}${name}`);
/** @type {Record<string, Entry[]>} */
const lists = JSON.parse(read('web/i18n/words.json'));

/** Where words are looked for, unless an entry says so itself. */
const usual = ['page', 'methods'];
const kinds = [...usual, 'programs', 'documents'];

/** Finds whole words, in any case. @param {string} words */
const pattern = (words) => new RegExp(`(?<![\\p{L}-])(?:${words})(?!\\p{L})`, 'iu');

/** The texts of a method file in one language. @param {string} where @param {any} json */
function textsOf(where, json, /** @type {string} */ language, key = '') {
  if (typeof json !== 'object' || json === null) return [];
  if (typeof json[language] === 'string') {
    return [{where, kind: 'methods', key, text: json[language]}];
  }
  /** @type {Text[]} */
  const texts = Object.entries(json).flatMap(([name, part]) =>
    textsOf(where, part, language, `${key}.${name}`));
  return texts;
}

/** What stands between quotes in a program. @param {string} where @param {string} source */
function quoted(where, source) {
  const code = source.replace(/^\s*\/\/.*$/gm, '');
  const texts = [...code.matchAll(/"""([^]*?)"""|"((?:[^"\\\n]|\\.)*)"/g)]
    .map(([, long, short]) => long ?? short);
  return texts.map((text) => ({where, kind: 'programs', key: text, text}));
}

/** The sentences of a document, without its code. @param {string} where @param {string} source */
function written(where, source) {
  return source.replace(/```[^]*?```|`[^`\n]*`/g, '').split('\n')
    .map((text) => ({where, kind: 'documents', key: text, text}));
}

/** The texts of the page, and those of papers. @param {string} language */
async function pageTexts(language) {
  return {...papers[language], ...await languages[language].load()};
}

/** All that people read in a language. @param {string} language @returns {Promise<Text[]>} */
async function everything(language) {
  const page = Object.entries(await pageTexts(language))
    .map(([key, text]) => ({where: `${language}.js`, kind: 'page', key, text}));
  const methods = filesIn('protocol/methods/', '.json')
    .flatMap((path) => textsOf(path, JSON.parse(read(path)), language));
  if (language !== 'en') return [...page, ...methods];
  const programs = ['kring-cli', 'KringTerminal', 'kring-server', 'KringServer', 'KringMethods']
    .map((target) => `Sources/${target}/`)
    .flatMap((folder) => filesIn(folder, '.swift')).flatMap((path) => quoted(path, read(path)));
  const documents = ['README.md', 'protocol/README.md', 'protocol/methods/README.md',
    'web/i18n/README.md', ...filesIn('Sources/kring-server/Deploy/', '.md')]
    .flatMap((path) => written(path, read(path)));
  return [...page, ...methods, ...programs, ...documents];
}

/** Says where words stand that are not the house's. @param {Text[]} texts @param {Entry[]} list */
function faults(texts, list) {
  return list.flatMap(({word, not}) => not.flatMap((one) => {
    const found = pattern(one.words);
    return texts.filter(({kind, key, text}) => (one.in ?? usual).includes(kind)
      && !one.but?.includes(key) && found.test(text))
      .map(({where, key, text}) => `${where} ${key}: «${found.exec(text)?.[0]}» is «${word}» here`);
  }));
}

for (const language of Object.keys(languages)) {
  test(`one word for one thing: all texts in ${language} keep to the list`, async () => {
    const list = lists[language];
    assert.ok(list?.length >= 20, `words.json has no list for ${language}`);
    const texts = await everything(language);
    assert.ok(texts.length > 1500, `${texts.length} texts`);
    assert.deepEqual(faults(texts, list), []);
  });

  test(`each entry in ${language} is whole, and finds what it is for`, async () => {
    const page = await pageTexts(language);
    for (const {word, means, not, ...rest} of lists[language]) {
      assert.deepEqual(rest, {}, word);
      assert.ok(word && means && not.length > 0, word);
      for (const {words, example, in: where = usual, but = [], ...more} of not) {
        assert.deepEqual(more, {}, word);
        assert.match(example, pattern(words));
        // Words with exceptions are right in some places.
        if (but.length === 0) assert.doesNotMatch(word, pattern(words));
        assert.ok(where.length > 0 && where.every((kind) => kinds.includes(kind)), word);
        // An exception that is none any more would let the next one through.
        for (const key of but) assert.match(page[key] ?? '', pattern(words), `${word}: ${key}`);
      }
    }
  });
}

test('a word of another house is found wherever it is planted', async () => {
  const where = {
    page: (/** @type {string} */ text) => [{where: 'nl.js', kind: 'page', key: 'planted', text}],
    methods: (/** @type {string} */ text) =>
      textsOf('a.json', {steps: [{do: {chair: {nl: text, en: text}}}]}, 'en'),
    programs: (/** @type {string} */ text) => quoted('A.swift', `  @Flag(help: "${text}")\n`),
    documents: (/** @type {string} */ text) => written('a.md', `One line.\n${text}\n`),
  };
  let planted = 0;
  for (const list of Object.values(lists)) {
    for (const entry of list) {
      for (const one of entry.not) {
        for (const kind of one.in ?? usual) {
          const texts = /** @type {any} */ (where)[kind](one.example);
          assert.equal(faults(texts, [{...entry, not: [one]}]).length, 1, `${one.example} in ${kind}`);
          planted += 1;
        }
      }
    }
  }
  assert.ok(planted > 60, `${planted} planted`);
  // What stands in code, in a comment or in a longer word is none.
  assert.deepEqual(faults([...quoted('A.swift', '  // The chairman\n  let chairman = 1\n'),
    ...written('a.md', 'Run `kring chairman` now.'),
    ...where.page('Het videogesprek en je gesprekspartner')], Object.values(lists).flat()), []);
});
