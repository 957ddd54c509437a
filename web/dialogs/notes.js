// @ts-check
import {el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {textField} from '../kit/textfield.js';
import {haltNote} from '../core/meeting.js';
import {t} from '../i18n/index.js';

/** @type {any} */
let client = null;

/** Says whose notes «Mijn notities» opens. @param {any} current */
export function notesOf(current) {
  client = current;
}

/** «Mijn notities»: private, on this device, kept for the own report. */
export function openNotes() {
  show({key: 'notes', title: () => t('notes.title'), content: () => {
    const now = new Now(client);
    return [
      notePad(now, 'dialog'),
      notesOfOthers(now).length > 0 && el('details', {key: 'earlier', 'data-test': 'earlier'},
        el('summary', {}, t('notes.earlier')),
        notesOfOthers(now).map(({step, title, words}) => [
          el('h3', {class: 'quiet', key: `t-${step}`}, title),
          el('p', {class: 'words', key: `w-${step}`, dir: 'auto'}, words)])),
    ];
  }});
}

/** The private field of the current step. @param {Now} now @param {string} place */
export function notePad(now, place) {
  const step = now.state.step ?? 'lobby';
  return textField({id: `notes-${place}-${step}`, test: 'field-notes', label: t('notes.label'),
    hint: t('notes.hint'), rows: place === 'dialog' ? 6 : 4, value: now.client.privateNote(step),
    input: (text) => now.client.setPrivateNote(step, text)});
}

/**
 * My notes of other steps, those of two cases apart, and the line of «Even stilstaan».
 * @param {Now} now
 * @returns {{step: string, title: string, words: string}[]}
 */
function notesOfOthers(now) {
  const others = now.plan.steps.filter((step) => step.id !== now.state.step).map((step) => ({step: step.id,
    title: [now.titleOf(step), now.plan.cases > 1 && step.case
      && t('steps.case', {case: step.case})].filter(Boolean).join(' · '),
    words: now.client.privateNote(step.id)}));
  return [...others, {step: haltNote, title: t('halt.keep'), words: now.client.privateNote(haltNote)}]
    .filter(({words}) => words !== '');
}
