// @ts-check
import {encode} from './base64url.js';

/**
 * Draws bytes from the browser's random source.
 * @param {number} count
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function randomBytes(count) {
  return crypto.getRandomValues(new Uint8Array(count));
}

/**
 * Draws the id of a member, an item, a mark or a note: a UUID of version 4 in lower case.
 * @returns {string}
 */
export function uuid() {
  return uuidOf(randomBytes(16));
}

/**
 * Writes 16 bytes as a UUID of version 4 in lower case; the bits of its version are set.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function uuidOf(bytes) {
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)]
    .join('-');
}

/**
 * Draws 32 bytes as 43 characters of base64url: a link secret, a seat's token or a chair claim.
 * @returns {string}
 */
export function token() {
  return encode(randomBytes(32));
}
