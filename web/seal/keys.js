// @ts-check
import {decode, encode} from './base64url.js';

/**
 * What a link secret stands for. `session`, `joinKey` and `joinKeyHash` are base64url texts ready
 * to travel; `contentKey` cannot be read back, not even by this page.
 * @typedef {{session: string, sessionBytes: Uint8Array, joinKey: string,
 *   joinKeyHash: string, contentKey: CryptoKey}} Keys
 */

/**
 * Says whether sealing is possible: browsers give WebCrypto to https and localhost pages only.
 * There is no other way to seal, so without it the page explains what to do and stops.
 * @param {{crypto?: {subtle?: unknown}}} [scope]
 * @returns {boolean}
 */
export function secureContext(scope = globalThis) {
  return Boolean(scope.crypto?.subtle);
}

/**
 * Returns the secret in what a person pastes (a whole link, a fragment, or the bare secret), or
 * `null`. Spaces and line ends around it are forgiven, since copying from a mail brings them along.
 * @param {string} link
 * @returns {string | null}
 */
export function secretIn(link) {
  const hash = link.indexOf('#');
  const text = link.slice(hash + 1).replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  return decode(text)?.length === 32 ? text : null;
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
  const [sessionBytes, joinKey, content] = await Promise.all([
    derive('kring.1 session', 16), derive('kring.1 join', 32), derive('kring.1 content', 32),
  ]);
  const contentKey = await crypto.subtle.importKey(
    'raw', content, 'AES-GCM', false, ['encrypt', 'decrypt']);
  content.fill(0);
  return {
    session: encode(sessionBytes),
    sessionBytes,
    joinKey: encode(joinKey),
    joinKeyHash: await hashOf(joinKey),
    contentKey,
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
