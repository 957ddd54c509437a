// @ts-check
import {el} from '../kit/dom.js';
import {textField} from '../kit/textfield.js';
import {t} from '../i18n/index.js';
/** @import {Place, Trouble, Wished} from './when.js' */

/**
 * The fields for a day, a beginning and an end, with what is wrong at its field.
 * @param {{at?: string, wished: Wished, trouble: Trouble|null,
 *   change: (name: Place, text: string) => void}} of `at` tells them from others on the page: `poll-`
 */
export function whenFields({at = '', wished, trouble, change}) {
  const field = (/** @type {Place} */ name, /** @type {string} */ type) => textField({
    id: `field-${at}${name}`, test: `field-${at}${name}`, label: t(`start.${name}`), type,
    value: wished[name], more: {name: `${at}${name}`},
    trouble: trouble?.place === name ? t(trouble.key) : '', input: (text) => change(name, text)});
  return el('div', {class: 'fields', key: 'when-fields'}, field('date', 'date'),
    el('div', {class: 'two'}, field('from', 'time'), field('to', 'time')));
}
