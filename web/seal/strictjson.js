// @ts-check

/** How deep arrays and objects may lie inside each other. */
const depthAllowed = 8;

/** What a valid JSON text is made of, white space and separators aside. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]|-?\d[\d.eE+-]*/g;

/**
 * Reads one JSON text as strictly as other clients do: no key twice in an object, nothing nested
 * deeper than 8, no half of a surrogate pair, whole numbers within ±(2^53 − 1), no number beyond
 * what a double holds. `JSON.parse` forgives all of these, each language in its own way, and two
 * members would then see two texts. Throws a `SyntaxError`.
 * @param {string} text
 * @returns {unknown}
 */
export function parseStrictly(text) {
  const value = JSON.parse(text);
  /** @type {Set<string>[]} the keys of each object that is open; an empty set for an array */
  const open = [];
  let string = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      if (open.push(new Set()) > depthAllowed) throw new SyntaxError('nested too deep');
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (token === ':') {
      const keys = open[open.length - 1];
      if (keys.has(string)) throw new SyntaxError('a key twice');
      keys.add(string);
    } else if (token.startsWith('"')) {
      string = JSON.parse(token);
      if (/\p{Surrogate}/u.test(string)) throw new SyntaxError('half a surrogate pair');
    } else if (!isNumber(token)) {
      throw new SyntaxError('a number that not everybody can hold');
    }
  }
  return value;
}

/** @param {string} token of a number */
function isNumber(token) {
  const value = Number(token);
  return /[.eE]/.test(token) ? Number.isFinite(value) : Number.isSafeInteger(value);
}
