// @ts-check
import {floorOf} from './floors.js';
import {caseOf, currentStep, itemsOf, outside, roles, splitPlace} from './moment.js';
import {inputsFor, openSet} from './inputs.js';
import {isSettled, nextStep} from './rail.js';
import {queue} from './queue.js';
/** @import {Moment, Step} from './types.js' */

/**
 * @typedef {'begin'|'take-chair'|'prepare'|'next-step'|'close'|'next-question'|'raise-hand'|
 *   'lower-hand'|'next-turn'|'open-set'|'show-cards'|'settle'|'next-card'|'read-aloud'|
 *   'touched'|'note'|'lay-down'|'ready'|'unready'|'halt'|'clear-halt'|'take-pen'|'write-along'|
 *   'report'|'come-back'|'wait'} Action
 *
 * `show-cards` goes to the next step and opens there what this step gathered; `lay-down` sends
 * what is in the field; `write-along` goes to the note line; `wait` is no button but the sentence
 * that there is nothing to do.
 */

/**
 * The one main button for a member at this moment.
 * @param {Moment} m
 * @param {{writing?: boolean}} [field] whether something is in the text field
 * @returns {Action}
 */
export function mainAction(m, field = {}) {
  const {state} = m;
  if (state.purge_ms !== undefined) return 'report';
  const is = roles(m);
  if (!is.takesPart) return 'come-back';
  if (state.visit === 0) return inLobby(m, is);
  const step = currentStep(m);
  if (!step) return 'wait';
  if (state.halted !== null) return is.chair || state.halted === m.me ? 'clear-halt' : 'wait';
  if (is.presenter && ['turned', 'away'].includes(outside(m))) return 'note';
  if (field.writing && inputsFor(m).some((one) => one.may && one.left > 0)) {
    // Who has the floor asks no more for it: what they typed is shown before the next one asks.
    const asks = !is.presenter && !is.chair && floorOf(step).asks && state.floor.speaker !== m.me;
    return asks ? floorOf(step).others(m, is) : 'lay-down';
  }
  if (is.chair) return ofChair(m, step);
  return is.presenter ? floorOf(step).presenter(m, is) : floorOf(step).others(m, is);
}

/**
 * Whether pressing the main button would do nothing just now.
 * @param {Moment} m @param {Action} [action]
 */
export function isIdle(m, action = mainAction(m)) {
  if (action === 'wait') return true;
  if (action === 'begin') return roundTooEmpty(m);
  return action === 'next-question' && queue(m).length === 0 && m.state.floor.speaker === null;
}

/** @param {Moment} m */
function roundTooEmpty(m) {
  const first = nextStep(m);
  if (!first) return true;
  const own = caseOf(m, first);
  return own !== undefined && own.presenter === null && !first.settles;
}

/** @typedef {ReturnType<typeof roles>} Roles */

/**
 * @param {Moment} m @param {Roles} is
 * @returns {Action}
 */
function inLobby(m, is) {
  if (is.chair) return 'begin';
  if (m.state.cases.some((one) => one.presenter === m.me)) return 'prepare';
  return m.state.chair === null ? 'take-chair' : 'wait';
}

/**
 * Where the meeting goes on to: the next step, or the close.
 * @param {Moment} m
 * @returns {Action}
 */
function onward(m) {
  return nextStep(m) ? 'next-step' : 'close';
}

/**
 * @param {Moment} m @param {Step} step
 * @returns {Action}
 */
function ofChair(m, step) {
  if (step.settles) {
    if (isSettled(m, step)) return onward(m);
    return openSet(m) && proposals(m, step) > 1 ? 'open-set' : 'settle';
  }
  if (openSet(m) && !floorOf(step).talks(m)) return 'open-set';
  return floorOf(step).chair(m, step) ?? onward(m);
}

/**
 * How many proposals there are to vote on; one needs no vote.
 * @param {Moment} m @param {Step} step
 */
function proposals(m, step) {
  const voted = step.inputs.find((input) => typeof input.page.of === 'string');
  if (!voted) return 0;
  const place = splitPlace(voted.page.of);
  return itemsOf(m, place.step, place.input).length;
}
