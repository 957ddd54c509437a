// @ts-check
import {isSettled} from './rail.js';
import {itemsOf, round} from './moment.js';
/** @import {Moment, Step} from './types.js' */

const minute_ms = 60_000;
/** A plan that is to lose less than this is fitted without a word. */
const noticed_ms = 5 * minute_ms;

/**
 * What to say in the lobby before beginning; nothing of it blocks but what `blocks` names.
 * `below-smallest`, `below-ideal`, `above-ideal`, `above-largest` {people, from, to};
 * `ended` when the planned end is behind; `shorter` {n} when the steps will be shortened to fit into
 * the n minutes until the end; `short` {n, least} when even that is not enough;
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
  const staysAway = new Set(comers(m, 'nee'));
  const count = round(m).filter((member) => !staysAway.has(member)).length;
  const size = {people: count, from, to, blocks: false};
  if (count < smallest) return [{...size, code: 'below-smallest', from: smallest}];
  if (count > largest) return [{...size, code: 'above-largest', to: largest}];
  if (count < from) return [{...size, code: 'below-ideal'}];
  return count > to ? [{...size, code: 'above-ideal'}] : [];
}

/**
 * Who said in the lobby that they come, do not or perhaps, in seat order.
 * @param {Moment} m @param {string} word an option of the frame file
 */
export function comers(m, word) {
  const lobby = m.state.plan?.lobby?.id ?? '';
  const said = new Map(itemsOf(m, lobby, 'komt').map((item) => [item.by, m.text(item)?.pick?.[0]]));
  return round(m).filter((member) => said.get(member) === word);
}

/** @param {Moment} m */
function time(m) {
  const {end_ms, start_ms, plan} = m.state;
  if (end_ms === undefined || !plan) return [];
  const there_ms = end_ms - Math.max(m.now, start_ms ?? m.now);
  if (there_ms <= 0) return [{code: 'ended', blocks: false}];
  const steps = plan.steps.filter((step) => !isSettled(m, step));
  const sum_ms = (/** @type {(step: Step) => number} */ of) =>
    steps.reduce((sum, step) => sum + of(step), 0);
  const n = Math.floor(there_ms / minute_ms);
  const least = Math.ceil(sum_ms((step) => Math.min(step.least_ms, step.planned_ms)) / minute_ms);
  if (n < least) return [{code: 'short', n, least, blocks: false}];
  const missing_ms = sum_ms((step) => step.planned_ms) - there_ms;
  return missing_ms >= noticed_ms ? [{code: 'shorter', n, blocks: false}] : [];
}

/** @param {Moment} m */
function roleWarnings(m) {
  const {state} = m;
  const steps = state.plan?.steps ?? [];
  /** @type {({code: string, blocks: boolean} & Record<string, any>)[]} */
  const found = state.chair === null ? [{code: 'no-chair', blocks: true}] : [];
  state.cases.forEach((one, place) => {
    const number = place + 1;
    if (!steps.some((step) => step.case === number)) return; // nobody presents anything
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
