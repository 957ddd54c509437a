// @ts-check
import {elapsed} from './reduce.js';
import {stepsToCome} from './rail.js';
/** @import {Moment} from './types.js' */

/**
 * The clock of the current step; null where none runs.
 * `part` is what is left of the planned time, from 1 to 0; orange at 20 %, red at 5 %.
 * @param {Moment} m
 * @returns {{left_ms: number, planned_ms: number, part: number, paused: boolean,
 *   overdue: boolean, colour: 'calm'|'orange'|'red'}|null}
 */
export function clockView(m) {
  const {clock, step} = m.state;
  if (step === null) return null;
  const left_ms = clock.planned_ms - elapsed(clock, m.now);
  const part = clock.planned_ms > 0 ? Math.min(1, Math.max(0, left_ms / clock.planned_ms)) : 0;
  return {
    left_ms, planned_ms: clock.planned_ms, part,
    paused: clock.since_ms === null,
    overdue: left_ms <= 0,
    colour: part <= 0.05 ? 'red' : part <= 0.2 ? 'orange' : 'calm',
  };
}

/**
 * How far the meeting runs over its planned end, and what would bring it back: the steps to come
 * shortened in proportion, none below its least. Null when it will end in time, or has no end.
 * `minutes` are whole ones, rounded up; `fits` says whether shortening is enough.
 * @param {Moment} m
 * @returns {{minutes: number, over_ms: number, fits: boolean,
 *   planned: {step: string, planned_ms: number}[]}|null}
 */
export function overrun(m) {
  const {end_ms} = m.state;
  if (end_ms === undefined || m.state.step === null) return null;
  const left_ms = Math.max(0, clockView(m)?.left_ms ?? 0);
  const coming = stepsToCome(m);
  const sum_ms = coming.reduce((sum, step) => sum + step.planned_ms, 0);
  const over_ms = m.now + left_ms + sum_ms - end_ms;
  if (over_ms < 60_000) return null;
  const target_ms = Math.max(0, sum_ms - over_ms);
  const lengths = shortened(coming, target_ms);
  const planned = coming.map((step, place) => ({step: step.id, planned_ms: lengths[place]}))
    .filter(({planned_ms}, place) => planned_ms < coming[place].planned_ms);
  const total_ms = lengths.reduce((sum, one) => sum + one, 0);
  return {minutes: Math.ceil(over_ms / 60_000), over_ms, fits: total_ms <= target_ms, planned};
}

/**
 * Shares a total out in proportion; what would fall below its least gets that, and the others
 * share the rest. Whole seconds, never above the planned time.
 * @param {{planned_ms: number, least_ms: number}[]} steps
 * @param {number} total_ms
 * @returns {number[]}
 */
export function shortened(steps, total_ms) {
  const least = steps.map((step) => Math.min(step.least_ms, step.planned_ms));
  const fixed = new Set();
  for (;;) {
    const free = steps.map((_, place) => place).filter((place) => !fixed.has(place));
    const rest_ms = total_ms - [...fixed].reduce((sum, place) => sum + least[place], 0);
    const sum_ms = free.reduce((sum, place) => sum + steps[place].planned_ms, 0);
    const factor = sum_ms > 0 ? Math.min(1, Math.max(0, rest_ms / sum_ms)) : 0;
    const below = free.filter((place) => steps[place].planned_ms * factor < least[place]);
    if (below.length === 0) {
      return steps.map((step, place) => (fixed.has(place) ? least[place]
        : Math.max(least[place], Math.floor((step.planned_ms * factor) / 1000) * 1000)));
    }
    for (const place of below) fixed.add(place);
  }
}
