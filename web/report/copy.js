// @ts-check
// The form of the method without names, for whoever presented and wants to pass it on. Knows nothing of the
// document, and sends nothing.
import {kindOf, told} from '../kinds/index.js';
import {isLeftOut} from './entries.js';
import {finder, letterOf} from './names.js';
import {report} from './report.js';
/** @import {Item, Step, Words} from '../core/types.js' */
/** @import {Found} from './names.js' */
/** @import {CaseForm, Report, Section, Source} from './report.js' */
/** @import {Voice} from '../kinds/registry.js' */

/**
 * @typedef {object} Line
 * @property {string} id what tells it from the others
 * @property {'title'|'step'|'form'|'label'|'text'|'left'} as `left`: in the place of what does not go along
 * @property {string} text of `left`, what the presenter put in its place: '' until something is written
 * @property {number} [unnamed] of `left`: how many cards without a name do not go along
 * @property {number} [named] of `left`: how many texts of people who did not say yes
 * @property {boolean} [noted] of `left`: whether the notes of the group do not go along
 *
 * @typedef {object} Place something in a line that may say who or where
 * @property {string} key what tells it from the others, whatever is written before it
 * @property {string} line the id of its line
 * @property {Found} found
 *
 * @typedef {object} Say the words of a copy, in one language
 * @property {string} date @property {string} kind @property {string} name @property {string} case
 * @property {string} actions @property {string} note
 * @property {(form: Report) => string} when
 * @property {(lens: string) => string} lens
 * @property {(n: number) => string} times
 * @property {(one: {label: string, name: Words}) => string} title of a step
 * @property {Voice} voice
 */

/** The input of the closing that asks everybody whether their words may go along. */
const asked = 'doorgeven';

/** The most that a mail to be drafted holds, as an address with `mailto:`: some programs cut at 2,048. */
export const longestMail = 2000;

/**
 * Who said yes, in the closing, to their words going along.
 * @param {Source} source @returns {Set<string>} members
 */
export function willing(source) {
  const steps = (source.state?.plan?.steps ?? []).filter(({page}) => page.part === 'closing');
  /** @type {Map<string, boolean>} */
  const said = new Map();
  for (const item of source.state?.items ?? []) {
    if (!item.by || item.input !== asked || !steps.some(({id}) => id === item.step)) continue;
    const json = source.text(item);
    const yes = !item.folded && !json?.broken && json?.pick?.[0] === 'ja';
    said.set(item.by, yes && said.get(item.by) !== false); // who said both did not say yes
  }
  return new Set([...said].flatMap(([member, yes]) => (yes ? [member] : [])));
}

/**
 * What may go along: the presenter's own, and what somebody wrote with a name who said yes. A card that its
 * writer showed to be theirs has a name.
 * @param {Source} source @param {Set<string>} yes
 * @returns {(item: Item) => boolean}
 */
function going(source, yes) {
  return (item) => source.isMine(item) || yes.has(item.by ?? source.claimant(item) ?? '');
}

/**
 * Whether the notes of the group go along: each line may be of everybody, so all the others have to say yes.
 * @param {Source} source @param {Set<string>} yes
 */
function notesGo({state, me}, yes) {
  return (state?.members ?? []).every(({member}) => member === me || yes.has(member));
}

/**
 * The same meeting with only what may go along.
 * @param {Source} source @param {Set<string>} yes @returns {Source}
 */
function allowed(source, yes) {
  const may = going(source, yes);
  const all = notesGo(source, yes);
  return {state: source.state, me: source.me, now: () => source.now(), name: (member) => source.name(member),
    isMine: (item) => source.isMine(item), claimant: (item) => source.claimant(item), markOn: () => '',
    privateNotes: {}, note: (step) => (all ? source.note(step) : undefined),
    text: (item) => (may(item) ? source.text(item) : undefined)};
}

/**
 * The lines of a copy: the form of each case that I presented, as the report has it. Empty for who presented
 * nothing.
 * @param {Source} source @param {Say} say
 * @returns {Line[]}
 */
