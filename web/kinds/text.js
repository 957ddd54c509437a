// @ts-check
import {form} from './form.js';
import {writtenTexts} from './texts.js';
import {isVisible} from '../core/names.js';
/** @import {Kind} from './registry.js' */

/** Words in one field. @type {Kind} */
export const text = {
  as: 'text',
  // What the presenter writes live has its fields on the table, beside what is written there; and what
  // belongs to a form stands in it.
  below: ({input, among}) => !among && (input.by !== 'presenter' || input.opens !== undefined),
  field: (now, place) => form(now, place),
  shown: (now, place) => writtenTexts(now, place),
  content: (page, {text: words}) =>
    (typeof words === 'string' && isVisible(words) ? {text: words} : null),
  words: (now, input, json) => String(json.text ?? ''),
  entry: (source, input, json) => ({text: String(json.text ?? '')}),
  told: ({text: words}) => words,
  parts: (input, json) => [{id: 'text', label: '', value: String(json.text ?? '')}],
  opensWith: 'main.open',
  cards: true,
  fills: false,
};
