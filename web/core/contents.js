// @ts-check
import {cleanName, isVisible} from './names.js';
/** @import {Page} from './types.js' */

/**
 * What may stand in an envelope, for each place there is: `protocol/README.md`, section 10. All that
 * members write passes here before anything else sees it, since a member may have any client.
 *
 * @typedef {{as: 'name'|'mark'|'note'|'call'}|Page} Kind `page` of an input, or what it is else
 * @typedef {Record<string, any>} Content only the keys of its kind, each of the right type
 */

/**
 * What an envelope that does not open, or holds anything else than its kind says, is shown as.
 * @type {Readonly<Content>}
 */
export const broken = Object.freeze(Object.assign(Object.create(null), {broken: true}));

/**
 * Returns what a text of a kind holds, other keys left out, or `broken`. The object inherits
 * nothing: a field called `constructor` is a field like all others.
 * @param {Kind|undefined} kind @param {unknown} json
 * @returns {Content}
 */
export function contentOf(kind, json) {
  if (!kind || !isObject(json) || !Object.hasOwn(checks, kind.as)) return broken;
  const own = Object.assign(Object.create(null), json);
  const content = checks[kind.as](own, kind);
  if (!content) return broken;
  if (Object.hasOwn(inputs, kind.as) && own.private !== undefined) {
    if (typeof own.private !== 'boolean') return broken;
    if (own.private) content.private = true;
  }
  return Object.freeze(Object.assign(Object.create(null), content));
}

/**
 * The checks of inputs, by `as`: each returns the content, or null.
 * @type {Record<string, (json: Record<string, unknown>, page: any) => Content|null>}
 */
const inputs = {
  text: (json, {fields}) => (fields ? fieldsOf(json, fields) : words(json.text)),
  pick: ({pick}, {of, options}) => {
    const allowed = [...(of === undefined ? [] : [isItem]),
      ...(options === undefined ? [] : [oneOf(options)])];
    const fits = Array.isArray(pick) && pick.length > 0 && pick.length === allowed.length
      && allowed.every((is, place) => is(pick[place]));
    return fits ? {pick: [...pick]} : null;
  },
  number: ({number}, {range}) => {
    const fits = typeof number === 'number' && Number.isInteger(number)
      && number >= range?.[0] && number <= range?.[1];
    return fits ? {number: number + 0} : null; // −0 is 0
  },
  point: ({x, y}) => (isShare(x) && isShare(y) ? {x: x + 0, y: y + 0} : null),
};

/** @type {typeof inputs} */
const checks = {
  ...inputs,
  name: ({name}) => {
    const clean = typeof name === 'string' ? cleanName(name) : null;
    return clean === null ? null : {name: clean};
  },
  mark: ({mark}) => (mark === '' || mark === 'touched' ? {mark} : null),
  note: ({text}) => (typeof text === 'string' ? {text: isVisible(text) ? text : ''} : null),
  call: ({url}) => (typeof url === 'string' && isCallLink(url) ? {url} : null),
};

/**
 * A web address with TLS, without a name or password in it, of characters that no program reads in
 * two ways: letters, digits, dots and hyphens of a host, then at most 2,000 printable ones of ASCII
 * but " < > \ and `.
 */
const callLink = /^https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?(?:[/?#][!#-;=?-[\]-_a-~]{0,2000})?$/i;

/**
 * Whether people may be sent to an address for their call.
 * @param {string} url
 */
export function isCallLink(url) {
  return callLink.test(url);
}

/** @param {unknown} text */
function words(text) {
  return typeof text === 'string' && isVisible(text) ? {text} : null;
}

/**
 * @param {Record<string, unknown>} json @param {(string|{id: string})[]} fields
 * @returns {Content|null}
 */
function fieldsOf(json, fields) {
  const content = Object.create(null);
  for (const field of fields) {
    const id = typeof field === 'string' ? field : field.id;
    const value = json[id];
    if (value === undefined) continue;
    if (typeof value !== 'string') return null;
    if (!isVisible(value)) continue;
    if (id === 'due' && !isDay(value)) return null;
    content[id] = value;
  }
  return Object.keys(content).length > 0 ? content : null;
}

/** @param {string} text */
function isDay(text) {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (!year || Number(month) < 1 || Number(month) > 12) return false;
  const days = [31, isLeap(Number(year)) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return Number(day) >= 1 && Number(day) <= days[Number(month) - 1];
}

/** @param {number} year */
function isLeap(year) {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** @param {unknown} value */
function isItem(value) {
  return typeof value === 'string'
    && /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value);
}

/** @param {{id: string}[]} options @returns {(value: unknown) => boolean} */
function oneOf(options) {
  return (value) => options.some(({id}) => id === value);
}

/** @param {unknown} value @returns {value is number} */
function isShare(value) {
  return typeof value === 'number' && value >= -1 && value <= 1;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