export function linesOf(source, say) {
  const whole = report(source);
  const yes = willing(source);
  const made = report(allowed(source, yes));
  const steps = source.state?.plan?.steps ?? [];
  if (!whole || !made || steps.length === 0) return [];
  const forms = whole.cases.filter(({number}) => number > 0);
  return forms.flatMap((form, place) => [
    ...headOf(form, whole, forms.length > 1, say),
    ...form.sections.flatMap((section) => {
      const own = made.cases[place].sections.find(({step}) => step === section.step);
      const left = leftOut(source, steps.find(({id}) => id === section.step), yes);
      return sectionLines(own ?? {...section, fields: [], note: '', noteParts: []}, left, say);
    }),
    ...actionLines(made.cases[place], say)]);
}

/** @param {CaseForm} form @param {Report} whole @param {boolean} several @param {Say} say @returns {Line[]} */
function headOf({number, kind, presenter}, whole, several, say) {
  const id = (/** @type {string} */ name) => `${number}.head.${name}`;
  const field = (/** @type {'date'|'kind'|'name'} */ name, /** @type {string} */ text) => [
    {id: id(`${name}.label`), as: /** @type {const} */ ('label'), text: say[name]},
    {id: id(name), as: /** @type {const} */ ('text'), text}];
  return [{id: id('title'), as: 'title',
    text: `${say.voice.say(whole.method)}${several ? ` · ${say.case} ${number}` : ''}`},
  ...field('date', say.when(whole)), ...(kind ? field('kind', say.voice.say(kind)) : []),
  ...field('name', presenter)];
}

/**
 * @param {Section} section @param {{unnamed: number, named: number, noted: boolean}} left @param {Say} say
 * @returns {Line[]}
 */
function sectionLines(section, left, say) {
  const {step, fields, note, noteLabel, noteParts = []} = section;
  const label = (/** @type {string} */ id, /** @type {string} */ text) =>
    ({id: `${step}.${id}`, as: /** @type {const} */ ('label'), text});
  const words = (/** @type {string} */ id, /** @type {string} */ text) =>
    ({id: `${step}.${id}`, as: /** @type {const} */ ('text'), text});
  return [{id: step, as: 'step', text: say.title(section)},
    ...(section.form ? [{id: `${step}.form`, as: /** @type {const} */ ('form'), text: say.voice.say(section.form)}]
      : []),
    ...fields.flatMap((field, n) => [
      label(`label${n}`, `${field.lens ? `${say.lens(field.lens)}: ` : ''}${say.voice.say(field.label)}`),
      ...(field.tally ?? []).map((one, k) => words(`${n}.tally${k}`,
        `${say.voice.say(one.label)}: ${say.times(one.n)}`)),
      ...field.entries.map((entry, k) => words(`${n}.${k}`, told(field.as, entry, say.voice)))]),
    ...(note || noteParts.length > 0 ? [label('noted', noteLabel ? say.voice.say(noteLabel) : say.note)] : []),
    ...(note ? [words('note', note)] : []),
    ...noteParts.map((part, n) => words(`note${n}`, `${say.voice.say(part.label)}: ${part.value}`)),
    ...(left.unnamed + left.named > 0 || left.noted
      ? [{id: `${step}.left`, as: /** @type {const} */ ('left'), text: '', ...left}] : [])];
}

/** @param {CaseForm} form @param {Say} say @returns {Line[]} */
function actionLines({number, actions}, say) {
  if (actions.length === 0) return [];
  return [{id: `${number}.actions`, as: 'step', text: say.actions},
    ...actions.map(({what, who, due}, n) => ({id: `${number}.action${n}`, as: /** @type {const} */ ('text'),
      text: [what, who, due && say.voice.day(due)].filter(Boolean).join(' · ')}))];
}

/**
 * How much of what the report shows of a step does not go along. What others proposed and voted in a choice
 * is in no report.
 * @param {Source} source @param {Step|undefined} step @param {Set<string>} yes
 */
