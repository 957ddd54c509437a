// @ts-check
import {localIso} from '../core/poll.js';

const minute_ms = 60_000;
const day_ms = 24 * 60 * minute_ms;

/** What the server allows (`protocol/README.md`, «Creating a session»). */
const shortest = 10;
const longest = 480;
const furthest_ms = 400 * day_ms;
/** How long ago a beginning may be: who makes the meeting a little late has not made a mistake. */
const late_ms = 15 * minute_ms;
/** The length of a meeting whose end is not filled in, in minutes. */
const usual = 60;

/**
 * @typedef {{date: string, from: string, to: string}} Wished `2026-03-09`, `09:30`; '' for nothing
 * @typedef {'date'|'from'|'to'} Place
 * @typedef {{place: Place, key: string}} Trouble what is wrong, and at which field to say it
 * @typedef {{start_ms: number, end_ms: number, minutes: number, trouble: Trouble|null}} When
 */

/**
 * When a meeting begins and ends, and what is in the way of it. Without a beginning it is now, without
 * an end an hour later; an end that is earlier in the day than the beginning is on the next day, if
 * that is within what a meeting may last. With a trouble the times are the usual ones.
 * @param {Wished} wished @param {number} now_ms
 * @returns {When}
 */
export function whenOf({date, from, to}, now_ms) {
  const usually = (/** @type {Place} */ place, /** @type {string} */ key) => ({start_ms: now_ms,
    end_ms: now_ms + usual * minute_ms, minutes: usual, trouble: {place, key}});
  if (date && !from) return usually('from', 'when.from');
  const start_ms = from ? at(date || dateOf(now_ms), from) : now_ms;
  if (Number.isNaN(start_ms)) return usually('date', 'when.unfinished');
  if (start_ms < now_ms - late_ms) return usually(date ? 'date' : 'from', 'when.past');
  if (start_ms > now_ms + furthest_ms) return usually('date', 'when.far');
  const end_ms = to ? endOf(start_ms, to) : start_ms + usual * minute_ms;
  const minutes = Math.round((end_ms - start_ms) / minute_ms);
  if (minutes > longest) return usually('to', isLater(start_ms, to) ? 'when.long' : 'when.order');
  if (minutes < shortest) return usually('to', minutes <= 0 ? 'when.order' : 'when.short');
  if (end_ms <= now_ms) return usually('to', 'when.past');
  return {start_ms, end_ms, minutes, trouble: null};
}

/**
 * What a refusal by the server says about the times, where its clock differs from this one's.
 * @param {{code?: string, at?: string}|null} problem
 * @returns {Trouble|null}
 */
export function troubleIn(problem) {
  if (problem?.code !== 'bad-message') return null;
  if (problem.at === '$.start_ms') return {place: 'date', key: 'when.far'};
  if (problem.at === '$.end_ms') return {place: 'to', key: 'when.order'};
  return problem.at === '$.minutes' ? {place: 'to', key: 'when.long'} : null;
}

/** @param {string} date @param {string} time */
function at(date, time) {
  return new Date(`${date}T${time}`).getTime();
}

/** Today, or the day of another moment, as a date field writes it. @param {number} time_ms */
function dateOf(time_ms) {
  return localIso(time_ms).slice(0, 10);
}

/**
 * The next time that it is `to` o'clock; the start itself where both are the same minute.
 * @param {number} start_ms @param {string} to
 */
function endOf(start_ms, to) {
  const same = at(dateOf(start_ms), to);
  if (same > start_ms - minute_ms) return same;
  const next = new Date(same);
  return next.setDate(next.getDate() + 1);
}

/** Whether the end is later in the day than the start. @param {number} start_ms @param {string} to */
function isLater(start_ms, to) {
  return at(dateOf(start_ms), to) > start_ms;
}
