// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {begun} from '../kinds/editor.js';
import {draftsOf} from '../kinds/form.js';
import {button} from '../kit/pieces.js';
import {unsent} from '../kit/drafts.js';
import {isEdited} from '../kit/editing.js';
import {copy} from '../kit/save.js';
import {ask} from './asks.js';
import {fieldDraft} from './writing.js';
import {caseOf, hasNoteLine, inputsFor} from '../core/meeting.js';
import {noteName, refusedName} from '../core/refused.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Now} from '../kit/now.js' */
/** @import {Step, Input} from '../core/types.js' */

/** @typedef {{drafts: string[], step: string, text: string, problem: string}} Left a text that nobody was shown */

/**
 * Texts that were not shared and have no field any more, since their step ended, their cards were opened
 * or as much as may be is there: they are not lost. Why one was refused is said with it.
 * @param {Now} now
 */
export function behind(now) {
  const {client} = now;
  return leftBehind(now).map(({drafts, step, text, problem}) => {
    const forget = () => drafts.forEach((draft) => client.setDraft(draft, ''));
    const note = () => {
      const place = now.state.step ?? step;
      client.setPrivateNote(place, [client.privateNote(place), text].filter(Boolean).join('\n'));
      forget();
    };
    return ask(`draft-${drafts[0]}`, [t('behind'), el('span', {class: 'words'}, ` «${text}»`),
      problem && ` ${problem}`], [
      button(t('behind.copy'), () => run(async () => copy(text, t('behind.copied')))),
      button(t('behind.note'), note), button(t('behind.forget'), forget, {class: 'bare'})]);
  });
}

/**
 * What is still in fields that are not there any more, once for each field: the drafts of the presenter
 * are the same for each case.
 * @param {Now} now @returns {Left[]}
 */
function leftBehind(now) {
  const open = inputsFor(now.m).filter(({may, left}) => may && left > 0).map(({input}) => input);
  const all = now.plan.steps.filter((step) => now.state.visited.includes(step.id))
    .flatMap((step) => step.inputs.filter((input) => !open.includes(input)).flatMap((input) =>
      [[{id: 'text', draft: fieldDraft(step.id, input.id)}],
        isMine(now, step, input) ? draftsOf({step: step.id, input}) : []]
        .flatMap((fields) => leftIn(now.client, step, fields))));
  return [...new Map(all.map((left) => [left.drafts[0], left])).values(), ...withoutField(now), ...changes(now)];
}

/**
 * What was refused after the page had been loaded again, and note lines that I did not get written before
 * the step ended or somebody else took the pen.
 * @param {Now} now @returns {Left[]}
 */
function withoutField({client, state, m, hasPen}) {
  return Object.entries(client.drafts).flatMap(([draft, text]) => {
    const isNote = draft.startsWith(noteName);
    if (!isNote && !draft.startsWith(refusedName)) return [];
    const step = isNote ? draft.slice(noteName.length) : state.step ?? state.visited.at(-1) ?? '';
    const isWritten = isNote && step === state.step && hasPen && hasNoteLine(m);
    return isWritten ? [] : [{drafts: [draft], step, text, problem: ''}];
  });
}

/**
 * Changes of a text that can be changed there no more, or not since the page was loaded again.
 * @param {Now} now @returns {Left[]}
 */
function changes({client, state, m}) {
  const own = state.sets.filter((set) => set.state === 'closed').flatMap((set) => m.ownCards(set.set));
  return begun(client).flatMap(({item, parts}) => {
    const card = own.find((one) => one.item === item);
    const live = state.items.find((one) => one.item === item);
    const isThere = card || (live && live.set === undefined && live.step === state.step);
    const json = card?.json ?? (live && client.text(live));
    if ((isThere && isEdited(client, item)) || parts.every(({id, text}) => json?.[id] === text)) return [];
    return [{drafts: parts.map(({draft}) => draft), step: live?.step ?? state.step ?? '',
      text: parts.map(({text}) => text).join(' · '), problem: ''}];
  });
}

/**
 * What is left in the fields of one text, if it is more than a date.
 * @param {Client} client @param {Step} step @param {{id: string, draft: string}[]} fields @returns {Left[]}
 */
function leftIn(client, step, fields) {
  const parts = fields.map(({id, draft}) => ({id, draft, text: client.draft(draft).trim()}))
    .filter(({text}) => text !== '');
  if (parts.every(({id}) => id === 'due')) return [];
  return [{drafts: parts.map(({draft}) => draft), step: step.id,
    text: parts.map(({text}) => text).join(' · '), problem: unsent(client, fields[0].draft).problem}];
}

/**
 * Whether what was written at a place is of this meeting: a text of the presenter may as well be prepared
 * for a case that is still to come.
 * @param {Now} now @param {Step} step @param {Input} input
 */
function isMine({m, me, state, step: current}, step, {by}) {
  if (by !== 'presenter') return true;
  const presents = caseOf(m, step)?.presenter === me;
  return presents && (state.purge_ms !== undefined || step.case === current?.case);
}
