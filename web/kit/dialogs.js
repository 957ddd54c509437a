// @ts-check
import {View, el, guarded} from './dom.js';
import {t} from '../i18n/index.js';
import {button} from './pieces.js';

/**
 * @typedef {object} Shown
 * @property {string} key what makes it the same dialog
 * @property {() => string} title
 * @property {() => any} content asked anew whenever something changed
 * @property {() => void} [closed]
 */

/** The elements of dialogs, by key. @type {Map<string, HTMLDialogElement>} */
const nodes = new Map();

/** The open dialogs, one above the other. */
class Dialogs extends View {
  /** @type {Shown[]} */
  open = [];

  /** @override */
  content() {
    return this.open.map((shown) => el('dialog', {key: shown.key, 'data-test': `dialog-${shown.key}`,
      'aria-labelledby': `dialog-${shown.key}`,
      made: (/** @type {HTMLDialogElement} */ node) => {
        nodes.set(shown.key, node);
        queueMicrotask(() => {
          if (node.isConnected && !node.open) node.showModal();
        });
      },
      onclick: (/** @type {any} */ event) => {
        if (event.target.localName === 'dialog') event.target.close();
      },
      onclose: (/** @type {any} */ event) => {
        if (event.target.localName === 'dialog') forget(shown);
      }},
    el('div', {class: 'dialog-head'},
      el('h2', {id: `dialog-${shown.key}`, tabindex: -1, autofocus: true}, guarded(shown.title)),
      button('', () => hide(shown.key), {class: 'bare', 'aria-label': t('close'),
        'data-test': 'dialog-close', icon: 'close'})),
    el('div', {class: 'dialog-body stack'}, guarded(shown.content))));
  }
}
customElements.define('kring-dialogs', Dialogs);

/** @type {Dialogs|null} */
let dialogs = null;

/** Opens a dialog; one with the same key that is open already is replaced. @param {Shown} shown */
export function show(shown) {
  dialogs ??= /** @type {Dialogs} */ (document.body.appendChild(
    document.createElement('kring-dialogs')));
  dialogs.open = [...dialogs.open.filter((one) => one.key !== shown.key), shown];
  dialogs.render();
}

/** Closes a dialog if it is open, and gives the focus back. @param {string} key */
export function hide(key) {
  const node = nodes.get(key);
  if (node?.isConnected) node.close();
}

/** Closes all dialogs. */
export function hideAll() {
  for (const shown of [...dialogs?.open ?? []].reverse()) hide(shown.key);
}

/** Says whether a dialog is open. @param {string} [key] */
export function isOpen(key) {
  return Boolean(dialogs?.open.some((one) => key === undefined || one.key === key));
}

/** Renders the open dialogs again, because something changed. */
export function refreshDialogs() {
  dialogs?.update();
}

/** @param {Shown} shown */
function forget(shown) {
  if (!dialogs) return;
  dialogs.open = dialogs.open.filter((one) => one !== shown);
  dialogs.render();
  shown.closed?.();
}

/**
 * Asks before something happens that cannot be taken back.
 * @param {{key: string, title: string, words: string, answers: {label: string, press: () => void,
 *   kind?: string, test?: string}[], no?: string}} question `no`: the words on what changes nothing
 */
export function askFirst({key, title, words, answers, no = t('cancel')}) {
  show({key, title: () => title, content: () => [
    el('p', {}, words),
    el('div', {class: 'stack'}, answers.map((answer, n) => button(answer.label, () => {
        hide(key);
        answer.press();
      }, {key: n, class: answer.kind, 'data-test': answer.test ?? `answer-${n}`})),
    button(no, () => hide(key), {key: 'no', class: 'bare', 'data-test': 'answer-no'})),
  ]});
}

let toastTimer = 0;

/**
 * Says shortly that something was done or was not.
 * @param {string} words
 * @param {{said?: boolean}} [how] `said`: whether a screen reader hears it from here
 */
export function toast(words, {said = true} = {}) {
  let node = document.querySelector('.toast');
  if (!node) {
    node = document.createElement('p');
    node.className = 'toast';
    node.setAttribute('role', 'status');
    node.setAttribute('data-test', 'toast');
    // Whoever has read it can have it away: by a press, or with Escape.
    node.addEventListener('click', hideToast);
    addEventListener('keydown', ({key}) => key === 'Escape' && hideToast());
    document.body.append(node);
  }
  /** @type {HTMLElement} */ (node).hidden = false;
  node.setAttribute('aria-live', said ? 'polite' : 'off');
  node.textContent = words;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(hideToast, Math.min(6000, 1500 + 50 * words.length));
}

function hideToast() {
  document.querySelector('.toast')?.setAttribute('hidden', '');
}
