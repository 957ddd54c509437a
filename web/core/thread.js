// @ts-check
import {secretIn} from '../seal/keys.js';
import {itemsOf} from './moment.js';
import {cleanName, nameLength} from './names.js';
import {localIso, periodOf} from './poll.js';
/** @import {Moment, Step} from './types.js' */

/**
 * What a group's meetings have in common, as its members carry it from one to the next: which there
 * were, who chaired and presented, and what each took upon themselves. Nothing of it is for the server.
 *
 * @typedef {object} Met a meeting of the group
 * @property {string} date `2026-03-09`, by the clock of who carried it
 * @property {string} method its name, in the language of who carried it
 * @property {string} chair a name, or ''
 * @property {string[]} presenters names
 * @property {number[]} safety how many felt how safe, from 1 to 5; empty where fewer than four said so
 * @property {Agreed} agreed
 *
 * @typedef {{presenter: string, chair: string}} Agreed for the meeting after it, names or ''
 * @typedef {{what: string, due: string}} Intention `due` is a day or ''
 * @typedef {object} Next the meeting that was made out of this one
 * @property {string} item
 * @property {string} [by]
 * @property {string} secret
 * @property {number} [start_ms]
 * @property {number} [end_ms]
 * @property {Agreed} agreed
 */

/** How many meetings are carried on: those of a year or two. */
export const carried = 8;

/** How many intentions a person can bring to the next meeting. */
export const intentionsCarried = 5;

/** Where the line of «Even stilstaan» stands among one's private notes, which are by step. */
export const haltNote = 'halt';

/** With fewer answers a spread would be about persons. */
const fewestAnswers = 4;

/** How many cases a meeting has at most, and so presenters. */
const mostPresenters = 6;

/** How many characters the name of a method has at most in a line. */
const methodLength = 120;

/** The day of a meeting is that of a clock somewhere: it may be ahead of this one by a day. */
const ahead_ms = 24 * 3_600_000;

/**
 * The meetings that were brought to the lobby, in the order of time, each once as it was brought first, and
 * how many lines there are that cannot be read. What is yet to come is no earlier meeting: it would stand
 * in the place of real ones, in every meeting after this one.
 * @param {Moment} m
 * @returns {{meetings: Met[], broken: number}}
 */
export function threadOf(m) {
  const lines = itemsOf(m, m.state.plan?.lobby?.id ?? '', 'draad').filter(({folded}) => !folded)
    .map((item) => m.text(item)).filter((content) => content !== undefined);
  const read = lines.flatMap((content) => metIn(content) ?? [])
    .filter(({date}) => Date.parse(date) <= m.now + ahead_ms);
  return {meetings: last(read), broken: lines.length - read.length};
}

/** Each meeting once, the latest ones, in the order of time. @param {Met[]} meetings */
function last(meetings) {
  /** @type {Map<string, Met>} */
  const once = new Map();
  for (const one of meetings) if (!once.has(keyOf(one))) once.set(keyOf(one), one);
  return [...once.values()].sort((a, b) => a.date.localeCompare(b.date)).slice(-carried);
}

/**
 * What makes it the same meeting, whoever brought it: not the name of its method, which is in the language
 * of who did. @param {Met} met
 */
export function keyOf({date, chair, presenters}) {
  return JSON.stringify([date, chair, presenters]);
}

/** @param {Record<string, any>|null} content @returns {Met|null} */
function metIn(content) {
  const word = (/** @type {string} */ name) => String(content?.[name] ?? '');
  if (!isDay(word('date'))) return null;
  const [presenter = '', chair = ''] = word('agreed').split('\n').map(nameIn);
  return {date: word('date'), method: lineIn(word('method'), methodLength), chair: nameIn(word('chair')),
    presenters: word('presenters').split('\n').map(nameIn).filter(Boolean).slice(0, mostPresenters),
    safety: spreadIn(word('safety')), agreed: {presenter, chair}};
}

/** A name as it was shown, which may have a number behind it. @param {string} text */
const nameIn = (text) => lineIn(text, nameLength + ' (12)'.length);

/**
 * What stands in a sentence: one line, of the length that such a thing has.
 * @param {string} text @param {number} most characters
 */
function lineIn(text, most) {
  return [...cleanName(text, Infinity) ?? ''].slice(0, most).join('');
}

/** A meeting as it stands in an envelope. @param {Met} met */
export function metContent({date, method, chair, presenters, safety, agreed}) {
  const content = {date, method, chair, presenters: presenters.join('\n'), safety: safety.join(' '),
    agreed: agreed.presenter || agreed.chair ? `${agreed.presenter}\n${agreed.chair}` : ''};
  return Object.fromEntries(Object.entries(content).filter(([, value]) => value !== ''));
}

/** @param {string} text */
function isDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** Five counts of at least four answers, or none. @param {string} text */
function spreadIn(text) {
  const counts = text.split(' ').map(Number);
  const isOne = counts.length === 5 && counts.every((n) => Number.isInteger(n) && n >= 0 && n <= 99);
  return isOne && sumOf(counts) >= fewestAnswers ? counts : [];
}

/** @param {number[]} numbers */
const sumOf = (numbers) => numbers.reduce((sum, n) => sum + n, 0);

/**
 * The thread with this meeting at its end.
 * @param {Moment} m @param {(member: string) => string} name @param {string} method its name
 * @param {Agreed} [agreed]
 * @returns {Met[]}
 */
