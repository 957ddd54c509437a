// @ts-check
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { encode, formatBits, penalty, versionBits } from '../../web/kit/qr.js';
import { capacity, codewords, corrections } from '../../web/kit/qrcodewords.js';

// The published tables for error correction M, versions 1 to 15, and L, versions 16 to 25.
const totals = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346, 404, 466, 532, 581, 655,
  733, 815, 901, 991, 1085, 1156, 1258, 1364, 1474, 1588];
const capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412,
  586, 644, 718, 792, 858, 929, 1003, 1091, 1171, 1273];

const link = 'https://kring.example/#ocWz203i9yk3mbHtn6Am7SoTZ-GJagHt2uN3yCN-KdE';
const sizeOf = (/** @type {number} */ version) => version * 4 + 17;

describe('the codewords', () => {
  test('the corrections of two published examples come out', () => {
    // «HELLO WORLD» and «01234567», both version 1 with error correction M.
    assert.deepEqual([...corrections(Uint8Array.of(
      32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17), 10)],
    [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
    assert.deepEqual([...corrections(Uint8Array.of(
      0x10, 0x20, 0x0c, 0x56, 0x61, 0x80, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec,
      0x11), 10)],
    [0xa5, 0x24, 0xd4, 0xc1, 0xed, 0x36, 0xc7, 0x87, 0x2c, 0x55]);
  });

  test('a short text has its sign, its count, its bytes, an end and padding', () => {
    const words = codewords(new TextEncoder().encode('ja'), 1, 26);
    assert.deepEqual([...words.subarray(0, 16)],
      [0x40, 0x26, 0xa6, 0x10, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec, 0x11, 0xec,
        0x11]);
    assert.equal(words.length, 26);
  });

  test('a full text has no padding, and from version 10 a count of two bytes', () => {
    const words = codewords(new Uint8Array(14).fill(0xff), 1, 26);
    assert.deepEqual([...words.subarray(0, 16)], [0x40, 0xef, ...Array(13).fill(0xff), 0xf0]);
    assert.deepEqual([...codewords(new Uint8Array(213), 10, 346)].slice(0, 1), [0x40]);
  });

  test('blocks of two lengths are interleaved, the longer ones last', () => {
    // Version 8: two blocks of 38 and two of 39.
    const bytes = Uint8Array.from({ length: 152 }, (_, place) => place);
    const words = codewords(bytes, 8, 242);
    const data = [0x49, 0x80, ...Array.from({ length: 151 }, (_, place) => (
      ((place << 4) | ((place + 1) >> 4)) & 0xff)), (151 << 4) & 0xff];
    assert.deepEqual([...words.subarray(0, 8)],
      [data[0], data[38], data[76], data[115], data[1], data[39], data[77], data[116]]);
    assert.deepEqual([...words.subarray(148, 154)],
      [data[37], data[75], data[113], data[152], data[114], data[153]]);
  });

  test('each version holds what the published table says', () => {
    assert.deepEqual(totals.map((total, place) => capacity(place + 1, total)), capacities);
  });
});

describe('format and version', () => {
  test('the format bits of the eight masks are those published for level M', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((mask) => formatBits(mask).toString(2)), [
      '101010000010010', '101000100100101', '101111001111100', '101101101001011',
      '100010111111001', '100000011001110', '100111110010111', '100101010100000',
    ]);
  });

  test('the format bits of the eight masks are those published for level L', () => {
    assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((mask) => formatBits(mask, true).toString(2)), [
      '111011111000100', '111001011110011', '111110110101010', '111100010011101',
      '110011000101111', '110001100011000', '110110001000001', '110100101110110',
    ]);
  });

  test('the version bits are those published', () => {
    assert.deepEqual([7, 8, 9, 10, 15].map((version) => versionBits(version)),
      [0x07c94, 0x085bc, 0x09a99, 0x0a4d3, 0x0f928]);
  });
});

