// @ts-check
import {el} from './dom.js';

/**
 * @typedef {object} TextField
 * @property {string} id of the element, and what tells it from others
 * @property {any} label
 * @property {string} test its `data-test`
 * @property {string} value what is in it: kept by whoever describes the field, never read from it
 * @property {(text: string) => void} input takes what is in it after each stroke
 * @property {() => any} [send] what Ctrl+Enter does
 * @property {() => any} [cancel] what Esc does
 * @property {number} [rows] of a field for several lines; absent: one line of `type`
 * @property {string} [type]
 * @property {any} [hint] a line under it that belongs to it
 * @property {string} [trouble] what is wrong with what is in it, or ''
 * @property {boolean} [unseen] whether only a screen reader is told the label
 * @property {boolean} [focused] whether it takes the focus, with the caret at the end, when it is new
 * @property {Record<string, any>} [more] other attributes
 */

/**
 * The one field for text there is: with its label, at most one hint, and the same keys everywhere.
 * @param {TextField} field
 */
export function textField(field) {
  const {id, label, hint, trouble, test, unseen = false} = field;
  return el('div', {class: 'field', key: id},
    el('label', {for: id, class: unseen ? 'unseen' : undefined}, label),
    bareField(field),
    trouble && el('p', {id: `${id}-trouble`, class: 'alarm', role: 'alert', key: 'trouble',
      'data-test': test.replace(/^field/, 'trouble')}, trouble),
    hint && el('p', {id: `${id}-hint`, class: 'quiet', key: 'hint'}, hint));
}

/**
 * The field without its label, for places that put the label elsewhere.
 * @param {TextField} field
 */
export function bareField({id, test, value, input, send, cancel, rows, type = 'text', hint,
  trouble, focused = false, more = {}}) {
  const props = {id, key: id, value, 'data-test': test, dir: 'auto',
    'aria-describedby': [trouble && `${id}-trouble`, hint && `${id}-hint`].filter(Boolean).join(' ')
      || undefined,
    'aria-invalid': trouble ? 'true' : undefined,
    oninput: (/** @type {any} */ event) => input(event.target.value),
    onkeydown: (/** @type {KeyboardEvent} */ event) => pressed(event, send, cancel),
    made: focused ? takeFocus : undefined, ...more};
  return rows ? el('textarea', {rows, ...props}) : el('input', {type, ...props});
}

/**
 * A key that belongs to a composition (as of Japanese, or an accent) is not for us.
 * @param {KeyboardEvent} event @param {(() => any)|undefined} send
 * @param {(() => any)|undefined} cancel
 */
function pressed(event, send, cancel) {
  if (event.isComposing || event.keyCode === 229) return;
  const act = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.repeat ? send
    : event.key === 'Escape' ? cancel : undefined;
  if (!act) return;
  event.preventDefault();
  act();
}

/** @param {any} node */
function takeFocus(node) {
  queueMicrotask(() => {
    node.focus();
    node.setSelectionRange?.(node.value.length, node.value.length);
  });
}

/** How high a field is drawn for which text. @type {WeakMap<HTMLElement, string>} */
const grown = new WeakMap();

/**
 * Makes a field as high as its text, up to a third of the window. For the prop `drawn`.
 * @param {HTMLTextAreaElement} node
 */
export function grow(node) {
  if (grown.get(node) === node.value) return;
  const high = () => {
    node.style.height = 'auto';
    node.style.height = `${Math.min(node.scrollHeight + 3, innerHeight / 3)}px`;
  };
  const isNew = !grown.has(node);
  grown.set(node, node.value);
  if (isNew) queueMicrotask(high); // it is not in the document yet
  else high();
}
