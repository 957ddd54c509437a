// @ts-check
import {capacity, codewords, lastMedium, lastVersion} from './qrcodewords.js';

/**
 * A QR code as rows of modules, `true` for dark, without the four light modules that must be kept
 * free around it.
 * @typedef {boolean[][]} Matrix
 */

/** Where the centres of the alignment patterns are, per version from 2. */
const alignments = [
  [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50],
  [6, 30, 54], [6, 32, 58], [6, 34, 62], [6, 26, 46, 66], [6, 26, 48, 70], [6, 26, 50, 74],
  [6, 30, 54, 78], [6, 30, 56, 82], [6, 30, 58, 86], [6, 34, 62, 90], [6, 28, 50, 72, 94],
  [6, 26, 50, 74, 98], [6, 30, 54, 78, 102], [6, 28, 54, 80, 106], [6, 32, 58, 84, 110],
];

/** The eight masks: whether the module at row `y` and column `x` is turned over. */
const masks = /** @type {((y: number, x: number) => boolean)[]} */ ([
  (y, x) => (y + x) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (y + x) % 3 === 0,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (y, x) => ((y * x) % 2) + ((y * x) % 3) === 0,
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2 === 0,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2 === 0,
]);

/**
 * Encodes a text as a QR code: UTF-8 in byte mode, the smallest version that holds it, with error
 * correction M up to version 15 (412 bytes) and L up to 25, the mask with the lowest penalty. Throws a
 * `RangeError` above 1273 bytes.
 * @param {string} text
 * @returns {Matrix}
 */
export function encode(text) {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= lastVersion; version += 1) {
    const frame = blankFrame(version);
    const total = Math.floor(freeModules(frame).length / 8);
    if (bytes.length <= capacity(version, total)) {
      return bestMasked(frame, codewords(bytes, version, total), version > lastMedium);
    }
  }
  throw new RangeError(`a QR code holds at most 1273 bytes here, not ${bytes.length}`);
}

/**
 * Returns the 15 format bits for error correction M or L and a mask, a number to be read from its
 * highest bit.
 * @param {number} mask
 * @param {boolean} [low] whether it is L
 * @returns {number}
 */
export function formatBits(mask, low = false) {
  // Level M has the sign 00 and L 01; the three bits below are the mask's number.
  const bits = (low ? 0b01000 : 0) | mask;
  return ((bits << 10) | remainder(bits, 10, 0x537)) ^ 0x5412;
}

/**
 * Returns the 18 version bits, which versions from 7 carry.
 * @param {number} version
 * @returns {number}
 */
export function versionBits(version) {
  return (version << 12) | remainder(version, 12, 0x1f25);
}

/**
 * The remainder of a polynomial over two elements, shifted by `degree`, after division.
 * @param {number} value
 * @param {number} degree
 * @param {number} divisor
 */
function remainder(value, degree, divisor) {
  let rest = value << degree;
  for (let bit = 31 - Math.clz32(rest); bit >= degree; bit -= 1) {
    if ((rest >> bit) & 1) rest ^= divisor << (bit - degree);
  }
  return rest;
}

/**
 * The code without data: patterns, version, and the format's modules still light. `null` is free.
 * @param {number} version
 * @returns {(boolean | null)[][]}
 */
function blankFrame(version) {
  const size = version * 4 + 17;
  /** @type {(boolean | null)[][]} */
  const frame = Array.from({ length: size }, () => Array(size).fill(null));
  /** @type {(y: number, x: number, reach: number, light: number[]) => void} */
  const square = (centreY, centreX, reach, light) => {
    for (let y = Math.max(0, centreY - reach); y <= Math.min(size - 1, centreY + reach); y += 1) {
      for (let x = Math.max(0, centreX - reach); x <= Math.min(size - 1, centreX + reach); x += 1) {
        const ring = Math.max(Math.abs(y - centreY), Math.abs(x - centreX));
        frame[y][x] = !light.includes(ring);
      }
    }
  };
  for (let at = 8; at < size - 8; at += 1) {
    frame[6][at] = at % 2 === 0;
    frame[at][6] = at % 2 === 0;
  }
  const centres = version === 1 ? [] : alignments[version - 2];
  const last = size - 7;
  for (const y of centres) {
    for (const x of centres) {
      const inFinder = (y === 6 && x === 6) || (y === 6 && x === last) || (y === last && x === 6);
      if (!inFinder) square(y, x, 2, [1]);
    }
  }
  square(3, 3, 4, [2, 4]);
  square(3, size - 4, 4, [2, 4]);
  square(size - 4, 3, 4, [2, 4]);
  drawFormat(frame, 0);
  if (version >= 7) drawVersion(frame, versionBits(version));
  return frame;
}

