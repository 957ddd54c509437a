// @ts-check
import {language} from '../i18n/index.js';

/**
 * Changes to a method file, as pure functions: each returns a new file, or says why it cannot be.
 * @typedef {Record<string, any>} Part a step or an input of a file
 * @typedef {Record<string, any> & {id: string, name: Record<string, string>, steps: Part[]}} File a method file
 */

/** The closed inputs of which the group can say whether they carry names. @param {any} step @returns {any[]} */
export function nameable(step) {
  return (step.inputs ?? []).filter((/** @type {Part} */ input) => input.opens
    && ['others', 'all'].includes(input.by));
}

/**
 * The stops of a method: steps that share a label are left out together.
 * @param {File} file @returns {{steps: any[]}[]}
 */
export function stopsOf(file) {
  /** @type {{steps: any[]}[]} */
  const stops = [];
  for (const step of file.steps) {
    const last = stops.at(-1);
    if (last && step.label !== undefined && last.steps[0].label === step.label) last.steps.push(step);
    else stops.push({steps: [step]});
  }
  return stops;
}

/** Which steps a step says something of. @param {any} step @returns {string[]} */
function meantBy(step) {
  const targets = [step.over, ...(step.show ?? []),
    ...(step.inputs ?? []).map((/** @type {Part} */ input) => input.of)];
  return [...targets.filter(Boolean).map((/** @type {string} */ target) => target.split('.')[0]),
    ...(step.inputs ?? []).map((/** @type {Part} */ input) => input.opens).filter(Boolean)];
}

/**
 * The steps that need one of some steps and would stay without it: what was written there is opened, gone
 * through or chosen from in them, or they write what is opened there.
 * @param {File} file @param {Set<string>} out the ids of the steps to leave out
 */
export function needing(file, out) {
  return file.steps.filter((step) => !out.has(step.id) && meantBy(step).some((id) => out.has(id)));
}

/**
 * The file as a group changed it: a file of its own, that says whose form it is.
 * @param {File} file
 * @param {object} changes
 * @param {string} changes.name in the language in use
 * @param {Set<string>} changes.out ids of the steps to leave out
 * @param {Map<string, number>} changes.minutes by the id of a step
 * @param {Map<string, string>} changes.sentences by `STEP/ROLE`, in the language in use
 * @param {Map<string, boolean>} changes.named by `STEP/INPUT`
 * @returns {File}
 */
export function adapted(file, {name, out, minutes, sentences, named}) {
  const said = (/** @type {Record<string, string>} */ text, /** @type {string|undefined} */ words) =>
    (words === undefined || words.trim() === '' ? text : {...text, [language()]: words.trim()});
  const steps = file.steps.filter(({id}) => !out.has(id)).map((step) => {
    const time = minutes.get(step.id) ?? step.minutes;
    const roles = Object.entries(step.do).map(([role, text]) =>
      [role, said(/** @type {any} */ (text), sentences.get(`${step.id}/${role}`))]);
    const inputs = (step.inputs ?? []).map((/** @type {Part} */ input) => {
      const has = named.get(`${step.id}/${input.id}`);
      return has === undefined ? input : {...input, named: has};
    });
    return {...step, minutes: time, ...(step.least === undefined ? {}
      : {least: Math.min(step.least, time)}), do: Object.fromEntries(roles),
    ...(inputs.length > 0 ? {inputs} : {})};
  });
  return {...file, id: ownId(file.id), version: 1, variantOf: file.variantOf ?? baseOf(file),
    name: said(file.name, name), steps};
}

/** @param {File} file */
function baseOf({id}) {
  return id.replace(/eigen$/, '') || id;
}

/** An id that tells it from the method it was made from. @param {string} id */
function ownId(id) {
  return id.endsWith('eigen') ? id : `${id.slice(0, 27)}eigen`;
}
