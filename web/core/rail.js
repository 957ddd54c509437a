// @ts-check
import {caseOf} from './moment.js';
/** @import {Moment, Step, Words} from './types.js' */

/**
 * @typedef {'done'|'now'|'todo'|'skipped'} StopState
 * @typedef {{id: string, name: Words, icon: string, state: StopState, settled: boolean,
 *   planned_ms: number}} Part
 * @typedef {{label: string, name: Words, icon: string, case?: number, state: StopState,
 *   parts: Part[]}} Stop
 */

/**
 * Whether a step is a choice that was made already.
 * @param {Moment} m @param {Step} step
 */
export function isSettled(m, step) {
  return step.settles === true && caseOf(m, step)?.presenter != null;
}

/**
 * The steps still to come by going on: what is settled or stopped is passed over.
 * @param {Moment} m
 * @returns {Step[]}
 */
export function stepsToCome(m) {
  const steps = m.state.plan?.steps ?? [];
  if (m.state.purge_ms !== undefined) return [];
  const here = steps.findIndex((step) => step.id === m.state.step);
  return steps.slice(here + 1)
    .filter((step) => !isSettled(m, step) && !caseOf(m, step)?.stopped);
}

/**
 * The step that «Naar stap …» goes to; undefined at the end.
 * @param {Moment} m
 * @returns {Step|undefined}
 */
export function nextStep(m) {
  return stepsToCome(m)[0];
}

/**
 * The step that «Terug» goes to: the last one before this that was entered.
 * @param {Moment} m
 * @returns {Step|undefined}
 */
export function previousStep(m) {
  const steps = m.state.plan?.steps ?? [];
  const here = steps.findIndex((step) => step.id === m.state.step);
  return steps.slice(0, Math.max(0, here)).reverse()
    .find((step) => m.state.visited.includes(step.id) && !caseOf(m, step)?.stopped);
}

/**
 * The number of the stopped case that the current step belongs to, or comes right after; undefined
 * where there is none. A stop goes on to the next case, or to the end of the meeting.
 * @param {Moment} m
 * @returns {number|undefined}
 */
export function stoppedHere(m) {
  const steps = m.state.plan?.steps ?? [];
  const here = steps.findIndex((step) => step.id === m.state.step);
  if (here < 0) return undefined;
  const isStopped = (/** @type {Step|undefined} */ step) =>
    step?.case !== undefined && m.state.cases[step.case - 1].stopped;
  // A choice that was made already is passed over on the way to the next case.
  const before = steps.slice(0, here).reverse().find((step) =>
    !(step.settles && step.case === steps[here].case && !m.state.visited.includes(step.id)));
  const step = [steps[here], before].find(isStopped);
  return step?.case;
}

/**
 * The stops of the rail: neighbouring steps of one case with one label are one stop with parts.
 * @param {Moment} m
 * @returns {Stop[]}
 */
export function rail(m) {
  const steps = m.state.plan?.steps ?? [];
  const here = steps.findIndex((step) => step.id === m.state.step);
  /** @type {Stop[]} */
  const stops = [];
  steps.forEach((step, place) => {
    const part = {id: step.id, name: step.page.name, icon: step.page.icon,
      state: stateOf(m, step, place, here), settled: isSettled(m, step),
      planned_ms: step.planned_ms};
    const last = stops[stops.length - 1];
    const label = step.page.label ?? '';
    if (last && label !== '' && last.label === label && last.case === step.case) {
      last.parts.push(part);
      last.state = together(last.parts);
    } else {
      stops.push({label, name: step.page.name, icon: step.page.icon, state: part.state,
        parts: [part], ...(step.case === undefined ? {} : {case: step.case})});
    }
  });
  return stops;
}

/**
 * @param {Moment} m @param {Step} step @param {number} place @param {number} here
 * @returns {StopState}
 */
function stateOf(m, step, place, here) {
  if (place === here) return 'now';
  if (m.state.visited.includes(step.id)) return 'done';
  // A choice made in the lobby will be passed over. Drawn as done ahead of the group, it would look
  // like the place where the group is.
  if (isSettled(m, step)) return place < here ? 'done' : 'todo';
  const over = m.state.purge_ms !== undefined || caseOf(m, step)?.stopped === true;
  return over || place < here ? 'skipped' : 'todo';
}

/**
 * @param {Part[]} parts
 * @returns {StopState}
 */
function together(parts) {
  const states = new Set(parts.map((part) => part.state));
  if (states.has('now')) return 'now';
  if (states.has('todo')) return 'todo';
  return states.has('done') ? 'done' : 'skipped';
}
