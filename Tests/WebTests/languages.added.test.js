// @ts-check
// A language is added as `web/i18n/README.md` says, in a copy of the folder: by its words alone.
import {after, test} from 'node:test';
import assert from 'node:assert/strict';
import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {contract} from './support/meeting.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'web/i18n/README.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'kring-words-'));

after(() => rmSync(folder, {recursive: true}));

test('one file and one line, as the page for translators has them, are a language', async () => {
  cpSync(join(root, 'web/i18n'), folder, {recursive: true});
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  const [start, line] = [...page.matchAll(/```js\n([^]*?)\n```/g)].map(([, code]) => code);
  const file = (/** @type {string} */ name) => readFileSync(join(folder, name), 'utf8');
  const copied = file('en.js').replace(/^export const en = \{$/m, start)
    .replace("'kring': 'Kring'", "'kring': 'Rondo'").replace("'en-GB'", "'eo'");
  writeFileSync(join(folder, 'eo.js'), copied);
  writeFileSync(join(folder, 'languages.js'), file('languages.js').replace(/^\};$/m, `${line}\n};`));
  const {firstKnown, language, languageNames, speak, t} =
    await import(pathToFileURL(join(folder, 'index.js')).href);
  assert.deepEqual(languageNames().map((/** @type {any} */ one) => one.code), ['nl', 'en', 'eo']);
  assert.equal(firstKnown(['eo-EO', 'nl']), 'eo');
  await speak('eo');
  assert.deepEqual([language(), t('kring'), t('minutes', {n: 1})], ['eo', 'Rondo', '1 minute']);
});

test('the languages of method files stand where the page for translators says', () => {
  const {required, properties} = contract('schema/method.json').$defs.text;
  const cases = [...readFileSync(join(root, 'Sources/KringMethods/Text.swift'), 'utf8')
    .matchAll(/^ {2}case (\w+)$/gm)].map(([, code]) => code);
  assert.deepEqual(Object.keys(properties).sort(), cases.sort());
  assert.deepEqual(required, ['nl', 'en']);
});

test('every file that the page for translators names is there, and each is named', () => {
  const named = [...page.matchAll(/`([\w./-]+\.(?:js|json|md|swift|html))`/g)].map(([, name]) => name);
  assert.ok(named.length > 12, `${named.length} names`);
  const there = (/** @type {string} */ name) => name === 'eo.js' || existsSync(join(root, name))
    || ['web/i18n', 'protocol/methods'].some((place) => existsSync(join(root, place, name)));
  assert.deepEqual(named.filter((name) => !there(name)), []);
  assert.ok(!there('no-such.js'));
  for (const name of ['nl.js', 'en.js', 'languages.js', 'words.json', 'index.js', 'direction.js']) {
    assert.ok(named.includes(name), name);
  }
  assert.match(readFileSync(join(root, 'README.md'), 'utf8'), /\(web\/i18n\/README\.md\)/);
});
