// @ts-check
import {el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {field} from '../kit/pieces.js';
import {t} from '../i18n/index.js';

/** @type {any} */
let client = null;

/** Says whose notes «Notitie» opens. @param {any} current */
export function notesOf(current) {
  client = current;
}

/** «Mijn notities»: private, on this device, kept for the own report. */
export function openNotes() {
  show({key: 'notes', title: () => t('notes.title'), content: () => {
    const now = new Now(client);
    return [
      notePad(now, 'dialog'),
      Object.keys(notesBySteps(now)).length > 0 && el('details', {key: 'earlier'},
        el('summary', {}, t('notes.earlier')),
        Object.entries(notesBySteps(now)).map(([title, words]) => [
          el('h3', {class: 'quiet', key: `t-${title}`}, title),
          el('p', {class: 'words', key: `w-${title}`}, words)])),
    ];
  }});
}

/** The private field of the current step. @param {Now} now @param {string} place */
export function notePad(now, place) {
  const step = now.state.step ?? 'lobby';
  return field({name: `notes-${place}-${step}`, label: t('notes.label'), hint: t('notes.hint'),
    rows: place === 'dialog' ? 6 : 4, text: now.client.privateNote(step),
    more: {'data-test': 'field-notes'},
    input: (event) => now.client.setPrivateNote(step, event.target.value)});
}

/** @param {Now} now @returns {Record<string, string>} */
function notesBySteps(now) {
  return Object.fromEntries(now.plan.steps.filter((step) => step.id !== now.state.step)
    .map((step) => [now.titleOf(step), now.client.privateNote(step.id)])
    .filter(([, words]) => words));
}
