// @ts-check
import {el} from './dom.js';
import {refreshDialogs, show} from './dialogs.js';
import {has, t} from '../i18n/index.js';
import {button} from './pieces.js';

/** What the server says of its backups, once it has been asked. @type {(() => string|null)|undefined} */
let remains;

/** Whether it could be asked last time. */
let isKnown = true;

/** Asks for it. Nobody has to wait for these words before a meeting, so they are fetched here. */
export async function askRemains() {
  try {
    remains = await (await import('../report/reporting.js')).remains();
    isKnown = true;
  } catch (problem) {
    console.warn('it is not known for how long backups are kept', problem);
    isKnown = false;
  }
}

/** The sentence about backups, if the server has said that there is one. */
export function remainsWords() {
  return remains?.() ?? null;
}

/** «Hoe veilig is dit?»: the whole promise and its limits. */
export function showSafety() {
  askRemains().then(refreshDialogs);
  show({key: 'safety', title: () => t('safe.title'), content: () => [
    el('h3', {}, t('safe.promise.title')),
    el('p', {class: 'promise', 'data-test': 'promise'}, t('safe.promise')),
    el('h3', {}, t('safe.does')),
    el('ul', {class: 'bullets'}, numbered('safe.does').map((words) => el('li', {}, words)), remaining()),
    el('h3', {}, t('safe.not')),
    el('ul', {class: 'bullets'}, numbered('safe.not').map((words) => el('li', {}, words))),
  ]});
}

/** The sentence about backups, if there is one; that it could not be asked, if nothing is known. */
function remaining() {
  const words = remainsWords() ?? (isKnown ? null : t('problem.offline'));
  return words && el('li', {'data-test': 'remains'}, words);
}

/** A quiet way to it. @param {string} [label] */
export function safetyButton(label) {
  return button(label ?? t('safe.title'), showSafety,
    {class: 'link', 'data-test': 'safety', key: 'safety'});
}

/** All texts `KEY.1`, `KEY.2`, … @param {string} key */
export function numbered(key) {
  const texts = [];
  for (let n = 1; has(`${key}.${n}`); n += 1) texts.push(t(`${key}.${n}`));
  return texts;
}
