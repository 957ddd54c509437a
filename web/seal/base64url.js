// @ts-check

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const values = new Map([...alphabet].map((character, value) => [character, value]));

/**
 * Returns bytes as unpadded base64url.
 * @param {Uint8Array} bytes
 * @returns {string}
 */
export function encode(bytes) {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += alphabet[(held >> bits) & 0x3f];
    }
    held &= 0x3f;
  }
  if (bits > 0) text += alphabet[(held << (6 - bits)) & 0x3f];
  return text;
}

/**
 * Returns the bytes for a text, or `null` if it is not the one canonical form of any bytes:
 * padding, white space, the other alphabet and unused bits that are not zero are refused.
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer> | null}
 */
export function decode(text) {
  if (text.length % 4 === 1) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let place = 0;
  let held = 0;
  let bits = 0;
  for (const character of text) {
    const value = values.get(character);
    if (value === undefined) return null;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[place] = held >> bits;
      place += 1;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : null;
}
