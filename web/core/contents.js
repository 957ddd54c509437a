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
 * What the kinds of inputs hold, asked by an input's part of the method file: only the keys of its
 * kind, each of the right type, or null. What it is given inherits nothing. The kinds of the page
 * have it, each in its own file.
 *
 * @callback InputContent
 * @param {Page} page
 * @param {Record<string, unknown>} json
 * @returns {Content|null}
 */

/**
 * Returns what a text of a kind holds, other keys left out, or `broken`. The object inherits
 * nothing: a field called `constructor` is a field like all others.
 * @param {Kind|undefined} kind @param {unknown} json
 * @param {InputContent} inputContent
 * @returns {Content}
 */
export function contentOf(kind, json, inputContent) {
  if (!kind || !isObject(json)) return broken;
  const own = Object.assign(Object.create(null), json);
  const isOther = isOfNoInput(kind);
  const content = isOther ? others[kind.as](own) : inputContent(kind, own);
  if (!content) return broken;
  const kept = Object.assign(Object.create(null), content);
  if (!isOther && own.private !== undefined) {
    if (typeof own.private !== 'boolean') return broken;
    if (own.private) kept.private = true;
  }
  return Object.freeze(kept);
}

/**
 * Whether a text stands elsewhere than under an input, so that no kind of input is asked about it.
 * @param {Kind} kind
 */
export function isOfNoInput({as}) {
  return Object.hasOwn(others, as);
}

/** @type {Record<string, (json: Record<string, unknown>) => Content|null>} */
const others = {
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

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
