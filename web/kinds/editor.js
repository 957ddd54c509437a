// @ts-check
import {el} from '../kit/dom.js';
import {setUnsent, unsent} from '../kit/drafts.js';
import {backTo, edit} from '../kit/editing.js';
import {idOf} from '../kit/ids.js';
import {button, explain, nameAt, wrong} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {pick, t} from '../i18n/index.js';
import {fieldsOf} from './parts.js';
/** @import {Client} from '../core/client.js' */
/** @import {Now} from '../kit/now.js' */
/** @import {Input} from '../core/types.js' */

/** Where what is being changed is kept. @param {string} item @param {string} part */
function draftOf(item, part) {
  return `edit ${item}/${part}`;
}

/**
 * Texts that somebody began to change and neither saved nor let go, with what their parts are now.
 * @param {Client} client @returns {{item: string, parts: {id: string, draft: string, text: string}[]}[]}
 */
export function begun({drafts}) {
  const parts = Object.entries(drafts).flatMap(([draft, text]) => {
    const [, item, id] = /^edit (.+)\/(.*)$/.exec(draft) ?? [];
    return item ? [{item, part: {id, draft, text}}] : [];
  });
  return [...new Set(parts.map(({item}) => item))].map((item) => ({item,
    parts: parts.filter((one) => one.item === item).map(({part}) => part)}));
}

/**
 * The button that begins to change a text in its place.
 * @param {Now} now @param {Input} input @param {string} item @param {Record<string, any>} json
 * @param {string} [kind] a class
 */
export function editButton({client}, input, item, json, kind) {
  return button(t('edit'), () => {
      for (const {id} of fieldsOf(input)) client.setDraft(draftOf(item, id), String(json[id] ?? ''));
      setUnsent(client, draftOf(item, ''), {problem: ''});
      edit(client, item);
    }, {key: 'edit', class: kind, made: backTo(client, item),
      'data-test': 'edit', icon: 'write',
      'aria-label': nameAt(t('edit'), fieldsOf(input).map(({id}) => json[id] ?? '').join(' '))});
}

/**
 * Changes a text in its place.
 * @param {Now} now @param {Input} input @param {string} item @param {Record<string, any>} json
 */
export function editor({client}, input, item, json) {
  const name = draftOf(item, '');
  const done = () => {
    for (const {id} of fieldsOf(input)) client.setDraft(draftOf(item, id), '');
    edit(client, '');
  };
  const save = async () => {
    const {private: kept} = json;
    const written = fieldsOf(input).map(({id}) => [id, client.draft(draftOf(item, id)).trim()])
      .filter(([, text]) => text !== '');
    if (written.length === 0) return;
    try {
      await client.edit(item, {...Object.fromEntries(written), ...(kept ? {private: true} : {})});
      done();
    } catch (problem) {
      setUnsent(client, name, {problem: explain(problem)});
    }
  };
  return el('div', {class: 'stack grow', key: 'editor'},
    fieldsOf(input).map(({id, label}, n) => textField({id: idOf(draftOf(item, id)),
      label: label || pick(input.page.label) || t('edit'), unseen: label === '', test: 'field-edit',
      ...(id === 'due' ? {type: 'date'} : {rows: 3}), value: client.draft(draftOf(item, id)),
      input: (text) => client.setDraft(draftOf(item, id), text), send: save, cancel: done,
      focused: n === 0})),
    wrong(unsent(client, name).problem),
    el('div', {class: 'row'},
      button(t('save'), save, {'data-test': 'edit-save', icon: 'check'}),
      button(t('cancel'), done, {class: 'bare', 'data-test': 'edit-cancel'})));
}
