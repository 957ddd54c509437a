// @ts-check
import {free} from './free.js';
/** @import {Floor} from './index.js' */

/** The presenter tells. @type {Floor} */
export const presenter = {
  ...free,
  listens: true,
  dial: (now) => (now.presenter ? now.name(now.presenter) : ''),
  ready: 'main.ready',
};
