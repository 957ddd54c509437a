// @ts-check
import {View, el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {run} from '../kit/act.js';
import {hasNoteLine} from '../core/meeting.js';
import {Now} from '../kit/now.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * The one note line of a step, live for all, with one writer at a time: who holds the pen. Where the
 * step has none any more, what it says can be read.
 */
export class NoteLine extends View {
  /** @type {Client} */
  client;

  /** @override */
  content() {
    const now = new Now(this.client);
    const step = now.state.step ?? '';
    const text = this.client.note(step);
    const {pen} = now.state;
    const id = 'note-line';
    const here = hasNoteLine(now.m);
    const mine = here && now.hasPen && text !== undefined;
    const may = here && !now.hasPen && !now.amOutside && !now.left;
    return el('section', {class: 'note-line', 'data-test': 'note-line'},
      el('div', {class: 'spread'},
        mine ? el('label', {for: id, class: 'quiet'}, t('note.mine'))
          : el('h2', {class: 'quiet'}, t('note.title')),
        el('span', {class: 'quiet'}, pen && !now.hasPen
          && t('note.pen', {name: now.name(pen)}))),
      mine
        ? el('textarea', {id, key: `write-${step}`, text, rows: 2, 'data-test': 'field-note',
          oninput: (/** @type {any} */ event) => {
            const words = event.target.value;
            run(() => this.client.writeNote(words));
            this.dispatchEvent(new Event('typing', {bubbles: true}));
          }})
        : el('p', {class: 'words', key: 'read', 'data-test': 'note'}, text
          || el('span', {class: 'quiet'}, t('note.empty'))),
      may && el('button', {type: 'button', class: 'link', 'data-test': 'take-pen',
        key: 'pen', onclick: () => takePen(this.client)}, icon('write'), ' ',
      t(pen ? 'note.takeover' : 'note.take')));
  }
}
customElements.define('kring-note', NoteLine);

/** Takes the pen and goes to the line. @param {Client} client */
export async function takePen(client) {
  if (!await run(() => client.takePen())) return;
  setTimeout(() => {
    /** @type {HTMLElement|null} */ (document.querySelector('[data-test=field-note]'))?.focus();
  }, 50);
}
