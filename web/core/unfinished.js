// @ts-check
import {floorOf} from './floors.js';
import {hasToDo, openableSets} from './inputs.js';
import {currentStep, isHere, itemsOf, outside, presenter, roles, round, setOf} from './moment.js';
/** @import {Moment, Step} from './types.js' */

/**
 * What is not finished in the current step, for the chair; nothing of it blocks.
 * `set-closed` {set}, which is not about to open by itself, `not-written` {input},
 * `too-few` {input, min, there}, `not-settled`, `not-ready` {members}, `not-spoken` {members}.
 * @param {Moment} m
 * @param {string[]} [unspoken] who has not had the floor
 * @returns {({code: string} & Record<string, any>)[]}
 */
export function unfinished(m, unspoken = []) {
  const step = currentStep(m);
  if (!step) return [];
  const open = [];
  for (const set of openableSets(m).filter(({due_ms}) => due_ms === undefined)) {
    open.push({code: 'set-closed', set: set.set});
  }
  for (const input of step.inputs) {
    if (input.opens !== undefined) continue;
    const there = itemsOf(m, step.id, input.id).length;
    const isAsked = input.by === 'presenter' && input.page.min !== 0;
    if (isAsked && there === 0) open.push({code: 'not-written', input: input.id});
    else if (there < (input.page.min ?? 0)) {
      open.push({code: 'too-few', input: input.id, min: input.page.min, there});
    }
  }
  if (step.settles && presenter(m) === null) open.push({code: 'not-settled'});
  if (floorOf(step).awaitsReady && !isOpened(m, step)) {
    const members = round(m).filter((member) => isBusy(m, step, member));
    if (members.length > 0) open.push({code: 'not-ready', members});
  }
  if (unspoken.length > 0) open.push({code: 'not-spoken', members: unspoken});
  return open;
}

/**
 * Whether all that a step gathers and opens lies open, where people write or choose and do no more: what
 * its method says to do is done then, and nobody is waited for.
 * @param {Moment} m @param {Step} step
 */
export function isOpened(m, step) {
  const gathered = step.inputs.filter((input) => input.opens === step.id);
  return (step.settles === true || floorOf(step).awaitsReady === true) && gathered.length > 0
    && gathered.every((input) => setOf(m, step.id, input.id)?.state === 'opened');
}

/**
 * Whether a member is still busy in a step in which nobody speaks: is here, has something to do, has
 * a button to say «ready» with (which the chair and a presenter outside the circle have not), and did
 * not press it. What others have laid is no sign: nobody may know that before it is opened.
 * @param {Moment} m @param {Step} step @param {string} member
 */
function isBusy(m, step, member) {
  const is = roles(m, member);
  if (is.chair || !isHere(m, member)) return false;
  if (is.presenter && ['turned', 'away'].includes(outside(m))) return false;
  if (m.presence.members.some((one) => one.member === member && one.ready)) return false;
  return hasToDo(m, step, member);
}