function leftOut(source, step, yes) {
  const may = going(source, yes);
  const noted = step !== undefined && (source.note(step.id) ?? '') !== '' && !notesGo(source, yes);
  const left = {unnamed: 0, named: 0, noted};
  if (!step || step.settles) return left;
  for (const item of source.state?.items ?? []) {
    const input = item.step === step.id && step.inputs.find(({id}) => id === item.input);
    if (!input || !kindOf(input).cards || isLeftOut(source, item) || may(item)) continue;
    if (item.by ?? source.claimant(item)) left.named += 1;
    else left.unnamed += 1;
  }
  return left;
}

/**
 * Everything in the lines that may say who or where, in their order.
 * @param {Line[]} lines @param {string[]} names of everybody who had a seat
 * @returns {Place[]}
 */
export function placesOf(lines, names) {
  const own = lines.filter(({as}) => as === 'text' || as === 'left');
  const look = finder(names, own.map(({text}) => text));
  return own.flatMap(({id, text}) => {
    /** @type {Map<string, number>} */
    const seen = new Map();
    return look(text).map((found) => {
      const n = seen.get(found.text) ?? 0;
      seen.set(found.text, n + 1);
      return {key: JSON.stringify([id, found.text, n]), line: id, found};
    });
  });
}

/**
 * What is proposed for each place: a letter for somebody of the circle, the same one everywhere.
 * @param {Place[]} places @param {(kind: string) => string} word for every other kind
 * @returns {Map<string, string>} by key
 */
export function proposals(places, word) {
  /** @type {Map<number, string>} */
  const letters = new Map();
  return new Map(places.map(({key, found: {kind, who}}) => {
    if (who === undefined) return [key, word(kind)];
    if (!letters.has(who)) letters.set(who, letterOf(letters.size));
    return [key, letters.get(who) ?? ''];
  }));
}

/**
 * The words of a line with what was decided about its places.
 * @param {Line} line @param {Place[]} places @param {Map<string, string>} decided by key
 */
export function written({id, text}, places, decided) {
  let done = '';
  let from = 0;
  for (const {key, line, found} of places) {
    if (line !== id) continue;
    done += text.slice(from, found.from) + (decided.get(key) ?? found.text);
    from = found.to;
  }
  return done + text.slice(from);
}

/**
 * The copy as text. What does not go along is not mentioned, unless the presenter wrote something in its place.
 * @param {Line[]} lines @param {Place[]} places @param {Map<string, string>} decided
 */
export function copyText(lines, places, decided) {
  return `${lines.flatMap((line) => {
    const words = written(line, places, decided).trim();
    if (words === '') return [];
    if (line.as === 'title') return [words];
    if (line.as === 'step') return ['', words];
    if (line.as === 'form') return [words];
    return [line.as === 'label' ? `${words.replace(/[:：]$/, '')}:` : `- ${words.replaceAll('\n', '\n  ')}`];
  }).join('\n').trim()}\n`;
}

/**
 * A mail to be drafted: the address of a link that opens a mail program, which sends nothing by itself.
 * @param {string} bank @param {string} subject @param {string} text
 * @param {string} cut the sentence behind a text that is too long, of which only the beginning is in it
 * @returns {{link: string, whole: boolean}}
 */
export function mailTo(bank, subject, text, cut) {
  const link = (/** @type {string} */ body) => `mailto:${encodeURIComponent(bank).replace('%40', '@')}?subject=${
    encodeURIComponent(subject)}&body=${encodeURIComponent(body.replace(/\r\n?|\n/g, '\r\n'))}`;
  const all = text.replace(/\p{Surrogate}/gu, '\ufffd'); // half a sign has no place in an address
  if (link(all).length <= longestMail) return {link: link(all), whole: true};
  const signs = [...all];
  let [low, high] = [0, signs.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (link(`${signs.slice(0, middle).join('')}…\n\n${cut}`).length <= longestMail) low = middle;
    else high = middle - 1;
  }
  return {link: link(`${signs.slice(0, low).join('')}…\n\n${cut}`), whole: false};
}
