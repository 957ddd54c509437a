// @ts-check
import {decode, encode} from './base64url.js';
import {randomBytes} from './random.js';
import {parseStrictly} from './strictjson.js';

const version = 1;
const keyId = 0;
const sizes = [512, 1024, 2048, 4096];
const overhead = 2 + 12 + 16;
const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The most bytes of JSON that one envelope holds. */
export const allowedBytes = 4094;

/**
 * Why a text was not sealed or an envelope not opened. `code` is the stable word: `too-long`
 * (with `bytes` and `allowed`), `form`, `version`, `key`, `altered`, `length`, `padding`, `utf8`
 * or `object`.
 */
export class SealError extends Error {
  /**
   * @param {string} code
   * @param {{bytes?: number, allowed?: number}} [counts]
   */
  constructor(code, counts = {}) {
    super(counts.allowed === undefined ? code
      : `the text takes ${counts.bytes} bytes and at most ${counts.allowed} are allowed`);
    this.name = 'SealError';
    this.code = code;
    this.bytes = counts.bytes;
    this.allowed = counts.allowed;
  }
}

/** The paths an envelope is sealed for; `step` as in the plan, such as `2.beeld`. */
export const path = Object.freeze({
  member: 'member',
  call: 'call',
  /** @type {(step: string, input: string) => string} */
  input: (step, input) => `${step}/${input}`,
  /** @type {(step: string) => string} */
  note: (step) => `${step}/note`,
  /** @type {(step: string) => string} */
  mark: (step) => `${step}/mark`,
});

/** Seals and opens the envelopes of one session. */
export class Sealer {
  #keys;

  /** @param {import('./keys.js').Keys} keys */
  constructor(keys) {
    this.#keys = keys;
  }

  /**
   * Seals an object for an item and a path, as base64url. Fails with a `SealError`.
   * @param {object} object
   * @param {string} item the item's UUID
   * @param {string} path
   * @returns {Promise<string>}
   */
  async seal(object, item, path) {
    if (object === null || typeof object !== 'object' || Array.isArray(object)) {
      throw new SealError('object');
    }
    return this.#seal(jsonBytes(object), item, path, randomBytes(12));
  }

  /**
   * Seals exact JSON with a nonce of 12 bytes, which must never be used twice with one key: only
   * for vectors and for tests that replay the same bytes.
   * @param {string} text
   * @param {string} item
   * @param {string} path
   * @param {Uint8Array} nonce
   * @returns {Promise<string>}
   */
  async sealText(text, item, path, nonce) {
    const json = new TextEncoder().encode(text);
    if (json.length <= allowedBytes) parseObject(text);
    return this.#seal(json, item, path, nonce);
  }

  /**
   * Opens an envelope and returns the object in it. Fails with a `SealError` for the first thing
   * that is wrong.
   * @param {string} envelope
   * @param {string} item
   * @param {string} path
   * @returns {Promise<Record<string, unknown>>}
   */
  async open(envelope, item, path) {
    const bytes = decode(envelope);
    if (bytes === null || !sizes.includes(bytes.length - overhead)) throw new SealError('form');
    if (bytes[0] !== version) throw new SealError('version');
    if (bytes[1] !== keyId) throw new SealError('key');
    let plaintext;
    try {
      plaintext = await crypto.subtle.decrypt(
        this.#method(bytes.slice(2, 14), item, path), this.#keys.contentKey, bytes.slice(14));
    } catch {
      throw new SealError('altered');
    }
    return parseObject(unpad(new Uint8Array(plaintext)));
  }

  /**
   * @param {Uint8Array} json
   * @param {string} item
   * @param {string} path
   * @param {Uint8Array} nonce
   */
  async #seal(json, item, path, nonce) {
    const sealed = await crypto.subtle.encrypt(
      this.#method(nonce, item, path), this.#keys.contentKey, pad(json));
    const envelope = new Uint8Array(14 + sealed.byteLength);
    envelope.set([version, keyId]);
    envelope.set(nonce, 2);
    envelope.set(new Uint8Array(sealed), 14);
    return encode(envelope);
  }

  /**
   * AES-GCM with everything bound to it that says where the envelope belongs.
   * @param {Uint8Array} nonce
   * @param {string} item
   * @param {string} path
   */
  #method(nonce, item, path) {
    if (!uuidForm.test(item)) throw new TypeError('an item id is a UUID in lower case');
    const place = new TextEncoder().encode(path);
    const binding = new Uint8Array(34 + place.length);
    binding.set([version, keyId]);
    binding.set(this.#keys.sessionBytes, 2);
    binding.set(item.replaceAll('-', '').match(/../g)?.map((hex) => parseInt(hex, 16)) ?? [], 18);
    binding.set(place, 34);
    return { name: 'AES-GCM', iv: nonce, additionalData: binding, tagLength: 128 };
  }
}

/**
 * Half a character is left when a field cuts a text off; it becomes the replacement character,
 * since strict readers refuse what `JSON.stringify` would make of it.
 * @param {object} object
 */
function jsonBytes(object) {
  const whole = (/** @type {string} */ _, /** @type {unknown} */ value) => (
    typeof value === 'string' ? value.replace(/\p{Surrogate}/gu, '\ufffd') : value);
  return new TextEncoder().encode(JSON.stringify(object, whole));
}

/** @param {Uint8Array} json */
function pad(json) {
  const size = sizes.find((each) => json.length <= each - 2);
  if (size === undefined) {
    throw new SealError('too-long', { bytes: json.length, allowed: allowedBytes });
  }
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint16(0, json.length);
  bytes.set(json, 2);
  return bytes;
}

/** @param {Uint8Array} bytes */
function unpad(bytes) {
  const end = 2 + new DataView(bytes.buffer).getUint16(0);
  if (end > bytes.length) throw new SealError('length');
  if (bytes.subarray(end).some((byte) => byte !== 0)) throw new SealError('padding');
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes.subarray(2, end));
  } catch {
    throw new SealError('utf8');
  }
}

/**
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function parseObject(text) {
  /** @type {any} */
  let value;
  try {
    value = parseStrictly(text);
  } catch {
    throw new SealError('object');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new SealError('object');
  }
  return value;
}
