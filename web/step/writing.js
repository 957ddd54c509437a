// @ts-check
import {promiseOf} from '../kinds/cards.js';
import {choiceOf, isOfChoice, mayPropose} from '../kinds/choosing.js';
import {hasText as hasFormText, sendForm} from '../kinds/form.js';
import {kindOf} from '../kinds/index.js';
import {sendWriting} from './composer.js';
import {floorOf, inputsFor, isNext, nextOf} from '../core/meeting.js';
import {questionHelp} from '../core/questionhelp.js';
import {language, pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/**
 * What the main button can send.
 * @typedef {object} Written
 * @property {boolean} open whether a field of my own, at the foot or on the table, can be filled
 * @property {boolean} below whether something is in the field at the foot
 * @property {boolean} above whether something is in a field on the table
 * @property {boolean} closed whether what it sends, or would send once something is there, lies closed
 * @property {number} texts how many texts it sends
 * @property {() => Promise<any>} send sends all that is there
 */

/**
 * Where the unsent text of the field below is kept.
 * @param {string} step @param {string} input
 */
export function fieldDraft(step, input) {
  return `field ${step}/${input}`;
}

/** The inputs of this step that I can write to in the field below. @param {Now} now */
export function writable(now) {
  const {step} = now;
  if (!step || now.amOutside || now.state.halted) return [];
  return inputsFor(now.m).filter((place) => place.may && place.left > 0
    && kindOf(place.input).below(place)
    && (!step.settles || place.input !== choiceOf(now).proposal || mayPropose(now)));
}

/**
 * What the one field below is for in this step, if there is anything for me to write there.
 * @param {Now} now @param {string} [chosen] the input, where there are several
 * @returns {import('./composer.js').Writing | null}
 */
export function writingOf(now, chosen) {
  const {step, client} = now;
  const field = fieldOf(now, chosen);
  if (!field || !step) return null;
  const {input, set} = field;
  // Who has laid a card sees it above: what the next field says is short, to leave it in sight.
  const again = Boolean(set && client.ownCards(set.set).length > 0);
  return {
    draft: fieldDraft(field.step, input.id),
    label: again ? t('write.again') : pick(input.page.label),
    promise: set && promiseOf(now, {named: set.named, byPresenter: input.by === 'presenter', again}),
    // Where facts are asked for, a short closed question is a good one.
    help: input.page.help === 'open' ? hintOf(now, field) : undefined,
    send: async (json) => {
      if (set) return client.addCard(set.set, json);
      if (!floorOf(step).asks || now.isPresenter) return client.addItem(input.id, json);
      const item = client.newId();
      await client.addItem(input.id, json, item);
      if (client.state?.floor.speaker !== client.me) client.hand(true, item);
      return true;
    },
  };
}

/** Where the field below writes to. @param {Now} now @param {string} [chosen] */
function fieldOf(now, chosen) {
  const fields = writable(now);
  return fields.find(({input}) => input.id === chosen) ?? fields[0];
}

/**
 * What is written on this screen and was not sent yet.
 * @param {Now} now @param {string} [chosen] the input of the field below
 * @returns {Written}
 */
export function written(now, chosen) {
  const {client} = now;
  const writing = writingOf(now, chosen);
  const forms = formsOf(now).filter((place) => hasFormText(now, place));
  const own = formsOf(now).filter((place) => isOwnForm(now, place));
  const field = fieldOf(now, chosen);
  const below = writing !== null && client.draft(writing.draft).trim() !== '';
  return {
    open: writing !== null || own.length > 0,
    below,
    above: forms.length > 0,
    texts: forms.length + (below ? 1 : 0),
    closed: Boolean((forms[0] ?? (below ? field : own[0] ?? field))?.set),
    send: async () => {
      // One after the other: each takes its drafts at the press, before any of them is answered.
      return Promise.all([...forms.map((place) => sendForm(now, place)),
        below && writing && sendWriting(client, writing)]);
    },
  };
}

/** The texts that I can write on the table. @param {Now} now */
function formsOf(now) {
  if (now.amOutside) return [];
  return inputsFor(now.m).filter((place) => isForm(place) && !isAgreedElsewhere(now, place)
    && !(now.step?.settles && isOfChoice(now, place)));
}

/** Whether there is a text to write at a place, with its field on the table. @param {Place} place */
export function isForm(place) {
  const kind = kindOf(place.input);
  return place.may && place.left > 0 && kind.cards && !kind.below(place);
}

/**
 * Whether a place asks for what the group agreed on when it made the next meeting; not where somebody
 * has begun to write it.
 * @param {Now} now @param {Place} place
 */
export function isAgreedElsewhere(now, place) {
  return place.input.id === 'afspraak' && inputsFor(now.m).some(({input}) => isNext(input))
    && nextOf(now.m) !== undefined && !hasFormText(now, place);
}

/**
 * Whether what a field asks for is my own, and not written for the presenter.
 * @param {Now} now @param {Place} place
 */
function isOwnForm(now, {input}) {
  return input.by !== 'presenter' || now.isPresenter;
}

/**
 * Where a hint was given: in which visit, and how many questions its writer had asked there.
 * @type {WeakMap<object, {visit: number, question: number}>}
 */
const hinted = new WeakMap();

/**
 * A hint about a question, to its writer alone and once in a step: not at each question again.
 * @param {Now} now @param {Place} place @returns {(text: string) => string}
 */
function hintOf({client, state, me}, {items}) {
  const here = {visit: state.visit, question: items.filter(({by}) => by === me).length};
  return (text) => {
    const before = hinted.get(client);
    if (before?.visit === here.visit && before.question !== here.question) return '';
    const found = questionHelp(text, language());
    if (!found) return '';
    hinted.set(client, here);
    return t(`help.${found.kind}`);
  };
}
