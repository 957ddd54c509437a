// @ts-check
import {el} from '../kit/dom.js';
import {isOpen, show} from '../kit/dialogs.js';
import {openNotes} from './notes.js';
import {Now} from '../kit/now.js';
import {tick} from '../kit/pieces.js';
import {showWhere} from './where.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Single signs work only after they were switched on: a screen reader and dictation need them. */
let letters = false;

/** What each of them does, as a key of the texts. @type {Record<string, string>} */
const single = {'?': 'keys.help', h: 'keys.h', n: 'keys.n', m: 'keys.m', w: 'keys.w'};

/** The keys there are. */
export function showKeys() {
  show({key: 'keys', title: () => t('keys.title'), content: () => [
    el('dl', {class: 'keys'}, [['Ctrl + Enter', 'keys.send'],
      ['Esc', 'keys.close']].map(([key, text]) => row(key, t(text)))),
    tick({name: 'letters', label: t('keys.letters'), checked: letters, change: (checked) => {
      letters = checked;
    }}),
    el('dl', {class: 'keys', key: 'letters'}, Object.entries(single).map(([key, text]) =>
      row(key, t(text)))),
  ]});
}

/** @param {string} key @param {string} text */
function row(key, text) {
  return el('div', {class: 'row', key}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, text));
}

/**
 * Listens to the keys of a meeting.
 * @param {Client} client @param {AbortSignal} signal
 */
export function listenToKeys(client, signal) {
  document.addEventListener('keydown', (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented
      || target.closest('input:not([type=checkbox], [type=radio]), textarea, select')) return;
    if (!letters || isOpen() || !client.state || !Object.hasOwn(single, event.key)) return;
    const now = new Now(client);
    const hand = now.presence.hands.some((/** @type {any} */ one) => one.member === now.me);
    if (event.key === '?') showKeys();
    if (event.key === 'h') client.hand(!hand);
    if (event.key === 'n') openNotes();
    if (event.key === 'w') showWhere(client);
    if (event.key === 'm') /** @type {any} */ (document.querySelector('.main-action'))?.click();
    event.preventDefault();
  }, {signal});
}
