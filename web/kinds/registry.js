// @ts-check
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Input, Item, Words} from '../core/types.js' */
/** @import {Source} from '../report/report.js' */

/**
 * What the page knows of one kind of input, of one `as` of a method file. Nothing else on the page
 * asks of which kind an input is: who needs to know something of a kind asks it here.
 *
 * @typedef {object} Kind
 * @property {string} as its name in reports
 * @property {(place: Place) => boolean} below whether it is written in the field at the foot of the
 *   screen, with the main button; else its field stands on the table
 * @property {(now: Now, place: Place) => any} field where somebody who may writes, on the table
 * @property {(now: Now, place: Place) => any} shown what was written, for who can read it
 * @property {import('../core/contents.js').InputContent} content what an item may hold
 * @property {(now: Now, input: Input, json: Content) => string} words an item in a line
 * @property {(source: Source, input: Input, json: Content) => Partial<Entry>} entry an item in a report
 * @property {(entry: Entry, voice: Voice) => string} told that entry as words
 * @property {(source: Source, input: Input, json: Content[]) => Tally[]} [tally] how often each value
 *   was given, where that says more than the values one by one
 * @property {(input: Input, json: Content) => string} [about] what each person gives one value for
 * @property {(field: Field, voice: Voice) => any} [picture] of a field in a report
 * @property {string} opensWith the key of the words on the button that opens its sets
 * @property {boolean} cards whether its closed sets are cards, with words on them
 * @property {boolean} fills whether its field or what was written fills the table
 * @property {((now: Now, place: Place) => any)} [promise] what stands under its closed fields
 * @property {(input: Input, json: Content) => Part[]} [parts] of a text: its parts with their words
 *
 * @typedef {Record<string, any>} Content the opened JSON of an item
 * @typedef {{id: string, label: string, value: string}} Part `label` is '' for the only one
 * @typedef {import('../report/entries.js').Entry} Entry
 * @typedef {import('../report/report.js').Field} Field
 * @typedef {import('../report/report.js').Tally} Tally
 *
 * @typedef {object} Voice how a report speaks
 * @property {(text: Words|string|undefined) => string} say a text of a method in the language
 * @property {(part: string) => string} part a part that every page knows, `what`, `who`, `due`
 * @property {(date: string) => string} day
 * @property {(low: string, high: string) => string} ends
 */

/** @type {Map<string, Kind>} */
const kinds = new Map();

/**
 * Makes a kind known. A text with `fields` is a kind of its own, `text+fields`; with the field `secret`
 * it is the link of another meeting, `text+secret`.
 * @param {string} name @param {Kind} kind
 */
export function addKind(name, kind) {
  kinds.set(name, kind);
}

/** @param {{as?: unknown, fields?: unknown}} page */
function nameOf({as, fields}) {
  if (!fields) return String(as);
  const isLink = Array.isArray(fields) && fields.some((field) => field?.id === 'secret');
  return `${as}+${isLink ? 'secret' : 'fields'}`;
}

/** Shows nothing and writes nothing: for a kind that is not in the registry. @type {Kind} */
const unknown = {
  as: '', below: () => false, field: () => null, shown: () => null, content: () => null,
  words: () => '', entry: () => ({}),
  told: () => '', opensWith: 'main.open', cards: false, fills: false,
};

/** The kind of an input. @param {{page: Record<string, any>}|undefined} input */
export function kindOf(input) {
  return (input && kinds.get(nameOf(input.page))) ?? unknown;
}

/** What an item under an input holds, or null. @type {import('../core/contents.js').InputContent} */
export function inputContent(page, json) {
  return kindOf({page}).content(page, json);
}

/** An entry of a report as words. @param {string} as @param {Entry} entry @param {Voice} voice */
export function told(as, entry, voice) {
  return (kinds.get(nameOf({as, fields: entry.parts})) ?? unknown).told(entry, voice);
}

/** The picture of a field of a report, if its kind has one. @param {Field} field @param {Voice} voice */
export function pictureOf(field, voice) {
  const [entry] = field.entries;
  const kind = kinds.get(nameOf({as: field.as, fields: entry?.parts})) ?? unknown;
  return kind.picture?.(field, voice);
}

/**
 * The names of the kinds that inputs of a method file are of and this page does not know.
 * @param {Record<string, unknown>[]} inputs as in the file
 */
export function unknownKinds(inputs) {
  return inputs.filter((input) => !kinds.has(nameOf(input))).map((input) => String(input.as));
}

/** An item's words, whatever its kind; '' while it opens. @param {Now} now @param {Item} item */
export function wordsOf(now, item) {
  const json = now.client.text(item);
  const input = now.inputOf(item);
  if (!json || !input) return '';
  return json.broken ? t('broken') : kindOf(input).words(now, input, json);
}