describe('the code', () => {
  test('a text takes the smallest version that holds it', () => {
    capacities.forEach((bytes, place) => {
      assert.equal(encode('x'.repeat(bytes)).length, sizeOf(place + 1));
      if (place < 24) assert.equal(encode('x'.repeat(bytes + 1)).length, sizeOf(place + 2));
    });
    assert.equal(encode('é'.repeat(7)).length, sizeOf(1));
    assert.equal(encode('é'.repeat(8)).length, sizeOf(2));
    assert.throws(() => encode('x'.repeat(1274)), RangeError);
  });

  test('a link of our own gives the code that a scanner has read', () => {
    const rows = readFileSync(new URL('./qrlink.txt', import.meta.url), 'utf8').trim().split('\n');
    const drawn = encode(link).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''));
    assert.deepEqual(drawn, rows);
  });

  for (let version = 1; version <= 25; version += 1) {
    test(`version ${version} can be read back, every codeword right`, () => {
      const bytes = capacities[version - 1] - (version % 3);
      const text = Array.from({ length: bytes }, (_, place) => (
        String.fromCharCode(33 + ((place * 7 + version) % 90)))).join('');
      const code = encode(text);
      assert.equal(code.length, sizeOf(version));
      const expected = codewords(new TextEncoder().encode(text), version, totals[version - 1]);
      assert.deepEqual(readWords(code), [...expected]);
    });
  }

  test('finders, timing and the dark module are where they belong', () => {
    const code = encode(link);
    const size = code.length;
    const finder = ['#######', '#.....#', '#.###.#', '#.###.#', '#.###.#', '#.....#', '#######'];
    for (const [top, left] of [[0, 0], [0, size - 7], [size - 7, 0]]) {
      const seen = finder.map((_, y) => code[top + y].slice(left, left + 7)
        .map((dark) => (dark ? '#' : '.')).join(''));
      assert.deepEqual(seen, finder);
    }
    for (let at = 8; at < size - 8; at += 1) {
      assert.equal(code[6][at], at % 2 === 0);
      assert.equal(code[at][6], at % 2 === 0);
    }
    for (let at = 0; at < 8; at += 1) {
      for (const [y, x] of [[7, at], [at, 7], [7, size - 1 - at], [at, size - 8], [size - 8, at],
        [size - 1 - at, 7]]) assert.equal(code[y][x], false);
    }
    assert.equal(code[size - 8][8], true);
  });

  test('the mask has the lowest penalty of all eight', () => {
    const code = encode(link);
    const { mask } = formatOf(code);
    const penalties = maskRules.map((_, other) => penalty(remasked(code, mask, other)));
    assert.equal(penalties[mask], penalty(code));
    assert.equal(penalties[mask], Math.min(...penalties));
    assert.ok(new Set(penalties).size > 1);
  });

  test('the penalty counts runs, blocks, finders and an uneven share', () => {
    const rows = (/** @type {string[]} */ ...lines) => lines
      .map((line) => [...line].map((sign) => sign === '#'));
    assert.equal(penalty(rows('#.', '.#')), 0);
    // 4 equal modules: one block (3), all dark (100).
    assert.equal(penalty(rows('##', '##')), 103);
    // Rows and columns of 6 (12 × 4), 25 blocks (75), all dark (100).
    assert.equal(penalty(rows(...Array(6).fill('######'))), 48 + 75 + 100);
  });
});

/** The mask rules once more, written from the published table. */
const maskRules = /** @type {((i: number, j: number) => number)[]} */ ([
  (i, j) => (i + j) % 2, (i) => i % 2, (_, j) => j % 3, (i, j) => (i + j) % 3,
  (i, j) => ((i >> 1) + Math.trunc(j / 3)) % 2, (i, j) => ((i * j) % 2) + ((i * j) % 3),
  (i, j) => (((i * j) % 2) + ((i * j) % 3)) % 2, (i, j) => (((i + j) % 2) + ((i * j) % 3)) % 2,
]);

/**
 * Reads the mask from the format bits, both copies of which must be whole.
 * @param {boolean[][]} code
 */
