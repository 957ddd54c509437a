// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import './support/webcrypto.js';
import { decode } from '../../web/seal/base64url.js';
import { itemOf } from '../../web/seal/cardnonce.js';
import { SealError, Sealer } from '../../web/seal/envelope.js';
import { deriveKeys, secretIn } from '../../web/seal/keys.js';

const file = new URL('../../protocol/vectors/seals.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8'));

/** @param {{secret: string}} row */
async function sealerFor(row) {
  return new Sealer(await deriveKeys(row.secret));
}

describe('the seal vectors, by WebCrypto', () => {
  for (const row of vectors.keys) {
    test(`keys of ${row.name}`, async () => {
      const keys = await deriveKeys(row.secret);
      assert.equal(keys.session, row.session);
      assert.equal(keys.joinKey, row.joinKey);
      assert.equal(keys.joinKeyHash, row.joinKeyHash);
      assert.equal(keys.contentKey.extractable, false);
    });
  }

  for (const row of vectors.cards) {
    test(`the id of a card: ${row.name}`, async () => {
      assert.equal(await itemOf(row.nonce), row.item);
      await assert.rejects(itemOf(row.nonce.slice(4)), TypeError);
    });
  }

  for (const row of vectors.links) {
    test(`what is pasted: ${row.name}`, () => {
      assert.equal(secretIn(row.link), row.secret ?? null);
      assert.equal(row.secret !== undefined, row.valid);
    });
  }

  for (const row of vectors.seals.filter((/** @type {any} */ each) => each.direction === 'both')) {
    test(`seals: ${row.name}`, async () => {
      const sealer = await sealerFor(row);
      const nonce = decode(row.nonce) ?? assert.fail('the nonce is not base64url');
      assert.equal(await sealer.sealText(row.text, row.item, row.path, nonce), row.envelope);
    });
  }

  for (const row of vectors.seals.filter((/** @type {any} */ each) => each.direction !== 'seal')) {
    test(`${row.valid ? 'opens' : 'does not open'}: ${row.name}`, async () => {
      const sealer = await sealerFor(row);
      const opened = sealer.open(row.envelope, row.item, row.path);
      if (row.valid) {
        assert.deepEqual(await opened, JSON.parse(row.text));
      } else {
        await assert.rejects(opened, isSealError(row.reason));
      }
    });
  }

  for (const row of vectors.seals.filter((/** @type {any} */ each) => each.direction === 'seal')) {
    test(`does not seal: ${row.name}`, async () => {
      const sealer = await sealerFor(row);
      const sealed = sealer.sealText(row.text, row.item, row.path, new Uint8Array(12));
      await assert.rejects(sealed, isSealError(row.reason, row.bytes, row.allowed));
    });
  }
});

/**
 * @param {string} code
 * @param {number} [bytes]
 * @param {number} [allowed]
 */
function isSealError(code, bytes, allowed) {
  return (/** @type {unknown} */ error) => {
    assert.ok(error instanceof SealError, String(error));
    assert.deepEqual([error.code, error.bytes, error.allowed], [code, bytes, allowed]);
    return true;
  };
}
