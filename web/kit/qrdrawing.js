// @ts-check
import {el} from './dom.js';
import {encode} from './qr.js';
import {t} from '../i18n/index.js';

/** Draws a text as a QR code. @param {string} text */
export function qrDrawing(text) {
  const modules = encode(text);
  const size = modules.length;
  const path = modules.flatMap((row, y) =>
    row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return el('svg', {class: 'qr', viewBox: `-4 -4 ${size + 8} ${size + 8}`, role: 'img',
    'aria-label': t('invite.qr'), 'shape-rendering': 'crispEdges', 'data-test': 'qr'},
  el('path', {d: path}));
}
