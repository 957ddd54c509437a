// @ts-check
/** Letters of scripts that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** Signs that turn the direction of what follows. */
const turning = /[\u200e\u200f\u202a-\u202e\u2066\u2067]/;
const [isolate, end] = ['\u2068', '\u2069'];

/**
 * Returns a text of a person so that its direction does not reach into the sentence around it, as
 * `<bdi>` would do it. Texts that cannot do so are returned as they are.
 * @param {string} text
 */
export function isolated(text) {
  const turns = rightToLeft.test(text) || turning.test(text);
  return turns && !text.includes(isolate) ? `${isolate}${text}${end}` : text;
}
