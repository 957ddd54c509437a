// @ts-check
import {currentStep} from './moment.js';
import {isSettled} from './rail.js';
/** @import {Moment} from './types.js' */

/**
 * The number of the next case, once it is due: what the plan has from there on no longer fits before the
 * planned end, so that this case goes on at the cost of that one. Undefined before, and where there is
 * no next case or no planned end.
 * @param {Moment} m
 * @returns {number|undefined}
 */
export function caseDue(m) {
  const {end_ms, plan} = m.state;
  const number = currentStep(m)?.case;
  if (end_ms === undefined || !plan || number === undefined || number >= plan.cases) return undefined;
  const from = plan.steps.findIndex((step) => step.case === number + 1);
  const rest_ms = plan.steps.slice(from).filter((step) => !isSettled(m, step))
    .reduce((sum, step) => sum + step.planned_ms, 0);
  return m.now >= end_ms - rest_ms && m.now < end_ms ? number + 1 : undefined;
}
