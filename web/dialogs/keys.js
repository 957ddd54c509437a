// @ts-check
import {el} from '../kit/dom.js';
import {isOpen, show, toast} from '../kit/dialogs.js';
import {openNotes} from './notes.js';
import {Now} from '../kit/now.js';
import {tick} from '../kit/pieces.js';
import {whereAreWe} from './where.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Single letters work only after they were switched on: a screen reader and dictation need them. */
let letters = false;

const single = ['h', 'n', 'm', 'w'];

/** The keys there are. */
export function showKeys() {
  show({key: 'keys', title: () => t('keys.title'), content: () => [
    el('dl', {class: 'keys'}, [['?', 'keys.help'], ['Ctrl + Enter', 'keys.send'],
      ['Esc', 'keys.close']].map(([key, words]) => row(key, t(words)))),
    tick({name: 'letters', label: t('keys.letters'), checked: letters, change: (checked) => {
      letters = checked;
    }}),
    el('dl', {class: 'keys', key: 'letters'}, single.map((key) => row(key, t(`keys.${key}`)))),
  ]});
}

/** @param {string} key @param {string} words */
function row(key, words) {
  return el('div', {class: 'row', key}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, words));
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
    if (event.key === '?') return showKeys();
    if (!letters || isOpen() || !client.state || !single.includes(event.key)) return;
    const now = new Now(client);
    const hand = now.presence.hands.some((/** @type {any} */ one) => one.member === now.me);
    if (event.key === 'h') client.hand(!hand);
    if (event.key === 'n') openNotes();
    if (event.key === 'w') toast(whereAreWe(now));
    if (event.key === 'm') /** @type {any} */ (document.querySelector('.main-action'))?.click();
    event.preventDefault();
  }, {signal});
}
