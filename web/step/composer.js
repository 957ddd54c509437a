// @ts-check
import {el} from '../kit/dom.js';
import {sendDrafts, setUnsent, unsent} from '../kit/drafts.js';
import {tick, wrong} from '../kit/pieces.js';
import {idOf} from '../kit/ids.js';
import {roomLeft} from '../kit/roomleft.js';
import {bareField, grow} from '../kit/textfield.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * @typedef {object} Writing what is written in the field at the foot, and where it goes
 * @property {string} draft the name under which the unsent text is kept on the device
 * @property {string} label
 * @property {any} [promise] what stands under the field
 * @property {(json: Record<string, any>) => Promise<any>} send
 * @property {(text: string) => string} [help] a hint to the writer alone, or ''
 */

/** The field at the foot of the screen. @param {Client} client @param {Writing} writing */
export function composer(client, writing) {
  const {draft, label, promise, help} = writing;
  const id = idOf('write', draft);
  const text = client.draft(draft);
  const hint = help?.(text) ?? '';
  const {private: kept, problem} = unsent(client, draft);
  return el('div', {class: 'field composer', key: id, 'data-test': 'composer'},
    el('label', {for: id}, label),
    el('div', {class: 'row fill'}, bareField({id, label, test: 'field-compose', rows: 1,
      value: text, input: (words) => client.setDraft(draft, words),
      send: () => sendWriting(client, writing),
      more: {'aria-describedby': `${id}-promise`, 'drawn': grow}})),
    roomLeft(text),
    el('div', {id: `${id}-promise`, key: 'promise', class: 'stack'}, promise),
    hint && el('p', {class: 'quiet', role: 'status', key: 'help', 'data-test': 'help'},
      el('b', {class: 'presenter-word'}, hint), ' ', t('help.private')),
    text !== '' && tick({name: `private-${draft}`, label: t('write.private'), checked: kept,
      change: (checked) => setUnsent(client, draft, {private: checked})}),
    wrong(problem));
}

/** Goes to the field: the one at the foot, else the first on the table. */
export function goToField() {
  const field = document.querySelector('.composer textarea')
    ?? document.querySelector('.table .form textarea');
  /** @type {HTMLElement|null} */ (field)?.focus();
}

/** Sends what is in the field. @param {Client} client @param {Writing} writing */
export async function sendWriting(client, {draft, send}) {
  const text = client.draft(draft).trim();
  if (text === '') return;
  const json = {text, ...(unsent(client, draft).private ? {private: true} : {})};
  await sendDrafts(client, draft, [{draft, text}], () => send(json));
}
