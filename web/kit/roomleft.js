// @ts-check
import {el} from './dom.js';
import {allowedBytes} from '../seal/envelope.js';
import {t} from '../i18n/index.js';

/** From how little room on it is said: about five lines. */
const soon = 400;

/** How much can still be written, once little can: before it is refused, not after. @param {string} text */
export function roomLeft(text) {
  if (text.length * 3 < allowedBytes - soon) return null; // no character takes more bytes
  const left = allowedBytes - new TextEncoder().encode(JSON.stringify({text, private: true})).length;
  if (left > soon) return null;
  return el('p', {class: left < 0 ? 'alarm' : 'quiet', key: 'room', 'data-test': 'room'},
    t(left < 0 ? 'write.over' : 'write.left', {n: Math.abs(left)}));
}
