// @ts-check
import {isSettled} from './rail.js';
import {round} from './moment.js';
/** @import {Moment} from './types.js' */

/**
 * What to say in the lobby before beginning; nothing of it blocks but what `blocks` names.
 * `below-smallest`, `below-ideal`, `above-ideal`, `above-largest` {people, from, to};
 * `short` {minutes, planned} when the time until the end is shorter than the plan;
 * `no-chair`, `no-presenter` {case}, `presenter-chairs` {case}.
 * @param {Moment} m
 * @returns {({code: string, blocks: boolean} & Record<string, any>)[]}
 */
export function warnings(m) {
  return [...people(m), ...time(m), ...roleWarnings(m)];
}

/** @param {Moment} m */
function people(m) {
  const [smallest, from, to, largest] = m.state.plan?.page.group ?? [0, 0, 99, 99];
  const count = round(m).length;
  const size = {people: count, from, to, blocks: false};
  if (count < smallest) return [{...size, code: 'below-smallest', from: smallest}];
  if (count > largest) return [{...size, code: 'above-largest', to: largest}];
  if (count < from) return [{...size, code: 'below-ideal'}];
  return count > to ? [{...size, code: 'above-ideal'}] : [];
}

/** @param {Moment} m */
function time(m) {
  const {end_ms, start_ms, plan} = m.state;
  if (end_ms === undefined || !plan) return [];
  const planned_ms = plan.steps.filter((step) => !isSettled(m, step))
    .reduce((sum, step) => sum + step.planned_ms, 0);
  const there_ms = end_ms - Math.max(m.now, start_ms ?? m.now);
  const minutes = Math.max(0, Math.floor(there_ms / 60_000));
  const planned = Math.ceil(planned_ms / 60_000);
  return minutes < planned ? [{code: 'short', minutes, planned, blocks: false}] : [];
}

/** @param {Moment} m */
function roleWarnings(m) {
  const {state} = m;
  const steps = state.plan?.steps ?? [];
  /** @type {({code: string, blocks: boolean} & Record<string, any>)[]} */
  const found = state.chair === null ? [{code: 'no-chair', blocks: true}] : [];
  state.cases.forEach((one, place) => {
    const number = place + 1;
    const chosen = steps.some((step) => step.case === number && step.settles);
    if (one.presenter === null && !chosen) {
      found.push({code: 'no-presenter', case: number, blocks: number === 1});
    }
    if (one.presenter !== null && one.presenter === state.chair && one.chair === null) {
      found.push({code: 'presenter-chairs', case: number, blocks: number === 1});
    }
  });
  return found;
}
