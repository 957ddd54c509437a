// @ts-check
import {caseOf, currentStep, itemsOf, outside, roles, round, splitPlace} from './moment.js';
import {hasNoteLine, hasToDo, inputsFor, openSet} from './inputs.js';
import {isSettled, nextStep} from './rail.js';
import {queue} from './seats.js';
/** @import {Moment, Step} from './types.js' */

/**
 * @typedef {'begin'|'take-chair'|'prepare'|'next-step'|'close'|'next-question'|'raise-hand'|
 *   'lower-hand'|'next-turn'|'skip-turn'|'open-set'|'show-cards'|'settle'|'next-card'|'read-aloud'|
 *   'touched'|'note'|'lay-down'|'ready'|'unready'|'halt'|'clear-halt'|'take-pen'|'write-along'|
 *   'report'|'come-back'|'wait'} Action
 *
 * `show-cards` goes to the next step and opens there what this step gathered; `lay-down` sends
 * what is in the field; `write-along` goes to the note line; `wait` is no button but the sentence
 * that there is nothing to do.
 */

/**
 * The one main button for a member at this moment (the table of `experience.md`, screen 5).
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
    return step.floor === 'hands' && !is.presenter && !is.chair ? asking(m, is) : 'lay-down';
  }
  if (is.chair) return ofChair(m, step);
  return is.presenter ? ofPresenter(m, step, is) : ofOthers(m, step, is);
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
  const {floor} = m.state;
  if (step.settles) {
    if (isSettled(m, step)) return onward(m);
    return openSet(m) && proposals(m, step) > 1 ? 'open-set' : 'settle';
  }
  const talks = step.over !== undefined && floor.speaker !== null;
  if (openSet(m) && !talks) return 'open-set';
  switch (step.floor) {
    case 'hands':
      return queue(m).length > 0 || floor.speaker !== null ? 'next-question' : onward(m);
    case 'turns':
      if (floor.card !== null) return 'next-card';
      return floor.speaker !== null || someoneToCome(m) ? 'next-turn' : onward(m);
    case 'nobody': return gathersForNext(m, step) ? 'show-cards' : onward(m);
    default: return onward(m);
  }
}

/**
 * Somebody who waits for a turn and is here.
 * @param {Moment} m
 */
function someoneToCome(m) {
  const away = new Set(m.presence.members.filter((one) => one.away_ms !== undefined)
    .map((one) => one.member));
  const taking = round(m);
  return m.state.floor.waiting.some((one) => taking.includes(one) && !away.has(one));
}

/**
 * Whether this step gathers cards that the very next one opens.
 * @param {Moment} m @param {Step} step
 */
function gathersForNext(m, step) {
  const next = nextStep(m)?.id;
  return m.state.sets.some((set) => set.state === 'closed' && set.step === step.id
    && step.inputs.some((input) => input.id === set.input && input.opens === next));
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

/**
 * @param {Moment} m @param {Step} step @param {Roles} is
 * @returns {Action}
 */
function ofPresenter(m, step, is) {
  switch (step.floor) {
    case 'presenter': return readiness(m);
    case 'hands': return 'next-question';
    case 'turns':
      if (m.state.floor.card !== null) return is.speaker ? 'next-card' : 'touched';
      return is.speaker ? 'next-turn' : 'note';
    case 'nobody': return readiness(m);
    default: return writingAlong(m, is);
  }
}

/**
 * @param {Moment} m @param {Step} step @param {Roles} is
 * @returns {Action}
 */
function ofOthers(m, step, is) {
  const {floor} = m.state;
  switch (step.floor) {
    case 'presenter': return is.speaker ? 'next-turn' : 'halt';
    case 'hands': return asking(m, is);
    case 'turns':
      if (floor.card !== null) return ofReader(m, is);
      if (is.speaker) return 'next-turn';
      return floor.waiting.includes(m.me) ? 'skip-turn' : 'note';
    case 'nobody': return readiness(m);
    default: return writingAlong(m, is);
  }
}

/**
 * A card with a name is read by its writer, who has the floor.
 * @param {Moment} m @param {Roles} is
 * @returns {Action}
 */
function ofReader(m, is) {
  if (is.speaker) return 'next-card';
  return m.state.items.some((one) => one.item === m.state.floor.card && one.by) ? 'note'
    : 'read-aloud';
}

/**
 * @param {Moment} m @param {Roles} is
 * @returns {Action}
 */
function asking(m, is) {
  if (is.speaker) return 'next-question';
  return m.presence.hands.some((hand) => hand.member === m.me) ? 'lower-hand' : 'raise-hand';
}

/**
 * @param {Moment} m @param {Roles} is
 * @returns {Action}
 */
function writingAlong(m, is) {
  if (!hasNoteLine(m)) return readiness(m);
  return is.pen ? 'write-along' : 'take-pen';
}

/**
 * @param {Moment} m
 * @returns {Action}
 */
function readiness(m) {
  const step = currentStep(m);
  if (step?.floor === 'nobody' && !hasToDo(m, step)) return 'note';
  const here = m.presence.members.find((one) => one.member === m.me);
  return here?.ready ? 'unready' : 'ready';
}