function formatOf(code) {
  const n = code.length;
  const around = [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 7], [8, 8], [7, 8], [5, 8],
    [4, 8], [3, 8], [2, 8], [1, 8], [0, 8]];
  const apart = [[n - 1, 8], [n - 2, 8], [n - 3, 8], [n - 4, 8], [n - 5, 8], [n - 6, 8],
    [n - 7, 8], [8, n - 8], [8, n - 7], [8, n - 6], [8, n - 5], [8, n - 4], [8, n - 3],
    [8, n - 2], [8, n - 1]];
  const read = (/** @type {number[][]} */ places) => parseInt(
    places.map(([y, x]) => Number(code[y][x])).join(''), 2);
  assert.equal(read(around), read(apart));
  const low = n > 77;
  const mask = maskRules.findIndex((_, each) => formatBits(each, low) === read(around));
  assert.notEqual(mask, -1);
  return { mask };
}

/**
 * Says which modules carry no data, from the published description and not from the encoder.
 * @param {number} n
 */
function reserved(n) {
  const version = (n - 17) / 4;
  const count = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const step = count < 3 ? 0 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const centres = Array.from({ length: count }, (_, k) => (k === 0 ? 6 : n - 7 - step * (k - 1)));
  return (/** @type {number} */ y, /** @type {number} */ x) => {
    if (y === 6 || x === 6) return true;
    if ((y < 9 && x < 9) || (y < 9 && x >= n - 8) || (y >= n - 8 && x < 9)) return true;
    if (version >= 7 && ((y < 6 && x >= n - 11) || (x < 6 && y >= n - 11))) return true;
    return centres.some((cy) => centres.some((cx) => {
      const corner = (cy === 6 && cx === 6) || (cy === 6 && cx === n - 7)
        || (cy === n - 7 && cx === 6);
      return !corner && Math.abs(cy - y) <= 2 && Math.abs(cx - x) <= 2;
    }));
  };
}

/**
 * Reads the codewords out of a code.
 * @param {boolean[][]} code
 */
function readWords(code) {
  const n = code.length;
  const isReserved = reserved(n);
  const { mask } = formatOf(code);
  const bits = [];
  const columns = Array.from({ length: n - 1 }, (_, k) => n - 1 - k - (n - 1 - k <= 6 ? 1 : 0));
  for (let pair = 0; pair < columns.length / 2; pair += 1) {
    for (let step = 0; step < n; step += 1) {
      const y = pair % 2 === 0 ? n - 1 - step : step;
      for (const x of columns.slice(pair * 2, pair * 2 + 2)) {
        if (!isReserved(y, x)) bits.push(Number(code[y][x] !== (maskRules[mask](y, x) === 0)));
      }
    }
  }
  return Array.from({ length: Math.floor(bits.length / 8) }, (_, k) => (
    parseInt(bits.slice(k * 8, k * 8 + 8).join(''), 2)));
}

/** @type {(code: boolean[][], from: number, to: number) => boolean[][]} */
function remasked(code, from, to) {
  const n = code.length;
  const isReserved = reserved(n);
  const turned = code.map((row, y) => row.map((dark, x) => (isReserved(y, x) ? dark
    : dark !== ((maskRules[from](y, x) === 0) !== (maskRules[to](y, x) === 0)))));
  const bits = formatBits(to).toString(2).padStart(15, '0');
  const around = [[8, 0], [8, 1], [8, 2], [8, 3], [8, 4], [8, 5], [8, 7], [8, 8], [7, 8], [5, 8],
    [4, 8], [3, 8], [2, 8], [1, 8], [0, 8]];
  around.forEach(([y, x], k) => { turned[y][x] = bits[k] === '1'; });
  for (let k = 0; k < 7; k += 1) turned[n - 1 - k][8] = bits[k] === '1';
  for (let k = 7; k < 15; k += 1) turned[8][n - 15 + k] = bits[k] === '1';
  return turned;
}
