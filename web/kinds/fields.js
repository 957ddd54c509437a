// @ts-check
import {isVisible} from '../core/names.js';
import {dateOf} from '../i18n/index.js';
import {el} from '../kit/dom.js';
import {fieldsOf, squareOf, withColon} from './parts.js';
import {form} from './form.js';
import {writtenTexts} from './texts.js';
/** @import {Content, Kind} from './registry.js' */
/** @import {Input} from '../core/types.js' */

/** A text in several parts, each in a field of its own. @type {Kind} */
export const fields = {
  as: 'text',
  below: () => false,
  field: (now, place) => form(now, place),
  shown: (now, place) => writtenTexts(now, place),
  content: ({fields: parts}, json) => partsIn(json, parts),
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
    `${withColon(typeof label === 'string' ? part(label) : say(label))} ${
      label === 'due' ? day(value) : value}`).join('\n'),
  picture: ({square, entries}, {say}) => square && el('div', {class: 'squares', key: 'squares'},
    entries.map(({parts: written = [], by}, n) => el('figure', {key: n},
      squareOf(square.map((label) => ({id: say(label), label: say(label)})),
        written.map(({label, value}) => ({id: say(label), label: '', value}))),
      by && el('figcaption', {class: 'quiet'}, el('bdi', {}, by))))),
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

/**
 * @param {Record<string, unknown>} json @param {(string|{id: string})[]} fields
 * @returns {Content|null}
 */
function partsIn(json, fields) {
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
