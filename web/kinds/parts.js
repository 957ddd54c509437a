// @ts-check
import {el} from '../kit/dom.js';
import {has, pick, t} from '../i18n/index.js';
/** @import {Input} from '../core/types.js' */
/** @import {Part} from './registry.js' */

/**
 * The parts of a text as fields: one called `text` without a label, or several with a label each.
 * @param {Input} input @returns {{id: string, label: string}[]}
 */
export function fieldsOf(input) {
  if (!input.page.fields) return [{id: 'text', label: ''}];
  return input.page.fields.map((/** @type {any} */ field) => (typeof field === 'string'
    ? {id: field, label: has(`part.of.${field}`) ? t(`part.of.${field}`) : field}
    : {id: field.id, label: pick(field.label)}));
}

/**
 * A label without its explanation: «Valkuil» of «Valkuil: te veel van die kwaliteit».
 * @param {string} label
 */
export function shortOf(label) {
  return label.split(': ')[0];
}

/**
 * A label before its value: a colon after «Wat», none after «De inbrenger deed …».
 * @param {string} label
 */
export function withColon(label) {
  return /[.?!…:]$/.test(label) ? label : `${label}:`;
}

/**
 * Whether a text stands in a square, as a core quadrant does: its own four parts lie clockwise from
 * the top left.
 * @param {{page: Record<string, any>}} input
 */
export function isSquare({page: {fields}}) {
  return fields?.length === 4 && fields.every((/** @type {any} */ field) =>
    typeof field !== 'string');
}

/**
 * What was written, each part in its line or its corner.
 * @param {Input} input @param {Part[]} parts those that are not empty
 * @param {Record<string, any>} [props] of the words
 */
export function partsView(input, parts, props) {
  if (isSquare(input)) {
    return squareOf(fieldsOf(input).map(({id, label}) => ({id, label: shortOf(label)})), parts, props);
  }
  return parts.map(({id, label, value}) => el('p', {key: id, class: 'words', dir: 'auto', ...props},
    label && el('span', {class: 'quiet'}, `${withColon(shortOf(label))} `), value));
}

/**
 * Four parts in a square.
 * @param {{id: string, label: string}[]} fields @param {Part[]} parts those that are not empty
 * @param {Record<string, any>} [props] of the words
 */
export function squareOf(fields, parts, props) {
  return el('dl', {'class': 'square', 'key': 'square', 'data-test': 'square'},
    fields.map(({id, label}) => el('div', {key: id}, el('dt', {class: 'quiet'}, label),
      el('dd', {class: 'words', dir: 'auto', ...props},
        parts.find((part) => part.id === id)?.value ?? '–'))));
}
