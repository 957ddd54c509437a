// @ts-check
import {View, el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hasNoteLine} from '../core/meeting.js';
import {Now} from '../kit/now.js';
import {bareField} from '../kit/textfield.js';
import {button} from '../kit/pieces.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** The id of the field while I hold the pen. */
const id = 'note-line';

/**
 * The one note line of a step, live for all, with one writer at a time: who holds the pen. Where the
 * step has none any more, what it says can be read.
 */
export class NoteLine extends View {
  /** @type {Client} */
  client;
  /** What I typed since I took the pen: it is sent in pieces, and comes back later than it is typed. */
  #typed = {step: '', text: ''};

  /** @override */
  content() {
    const now = new Now(this.client);
    const step = now.state.step ?? '';
    const text = this.client.note(step);
    const {pen} = now.state;
    const here = hasNoteLine(now.m);
    const mine = here && now.hasPen && text !== undefined;
    const may = here && !now.hasPen && !now.amOutside && !now.left;
    if (!mine) this.#typed = {step: '', text: ''};
    const label = t('note.mine');
    return el('section', {class: 'note-line', 'data-test': 'note-line'},
      el('div', {class: 'spread'},
        mine ? el('label', {for: id, class: 'quiet'}, label)
          : el('h2', {class: 'quiet'}, t('note.title')),
        el('span', {class: 'quiet'}, pen && !now.hasPen
          && t('note.pen', {name: now.name(pen)}))),
      mine
        ? bareField({id, label, test: 'field-note', rows: 2,
          value: this.#typed.step === step ? this.#typed.text : text,
          input: (words) => {
            this.#typed = {step, text: words};
            run(() => this.client.writeNote(words));
          }})
        : el('p', {class: 'words', key: 'read', dir: 'auto', 'data-test': 'note'}, text
          || el('span', {class: 'quiet'}, t('note.empty'))),
      may && button(t(pen ? 'note.takeover' : 'note.take'), () => takePen(this.client),
        {class: 'link', 'data-test': 'take-pen', key: 'pen', icon: 'write'}));
  }
}
customElements.define('kring-note', NoteLine);

/** Takes the pen and goes to the line. @param {Client} client */
export async function takePen(client) {
  if (!await run(() => client.takePen())) return;
  setTimeout(goToNote, 50);
}

/** Goes to the line, if I hold the pen. */
export function goToNote() {
  document.getElementById(id)?.focus();
}
