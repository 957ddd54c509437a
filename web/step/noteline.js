// @ts-check
import {View, el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hasNoteLine} from '../core/meeting.js';
import {joined, partsOf} from '../core/noteparts.js';
import {noteName} from '../core/refused.js';
import {Now} from '../kit/now.js';
import {button} from '../kit/pieces.js';
import {bareField} from '../kit/textfield.js';
import {pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** The id of the first field while I hold the pen. */
const id = 'note-line';

/**
 * The one note line of a step, live for all, with one writer at a time: who holds the pen. It has what the
 * method calls its parts, beside each other. Where the step has none any more, what it says can be read.
 */
export class NoteLine extends View {
  /** @type {Client} */
  client;
  /**
   * What I typed since I took the pen: it is sent in pieces, and comes back later than it is typed.
   * @type {{step: string, parts: string[]}}
   */
  #typed = {step: '', parts: []};

  /** What an earlier page could not send is sent. @override */
  begin() {
    const now = new Now(this.client);
    const text = this.client.draft(`${noteName}${now.state.step}`);
    if (text && now.hasPen) run(() => this.client.writeNote(text));
  }

  /** @override */
  content() {
    const now = new Now(this.client);
    const step = now.state.step ?? '';
    const text = this.client.note(step);
    const {pen} = now.state;
    const here = hasNoteLine(now.m);
    const mine = here && now.hasPen && text !== undefined;
    const may = here && !now.hasPen && !now.amOutside && !now.left;
    if (!mine) this.#typed = {step: '', parts: []};
    const {label, fields = []} = now.step?.page.notes || {};
    const title = pick(label) || t('note.title');
    const parts = fields.map((/** @type {any} */ field) => pick(field.label));
    // As long as there is nothing to read, it is one line.
    const empty = !mine && !text;
    return el('section', {class: empty ? 'note-line empty' : 'note-line', 'data-test': 'note-line'},
      el('div', {class: 'spread'},
        mine && parts.length === 0 ? el('label', {for: id, class: 'quiet'}, label ? title : t('note.mine'))
          : el('h2', {class: 'quiet'}, title),
        el('span', {class: 'quiet'}, pen && (now.hasPen ? label && t('note.mine')
          : t('note.pen', {name: now.name(pen)})))),
      empty ? null : parts.length > 0 ? el('div', {class: 'columns', key: 'columns'},
        parts.map((/** @type {string} */ part, /** @type {number} */ n) =>
          el('div', {class: 'field', key: n}, mine ? this.#field(step, text, parts, n)
            : read(part, partsOf(text ?? '', parts.length)[n]))))
        : mine ? this.#field(step, text, [''], 0) : read('', text ?? ''),
      may && button(t(pen ? 'note.takeover' : 'note.take'), () => takePen(this.client),
        {'class': 'link', 'data-test': 'take-pen', 'key': 'pen', 'icon': 'write'}));
  }

  /**
   * One part to write in; the line is sent whole.
   * @param {string} step @param {string} text @param {string[]} labels @param {number} n
   */
  #field(step, text, labels, n) {
    const count = labels.length;
    const latest = this.client.draft(`${noteName}${step}`) || text;
    const there = count === 1 ? [latest] : partsOf(latest, count);
    const known = () => (this.#typed.step === step ? this.#typed.parts : there);
    const here = n === 0 ? id : `${id}-${n}`;
    const label = labels[n] || t('note.mine');
    return [labels[n] && el('label', {for: here, key: 'label'}, label),
      bareField({id: here, label, test: n === 0 ? 'field-note' : `field-note-${n}`, rows: 2,
        value: known()[n] ?? '', input: (words) => {
          const parts = known().map((part, place) => (place === n ? words : part));
          this.#typed = {step, parts};
          run(() => this.client.writeNote(count === 1 ? words : joined(parts)));
        }})];
  }
}
customElements.define('kring-note', NoteLine);

/** A part to read. @param {string} label @param {string} text */
function read(label, text) {
  return [label && el('h3', {class: 'quiet', key: 'label'}, label),
    el('p', {class: 'words', key: 'read', dir: 'auto', 'data-test': 'note'}, text
      || el('span', {class: 'quiet'}, t('note.empty')))];
}

/** Takes the pen and goes to the line. @param {Client} client */
export async function takePen(client) {
  if (!await run(() => client.takePen())) return;
  setTimeout(goToNote, 50);
}

/** Goes to the line, if I hold the pen. */
export function goToNote() {
  document.getElementById(id)?.focus();
}
