// @ts-check
import {partsOf} from '../core/noteparts.js';
import {haltNote, nextOf, withThis} from '../core/thread.js';
import {pick, unisolated} from '../i18n/index.js';
import {isList} from '../core/noting.js';
import {kindOfCase} from '../kinds/casekind.js';
import {kindOf} from '../kinds/index.js';
import {isSquare} from '../kinds/parts.js';
import {entryOf, isLeftOut} from './entries.js';
/** @import {View, Item, Step, Input, Words} from '../core/types.js' */
/** @import {Entry} from './entries.js' */
/** @import {Met, Next} from '../core/thread.js' */

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
 * @typedef {object} Field
 * @property {Words} label
 * @property {string} as
 * @property {string} [lens] the hat or room that was looked through
 * @property {Words[]} [square] where the entries stand in a square: its corners, clockwise
 * @property {Entry[]} entries
 * @property {Tally[]} [tally] how often each value was given
 *
 * @typedef {{label: Words|string, n: number}} Tally
 * @typedef {object} Section
 * @property {string} step
 * @property {number} [case]
 * @property {string} label
 * @property {Words} name
 * @property {Words} [form] what the printed form of the method says at this step
 * @property {Field[]} fields
 * @property {string} note the note line of the group; '' too where it has parts
 * @property {Words} [noteLabel] what the method calls it
 * @property {{label: Words, value: string}[]} [noteParts] those that are not empty
 * @typedef {{what: string, who: string, due: string}} Action
 * @typedef {Omit<Met, 'agreed'>} MetInReport
 * @typedef {object} CaseForm the filled-in form of the method, for the presenter
 * @property {number} number 0: of a meeting without cases
 * @property {Words} [kind] what the case is of, where the method has kinds of them
 * @property {string} presenter who presented it, or '' where nobody presents
 * @property {boolean} stopped
 * @property {Section[]} sections
 * @property {Action[]} actions
 *
 * @typedef {object} Report
 * @property {1} kring
 * @property {Words} method
 * @property {string} me
 * @property {number} made_ms
 * @property {number} [start_ms] when the meeting was planned to begin
 * @property {number} [end_ms] when it was planned to end
 * @property {CaseForm[]} cases those that I presented, or the one of the group where nobody presents
 * @property {Section[]} words my own, in the other steps
 * @property {{step: string, case?: number, label: string, name: Words, text: string}[]} notes
 * @property {string[]} takeaways my own
 * @property {Pick<Next, 'start_ms'|'end_ms'|'agreed'>} [next] the meeting that was made out of this one
 * @property {MetInReport[]} thread the meetings of the group until this one, with which it can go on
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
  const {steps, page} = state.plan;
  const forms = page.presented === false ? [groupForm(source, steps)]
    : state.cases.flatMap((one, place) => (one.presenter === me ? [caseForm(source, place + 1)] : []));
  const inForms = new Set(forms.flatMap(({number}) => stepsOf(steps, number)));
  const after = steps.slice(lastOf(steps) + 1);
  return {
    kring: 1,
    method: page.name,
    me: source.name(me) ?? '',
    made_ms: Math.round(source.now()),
    ...(state.start_ms === undefined ? {} : {start_ms: state.start_ms}),
    ...(state.end_ms === undefined ? {} : {end_ms: state.end_ms}),
    cases: forms,
    words: [...steps.filter((step) => !inForms.has(step) && !after.includes(step))
      .map((step) => section(source, step, true)),
    ...after.filter((step) => !isTakeaway(step)).map((step) => inWords(source, step))].filter(isFilled),
    notes: steps.flatMap((step) => privateNote(source, step)),
    takeaways: [...after.filter(isTakeaway).flatMap((step) => inWords(source, step).fields)
      .flatMap((field) => field.entries.map((entry) => entry.text)), source.privateNotes[haltNote]].filter(Boolean),
    ...threadPart(source, state, page.name),
  };
}

/** @param {Source} source @param {View} state @param {Words} method @returns {Pick<Report, 'next'|'thread'>} */
function threadPart(source, state, method) {
  const m = {state, me: source.me, now: source.now(), presence: {members: [], hands: [], door: []},
    text: (/** @type {Item} */ item) => source.text(item), ownCards: () => []};
  const next = nextOf(m);
  const name = (/** @type {string} */ member) => unisolated(source.name(member) ?? '');
  return {...(next ? {next: {start_ms: next.start_ms, end_ms: next.end_ms, agreed: next.agreed}} : {}),
    // What was agreed for a meeting that has been is no matter of the next.
    thread: withThis(m, name, pick(method)).map(({agreed: _, ...met}) => met)};
}

/** Whether nothing was written that would stand in it. @param {Report} made */
export function isEmpty({cases, words, notes, takeaways}) {
  return words.length + notes.length + takeaways.length === 0
    && cases.every(({sections, actions}) => sections.length + actions.length === 0);
}

/** @param {Step} step */
const isTakeaway = (step) => step.page.part === 'takeaway';

/**
 * The texts of a step at the end: my own, and what the group agreed on for the next time.
 * @param {Source} source @param {Step} step
 */
function inWords(source, step) {
  const made = section(source, step, step.page.part !== 'closing');
  return {...made, fields: made.fields.filter((field) => field.as === 'text')};
}

