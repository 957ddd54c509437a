// @ts-check
import {View, el} from '../kit/dom.js';
import {Part} from '../kit/part.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** What makes reports, copies without names and proofs of attendance, fetched when somebody may want one. */
export const reporting = new Part(() => import('./reporting.js'));

/** Buttons that keep the own report as a file. */
export class Downloads extends View {
  /** @type {Client} */
  client;

  /** @override */
  content() {
    return reporting.shown(this, ({downloads}) => downloads(this.client),
      (failed) => el('p', {class: 'quiet'}, t(failed ? 'problem.offline' : 'wait')));
  }
}
customElements.define('kring-downloads', Downloads);
