// @ts-check
import {promiseOf} from './cards.js';
import {choiceOf} from './choosing.js';
import {inputsFor} from '../core/meeting.js';
import {questionHelp} from '../core/questionhelp.js';
import {language, pick, t} from '../i18n/index.js';
/** @import {Now} from './now.js' */

/** Where the unsent text of the field below is kept. */
/** @param {string} step @param {string} input */
export function fieldDraft(step, input) {
  return `field ${step}/${input}`;
}

/**
 * What the one field below is for in this step, if there is anything for me to write there. The
 * presenter's live texts have fields of their own on the stage.
 * @param {Now} now
 * @returns {import('./composer.js').Writing | null}
 */
export function writingOf(now) {
  const {step, client} = now;
  if (!step || now.amOutside || now.state.halted) return null;
  const field = inputsFor(now.m).find(({input, may, left, set}) => may && left > 0
    && input.page.as === 'text' && !input.page.fields && (input.by !== 'presenter' || set));
  if (!field) return null;
  const {input, set} = field;
  if (step.settles) {
    const {proposals, votes} = choiceOf(now);
    if (now.presenter || votes || proposals.some(({by}) => by === now.me)) return null;
  }
  return {
    draft: fieldDraft(step.id, input.id),
    label: pick(input.page.label),
    promise: set && promiseOf(now, {named: set.named, byPresenter: input.by === 'presenter'}),
    help: input.page.help ? helpWith : undefined,
    send: async (json) => {
      if (set) return client.addCard(set.set, json);
      if (step.floor !== 'hands' || now.isPresenter) return client.addItem(input.id, json);
      const item = client.newId();
      await client.addItem(input.id, json, item);
      if (client.state.floor.speaker !== client.me) client.hand(true, item);
    },
  };
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
    .flatMap((step) => step.inputs.map((input) => fieldDraft(step.id, input.id)))
    .map((draft) => ({draft, text: now.client.draft(draft).trim()}))
    .filter(({text}) => text !== '');
}
