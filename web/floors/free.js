// @ts-check
/** @import {Floor} from './index.js' */

/** Everybody talks as it comes. @type {Floor} */
export const free = {
  table: () => null,
  holds: () => false,
  dial: () => '',
  speaks: (now, name) => name,
  fills: () => false,
  hint: () => '',
  listens: false,
  noted: false,
  given: true,
  passes: false,
  asksUnspoken: false,
  lays: 'main.show',
  ready: 'main.done',
};