/** The place of the last step that is no part of the frame's end. @param {Step[]} steps */
function lastOf(steps) {
  const cases = steps.map((step) => step.case ?? 0);
  return cases.some(Boolean) ? cases.lastIndexOf(Math.max(...cases))
    : steps.findLastIndex((step) => step.page.part === undefined);
}

/** The steps of a form, those of the frame left out. @param {Step[]} steps @param {number} number */
function stepsOf(steps, number) {
  return steps.filter((step) => (number > 0 ? step.case === number
    : step.case === undefined && step.page.part === undefined));
}

/** What a group wrote where nobody presents a case. @param {Source} source @param {Step[]} steps */
function groupForm(source, steps) {
  return {number: 0, presenter: '', stopped: false, actions: [],
    sections: stepsOf(steps, 0).map((step) => section(source, step, false)).filter(isFilled)};
}

/**
 * @param {Source} source @param {number} number
 * @returns {CaseForm}
 */
function caseForm(source, number) {
  const state = /** @type {View} */ (source.state);
  const own = stepsOf(state.plan?.steps ?? [], number);
  const sections = own.map((step) => (step.settles ? choice(source, step, number)
    : section(source, step, false))).filter((one) => isFilled(one) || one.form !== undefined);
  const kind = kindOfCase(source, number);
  return {number, ...(kind ? {kind: kind.label} : {}), presenter: source.name(source.me) ?? '',
    stopped: state.cases[number - 1].stopped, sections, actions: actionsIn(source, own)};
}

/**
 * What was chosen, if it was written: what others proposed and voted is not for a report.
 * @param {Source} source @param {Step} step @param {number} number @returns {Section}
 */
function choice(source, step, number) {
  const item = source.state?.items.find((one) => one.item === source.state?.cases[number - 1].item);
  const input = item && step.inputs.find(({id}) => id === item.input);
  const isMine = item && input && source.isMine(item) && !isLeftOut(source, item);
  return {...heading(step), note: '', fields: isMine ? [{label: input.page.label,
    as: kindOf(input).as, entries: [entryOf(source, input, item)]}] : []};
}

/**
 * What is written in a step: by everybody, or one's own words only. Actions of the presenter stand
 * in a table of their own.
 * @param {Source} source @param {Step} step @param {boolean} onlyMine
 * @returns {Section}
 */
function section(source, step, onlyMine) {
  // Official names and numbers are for the list of whoever led, not for reports.
  const fields = step.inputs.filter((input) => !isActions(input) && !isList(step, input))
    .filter((input) => !onlyMine || (input.by !== 'presenter' && !isVote(step, input)))
    .map((input) => field(source, step, input, onlyMine))
    .filter(({entries, tally}) => entries.length > 0 || tally);
  const line = source.state?.notes.find((note) => note.step === step.id);
  const note = !onlyMine || line?.by === source.me ? source.note(step.id) ?? '' : '';
  return {...heading(step), fields, ...noteOf(step, note)};
}

/** @param {Step} step @param {string} note @returns {Pick<Section, 'note'|'noteLabel'|'noteParts'>} */
function noteOf({page}, note) {
  const {label, fields = []} = page.notes ?? {};
  if (note === '') return {note};
  const parts = partsOf(note, fields.length).map((value, n) => ({label: fields[n].label, value}))
    .filter(({value}) => value !== '');
  return {...(label ? {noteLabel: label} : {}),
    ...(parts.length > 0 ? {note: '', noteParts: parts} : {note})};
}

/**
 * @param {Source} source @param {Step} step @param {Input} input @param {boolean} onlyMine
 * @returns {Field}
 */
function field(source, step, input, onlyMine) {
  const kind = kindOf(input);
  const items = onceEach(itemsOf(source, step, input), (item) => kind.about?.(input, source.text(item)))
    .filter((item) => !onlyMine || source.isMine(item));
  const tally = onlyMine || input.by === 'presenter' || items.length < 2 ? []
    : kind.tally?.(source, input, items.map((item) => source.text(item))) ?? [];
  const entries = items.map((item) => entryOf(source, input, item))
    .filter(({picked}) => picked?.length !== 0);
  return {label: input.page.label, as: kind.as,
    ...(input.page.lens ? {lens: input.page.lens} : {}),
    ...(isSquare(input) ? {square: input.page.fields.map((/** @type {any} */ {label}) => label)} : {}),
    // Without names one by one says nothing more than how often.
    entries: tally.length > 0 ? entries.filter(({by, mine}) => by || mine) : entries,
    ...(tally.length > 0 ? {tally} : {})};
}

/**
 * Leaves out what a person gave for the second time. @param {Item[]} items
 * @param {(item: Item) => string|undefined} about
 */
function onceEach(items, about) {
  const given = new Set();
  return items.filter((item) => {
    const what = item.by && about(item);
    const key = `${item.by} ${what}`;
    if (!what || !given.has(key)) return given.add(key);
    return false;
  });
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
    label: String(step.page.label ?? ''), name: step.page.name,
    ...(step.page.form ? {form: step.page.form} : {})};
}

/**
 * Things that the presenter will do, with a date: an input whose parts say what.
 * @param {Input} input
 */
function isActions(input) {
  return input.by === 'presenter' && (input.page.fields ?? []).includes('what');
}

/** @param {Step} step @param {Input} input */
function isVote(step, input) {
  return step.settles === true && !kindOf(input).cards;
}

/** @param {Section} one */
function isFilled(one) {
  return one.fields.length > 0 || one.note !== '' || one.noteParts !== undefined;
}
