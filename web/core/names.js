// @ts-check
/**
 * Names of people as others may see them. Which characters show nothing is a list of code points
 * and not a Unicode property, so that clients of all ages and languages agree on it.
 */

/** Characters that are seen as a space. */
const space = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/gu;

/** Characters that show nothing, or turn the direction of what stands after them. */
const unseen = new RegExp('[\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f\\u00ad'
  + '\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200e\\u200f\\u202a-\\u202e'
  + '\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0d\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff'
  + '\\u{1bca0}-\\u{1bca3}\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}]', 'gu');

/** What joins or dresses the characters beside it: kept within a word, nothing by itself. */
const joiners = /\u200c|\u200d|\ufe0e|\ufe0f/gu;

/** How many characters a name may have. */
export const nameLength = 40;

/**
 * Returns a name without what shows nothing, its words one space apart; `null` unless 1 to `most`
 * characters (code points) are left.
 * @param {string} name @param {number} [most]
 */
export function cleanName(name, most = nameLength) {
  const words = name.replace(space, ' ').replace(unseen, '').split(' ')
    .map((word) => word.replace(/^(?:\u200c|\u200d|\ufe0e|\ufe0f)+|(?:\u200c|\u200d)+$/gu, ''))
    .filter((word) => word !== '');
  const clean = words.join(' ');
  const count = [...clean].length;
  return count >= 1 && count <= most ? clean : null;
}

/**
 * Whether a text shows anything at all.
 * @param {string} text
 */
export function isVisible(text) {
  return text.replace(space, '').replace(unseen, '').replace(joiners, '') !== '';
}

/**
 * Returns a name for each person, no two the same: of those with equal names the first keeps it
 * and the others are numbered, «Anna» and «Anna (2)». Capitals make no difference.
 * @param {string[]} names in an order that all members share
 * @returns {string[]}
 */
export function distinct(names) {
  const taken = new Set();
  return names.map((name) => {
    let label = name;
    for (let number = 2; taken.has(keyOf(label)); number += 1) label = `${name} (${number})`;
    taken.add(keyOf(label));
    return label;
  });
}

/** @param {string} name */
function keyOf(name) {
  // Each character by itself: at the end of a word a Greek sigma has another small letter.
  return [...name.replace(joiners, '').normalize('NFKC')].map((one) => one.toLowerCase()).join('');
}
