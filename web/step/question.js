// @ts-check
import {kindOf, wordsOf} from '../kinds/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Input, Item} from '../core/types.js' */

/**
 * What the presenter wrote in the steps before this one, each with its input.
 * @param {Now} now @returns {{input: Input, item: Item}[]}
 */
export function caseTexts({step, plan, state}) {
  if (!step?.case || step.settles) return [];
  return plan.steps.slice(0, plan.steps.indexOf(step))
    .filter((one) => one.case === step.case && !one.settles)
    .flatMap((one) => one.inputs.filter((input) => input.by === 'presenter' && kindOf(input).cards)
      .flatMap((input) => state.items.filter((item) => item.step === one.id
        && item.input === input.id).map((item) => ({input, item}))));
}

/** The presenter's question in words, or ''. It ends the first telling. @param {Now} now */
export function questionOf(now) {
  const texts = caseTexts(now);
  const question = texts.findLast(({item}) => item.step === texts[0].item.step);
  return question ? wordsOf(now, question.item) : '';
}
