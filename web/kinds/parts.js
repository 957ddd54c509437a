// @ts-check
import {has, pick, t} from '../i18n/index.js';
/** @import {Input} from '../core/types.js' */

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
