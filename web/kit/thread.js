// @ts-check
import {dateOf, dayOf, listOf, t, timeOf} from '../i18n/index.js';
/** @import {Agreed, Met} from '../core/thread.js' */

/** When the next meeting is. @param {{start_ms?: number, end_ms?: number}} next */
export function whenWords({start_ms, end_ms}) {
  return start_ms === undefined || end_ms === undefined ? t('next.nodate')
    : t('poll.date', {day: dayOf(start_ms), from: timeOf(start_ms), to: timeOf(end_ms)});
}

/** A meeting of the group in a line. @param {Omit<Met, 'agreed'>} met */
export function metWords({date, method, chair, presenters}) {
  return [dateOf(date), method, chair && t('thread.chair', {name: chair}),
    presenters.length > 0 && t('thread.presented', {names: listOf(presenters)})].filter(Boolean).join(' · ');
}

/** What was agreed for a meeting, a sentence for each. @param {Agreed} agreed */
export function agreedWords({presenter, chair}) {
  return [presenter && t('thread.agreed.presenter', {name: presenter}),
    chair && t('thread.agreed.chair', {name: chair})].filter(Boolean);
}
