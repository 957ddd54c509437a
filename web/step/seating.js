// @ts-check
import {isolated} from '../i18n/index.js';

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {object} Seating where everything in the circle is, in the units of its drawing
 * @property {number} width
 * @property {number} height
 * @property {Point} centre
 * @property {number} rx of the ring
 * @property {number} ry
 * @property {number} plate radius of a seat
 * @property {number} dial radius of the clock
 * @property {number} letters of a name that fit
 * @property {(Point & {above: boolean})[]} seats clockwise from the top; `above`: its name goes above
 */

/** The widths of the drawing; between them it is as wide as its place, so that words keep their size. */
const widest = 388;
const narrowest = 264;

/** Sizes by the number of members: more seats need a taller ring and smaller plates. */
const sizes = [
  {upTo: 6, rx: 146, ry: 92, plate: 24, dial: 60, letters: 12},
  {upTo: 8, rx: 150, ry: 112, plate: 23, dial: 62, letters: 11},
  {upTo: 12, rx: 154, ry: 146, plate: 20, dial: 64, letters: 10},
];

/**
 * Returns where a number of members sit: at equal distances along the ring, the first on top,
 * clockwise, which is towards each member's left.
 * @param {number} members from 0 to 12
 * @param {number} [room] how wide the place for it is, in pixels
 * @returns {Seating}
 */
export function seating(members, room = widest) {
  const width = Math.min(widest, Math.max(narrowest, room));
  const size = sizes.find(({upTo}) => members <= upTo) ?? sizes[sizes.length - 1];
  const {ry, plate} = size;
  const rx = Math.min(size.rx, width / 2 - plate - 16);
  const dial = Math.min(size.dial, rx - plate - 32);
  const letters = Math.round(size.letters * Math.min(1, rx / 130));
  const top = plate + 26;
  const bottom = plate + 34;
  const centre = {x: width / 2, y: top + ry};
  const seats = alongRing(members, rx, ry).map(({x, y}) => ({
    x: centre.x + x,
    y: centre.y + y,
    above: y < -0.98 * ry,
  }));
  return {width, height: top + 2 * ry + bottom, centre, rx, ry, plate, dial, letters, seats};
}

/**
 * Points at equal distances along an ellipse.
 * @param {number} count @param {number} rx @param {number} ry @returns {Point[]}
 */
function alongRing(count, rx, ry) {
  const fine = 720;
  const angle = (/** @type {number} */ step) => -Math.PI / 2 + (step / fine) * 2 * Math.PI;
  const at = (/** @type {number} */ step) =>
    ({x: rx * Math.cos(angle(step)), y: ry * Math.sin(angle(step))});
  const lengths = [0];
  for (let step = 1; step <= fine; step += 1) {
    const a = at(step - 1);
    const b = at(step);
    lengths.push(lengths[step - 1] + Math.hypot(b.x - a.x, b.y - a.y));
  }
  const whole = lengths[fine];
  return Array.from({length: count}, (_, place) => {
    const wanted = (place / count) * whole;
    return at(lengths.findIndex((length) => length >= wanted - 1e-9));
  });
}

/**
 * Cuts a name to what fits: first by what somebody says of themself behind it, in brackets, then at its end.
 * @param {string} name @param {number} letters
 */
export function fitted(name, letters) {
  const plain = name.replace(marks, '');
  const bare = [...plain].length <= letters ? plain : plain.replace(aside, '');
  const all = [...bare];
  return isolated(all.length <= letters ? bare
    : `${all.slice(0, letters - 1).join('').trimEnd()}…`);
}

/** What keeps the direction of a name apart from that of the words around it. */
const marks = /[\u2068\u2069]/g;
/** What somebody says of themself behind the name, in brackets; not the number of the second of one name. */
const aside = /(?<=\S)\s+\((?!\d+\)$).*$/;
// Firefox has it since version 125 only.
const signs = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, {granularity: 'grapheme'}) : null;

/** The signs of a word as they are seen. @param {string} word */
function signsOf(word) {
  return signs ? Array.from(signs.segment(word), ({segment}) => segment) : [...word];
}

/** Two signs, or only the first where one is a picture: two are too wide then. @param {string[]} two */
function together([first = '?', second = '']) {
  return [first, second].some((sign) => /\p{Extended_Pictographic}/u.test(sign)) ? first : first + second;
}

/**
 * Returns the initials of everybody: of two words one letter each, else the first two letters;
 * who would look the same gets the first letter and the first one that differs.
 * @param {string[]} names
 */
export function initialsOf(names) {
  const bare = names.map((name) => name.replace(marks, ''));
  const first = bare.map((name) => {
    const [, number] = / \((\d+)\)$/.exec(name) ?? []; // the second of two with one name
    if (number) return `${[...name][0].toLocaleUpperCase()}${number}`;
    const words = name.replace(aside, '').trim().split(/[\s-]+/).filter(Boolean);
    const letters = together(words.length > 1
      ? [signsOf(words[0])[0], signsOf(words[words.length - 1])[0]] : signsOf(words[0] ?? '?'));
    return letters.toLocaleUpperCase();
  });
  return first.map((initials, place) => {
    const same = first.findIndex((other) => other === initials);
    if (same === place) return initials;
    const letters = [...bare[place].trim()];
    const taken = new Set(first.filter((_, other) => other !== place));
    const other = letters.slice(2).map((letter) => (letters[0] + letter).toLocaleUpperCase())
      .find((pair) => pair.trim().length === 2 && !taken.has(pair));
    return other ?? `${[...initials][0]}${place + 1}`;
  });
}
