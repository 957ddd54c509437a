// @ts-check

/**
 * Writes a value as canonical JSON (RFC 8785): keys in order of their UTF-16 code units, no blanks.
 * `JSON.stringify` writes strings and whole numbers as that asks. An absent value is left out.
 * @param {any} value of strings, whole numbers, true, false, lists and objects of these
 * @returns {string}
 * @throws {TypeError} for anything else, and for half a surrogate pair: another program would write it
 *   otherwise, and the signature over it would hold nowhere
 */
export function canonical(value) {
  if (typeof value === 'string' && !/\p{Surrogate}/u.test(value)) return JSON.stringify(value);
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(`no canonical form of ${String(value)}: expected text, a whole number or yes and no`);
  }
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort();
  return `{${keys.map((key) => `${canonical(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** The bytes that are hashed and signed. @param {any} value @returns {Uint8Array<ArrayBuffer>} */
export function canonicalBytes(value) {
  return new TextEncoder().encode(canonical(value));
}
