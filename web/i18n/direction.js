// @ts-check
/** Letters of scripts that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Signs that turn the direction of what follows. */
const turning = /[\u200e\u200f\u202a-\u202e]/;
/** Those among them that go on to the end of the paragraph, or of the isolate that they stand in. */
const lasting = /[\u202a-\u202e]/;
/** Signs that begin an isolate. */
const opening = /[\u2066-\u2068]/;
/** All signs of isolates. */
const isolates = /[\u2066-\u2069]/g;
const [isolate, end] = ['\u2068', '\u2069'];

/**
 * Returns a text of a person so that its direction does not reach into the sentence around it, as
 * `<bdi>` would do it. Texts that cannot do so are returned as they are; of one that brings isolates
 * which do not hold, these are taken out.
 * @param {string} text
 */
export function isolated(text) {
  if (opening.test(text) && keepsToItself(text)) return text;
  const plain = unisolated(text);
  return rightToLeft.test(plain) || turning.test(plain) ? `${isolate}${plain}${end}` : plain;
}

/** A text without signs of isolates, for what is no sentence. @param {string} text */
export function unisolated(text) {
  return text.replace(isolates, '');
}

/**
 * Whether each isolate of a text ends in it, and nothing outside of them turns what follows.
 * @param {string} text
 */
function keepsToItself(text) {
  let depth = 0;
  for (const sign of text) {
    if (opening.test(sign)) depth += 1;
    else if (sign === end) depth -= 1;
    if (depth < 0 || (depth === 0 && lasting.test(sign))) return false;
  }
  return depth === 0;
}
