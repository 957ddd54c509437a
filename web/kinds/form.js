// @ts-check
import {el} from '../kit/dom.js';
import {sendDrafts, setUnsent, unsent} from '../kit/drafts.js';
import {idOf} from '../kit/ids.js';
import {draftOf} from '../kit/now.js';
import {t} from '../i18n/index.js';
import {tick, wrong} from '../kit/pieces.js';
import {roomLeft} from '../kit/roomleft.js';
import {bareField} from '../kit/textfield.js';
import {inputsFor} from '../core/meeting.js';
import {promiseOf} from './cards.js';
import {promptOf} from './casekind.js';
import {signOf} from './lenses.js';
import {fieldsOf} from './parts.js';
import {kindOf} from './registry.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/**
 * The drafts of a place on the table, a text or its parts. Until «Laat zien» they stay on the device.
 * @param {{step: string, input: import('../core/types.js').Input}} place
 */
export function draftsOf({step, input}) {
  // Those of the presenter are the same for each case, so that a case can be prepared.
  const part = (/** @type {string} */ id) => (input.page.fields ? id : undefined);
  return fieldsOf(input).map(({id, label}) => ({id, label, draft: input.by === 'presenter'
    ? draftOf(step, input.id, part(id))
    : ['field', [step, input.id, part(id)].filter(Boolean).join('/')].join(' ')}));
}

/**
 * The fields of a text that is written on the table.
 * @param {Now} now @param {Place} place
 */
export function form(now, place) {
  const {client} = now;
  const {input, set, step} = place;
  const drafts = draftsOf(place);
  const one = drafts.length === 1;
  const label = promptOf(now, input, step);
  const state = unsent(client, drafts[0].draft);
  const promise = idOf('promise', place.path);
  return el('div', {class: 'stack form', key: `fields-${place.path}`},
    el(one ? 'div' : 'fieldset', {class: one ? 'field' : 'sheet fields'},
      !one && el('legend', {class: 'label'}, signOf(input), label),
      drafts.map(({id, label: part, draft}) => el('div', {class: 'field', key: draft},
        el('label', {for: idOf('draft', draft)}, part || label),
        bareField({id: idOf('draft', draft), label: part || label,
          test: `field-${input.id}${input.page.fields ? `-${id}` : ''}`,
          ...(id === 'due' ? {type: 'date'} : {rows: 2}), value: client.draft(draft),
          input: (text) => client.setDraft(draft, text), send: () => sendForm(now, place),
          more: set ? {'aria-describedby': promise} : {}}))),
      roomLeft(drafts.map(({draft}) => client.draft(draft)).join('')),
      hasText(now, place) && tick({name: `form-private-${input.id}`, label: t('write.private'),
        checked: state.private,
        change: (checked) => setUnsent(client, drafts[0].draft, {private: checked})})),
    wrong(state.problem),
    set && el('div', {id: promise, key: 'promise'}, promiseOf(now, {named: set.named,
      byPresenter: input.by === 'presenter', again: !isFirst(now, place)})));
}

/**
 * Whether no other text that lies closed is asked for above this one: the whole promise stands there.
 * @param {Now} now @param {Place} place
 */
function isFirst(now, {path, set}) {
  const first = inputsFor(now.m).find((one) => one.may && one.left > 0 && one.set?.named === set?.named
    && kindOf(one.input).cards && !kindOf(one.input).below(one));
  return first?.path === path;
}

/** Whether something is in the fields of a place. @param {Now} now @param {Place} place */
export function hasText({client}, place) {
  return draftsOf(place).some(({draft}) => client.draft(draft).trim() !== '');
}

/** Sends what is in the fields of a place. @param {Now} now @param {Place} place */
export async function sendForm({client}, place) {
  const parts = draftsOf(place).map(({id, draft}) => ({id, draft, text: client.draft(draft).trim()}))
    .filter(({text}) => text !== '');
  if (parts.length === 0) return;
  const name = draftsOf(place)[0].draft;
  const json = {...Object.fromEntries(parts.map(({id, text}) => [id, text])),
    ...(unsent(client, name).private ? {private: true} : {})};
  await sendDrafts(client, name, parts, () => (place.set ? client.addCard(place.set.set, json)
    : client.addItem(place.input.id, json)));
}