export function withThis(m, name, method, agreed = {presenter: '', chair: ''}) {
  const {state} = m;
  const presenters = state.cases.flatMap(({presenter}) => (presenter ? [name(presenter)] : []));
  const began_ms = Math.min(state.start_ms ?? m.now, m.now);
  const met = {date: localIso(began_ms).slice(0, 10), method: lineIn(method, methodLength),
    chair: state.chair ? name(state.chair) : '', presenters, safety: safetyOf(m), agreed};
  return last([...threadOf(m).meetings.filter((one) => keyOf(one) !== keyOf(met)), met]);
}

/** How safe it was for how many, as all could see it. @param {Moment} m */
function safetyOf(m) {
  const counts = [0, 0, 0, 0, 0];
  for (const item of m.state.items.filter(({input}) => input === 'veiligheid')) {
    const number = m.text(item)?.number;
    if (number >= 1 && number <= 5) counts[number - 1] += 1;
  }
  return sumOf(counts) >= fewestAnswers ? counts : [];
}

/**
 * Who did something least, and of these longest ago; whoever stands first among equals. '' for nobody.
 * @param {string[]} people names @param {Met[]} meetings in the order of time
 * @param {(met: Met) => string[]} did who did it in a meeting
 */
export function turnOf(people, meetings, did) {
  const [first] = people.map((person) => {
    const when = meetings.flatMap((met, place) => (did(met).includes(person) ? [place] : []));
    return {person, times: when.length, latest: when.at(-1) ?? -1};
  }).sort((a, b) => a.times - b.times || a.latest - b.latest);
  return first?.person ?? '';
}

/** Who chaired, for `turnOf`. @param {Met} met */
export const chaired = ({chair}) => [chair];
/** Who presented, for `turnOf`. @param {Met} met */
export const presented = ({presenters}) => presenters;

/**
 * What a person wrote that they will do: at the end of a meeting, and as presenter.
 * @param {Moment} m
 * @returns {Intention[]}
 */
export function ownIntentions(m) {
  const steps = (m.state.plan?.steps ?? []).flatMap((step) => step.inputs
    .filter(({page}) => (page.fields ?? []).includes('what')).map((input) => ({step, input})));
  return steps.flatMap(({step, input}) => itemsOf(m, step.id, input.id).filter((item) =>
    !item.folded && (input.by === 'presenter' ? presents(m, step) : item.by === m.me)))
    .map((item) => m.text(item)).filter((content) => content?.what)
    .map((content) => ({what: String(content?.what), due: String(content?.due ?? '')}))
    .slice(0, intentionsCarried);
}

/** @param {Moment} m @param {Step} step */
function presents({state, me}, step) {
  return step.case !== undefined && state.cases[step.case - 1]?.presenter === me;
}

/**
 * The meeting that was made out of this one: of several the first. Nobody is sent to one that has no maker.
 * @param {Moment} m
 * @returns {Next|undefined}
 */
export function nextOf(m) {
  for (const step of m.state.plan?.steps ?? []) {
    for (const input of step.inputs.filter(isNext)) {
      for (const item of itemsOf(m, step.id, input.id)) {
        const content = m.text(item);
        const secret = secretIn(String(content?.secret ?? ''));
        if (secret && item.by && !item.folded) {
          const period = periodOf(content);
          const word = (/** @type {string} */ part) => nameIn(String(content?.[part] ?? ''));
          return {item: item.item, by: item.by, secret, ...(period
            ? {start_ms: period.start_ms, end_ms: period.end_ms} : {}),
          agreed: {presenter: word('presenter'), chair: word('chair')}};
        }
      }
    }
  }
  return undefined;
}

/** Whether an input is for the link of the next meeting. @param {{page: Record<string, any>}} input */
export function isNext({page}) {
  return (page.fields ?? []).some((/** @type {any} */ field) => field?.id === 'secret');
}

/**
 * The thread in a report file, with the meeting that the report is of. Throws `{key}`, a text, where it
 * is no report; in one that is older than the thread there is that meeting alone.
 * @param {string} file the text of a JSON report
 * @param {(words: any) => string} say a text of a method in the language
 * @returns {Met[]}
 */
export function threadIn(file, say) {
  let json;
  try {
    json = JSON.parse(file);
  } catch {
    throw {key: 'thread.noreport'};
  }
  if (json?.kring !== 1 || typeof json.made_ms !== 'number' || typeof json.method !== 'object') {
    throw {key: 'thread.noreport'};
  }
  const lines = Array.isArray(json.thread) ? json.thread : [];
  const read = lines.flatMap((/** @type {any} */ line) => {
    const isLine = line !== null && typeof line === 'object' && Array.isArray(line.presenters)
      && Array.isArray(line.safety);
    return (isLine && metIn(metContent({agreed: {presenter: '', chair: ''}, ...line}))) || [];
  });
  const {presenter, chair} = json.next?.agreed ?? {};
  const latest = read.at(-1);
  if (latest) latest.agreed = {presenter: nameIn(String(presenter ?? '')), chair: nameIn(String(chair ?? ''))};
  if (read.length > 0) return last(read);
  return [{date: localIso(json.start_ms ?? json.made_ms).slice(0, 10), method: say(json.method),
    chair: '', presenters: [], safety: [], agreed: {presenter: '', chair: ''}}];
}
