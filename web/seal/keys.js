// @ts-check
import {decode, encode} from './base64url.js';

/**
 * What a link secret stands for. `session`, `joinKey` and `joinKeyHash` are base64url texts ready
 * to travel; `contentKey` and `deviceKey`, with which this browser keeps notes for itself, cannot be
 * read back, not even by this page.
 * @typedef {{session: string, sessionBytes: Uint8Array, joinKey: string,
 *   joinKeyHash: string, contentKey: CryptoKey, deviceKey: CryptoKey}} Keys
 */

/**
 * Returns the secret in what a person pastes (a whole link, a fragment, or the bare secret), or
 * `null`. Looks behind each `#`, or at the beginning where there is none, for exactly 43 characters
 * of base64url. What programs put before and behind a link is passed over: punctuation, spaces,
 * parameters, another `#`. `%23` is a `#`, and `%2D` and `%5F` are `-` and `_`.
 * @param {string} link
 * @returns {string | null}
 */
export function secretIn(link) {
  const parts = link.replace(/%(23|2d|5f)/gi, decodeURIComponent).split('#');
  for (const part of parts.length > 1 ? parts.slice(1) : parts) {
    // A dash or a line under a link is all that may follow without anything between.
    const [, secret] = /^[^\w-]*([\w-]{43})[-_]*(?![\w-])/.exec(part) ?? [];
    if (secret && decode(secret)?.length === 32) return secret;
  }
  return null;
}

/**
 * Derives the keys of a link secret with HKDF-SHA-256, without salt.
 * @param {string} secret 43 characters of base64url; anything else is refused with a `TypeError`
 * @returns {Promise<Keys>}
 */
export async function deriveKeys(secret) {
  const bytes = decode(secret);
  if (bytes?.length !== 32) throw new TypeError('a link secret has 32 bytes');
  const source = await crypto.subtle.importKey(
    'raw', bytes, 'HKDF', false, ['deriveBits']);
  /** @type {(info: string, count: number) => Promise<Uint8Array<ArrayBuffer>>} */
  const derive = async (info, count) => new Uint8Array(await crypto.subtle.deriveBits(
    {
      name: 'HKDF',
      hash: 'SHA-256',
      salt: new Uint8Array(0),
      info: new TextEncoder().encode(info),
    },
    source,
    count * 8,
  ));
  /** @type {(info: string) => Promise<CryptoKey>} */
  const key = async (info) => {
    const raw = await derive(info, 32);
    const imported = await crypto.subtle.importKey(
      'raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
    raw.fill(0);
    return imported;
  };
  const [sessionBytes, joinKey, contentKey, deviceKey] = await Promise.all([
    derive('kring.1 session', 16), derive('kring.1 join', 32), key('kring.1 content'),
    key('kring.1 device'),
  ]);
  return {
    session: encode(sessionBytes),
    sessionBytes,
    joinKey: encode(joinKey),
    joinKeyHash: await hashOf(joinKey),
    contentKey,
    deviceKey,
  };
}

/**
 * Returns SHA-256 as base64url: of a token given as its text, or of bytes. A session is created
 * with the hashes of the joinKey and of the chair claim.
 * @param {string | Uint8Array<ArrayBuffer>} value
 * @returns {Promise<string>}
 */
export async function hashOf(value) {
  const bytes = typeof value === 'string' ? decode(value) : value;
  if (bytes === null) throw new TypeError('only canonical base64url is hashed');
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
