// @ts-check
import {dateOf} from '../i18n/index.js';
import {fieldsOf} from './parts.js';
import {form} from './form.js';
import {writtenTexts} from './texts.js';
/** @import {Kind} from './registry.js' */
/** @import {Input} from '../core/types.js' */

/** A text in several parts, each in a field of its own. @type {Kind} */
export const fields = {
  as: 'text',
  below: () => false,
  field: (now, place) => form(now, place),
  shown: (now, place) => writtenTexts(now, place),
  words: (now, input, json) => parts(input, json).map(({value}) => value).join(' · '),
  entry: (source, input, json) => {
    const written = (input.page.fields ?? []).map((/** @type {any} */ field) => {
      const {id, label} = typeof field === 'string' ? {id: field, label: field} : field;
      return {label, value: String(json[id] ?? '')};
    }).filter((/** @type {{value: string}} */ {value}) => value !== '');
    return {text: written.map((/** @type {{value: string}} */ {value}) => value).join('\n'),
      parts: written};
  },
  told: (entry, {say, part, day}) => (entry.parts ?? []).map(({label, value}) =>
    `${typeof label === 'string' ? part(label) : say(label)}: ${
      label === 'due' ? day(value) : value}`).join('\n'),
  parts: (input, json) => parts(input, json),
  opensWith: 'main.open',
  cards: true,
  fills: false,
};

/** @param {Input} input @param {Record<string, any>} json */
function parts(input, json) {
  return fieldsOf(input).map(({id, label}) =>
    ({id, label, value: id === 'due' ? dateOf(json[id]) : String(json[id] ?? '')}))
    .filter(({value}) => value !== '');
}
