// @ts-check
import {hasNoteLine, hasToDo} from './inputs.js';
import {currentStep, floorNameOf, outside, round} from './moment.js';
import {nextStep} from './rail.js';
import {queue} from './queue.js';
/** @import {Action} from './action.js' */
/** @import {Moment, Step} from './types.js' */

/**
 * What the rules of the page know of one floor: who speaks next in a step. Nothing else in `core`
 * asks which floor a step has.
 *
 * @typedef {object} FloorRules
 * @property {string} name
 * @property {boolean} asks whether who writes asks with it for the floor
 * @property {boolean} awaitsReady whether the step is finished when everybody is ready
 * @property {(m: Moment) => boolean} counts whether it matters who has not spoken yet
 * @property {(m: Moment) => boolean} talks whether somebody has the floor before cards are opened
 * @property {boolean} presenterApart whether the presenter is not among who speak
 * @property {(m: Moment, step: Step) => Action|null} chair the chair's button; null: onward
 * @property {(m: Moment, is: Roles) => Action} presenter the presenter's button
 * @property {(m: Moment, is: Roles) => Action} others everybody else's button
 *
 * @typedef {ReturnType<typeof import('./moment.js').roles>} Roles
 */

/** @type {FloorRules} */
const free = {
  name: 'free', asks: false, awaitsReady: false, counts: () => true, presenterApart: false,
  talks: () => false,
  chair: () => null,
  // Who listens in silence writes for themself, not in front of all.
  presenter: (m, is) => (outside(m) === 'in' ? writingAlong(m, is) : 'note'),
  others: writingAlong,
};

/** @type {FloorRules} */
const presenter = {
  ...free, name: 'presenter', counts: () => false,
  presenter: readiness,
  others: (m, is) => (is.speaker ? 'next-turn' : 'halt'),
};

/** @type {FloorRules} */
const hands = {
  ...free, name: 'hands', asks: true, presenterApart: true,
  chair: (m) => (queue(m).length > 0 || m.state.floor.speaker !== null ? 'next-question' : null),
  presenter: () => 'next-question',
  others: (m, is) => {
    if (is.speaker) return 'next-question';
    return m.presence.hands.some((hand) => hand.member === m.me) ? 'lower-hand' : 'raise-hand';
  },
};

/** @type {FloorRules} */
const turns = {
  ...free, name: 'turns',
  chair: (m) => (m.state.floor.speaker !== null || someoneToCome(m) ? 'next-turn' : null),
  presenter: (m, is) => (is.speaker ? 'next-turn' : 'note'),
  others: (m, is) => (is.speaker ? 'next-turn' : 'note'),
};

/** A round over cards; while no card is in hand it goes on as a spoken round. @type {FloorRules} */
const cards = {
  ...turns, name: 'cards', counts: (m) => m.state.floor.card === null,
  talks: (m) => m.state.floor.speaker !== null,
  chair: (m, step) => (m.state.floor.card !== null ? 'next-card' : turns.chair(m, step)),
  presenter: (m, is) => {
    if (m.state.floor.card === null) return turns.presenter(m, is);
    return is.speaker ? 'next-card' : 'touched';
  },
  others: (m, is) => {
    const {card} = m.state.floor;
    if (card === null) return turns.others(m, is);
    if (is.speaker) return 'next-card';
    // A card with a name is read by its writer, who has the floor.
    return m.state.items.some((one) => one.item === card && one.by) ? 'note' : 'read-aloud';
  },
};

/** @type {FloorRules} */
const nobody = {
  ...free, name: 'nobody', awaitsReady: true, counts: () => false,
  chair: (m, step) => (gathersForNext(m, step) ? 'show-cards' : null),
  presenter: readiness,
  others: readiness,
};

/** @type {Record<string, FloorRules>} */
const floors = {presenter, hands, turns, cards, nobody, free};

/** The rules of a step's floor; a floor that is not known is free. @param {Step|undefined} step */
export function floorOf(step) {
  return step ? floors[floorNameOf(step)] ?? free : free;
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

/** @param {Moment} m @returns {Action} */
function readiness(m) {
  const step = currentStep(m);
  if (step && floorOf(step).awaitsReady && !hasToDo(m, step)) return 'note';
  const here = m.presence.members.find((one) => one.member === m.me);
  return here?.ready ? 'unready' : 'ready';
}

/** @param {Moment} m @param {Roles} is @returns {Action} */
function writingAlong(m, is) {
  if (!hasNoteLine(m)) return readiness(m);
  return is.pen ? 'write-along' : 'take-pen';
}

/**
 * Whether the presenter of a step is not among who speak in it.
 * @param {Moment} m @param {Step} step
 */
export function isPresenterApart(m, step) {
  return floorOf(step).presenterApart || outside(m) !== 'in';
}
