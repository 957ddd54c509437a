// @ts-check
import {pick, t} from '../i18n/index.js';
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

/**
 * What stands above what was written at an input, for all who read it: whose it is, where only the presenter
 * writes there, and no «jouw», which asks its reader.
 * @param {Now} now @param {Input} input @param {string} step the id of its step
 */
export function headingOf(now, input, step) {
  const label = promptOf(now, input, step);
  const number = now.plan.steps.find(({id}) => id === step)?.case;
  const writer = input.by === 'presenter' && number ? now.state.cases[number - 1]?.presenter : null;
  if (writer && writer === now.me) return label;
  return writer ? t('label.of', {name: now.name(writer), label: impersonal(label)}) : impersonal(label);
}

/** A label without the word that asks its reader: «Vraag aan de inbrenger». @param {string} label */
export function impersonal(label) {
  const yours = t('label.yours').split('|').find((word) => label.startsWith(`${word} `));
  if (!yours) return label;
  const [first, ...rest] = label.slice(yours.length).trimStart();
  return [first.toUpperCase(), ...rest].join('');
}
