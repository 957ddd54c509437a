// @ts-check

/**
 * How each version's codewords are divided: how many blocks, and how many of each block's codewords
 * correct errors. The first row is version 1. Up to 15 the error correction is level M; longer texts,
 * which are printed and not shown on a screen, have level L, so that their modules stay large.
 */
const divisions = [
  [1, 10], [1, 16], [1, 26], [2, 18], [2, 24], [4, 16], [4, 18], [4, 22], [5, 22], [5, 26],
  [5, 30], [8, 22], [9, 22], [9, 24], [10, 24],
  [6, 24], [6, 28], [6, 30], [7, 28], [8, 28], [8, 28], [9, 28], [9, 30], [10, 30], [12, 26],
];

/** The last version with error correction M. */
export const lastMedium = 15;

/** The last version there is a division for. */
export const lastVersion = divisions.length;

/** Powers of 2 and their logarithms in the field of 256 elements that QR codes use. */
const powers = new Uint8Array(255);
const logarithms = new Uint8Array(256);
for (let exponent = 0, power = 1; exponent < 255; exponent += 1) {
  powers[exponent] = power;
  logarithms[power] = exponent;
  power = power < 128 ? power << 1 : (power << 1) ^ 0x11d;
}

/** @type {(a: number, b: number) => number} */
const product = (a, b) => (
  a === 0 || b === 0 ? 0 : powers[(logarithms[a] + logarithms[b]) % 255]);

/**
 * Returns how many bytes of text fit in a version whose codewords are `total`.
 * @param {number} version
 * @param {number} total
 * @returns {number}
 */
export function capacity(version, total) {
  const [blocks, correcting] = divisions[version - 1];
  return Math.floor(((total - blocks * correcting) * 8 - 4 - countBits(version)) / 8);
}

/**
 * Returns the codewords of a text in the order in which they are drawn: the data of all blocks
 * interleaved, then their corrections.
 * @param {Uint8Array} bytes at most `capacity` of them
 * @param {number} version
 * @param {number} total
 * @returns {Uint8Array}
 */
export function codewords(bytes, version, total) {
  const [count, correcting] = divisions[version - 1];
  const data = dataCodewords(bytes, version, total - count * correcting);
  const short = Math.floor(data.length / count);
  const shortBlocks = count - (data.length % count);
  const blocks = Array.from({ length: count }, (_, place) => {
    const start = place * short + Math.max(0, place - shortBlocks);
    return data.subarray(start, start + short + (place < shortBlocks ? 0 : 1));
  });
  return Uint8Array.from([
    ...interleaved(blocks),
    ...interleaved(blocks.map((block) => corrections(block, correcting))),
  ]);
}

/**
 * Returns the Reed–Solomon codewords that correct a block: the remainder of the block as a
 * polynomial, divided by the product of (x − 2^k) for k from 0.
 * @param {Uint8Array} block
 * @param {number} count
 * @returns {Uint8Array}
 */
export function corrections(block, count) {
  const divisor = generator(count);
  const remainder = new Uint8Array(block.length + count);
  remainder.set(block);
  block.forEach((_, place) => {
    const factor = remainder[place];
    divisor.forEach((term, k) => { remainder[place + k] ^= product(term, factor); });
  });
  return remainder.subarray(block.length);
}

/**
 * The coefficients of the generator polynomial, the highest power first.
 * @param {number} count
 */
function generator(count) {
  let terms = [1];
  for (let k = 0; k < count; k += 1) {
    const times = terms.map((term) => product(term, powers[k]));
    terms = [...terms, 0].map((term, place) => term ^ (place === 0 ? 0 : times[place - 1]));
  }
  return terms;
}

/**
 * Byte mode: its sign, the number of bytes, the bytes, an end of at most four zeros, and padding.
 * @param {Uint8Array} bytes
 * @param {number} version
 * @param {number} room in codewords
 */
function dataCodewords(bytes, version, room) {
  /** @type {number[]} */
  const bits = [];
  const append = (/** @type {number} */ value, /** @type {number} */ width) => {
    for (let bit = width - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  append(0b0100, 4);
  append(bytes.length, countBits(version));
  bytes.forEach((byte) => append(byte, 8));
  append(0, Math.min(4, room * 8 - bits.length));
  append(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < room * 8; pad ^= 0xec ^ 0x11) append(pad, 8);
  return Uint8Array.from({ length: room }, (_, place) => (
    bits.slice(place * 8, place * 8 + 8).reduce((value, bit) => value * 2 + bit, 0)));
}

/** @param {number} version */
function countBits(version) {
  return version < 10 ? 8 : 16;
}

/**
 * The first of every block, then the second of every block, and so on.
 * @param {Uint8Array[]} blocks
 */
function interleaved(blocks) {
  const longest = Math.max(...blocks.map((block) => block.length));
  return Array.from({ length: longest }, (_, place) => (
    blocks.filter((block) => place < block.length).map((block) => block[place]))).flat();
}
