// @ts-check
import {emptyPage, window} from './dom.js';

/** An event as a browser of these elements makes it. @param {string} type @param {any} [init] */
export function event(type, init = {}) {
  const Kind = type.startsWith('key') ? window.KeyboardEvent
    : type === 'click' ? window.MouseEvent : window.Event;
  return new Kind(type, {bubbles: true, cancelable: true, ...init});
}

/**
 * Puts an element of the page into the empty document.
 * @param {string} name @param {any} [props] @returns {any}
 */
export function show(name, props = {}) {
  const view = Object.assign(document.createElement(name), props);
  emptyPage().append(view);
  return view;
}

/**
 * Types into a field as a person does: the whole text, then the event.
 * @param {any} field @param {string} text
 */
export function type(field, text) {
  field.focus();
  field.value = text;
  field.dispatchEvent(event('input'));
}

/**
 * Runs with `console.error` kept aside, and returns what was said there.
 * @param {() => any} act
 */
export async function errorsIn(act) {
  const {error} = console;
  /** @type {any[]} */
  const said = [];
  console.error = (...words) => said.push(words);
  try {
    await act();
  } finally {
    console.error = error;
  }
  return said;
}
