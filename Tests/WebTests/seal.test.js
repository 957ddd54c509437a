// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import './support/webcrypto.js';
import { decode, encode } from '../../web/seal/base64url.js';
import { Sealer, path } from '../../web/seal/envelope.js';
import { deriveKeys, hashOf } from '../../web/seal/keys.js';
import { ascending, checkOpening } from '../../web/seal/opening.js';
import { token, uuid } from '../../web/seal/random.js';

const newSealer = async () => new Sealer(await deriveKeys(token()));

describe('sealing and opening', () => {
  test('what is sealed opens again with the same link and with no other', async () => {
    const secret = token();
    const [item, place] = [uuid(), path.input('1.schrijf', 'advies')];
    const card = { text: 'vraag het háár ☕' };
    const envelope = await new Sealer(await deriveKeys(secret)).seal(card, item, place);
    assert.deepEqual(await new Sealer(await deriveKeys(secret)).open(envelope, item, place), card);
    const other = await newSealer();
    await assert.rejects(other.open(envelope, item, place), { code: 'altered' });
  });

  test('the same text sealed twice gives two envelopes', async () => {
    const sealer = await newSealer();
    const item = uuid();
    const envelopes = new Set();
    for (let n = 0; n < 20; n += 1) envelopes.add(await sealer.seal({}, item, path.member));
    assert.equal(envelopes.size, 20);
  });

  test('no bit of an envelope can be changed', async () => {
    const sealer = await newSealer();
    const item = uuid();
    const bytes = decode(await sealer.seal({ text: 'ja' }, item, 'member')) ?? assert.fail();
    for (let place = 0; place < bytes.length; place += 1) {
      const changed = bytes.slice();
      changed[place] ^= 1 << (place % 8);
      await assert.rejects(sealer.open(encode(changed), item, 'member'), { name: 'SealError' });
    }
  });

  test('a text that is too long is told how many bytes are allowed', async () => {
    const sealer = await newSealer();
    const long = { text: 'é'.repeat(2100) };
    await assert.rejects(sealer.seal(long, uuid(), 'member'), {
      code: 'too-long',
      bytes: 4211,
      allowed: 4094,
      message: 'the text takes 4211 bytes and at most 4094 are allowed',
    });
  });

  test('only an object is sealed', async () => {
    const sealer = await newSealer();
    for (const value of [null, [], 'ja', 4, undefined]) {
      const sealed = sealer.seal(/** @type {any} */ (value), uuid(), 'member');
      await assert.rejects(sealed, { code: 'object' });
    }
  });

  test('half a character becomes a replacement character that every reader accepts', async () => {
    const sealer = await newSealer();
    const item = uuid();
    const halves = { text: 'a\ud83d', list: ['\ude00b', '😀'] };
    const envelope = await sealer.seal(halves, item, 'call');
    const opened = await sealer.open(envelope, item, 'call');
    assert.deepEqual(opened, { text: 'a\ufffd', list: ['\ufffdb', '😀'] });
  });

  test('an item id that is no lower-case UUID is a mistake of the caller', async () => {
    const sealer = await newSealer();
    for (const item of ['', uuid().toUpperCase(), uuid().replaceAll('-', '')]) {
      await assert.rejects(sealer.seal({}, item, 'member'), TypeError);
    }
  });

  test('paths are those of the contract', () => {
    assert.equal(path.input('2.beeld', 'vragen'), '2.beeld/vragen');
    assert.equal(path.note('2.beeld'), '2.beeld/note');
    assert.equal(path.mark('na.oogst'), 'na.oogst/mark');
    assert.deepEqual([path.member, path.call], ['member', 'call']);
  });
});

describe('secrets', () => {
  test('a damaged secret gives no keys', async () => {
    for (const secret of ['', 'x', `${token()}=`, token().slice(1), `${token()}AA`]) {
      await assert.rejects(deriveKeys(secret), TypeError);
    }
  });

  test('the hash of a token is SHA-256 of its bytes', async () => {
    const hash = 'Zmh6rfhivXdsj8GLjp-OIAiXFIVu4jOzkCpZHQ1fKSU';
    assert.equal(await hashOf('A'.repeat(43)), hash);
    assert.equal(await hashOf(new Uint8Array(32)), hash);
    await assert.rejects(hashOf('='), TypeError);
  });

  test('a thousand drawn tokens and ids are all different and well formed', () => {
    const tokens = Array.from({ length: 1000 }, token);
    const ids = Array.from({ length: 1000 }, uuid);
    assert.equal(new Set(tokens).size, 1000);
    assert.equal(new Set(ids).size, 1000);
    assert.ok(tokens.every((each) => decode(each)?.length === 32));
    const form = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
    assert.ok(ids.every((each) => form.test(each)));
  });

  test('base64url is decoded from its one canonical form only', () => {
    for (let count = 0; count < 40; count += 1) {
      const bytes = Uint8Array.from({ length: count }, (_, place) => place * 37 + 200);
      assert.equal(encode(bytes), Buffer.from(bytes).toString('base64url'));
      assert.deepEqual(decode(encode(bytes)), bytes);
      assert.equal(decode(`${encode(bytes)}=`), null);
    }
    for (const refused of ['A', 'AB', 'AAB', 'AA=', 'A A', 'A+AA', 'A/AA', 'AAAAA', 'éA', '😀']) {
      assert.equal(decode(refused), null, refused);
    }
  });
});

describe('the check of an opened set', () => {
  const ids = Array.from({ length: 5 }, uuid).sort();
  /** @type {(places: number[], letter?: string) => {item: string, envelope: string}[]} */
  const cards = (places, letter = 'A') => places
    .map((place) => ({ item: ids[place], envelope: letter }));

  test('a set in rising order with the own cards in it holds', () => {
    assert.ok(checkOpening(cards([0, 1, 2, 3, 4]), cards([4, 1])).holds);
    assert.ok(checkOpening([], []).holds);
  });

  test('a set out of order, or with an id twice, is seen', () => {
    for (const places of [[1, 0], [0, 2, 1], [0, 1, 2, 4, 3], [0, 0]]) {
      assert.equal(ascending(places.map((place) => ids[place])), false);
      assert.equal(checkOpening(cards(places), []).holds, false);
    }
  });

  test('own cards that were left out or changed are named', () => {
    const check = checkOpening(cards([0, 2, 4]), [...cards([3, 1, 0]), ...cards([4, 2], 'B')]);
    assert.deepEqual(check, {
      ascending: true, missing: [ids[1], ids[3]], changed: [ids[2], ids[4]], holds: false,
    });
  });
});
