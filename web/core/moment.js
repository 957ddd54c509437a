// @ts-check
/** @import {Moment, Plan, View, Step, Input, Case, CardSet, Item, Member} from './types.js' */
/** What the other selectors share: who is who, and which step, input and set it is about. */

/**
 * The current plan step; undefined in the lobby and after the close.
 * @param {{state: View}} m
 * @returns {Step|undefined}
 */
export function currentStep({state}) {
  return state.plan?.steps.find((step) => step.id === state.step);
}

/**
 * The step whose inputs are open: the current one, and before the beginning the lobby.
 * @param {{state: View}} m @returns {Step|undefined}
 */
export function openStep({state}) {
  const {plan, visit, purge_ms} = state;
  return visit === 0 && purge_ms === undefined ? plan?.lobby : currentStep({state});
}

/**
 * A step of the plan, or its lobby.
 * @param {Plan|null|undefined} plan @param {string} id @returns {Step|undefined}
 */
export function stepOf(plan, id) {
  return plan?.lobby?.id === id ? plan.lobby : plan?.steps.find((step) => step.id === id);
}

/**
 * The case of a step, the current one if none is named.
 * @param {Moment} m @param {Step} [step]
 * @returns {Case|undefined}
 */
export function caseOf(m, step = currentStep(m)) {
  return step?.case === undefined ? undefined : m.state.cases[step.case - 1];
}

/**
 * Who presents the current case.
 * @param {Moment} m
 * @returns {string|null}
 */
export function presenter(m) {
  return caseOf(m)?.presenter ?? null;
}

/**
 * Whom the chair must differ from: the presenter of the current case, or in the lobby of the
 * first, unless somebody was named to chair it.
 * @param {Moment} m
 * @returns {string|null}
 */
export function presenterInForce(m) {
  if (m.state.visit > 0) return presenter(m);
  const first = m.state.cases[0];
  return first && first.chair === null ? first.presenter : null;
}

/**
 * Members with a seat, in seat order; those who left the round included.
 * @param {Moment} m
 * @returns {Member[]}
 */
export function seated({state}) {
  return state.members.filter((member) => !member.removed);
}

/**
 * Ids of the members who take part, in seat order.
 * @param {Moment} m
 */
export function round(m) {
  return seated(m).filter((member) => !member.left).map((member) => member.member);
}

/**
 * Since when a member has been away; undefined for who is here.
 * @param {Moment} m @param {string|null} member
 * @returns {number|undefined}
 */
export function awaySince({presence}, member) {
  return presence.members.find((one) => one.member === member)?.away_ms;
}

/**
 * @param {Moment} m @param {string|null} member
 */
export function isHere(m, member) {
  return member !== null && awaySince(m, member) === undefined;
}

/**
 * What a member is in this meeting, at this moment.
 * @param {Moment} m @param {string} [member]
 */
export function roles(m, member = m.me) {
  const {state} = m;
  return {
    chair: state.chair === member,
    deputy: state.deputy === member,
    presenter: presenter(m) === member,
    pen: state.pen === member,
    speaker: state.floor.speaker === member,
    host: state.members.some((one) => one.member === member && one.host),
    takesPart: round(m).includes(member),
  };
}

/**
 * The word for which sentence of a step is meant.
 * @param {Moment} m @param {string} [member]
 * @returns {'chair'|'presenter'|'others'}
 */
export function voice(m, member = m.me) {
  const mine = roles(m, member);
  if (mine.presenter) return 'presenter';
  return mine.chair ? 'chair' : 'others';
}

/**
 * Where the presenter is now; somebody called back is in.
 * @param {Moment} m
 * @returns {'in'|'silent'|'turned'|'away'}
 */
export function outside(m) {
  const where = currentStep(m)?.outside ?? 'in';
  return m.state.called && (where === 'turned' || where === 'away') ? 'in' : where;
}

/**
 * The input that a set or an item belongs to.
 * @param {Pick<Moment, 'state'>} m @param {{step: string, input: string}} place
 * @returns {Input|undefined}
 */
export function inputOf({state}, place) {
  return stepOf(state.plan, place.step)
    ?.inputs.find((input) => input.id === place.input);
}

/**
 * The last set of an input, whatever its state.
 * @param {Moment} m @param {string} step @param {string} input
 * @returns {CardSet|undefined}
 */
export function setOf({state}, step, input) {
  return [...state.sets].reverse().find((set) => set.step === step && set.input === input);
}

/**
 * The items of an input, in order.
 * @param {Moment} m @param {string} step @param {string} input
 * @returns {Item[]}
 */
export function itemsOf({state}, step, input) {
  return state.items.filter((item) => item.step === step && item.input === input);
}

/**
 * Splits `STEP/INPUT`.
 * @param {string} place
 */
export function splitPlace(place) {
  const slash = place.indexOf('/');
  return {step: place.slice(0, slash), input: place.slice(slash + 1)};
}

/**
 * Whether what is written to an input is words, in one field or several.
 * @param {Input} input
 */
export function holdsWords({page}) {
  return page.as === 'text';
}

/**
 * The name of a step's floor: a round over cards is a floor of its own.
 * @param {Step} step
 */
export function floorNameOf({floor, over}) {
  return floor === 'turns' && over ? 'cards' : floor;
}
