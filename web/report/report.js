// @ts-check
import {kindOf} from '../kinds/index.js';
import {entryOf, isLeftOut} from './entries.js';
/** @import {View, Item, Step, Input, Words} from '../core/types.js' */
/** @import {Entry} from './entries.js' */

/**
 * @typedef {object} Source what a report is made of; a `Client` is one, after `openAll()`
 * @property {View|null} state
 * @property {string} me
 * @property {() => number} now
 * @property {(item: Item) => any} text
 * @property {(member: string) => string|undefined} name
 * @property {(step: string) => string|undefined} note
 * @property {(item: Item) => boolean} isMine
 * @property {(item: Item) => string|undefined} claimant who showed that an unnamed card is theirs
 * @property {(item: Item) => string} markOn
 * @property {Record<string, string>} privateNotes
 *
 * @typedef {{label: Words, as: string, entries: Entry[]}} Field
 * @typedef {{step: string, case?: number, label: string, name: Words, fields: Field[],
 *   note: string}} Section
 * @typedef {{what: string, who: string, due: string}} Action
 * @typedef {object} CaseForm the filled-in form of the method, for the presenter
 * @property {number} number
 * @property {boolean} stopped
 * @property {string} proposal what was chosen, if it was written
 * @property {Section[]} sections
 * @property {Action[]} actions
 *
 * @typedef {object} Report
 * @property {1} kring
 * @property {Words} method
 * @property {string} me
 * @property {number} made_ms
 * @property {number} [start_ms]
 * @property {CaseForm[]} cases those that I presented
 * @property {Section[]} words my own, in the other steps
 * @property {{step: string, case?: number, label: string, name: Words, text: string}[]} notes
 * @property {string[]} takeaways my own
 */

/**
 * Makes the report of one member, from what this browser holds and nothing else. Left out: what is
 * folded away or does not open, what others marked «not in the report», and what others proposed
 * or voted in a choosing step. Undefined without a state.
 * @param {Source} source
 * @returns {Report|undefined}
 */
export function report(source) {
  const {state, me} = source;
  if (!state?.plan) return undefined;
  const {steps} = state.plan;
  const mine = state.cases.flatMap((one, place) => (one.presenter === me ? [place + 1] : []));
  const lastCase = steps.map((step) => step.case).lastIndexOf(state.plan.cases);
  const after = steps.slice(lastCase + 1);
  return {
    kring: 1,
    method: state.plan.page.name,
    me: source.name(me) ?? '',
    made_ms: source.now(),
    ...(state.start_ms === undefined ? {} : {start_ms: state.start_ms}),
    cases: mine.map((number) => caseForm(source, steps, number)),
    words: steps.filter((step) => !mine.includes(step.case ?? 0) && !after.includes(step))
      .map((step) => section(source, step, true)).filter(isFilled),
    notes: steps.flatMap((step) => privateNote(source, step)),
    takeaways: after.flatMap((step) => section(source, step, true).fields)
      .filter((field) => field.as === 'text')
      .flatMap((field) => field.entries.map((entry) => entry.text)),
  };
}

/**
 * @param {Source} source @param {Step[]} steps @param {number} number
 * @returns {CaseForm}
 */
function caseForm(source, steps, number) {
  const state = /** @type {View} */ (source.state);
  const {item, stopped} = state.cases[number - 1];
  const own = steps.filter((step) => step.case === number);
  const sections = own.filter((step) => !step.settles)
    .map((step) => section(source, step, false)).filter(isFilled);
  const chosen = state.items.find((one) => one.item === item);
  return {number, stopped, sections, actions: actionsIn(source, own),
    proposal: chosen && source.isMine(chosen) ? String(source.text(chosen)?.text ?? '') : ''};
}

/**
 * What is written in a step: by everybody, or one's own words only.
 * @param {Source} source @param {Step} step @param {boolean} onlyMine
 * @returns {Section}
 */
function section(source, step, onlyMine) {
  const fields = step.inputs.filter((input) => !isActions(input))
    .filter((input) => !onlyMine || (input.by !== 'presenter' && !isVote(step, input)))
    .map((input) => field(source, step, input, onlyMine))
    .filter(({entries}) => entries.length > 0);
  const line = source.state?.notes.find((note) => note.step === step.id);
  const note = !onlyMine || line?.by === source.me ? source.note(step.id) ?? '' : '';
  return {...heading(step), fields, note};
}

/**
 * @param {Source} source @param {Step} step @param {Input} input @param {boolean} onlyMine
 * @returns {Field}
 */
function field(source, step, input, onlyMine) {
  const items = itemsOf(source, step, input).filter((item) => !onlyMine || source.isMine(item));
  return {label: input.page.label, as: kindOf(input).as,
    entries: items.map((item) => entryOf(source, input, item))};
}

/** @param {Source} source @param {Step} step @param {Input} input */
function itemsOf(source, step, input) {
  return (source.state?.items ?? []).filter((item) => item.step === step.id
    && item.input === input.id && !isLeftOut(source, item));
}

/**
 * @param {Source} source @param {Step[]} steps
 * @returns {Action[]}
 */
function actionsIn(source, steps) {
  return steps.flatMap((step) => step.inputs.filter(isActions)
    .flatMap((input) => itemsOf(source, step, input)))
    .map((item) => {
      const {what, who, due} = source.text(item);
      return {what: String(what ?? ''), who: String(who ?? ''), due: String(due ?? '')};
    });
}

/** @param {Source} source @param {Step} step */
function privateNote(source, step) {
  const text = source.privateNotes[step.id] ?? '';
  return text === '' ? [] : [{...heading(step), text}];
}

/** @param {Step} step */
function heading(step) {
  return {step: step.id, ...(step.case === undefined ? {} : {case: step.case}),
    label: String(step.page.label ?? ''), name: step.page.name};
}

/**
 * Things to do, with a date: an input whose parts say what.
 * @param {Input} input
 */
function isActions(input) {
  return (input.page.fields ?? []).includes('what');
}

/** @param {Step} step @param {Input} input */
function isVote(step, input) {
  return step.settles === true && !kindOf(input).cards;
}

/** @param {Section} one */
function isFilled(one) {
  return one.fields.length > 0 || one.note !== '';
}
