// @ts-check
import {decode, encode} from '../seal/base64url.js';
import {canonicalBytes} from './canonical.js';
import {commitOf} from './proof.js';
/** @import {Proof} from './proof.js' */

/**
 * @typedef {{key: string, public: string, from_ms: number, until_ms?: number}} Key one of a server's
 *   keys: `public` is 32 bytes in base64url
 *
 * @typedef {'certain'|'unknown-key'|'bad-signature'|'wrong-time'|'changed-paper'|'no-ed25519'} Why
 *
 * @typedef {object} Certain what holds once everything fits
 * @property {number} began_ms
 * @property {number} ended_ms
 * @property {number} minutes how many whole minutes the meeting took
 * @property {number} present how many of these the seat was connected
 */

/**
 * How long before and after its published times a key may have signed: a server goes on with the earlier
 * key until it is told of the new one, and its clock may have been set.
 */
const slack_ms = 24 * 3_600_000;

/**
 * The server's own list of keys: what of it can be used.
 * @param {any} listed what `/.well-known/kring.json` holds
 * @returns {Key[]}
 */
export function keysOf(listed) {
  return (Array.isArray(listed?.keys) ? listed.keys : []).filter((/** @type {any} */ one) =>
    typeof one?.key === 'string' && typeof one.public === 'string' && decode(one.public)?.length === 32
    && typeof one.from_ms === 'number' && ['number', 'undefined'].includes(typeof one.until_ms));
}

/**
 * What is certain of a proof: whether a key of the server signed its statement, and whether that is about
 * this paper. Nothing is asked of anybody.
 * @param {Proof} proof @param {Key[]} keys of the server that the statement names
 * @returns {Promise<{why: Why, certain: Certain|null}>}
 */
export async function check(proof, keys) {
  const {paper, salt, statement, signature} = proof;
  const key = keys.find((one) => one.key === statement.key);
  if (!key || await idOf(key) !== key.key) return {why: 'unknown-key', certain: null};
  const signed = await isSigned(key, signature, canonicalBytes(statement));
  if (signed === null) return {why: 'no-ed25519', certain: null};
  if (!signed) return {why: 'bad-signature', certain: null};
  if (!wasUsed(key, statement.issued_ms)) return {why: 'wrong-time', certain: null};
  if (await commitOf(paper, salt) !== statement.commit) return {why: 'changed-paper', certain: null};
  const {began_ms, ended_ms} = statement;
  return {why: 'certain', certain: {began_ms, ended_ms, minutes: wholeMinutes(ended_ms - began_ms),
    present: wholeMinutes(statement.present_ms)}};
}

/** Minutes that have passed: never rounded up. @param {number} ms */
export function wholeMinutes(ms) {
  return Math.max(0, Math.floor(ms / 60_000));
}

/** Whether the server used a key at a time. @param {Key} key @param {number} time_ms */
function wasUsed({from_ms, until_ms = Infinity}, time_ms) {
  return from_ms - slack_ms <= time_ms && time_ms <= until_ms + slack_ms;
}

/** A key is called after its first 8 bytes of SHA-256. @param {Key} key */
async function idOf(key) {
  const raw = /** @type {Uint8Array<ArrayBuffer>} */ (decode(key.public));
  return encode(new Uint8Array(await crypto.subtle.digest('SHA-256', raw)).slice(0, 8));
}

/**
 * @param {Key} key @param {string} signature @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<boolean|null>} null where this browser knows no Ed25519
 */
async function isSigned(key, signature, bytes) {
  const [raw, signed] = [key.public, signature].map((text) =>
    /** @type {Uint8Array<ArrayBuffer>} */ (decode(text)));
  const name = 'Ed25519';
  let imported;
  try {
    imported = await crypto.subtle.importKey('raw', raw, {name}, false, ['verify']);
  } catch (error) {
    if (/** @type {any} */ (error)?.name === 'NotSupportedError') return null;
    return false; // 32 bytes that are no key
  }
  return crypto.subtle.verify({name}, imported, signed, bytes);
}
