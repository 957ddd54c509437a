// @ts-check
import {isolated} from './direction.js';
import {languages} from './languages.js';

export {isolated, unisolated} from './direction.js';

let current = '';
/** @type {import('./languages.js').Texts} */
let texts = {};
/** The language that was asked for last. */
let wished = '';

/** Tells views that the language changed. */
export const languageChanges = new EventTarget();

/** Returns the language in use; empty until the first one is here. */
export function language() {
  return current;
}

/** The languages there are, as a chooser shows them. */
export function languageNames() {
  return Object.entries(languages).map(([code, {name}]) => ({code, name}));
}

/**
 * Chooses a language, once its texts are here; an unknown one is ignored.
 * @param {string} name
 * @throws what `import` throws if its texts cannot be fetched; then nothing changes
 */
export async function speak(name) {
  if (!Object.hasOwn(languages, name)) return;
  wished = name;
  if (name === current) return;
  const loaded = await languages[name].load();
  if (wished !== name || name === current) return; // another was wished for meanwhile
  current = name;
  texts = loaded;
  languageChanges.dispatchEvent(new Event('change'));
}

/**
 * Returns the first language of a list that there is, else the first one of all.
 * @param {readonly string[]} wished as a browser lists them: `nl-BE`, `en`, …
 */
export function firstKnown(wished) {
  return wished.map((name) => name.slice(0, 2).toLowerCase())
    .find((name) => Object.hasOwn(languages, name)) ?? Object.keys(languages)[0];
}

/**
 * Returns a text with its blanks filled in: `t('door.knocks', {name: 'Els'})`.
 * A blank `{n}` also chooses between `key.one` and `key.more`, where there are two. What fills a blank
 * keeps to itself, in whichever direction it is written.
 * @param {string} key
 * @param {Record<string, string | number>} [blanks]
 */
export function t(key, blanks = {}) {
  const form = 'n' in blanks ? `${key}.${Number(blanks.n) === 1 ? 'one' : 'more'}` : key;
  const text = texts[form] ?? texts[key];
  if (text === undefined) throw new Error(`no text ${key}`);
  return text.replace(/\{(\w+)\}/g, (_, name) => isolated(String(blanks[name] ?? '')));
}

/** Says whether there is a text. @param {string} key */
export function has(key) {
  return key in texts;
}

/**
 * Chooses from a text of the plan, `{nl, en}`; one that is not there in the language in use is shown
 * in the first it has.
 * @param {any} words @returns {string}
 */
export function pick(words) {
  if (words === undefined || words === null) return '';
  if (typeof words === 'string') return words;
  return words[current] ?? Object.values(words)[0] ?? '';
}

/** Joins names as a sentence does. @param {string[]} names */
export function listOf(names) {
  return new Intl.ListFormat(locale(), {style: 'long', type: 'conjunction'})
    .format(names.map(isolated));
}

/** How the language in use writes days, times and lists: English as in Europe. */
function locale() {
  return t('language.locale');
}

/**
 * Says a day: «dinsdag 3 maart», with the year unless it is this one.
 * @param {number} time_ms @param {boolean} [kept] with the year always, for what is read in a later one
 */
export function dayOf(time_ms, kept = false) {
  const year = kept || new Date(time_ms).getFullYear() !== new Date().getFullYear() ? 'numeric'
    : undefined;
  return new Intl.DateTimeFormat(locale(), {weekday: 'long', day: 'numeric', month: 'long', year})
    .format(time_ms);
}

/**
 * Names the time zone of this device at a moment: «Midden-Europese tijd, GMT+1».
 * @param {number} time_ms
 */
export function zoneOf(time_ms) {
  const names = /** @type {const} */ (['longGeneric', 'shortOffset']).map((timeZoneName) =>
    new Intl.DateTimeFormat(locale(), {timeZoneName}).formatToParts(time_ms)
      .find(({type}) => type === 'timeZoneName')?.value ?? '');
  return names.filter((name, place) => place > 0 || !name.startsWith('GMT')).join(', ');
}

/**
 * Says a day that was chosen in a calendar, `2026-03-09`; other words stay as they are.
 * @param {string|undefined} date
 */
export function dateOf(date) {
  return /^\d{4}-\d{2}-\d{2}$/.test(date ?? '') ? dayOf(Date.parse(`${date}T12:00`)) : date ?? '';
}

/** Says a time of day: «11:00». @param {number} time_ms */
export function timeOf(time_ms) {
  return new Intl.DateTimeFormat(locale(), {hour: '2-digit', minute: '2-digit', hourCycle: 'h23'})
    .format(time_ms);
}

/**
 * Says a moment near now: «11:00», «morgen om 11:00», «dinsdag 3 maart om 11:00».
 * @param {number} time_ms @param {number} now_ms
 */
export function momentOf(time_ms, now_ms) {
  const midnight = (/** @type {number} */ moment_ms) => new Date(moment_ms).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(time_ms) - midnight(now_ms)) / 86_400_000);
  const time = timeOf(time_ms);
  if (days === 0) return t('moment.today', {time});
  if (days === 1) return t('moment.tomorrow', {time});
  return t('moment.day', {day: dayOf(time_ms), time});
}

/** Writes a length of time as a clock does: «03:12», «1:02:10», «−00:20». @param {number} ms */
export function clockOf(ms) {
  const late = ms < 0;
  const seconds = late ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${late && seconds ? '+' : ''}${hours ? `${hours}:` : ''}${rest}`;
}

/** Says whole minutes, at least one. @param {number} ms */
export function minutesOf(ms) {
  return Math.max(1, Math.round(ms / 60_000));
}
