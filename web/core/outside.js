// @ts-check
import {currentStep, outside, presenter} from './moment.js';
/** @import {Moment} from './types.js' */

/** @param {string} [where] */
function isOut(where) {
  return where === 'turned' || where === 'away';
}

/**
 * Who was turned or away until this step, or until being called in it, and is seen again now. Everybody
 * has something to switch on again then, or to wait for: it is told where it is over, since who looked
 * away saw nothing of it.
 * @param {Moment} m
 * @returns {{member: string, where: 'in'|'silent'}|null} `silent`: seen again, and not yet heard
 */
export function cameBack(m) {
  const {state} = m;
  const here = currentStep(m);
  if (!here) return null;
  // The step entered last before this one: going back leads to one that comes earlier in the plan.
  const last = state.visited.filter((id) => id !== here.id).at(-1);
  const before = state.called ? here : state.plan?.steps.find(({id}) => id === last);
  if (before?.case === undefined || !isOut(before.outside)) return null;
  const member = state.cases[before.case - 1].presenter;
  if (member === null) return null;
  const where = member === presenter(m) ? outside(m) : 'in';
  return where === 'in' || where === 'silent' ? {member, where} : null;
}
