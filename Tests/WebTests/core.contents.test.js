// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import './support/dom.js';
import './support/webcrypto.js';
import { broken, contentOf } from '../../web/core/contents.js';
import { inputContent } from '../../web/kinds/index.js';
import { kindOf } from '../../web/kinds/registry.js';
import { cleanName, distinct, isVisible } from '../../web/core/names.js';
import { isolated } from '../../web/i18n/direction.js';
import { t } from '../../web/i18n/index.js';
import { choicesOf, count } from '../../web/core/votes.js';
import { Sealer } from '../../web/seal/envelope.js';
import { deriveKeys } from '../../web/seal/keys.js';
import { parseStrictly } from '../../web/seal/strictjson.js';
import { contract } from './support/meeting.js';
import { secret } from './support/person.js';

const vectors = contract('vectors/contents.json');

/** What a client makes of a text. @param {string} text @param {string} kind */
function shown(text, kind) {
  try {
    return contentOf(vectors.kinds[kind], parseStrictly(text), inputContent);
  } catch (error) {
    assert.ok(error instanceof SyntaxError, String(error));
    return broken;
  }
}

describe('the content vectors', () => {
  for (const row of vectors.contents) {
    test(`${row.broken ? 'broken' : 'shown'}: ${row.kind}: ${row.name}`, () => {
      const content = shown(row.json, row.kind);
      assert.equal(Object.getPrototypeOf(content), null);
      assert.deepEqual({ ...content }, row.broken ? { broken: true } : row.value);
      for (const value of Object.values(content)) assert.ok(!Object.is(value, -0));
    });
  }

  for (const row of vectors.picks) {
    test(`${row.broken ? 'broken' : 'shown'}: ${row.name}`, () => {
      const page = vectors.kinds[row.kind];
      const [step, input] = (page.of ?? '1.x/y').split('/');
      const text = { page: { as: 'text' } };
      const items = [...row.items.map((/** @type {string} */ item) => ({ item, step, input })),
        ...row.elsewhere.map((/** @type {string} */ item) => ({ item, step, input: `${input}2` }))];
      const now = { state: { items }, client: { text: () => ({ text: 'woorden' }) },
        inputOf: () => text };
      const words = kindOf(/** @type {any} */ ({ page }))
        .words(/** @type {any} */ (now), /** @type {any} */ ({ page }), shown(row.json, row.kind));
      assert.equal(words === t('broken'), row.broken === true);
      assert.notEqual(row.broken, row.shown);
    });
  }

  for (const row of vectors.votes) {
    test(`a vote: ${row.name}`, () => {
      const choices = choicesOf(vectors.kinds[row.kind], row.items);
      const counted = count(choices, row.cards.map((/** @type {string} */ card) =>
        shown(card, row.kind)));
      assert.deepEqual(counted.counts.map(({ votes }) => votes), row.counts);
      assert.deepEqual(counted.top, row.top.map((/** @type {number} */ place) => choices[place]));
      assert.deepEqual([counted.votes, counted.invalid],
        [row.cards.length - row.invalid, row.invalid]);
    });
  }

  for (const row of vectors.names) {
    test(`names: ${row.name}`, () => assert.deepEqual(distinct(row.names), row.shown));
  }
});

describe('contents', () => {
  test('what is no object of JSON, or stands under no input, is broken', () => {
    for (const json of [undefined, null, [], 'ja', 4, () => {}]) {
      assert.equal(contentOf({ as: 'text' }, json, inputContent), broken);
    }
    for (const kind of [undefined, { as: 'constructor' }, { as: '__proto__' }, { as: 'toString' }]) {
      assert.equal(contentOf(/** @type {any} */ (kind), { text: 'ja' }, inputContent), broken);
    }
  });

  test('what a method file left out of an input breaks its contents and nothing else', () => {
    assert.equal(contentOf({ as: 'pick' }, { pick: [] }, inputContent), broken);
    assert.equal(contentOf({ as: 'number' }, { number: 1 }, inputContent), broken);
  });

  test('a content cannot be changed by who reads it', () => {
    const content = contentOf({ as: 'text' }, { text: 'ja' }, inputContent);
    assert.throws(() => { content.text = 'nee'; }, TypeError);
  });

  test('what one client seals, however odd, is opened strictly', async () => {
    const sealer = new Sealer(await deriveKeys(secret));
    const item = '20000001-0000-4000-8000-000000000000';
    const odd = await sealer.sealText('{"text":"ja","n":1e308}', item, 'a/b', new Uint8Array(12));
    assert.equal((await sealer.open(odd, item, 'a/b')).n, 1e308);
    await assert.rejects(sealer.sealText('{"a":1,"a":2}', item, 'a/b', new Uint8Array(12)),
      { code: 'object' });
  });
});

describe('names', () => {
  test('a name that runs from right to left is isolated, others stay plain', () => {
    assert.equal(isolated('Anna'), 'Anna');
    assert.equal(isolated('Zoë 👩‍👧'), 'Zoë 👩‍👧');
    assert.equal(isolated('יוסף'), '\u2068יוסף\u2069');
    assert.equal(isolated('محمد (2)'), '\u2068محمد (2)\u2069');
    assert.equal(isolated('\u{1e922}'), '\u2068\u{1e922}\u2069');
    assert.equal(isolated('\u2068יוסף\u2069'), '\u2068יוסף\u2069');
  });

  test('a text does not get out of its isolate by bringing its own', () => {
    assert.equal(isolated('a\u2069\u202eb'), '\u2068a\u202eb\u2069');
    assert.equal(isolated('\u2068a\u2069\u202eb'), '\u2068a\u202eb\u2069');
    assert.equal(isolated('a \u2067b'), 'a b');
    assert.equal(isolated('a\u2069'), 'a');
    const names = '\u2068יוסף\u2069 en \u2068محمد\u2069';
    assert.equal(isolated(names), names);
  });

  test('what is cleaned is clean', () => {
    for (let point = 0; point < 0x30000; point += 1) {
      if (point >= 0xd800 && point < 0xe000) continue;
      const clean = cleanName(`a${String.fromCodePoint(point)}b`);
      assert.equal(cleanName(clean ?? ''), clean);
      assert.doesNotMatch(clean ?? '', /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
    }
  });

  test('what shows nothing, spaces and joiners are the ones of the protocol page', () => {
    const page = readFileSync(new URL('../../protocol/README.md', import.meta.url), 'utf8');
    const [, lists] = /A character \*shows nothing\*(.*?)A text is \*visible\*/s.exec(page) ?? [];
    const listed = new Set();
    for (const [, first, last] of lists?.matchAll(/\b([0-9A-F]{4,5})(?:–([0-9A-F]{4,5}))?/g) ?? []) {
      for (let point = parseInt(first, 16); point <= parseInt(last ?? first, 16); point += 1) {
        listed.add(point);
      }
    }
    assert.ok(listed.size > 4_000);
    for (let point = 0; point < 0x110000; point += 1) {
      if (point >= 0xd800 && point < 0xe000) continue;
      const seen = isVisible(String.fromCodePoint(point));
      if (seen === listed.has(point)) assert.fail(`U+${point.toString(16)}`);
    }
  });

  test('what the standard calls ignorable shows nothing', () => {
    for (let point = 0; point < 0xe1000; point += 1) {
      const text = String.fromCodePoint(point);
      if (/\p{Default_Ignorable_Code_Point}|[\p{Zs}\p{Cc}]/u.test(text)) {
        assert.ok(!isVisible(text), `U+${point.toString(16)}`);
      }
    }
  });
});
