// @ts-check
import {t} from '../i18n/index.js';
import {free} from './free.js';
/** @import {Floor} from './index.js' */

/** Silence: everybody writes. @type {Floor} */
export const nobody = {
  ...free,
  dial: () => t('dial.silence'),
  given: false,
  lays: 'main.lay',
};
