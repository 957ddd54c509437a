// @ts-check
import {itemsOf, round} from './moment.js';
/** @import {Moment} from './types.js' */

/** @typedef {'ja'|'lieverniet'|'nee'} Vote */
/** The answers to a date, as the frame file names them. @type {readonly Vote[]} */
export const dateAnswers = Object.freeze(['ja', 'lieverniet', 'nee']);

/** A longer one was not meant, or comes of a changed client. */
const longest_ms = 24 * 3_600_000;

/**
 * @typedef {object} Offered a date that somebody put forward
 * @property {string} item
 * @property {string} [by]
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {number} offset minutes that the clock of who put it forward is ahead of UTC then
 * @property {boolean} past
 * @property {Record<Vote, string[]>} said who answered what, in the order of the seats
 * @property {boolean} best whether no other date suits more people, or as many of them better
 */

/**
 * The dates that were put forward, in the order of time, and how many there are that cannot be read.
 * Of a member only the last answer to a date counts, and none of who has left.
 * @param {Moment} m
 * @returns {{dates: Offered[], broken: number}}
 */
export function datesOf(m) {
  const lobby = m.state.plan?.lobby?.id ?? '';
  const offered = itemsOf(m, lobby, 'datum').filter(({folded}) => !folded);
  const said = answers(m, lobby);
  const dates = offered.flatMap((item) => {
    const time = periodOf(m.text(item));
    if (!time) return [];
    const of = (/** @type {Vote} */ vote) => round(m)
      .filter((member) => said.get(`${member} ${item.item}`) === vote);
    return [{item: item.item, by: item.by, ...time, past: time.start_ms < m.now, best: false,
      said: {ja: of('ja'), lieverniet: of('lieverniet'), nee: of('nee')}}];
  }).sort((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);
  const coming = dates.filter(({past, said: {ja, lieverniet}}) => !past && ja.length + lieverniet.length > 0);
  const first = [...coming].sort(better)[0];
  for (const date of coming) date.best = better(date, first) === 0;
  return {dates, broken: offered.filter((item) => m.text(item) !== null).length - dates.length};
}

/** Who can come counts first, then who likes to. @param {Offered} a @param {Offered} b */
function better({said: a}, {said: b}) {
  return b.ja.length + b.lieverniet.length - a.ja.length - a.lieverniet.length
    || b.ja.length - a.ja.length;
}

/** What each member said last to each date. @param {Moment} m @param {string} lobby */
function answers(m, lobby) {
  const said = new Map();
  for (const item of itemsOf(m, lobby, 'past')) {
    const [date, vote] = m.text(item)?.pick ?? [];
    if (date && !item.folded) said.set(`${item.by} ${date}`, vote);
  }
  return said;
}

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/**
 * A beginning and an end as they stand in an envelope (ISO 8601 with the offset), or null where they
 * are none.
 * @param {Record<string, any>|null|undefined} content
 */
export function periodOf(content) {
  const [start, end] = [content?.start, content?.end].map((text) => moment.exec(String(text)));
  if (!start || !end) return null;
  const [start_ms, end_ms] = [Date.parse(start[0]), Date.parse(end[0])];
  if (!(end_ms > start_ms && end_ms - start_ms <= longest_ms)) return null;
  const offset = start[1] ? Number(`${start[1]}1`) * (Number(start[2]) * 60 + Number(start[3])) : 0;
  return {start_ms, end_ms, offset};
}

/**
 * A date for an envelope, by the clock of this device: an hour that a change of the clock gives twice
 * is told from the other by its offset.
 * @param {number} start_ms @param {number} end_ms
 */
export function dateContent(start_ms, end_ms) {
  return {start: localIso(start_ms), end: localIso(end_ms)};
}

/** The minutes that the clock of this device is ahead of UTC at a moment. @param {number} time_ms */
export function offsetAt(time_ms) {
  return -new Date(time_ms).getTimezoneOffset();
}

/**
 * A moment by the clock of this device: `2026-03-09T09:30:00+01:00`.
 * @param {number} time_ms
 */
export function localIso(time_ms) {
  const offset = offsetAt(time_ms);
  const two = (/** @type {number} */ number) => String(Math.trunc(number)).padStart(2, '0');
  const local = new Date(time_ms + offset * 60_000).toISOString().slice(0, 19);
  const ahead = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${two(ahead / 60)}:${two(ahead % 60)}`;
}
