// @ts-check
import {rendered} from './support/dom.js';
import {contract} from './support/meeting.js';
import {event, show} from './support/drawn.js';
import {after, test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {firstKnown, has, language, pick, speak, t} from '../../web/i18n/index.js';
import {languages} from '../../web/i18n/languages.js';
import {experiences, wants} from '../../web/screens/fit.js';
import '../../web/screens/start.js';

const all = await Promise.all(Object.entries(languages).map(async ([code, {load}]) =>
  ({code, texts: await load()})));

after(() => { delete languages.eo; });

test('a made-up language is a line in the list with its texts, and the whole page speaks it', async () => {
  const made = Object.fromEntries(Object.entries(all[0].texts)
    .map(([key, text]) => [key, `eo ${text}`]));
  languages.eo = {name: 'Esperanto', load: async () => ({...made, 'language.locale': 'eo'})};
  assert.equal(firstKnown(['xx', 'eo-EO', 'nl']), 'eo');
  const view = show('kring-start', {maker: {methods: async () => ({methods: [], frame: {}})}});
  await rendered();
  const chooser = view.querySelector('[data-test=language]');
  assert.deepEqual([...chooser.options].map((one) => [one.value, one.textContent]),
    Object.entries(languages).map(([code, {name}]) => [code, name]));
  assert.ok(chooser.options.length > 2);
  chooser.value = 'eo';
  chooser.dispatchEvent(event('change'));
  while (language() !== 'eo') await rendered();
  view.update();
  await rendered();
  assert.match(view.querySelector('h1').textContent, /^eo /);
  assert.equal(view.querySelector('[data-test=language]').value, 'eo');
  assert.equal(pick({nl: 'nul', en: 'nil'}), 'nul');
  assert.equal(pick({nl: 'nul', eo: 'nulo'}), 'nulo');
  await speak('nl');
});

test('what cannot be fetched is told, and the choice is taken back', async () => {
  languages.eo = {name: 'Esperanto', load: () => Promise.reject(new Error('offline'))};
  const view = show('kring-start', {maker: {methods: async () => ({methods: [], frame: {}})}});
  const chooser = view.querySelector('[data-test=language]');
  chooser.value = 'eo';
  chooser.dispatchEvent(event('change'));
  await rendered();
  assert.equal(chooser.value, 'nl');
  assert.match(document.querySelector('.toast')?.textContent ?? '', /geen verbinding/);
});

test('every language has the texts of the others', () => {
  for (const {code, texts} of all) {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(all[0].texts).sort(), code);
  }
});

/** How the texts for what is wrong in a method file begin; the server's word follows. */
const kindOfProblem = 'method.problem.';

/** The scripts of the page with their sources. */
const scripts = (function below(/** @type {string} */ folder) {
  const url = new URL(`../../web/${folder}`, import.meta.url);
  return readdirSync(url, {withFileTypes: true}).flatMap((/** @type {any} */ one) =>
    (one.isDirectory() ? below(`${folder}${one.name}/`) : one.name.endsWith('.js')
      ? [{name: `${folder}${one.name}`, text: readFileSync(new URL(one.name, url), 'utf8')}] : []));
})('');

/** What can stand in a key that is put together. @param {string} start what the key begins with */
function endings(start) {
  /** @type {Record<string, string[]>} */
  const known = {
    'part.of.': ['what', 'who', 'due'],
    'join.keeps.': ['site', 'nothing'],
    'slow.': ['kring', 'other', 'nothing'].flatMap((one) => [one, `${one}.try`]),
    'part.': ['checkin', 'lookback', 'break', 'takeaway', 'checkout', 'closing'],
    'want.': ['any', ...wants],
    'experience.': ['any', ...experiences],
    'doing.': ['choose', 'tell', 'ask', 'write', 'round', 'discuss', 'weigh', 'enact'],
    'fit.experience.': ['some', 'guided'],
    'methods.': ['more', 'rest'],
    'more.': ['chair', 'case', 'me', 'group'],
    'adapt.role.': ['chair', 'presenter', 'others'],
    'method.problem.': [],
    'next.': ['presenter', 'chair'],
    'keys.': ['h', 'n', 'm', 'w'],
    'people.': ['away', 'background', 'floor', 'chair', 'deputy'],
    'where.': ['silent', 'turned', 'away'],
    'start.': ['date', 'from', 'to'],
    'help.': ['advice', 'leading', 'loaded', 'preamble', 'choice', 'stacked', 'closed'],
    'call.': [...['silent', 'turned', 'away'].flatMap((one) => [`${one}.you`, `${one}.others`]),
      'silent.you.quiet', 'silent.others.quiet'],
    'opened.': ['words', 'choice'].flatMap((one) => [`${one}.chair`, `${one}.others`]),
    'back.': ['in', 'silent'].flatMap((one) => [`${one}.you`, `${one}.others`]),
    'halt.question.': ['1', '2', '3'],
    'steps.': ['done', 'now', 'skipped'],
    'open.': ['set-closed', 'not-written', 'too-few', 'not-settled', 'not-ready', 'not-spoken'],
    'warn.': ['below-smallest', 'below-ideal', 'above-ideal', 'above-largest', 'short',
      'no-presenter'],
    'problem.': ['unknown', 'offline', 'too-long'],
    'lens.': ['wit', 'rood', 'geel', 'zwart', 'groen', 'blauw', 'dromer', 'realist', 'criticus'],
  };
  return known[start];
}

test('every key that is put together is there, whatever it is put together of', () => {
  // The texts of `proof` are a list of their own: proof.page.test.js. The copy without names has its there.
  const ofPage = scripts.filter(({name}) => !name.startsWith('proof/') && name !== 'report/copyview.js');
  const found = ofPage.flatMap(({name, text}) =>
    [...text.matchAll(/\b(?:t|has)\(`([\w.]*)\$\{/g)].map(([, start]) => ({name, start})));
  assert.ok(found.length > 10);
  for (const {name, start} of found) {
    if (start === '') continue; // `numbered` asks whether each is there
    const ends = endings(start);
    assert.ok(ends, `${name}: what follows ${start} is not known to this test`);
    for (const end of ends) {
      assert.ok(has(start + end) || has(`${start}${end}.one`), `no text ${start}${end}`);
    }
  }
});

test('every kind of problem of a method file has a sentence in every language, and none is left over', () => {
  const problems = contract('schema/create.json').$defs.error.properties.error.properties.problems;
  const codes = problems.items.properties.code.enum;
  assert.ok(codes.length > 40);
  const blanks = (/** @type {string} */ text) => [...new Set(text.match(/\{\d\}/g))].sort();
  for (const {code: language, texts} of all) {
    const said = Object.keys(texts).filter((key) => key.startsWith(kindOfProblem));
    assert.deepEqual(said.sort(), codes.map((/** @type {string} */ one) => kindOfProblem + one).sort(),
      language);
    for (const key of said) {
      assert.deepEqual(blanks(texts[key]), blanks(all[0].texts[key]), `${language}: ${key}`);
    }
  }
});

test('every key that stands in a list or a kind is there', () => {
  const called = /\b(?:opensWith|lays|ready|key|words|done): '([a-z]+\.[\w.-]+)'/g;
  const keys = scripts.flatMap(({text}) => [...text.matchAll(called)].map(([, key]) => key));
  assert.ok(keys.length > 8);
  for (const key of keys) assert.ok(has(key) || has(`${key}.one`), `no text ${key}`);
  assert.equal(t('main.spread'), all[0].texts['main.spread']);
});
