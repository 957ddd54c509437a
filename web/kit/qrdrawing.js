// @ts-check
import {View, el} from './dom.js';
import {Part} from './part.js';
import {t} from '../i18n/index.js';

const encoder = new Part(() => import('./qr.js'));

/** A link as a QR code. */
export class QRCode extends View {
  link = '';
  /** What a screen reader is told that it is. */
  label = '';

  /** @override */
  content() {
    return encoder.shown(this, ({encode}) => drawing(encode(this.link), this.label),
      (failed) => el('p', {class: 'quiet'}, t(failed ? 'problem.offline' : 'wait')));
  }
}
customElements.define('kring-qr', QRCode);

/**
 * @param {boolean[][]} modules dark or light, row by row
 * @param {string} label
 */
function drawing(modules, label) {
  const size = modules.length;
  const path = modules.flatMap((row, y) =>
    row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return el('svg', {class: 'qr', viewBox: `-4 -4 ${size + 8} ${size + 8}`, role: 'img',
    'aria-label': label || t('invite.qr'), 'shape-rendering': 'crispEdges', 'data-test': 'qr'},
  el('path', {d: path}));
}
