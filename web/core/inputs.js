// @ts-check
import {currentStep, floorNameOf, openStep, holdsWords, inputOf, itemsOf, roles, setOf}
  from './moment.js';
import {isList, isProofBegun} from './noting.js';
/** @import {Moment, Input, Item, CardSet, OwnCard, Step} from './types.js' */

/**
 * @typedef {object} Field an input, as one member finds it in the current step
 * @property {string} step the id of its step
 * @property {Input} input
 * @property {string} path `STEP/INPUT`
 * @property {CardSet|null} set the closed set that takes the cards; null for a live input
 * @property {boolean} may whether I may write here now
 * @property {boolean} named whether what I write carries my name
 * @property {boolean} among whether I am asked for other things too that are closed: a form to fill in
 * @property {number} left how many more I may write
 * @property {Item[]} items what is written and can be read
 * @property {OwnCard[]} own my cards that are not open yet
 */

/**
 * The inputs of the current step (before the beginning: of the lobby), in order, and after them those
 * of an earlier step whose cards are still to be opened in this one: they take cards until they are.
 * @param {Moment} m @param {string} [me]
 * @returns {Field[]}
 */
export function inputsFor(m, me = m.me) {
  const step = openStep(m);
  if (!step) return [];
  const earlier = openableSets(m).flatMap((set) => {
    const from = m.state.plan?.steps.find((one) => one.id === set.step);
    const input = inputOf(m, set);
    return from && input && from !== step ? [fieldOf(m, from, input, me)] : [];
  });
  // Who needs no proof of attendance is not asked for an official name.
  const here = isProofBegun(m) ? step.inputs : step.inputs.filter((input) => !isList(step, input));
  return [...here.map((input) => fieldOf(m, step, input, me)), ...earlier];
}

/**
 * The inputs of earlier steps whose sets are opened in the current one, in order.
 * @param {Moment} m
 * @returns {Field[]}
 */
export function inputsOpenedHere(m) {
  const here = m.state.step;
  return (m.state.plan?.steps ?? []).flatMap((step) => step.inputs
    .filter((input) => input.opens === here && step.id !== here)
    .map((input) => fieldOf(m, step, input, m.me)));
}

/**
 * @param {Moment} m @param {Step} step @param {Input} input @param {string} me
 * @returns {Field}
 */
function fieldOf(m, step, input, me) {
  const last = setOf(m, step.id, input.id);
  const set = last?.state === 'closed' ? last : null;
  const items = itemsOf(m, step.id, input.id);
  const own = set ? m.ownCards(set.set) : [];
  const counted = set ? own.length
    : items.filter((item) => input.by === 'presenter' || item.by === me).length;
  const open = input.opens === undefined ? step === openStep(m)
    : set !== null && !set.late?.includes(me);
  const may = open && mayWrite(m, input, me);
  return {step: step.id, input, path: `${step.id}/${input.id}`, set, may, own, items,
    among: input.opens !== undefined && step.inputs.some((other) => other !== input
      && other.opens !== undefined && mayWrite(m, other, me)),
    named: set ? set.named : true, left: may ? Math.max(0, input.max - counted) : 0};
}

/**
 * Whether a member may write to an input in its own step. The pen writes what is said aloud: a
 * closed text of the presenter is not for the pen, which would have to be told first, nor anything
 * where the pen has no place. (The server lets the pen write there.)
 * @param {Moment} m @param {Input} input @param {string} [me]
 */
export function mayWrite(m, input, me = m.me) {
  const is = roles(m, me);
  if (!is.takesPart) return false;
  switch (input.by) {
    case 'presenter': return is.presenter
      || (is.pen && input.opens === undefined && hasNoteLine(m, me));
    case 'others': return !is.presenter && !(m.state.guiding && is.chair);
    case 'chair': return is.chair;
    default: return true;
  }
}

/**
 * The closed sets that the chair can open in the current step.
 * @param {Moment} m
 * @returns {CardSet[]}
 */
export function openableSets(m) {
  const {state} = m;
  if (state.step === null) return [];
  return state.sets.filter((set) => set.state === 'closed'
    && inputOf(m, set)?.opens === state.step);
}

/**
 * The first set that can be opened now.
 * @param {Moment} m
 * @returns {CardSet|undefined}
 */
export function openSet(m) {
  return openableSets(m)[0];
}

/**
 * The closed sets that going to a step leaves behind: those with enough writers stop it, the others
 * are thrown away.
 * @param {Moment} m @param {string} to
 * @returns {CardSet[]}
 */
export function setsLeftBehind(m, to) {
  const order = m.state.plan?.steps.map((step) => step.id) ?? [];
  return m.state.sets.filter((set) => {
    const opens = inputOf(m, set)?.opens;
    return set.state === 'closed' && opens !== undefined
      && order.indexOf(opens) < order.indexOf(to);
  });
}

/**
 * Whether there is something to do for a member in a step in which nobody speaks: a step without
 * anything to write is for thinking.
 * @param {Moment} m @param {Step} step @param {string} [member]
 */
export function hasToDo(m, step, member = m.me) {
  return step.inputs.length === 0 || step.inputs.some((input) => mayWrite(m, input, member));
}

/**
 * Whether the step has its note line, and a place for the pen: not where its method wants none
 * (`notes`), nor where nobody speaks, nor beside a
 * field for unnamed cards, since what is meant for a card could be written there, with one's name and
 * at once.
 * @param {Moment} m @param {string} [member]
 * @returns {boolean}
 */
export function hasNoteLine(m, member = m.me) {
  const step = currentStep(m);
  if (!step || floorNameOf(step) === 'nobody' || step.notes === false) return false;
  return !m.state.sets.some((set) => {
    const input = inputOf(m, set);
    return set.state === 'closed' && !set.named && input && holdsWords(input)
      && [set.step, input.opens].includes(step.id) && mayWrite(m, input, member);
  });
}