/**
 * @param {(boolean | null)[][]} frame
 * @param {number} bits
 */
function drawFormat(frame, bits) {
  const size = frame.length;
  for (let place = 0; place < 15; place += 1) {
    const dark = ((bits >> place) & 1) === 1;
    // Around the upper left finder, stepping over the timing patterns.
    if (place < 8) frame[place < 6 ? place : place + 1][8] = dark;
    else frame[8][place === 8 ? 7 : 14 - place] = dark;
    // Below the upper right finder, and right of the lower left one.
    if (place < 8) frame[8][size - 1 - place] = dark;
    else frame[size - 15 + place][8] = dark;
  }
  frame[size - 8][8] = true;
}

/**
 * @param {(boolean | null)[][]} frame
 * @param {number} bits
 */
function drawVersion(frame, bits) {
  for (let place = 0; place < 18; place += 1) {
    const dark = ((bits >> place) & 1) === 1;
    const far = frame.length - 11 + (place % 3);
    const near = Math.floor(place / 3);
    frame[near][far] = dark;
    frame[far][near] = dark;
  }
}

/**
 * The free modules in the order of the data: in pairs of columns from the right, upwards and
 * downwards by turns, stepping over the column of the timing pattern.
 * @param {(boolean | null)[][]} frame
 * @returns {[number, number][]}
 */
function freeModules(frame) {
  const size = frame.length;
  /** @type {[number, number][]} */
  const places = [];
  let upwards = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2) {
    for (let step = 0; step < size; step += 1) {
      const y = upwards ? size - 1 - step : step;
      for (const x of [right, right - 1]) if (frame[y][x] === null) places.push([y, x]);
    }
    upwards = !upwards;
  }
  return places;
}

/**
 * Draws the codewords under each of the masks and returns the code with the lowest penalty.
 * @param {(boolean | null)[][]} frame
 * @param {Uint8Array} words
 * @param {boolean} low whether the error correction is L
 * @returns {Matrix}
 */
function bestMasked(frame, words, low) {
  const places = freeModules(frame);
  const codes = masks.map((mask, number) => {
    const code = frame.map((row) => row.slice());
    places.forEach(([y, x], place) => {
      // The few modules after the last codeword are light, and masked like the rest.
      const dark = ((words[place >> 3] ?? 0) >> (7 - (place % 8))) & 1;
      code[y][x] = (dark === 1) !== mask(y, x);
    });
    drawFormat(code, formatBits(number, low));
    return /** @type {Matrix} */ (code);
  });
  return codes.reduce((best, code) => (penalty(code) < penalty(best) ? code : best));
}

/**
 * Returns how hard a code is to read: long runs, blocks of one colour, what looks like a finder,
 * and an uneven share of dark.
 * @param {Matrix} code
 * @returns {number}
 */
export function penalty(code) {
  const size = code.length;
  const columns = code.map((_, x) => code.map((row) => row[x]));
  let sum = 0;
  for (const line of [...code, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
    sum += 40 * (text.match(/(?=10111010000|00001011101)/g) ?? []).length;
  }
  for (let y = 1; y < size; y += 1) {
    for (let x = 1; x < size; x += 1) {
      const dark = code[y][x];
      if (dark === code[y - 1][x] && dark === code[y][x - 1] && dark === code[y - 1][x - 1]) {
        sum += 3;
      }
    }
  }
  const dark = code.flat().filter(Boolean).length;
  return sum + 10 * Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5);
}
