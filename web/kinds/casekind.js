// @ts-check
import {pick} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Input, Item, View} from '../core/types.js' */

/**
 * What a case is of, where its method has kinds of them: what the presenter chose, else the kind that
 * a case with this number usually is of.
 * @param {{state: View|null, text: (item: Item) => any}} source a client, or what reports are made of
 * @param {number} number of the case, from 1 @returns {{id: string, label: any}|undefined}
 */
export function kindOfCase(source, number) {
  const {state} = source;
  /** @type {{id: string, label: any}[]} */
  const kinds = state?.plan?.page.kinds ?? [];
  const chosen = (state?.plan?.steps ?? []).filter((step) => step.case === number)
    .flatMap((step) => step.inputs.filter(({page}) => page.kind).flatMap((input) =>
      (state?.items ?? []).filter((item) => item.step === step.id && item.input === input.id)))
    .map((item) => source.text(item)?.pick?.[0]);
  return kinds.find(({id}) => id === chosen.at(-1)) ?? kinds[number - 1];
}

/**
 * The label of an input, or what the kind of the case asks in its place.
 * @param {Now} now @param {Input} input @param {string} step the id of its step
 */
export function promptOf({client, plan}, {page}, step) {
  const number = page.prompts && plan.steps.find(({id}) => id === step)?.case;
  const kind = number && kindOfCase(client, number);
  return pick((kind && page.prompts[kind.id]) || page.label);
}
