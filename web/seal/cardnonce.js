// @ts-check
import {decode} from './base64url.js';
import {token, uuidOf} from './random.js';

/**
 * The id of a card in a closed set comes of a nonce that only its writer has: whoever shows the
 * nonce shows that the card is theirs, and an id that comes of a digest cannot be chosen.
 * @param {string} nonce 32 bytes as 43 characters of base64url
 * @returns {Promise<string>} a UUID of version 4 in lower case
 */
export async function itemOf(nonce) {
  const shown = decode(nonce);
  if (shown?.length !== 32) throw new TypeError('a nonce has 32 bytes');
  const label = new TextEncoder().encode('kring.1 item');
  const bytes = new Uint8Array([...label, ...shown]);
  return uuidOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).slice(0, 16));
}

/**
 * Draws a nonce, and the id that comes of it.
 * @returns {Promise<{nonce: string, item: string}>}
 */
export async function newCard() {
  const nonce = token();
  return {nonce, item: await itemOf(nonce)};
}
