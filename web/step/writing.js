// @ts-check
import {promiseOf} from '../kinds/cards.js';
import {choiceOf} from '../kinds/choosing.js';
import {draftOf} from '../kit/now.js';
import {inputsFor} from '../core/meeting.js';
import {questionHelp} from '../core/questionhelp.js';
import {language, pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/** Where the unsent text of the field below is kept. */
/** @param {string} step @param {string} input */
export function fieldDraft(step, input) {
  return `field ${step}/${input}`;
}

/**
 * The inputs of this step that I can write to in the field below. The presenter's live texts have
 * fields of their own on the stage.
 * @param {Now} now
 */
export function writable(now) {
  const {step} = now;
  if (!step || now.amOutside || now.state.halted) return [];
  if (step.settles) {
    const {proposals, votes} = choiceOf(now);
    if (now.presenter || votes || proposals.some(({by}) => by === now.me)) return [];
  }
  return inputsFor(now.m).filter(({input, may, left, set}) => may && left > 0
    && input.page.as === 'text' && !input.page.fields && (input.by !== 'presenter' || set));
}

/**
 * What the one field below is for in this step, if there is anything for me to write there.
 * @param {Now} now @param {string} [chosen] the input, where there are several
 * @returns {import('../kit/composer.js').Writing | null}
 */
export function writingOf(now, chosen) {
  const {step, client} = now;
  const fields = writable(now);
  const field = fields.find(({input}) => input.id === chosen) ?? fields[0];
  if (!field || !step) return null;
  const {input, set} = field;
  return {
    draft: `field ${field.path}`,
    label: pick(input.page.label),
    promise: set && promiseOf(now, {named: set.named, byPresenter: input.by === 'presenter'}),
    help: input.page.help ? helpWith : undefined,
    send: async (json) => {
      if (set) return client.addCard(set.set, json);
      if (step.floor !== 'hands' || now.isPresenter) return client.addItem(input.id, json);
      const item = client.newId();
      await client.addItem(input.id, json, item);
      if (client.state?.floor.speaker !== client.me) client.hand(true, item);
    },
  };
}

/** Whether I present the case that a step belongs to, and it is the current one. */
/** @param {Now} now @param {import('../core/types.js').Step} step */
function mine(now, step) {
  return now.isPresenter && step.case === now.step?.case;
}

/** A hint about a question, to its writer alone. @param {string} text */
function helpWith(text) {
  const found = questionHelp(text, language());
  return found ? t(`help.${found.kind}`) : '';
}

/** Texts that were still in the field when their step ended. @param {Now} now */
export function leftBehind(now) {
  return now.plan.steps.filter((step) => step.id !== now.state.step
    && now.state.visited.includes(step.id))
    .flatMap((step) => step.inputs.flatMap((input) => [fieldDraft(step.id, input.id),
      ...(mine(now, step) && input.by === 'presenter' ? [draftOf(step.id, input.id)] : [])]))
    .map((draft) => ({draft, text: now.client.draft(draft).trim()}))
    .filter(({text}) => text !== '');
}
