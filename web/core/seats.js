// @ts-check
import {floorOf, isPresenterApart} from './floors.js';
import {awaySince, caseOf, currentStep, isHere, outside, presenter, presenterInForce, round,
  roles, seated} from './moment.js';
import {clockView} from './clock.js';
import {openableSets} from './inputs.js';
/** @import {Moment, Member} from './types.js' */

/** How long a chair must be away before the chair is offered. */
export const chairPatience_ms = 120_000;
/** How much later than the deputy the others are offered it. */
export const deputyAdvantage_ms = 60_000;

/**
 * @typedef {object} Seat
 * @property {string} member
 * @property {boolean} me
 * @property {boolean} chair
 * @property {boolean} deputy
 * @property {boolean} presenter
 * @property {boolean} pen
 * @property {boolean} host
 * @property {boolean} left has left the round
 * @property {'here'|'background'|'away'} connection
 * @property {number} [away_ms] since when
 * @property {boolean} ready
 * @property {number|null} hand place in the queue, from 1
 * @property {boolean} speaking has the floor, or reads the card in hand aloud
 * @property {'in'|'silent'|'turned'|'away'} outside
 * @property {string|null} role in the cast list of this step
 * @property {number} turns in this visit
 */

/**
 * The circle: everybody with a seat, in seat order.
 * @param {Moment} m
 * @returns {Seat[]}
 */
export function seats(m) {
  return seated(m).map((member) => seatOf(m, member));
}

/**
 * @param {Moment} m @param {Member} member
 * @returns {Seat}
 */
function seatOf(m, {member, left}) {
  const {state, presence} = m;
  const is = roles(m, member);
  const here = presence.members.find((one) => one.member === member);
  const away_ms = here?.away_ms;
  const place = presence.hands.findIndex((hand) => hand.member === member);
  return {
    member, me: member === m.me, left,
    chair: is.chair, deputy: is.deputy, pen: is.pen, host: is.host,
    presenter: is.presenter || (state.visit === 0 && presentsFirst(m, member)),
    connection: away_ms !== undefined ? 'away' : here?.background ? 'background' : 'here',
    ...(away_ms === undefined ? {} : {away_ms}),
    ready: here?.ready === true,
    hand: place < 0 ? null : place + 1,
    speaking: is.speaker,
    outside: is.presenter ? outside(m) : 'in',
    role: state.roles.find((one) => one.member === member)?.role ?? null,
    turns: state.floor.spoken.find((one) => one.member === member)?.turns ?? 0,
  };
}

/** @param {Moment} m @param {string} member */
function presentsFirst(m, member) {
  return m.state.cases.some((one) => one.presenter === member);
}

/**
 * Whether something waits for the chair: a hand, the door, a halt, the clock or a set.
 * A set counts when one's own card is in it: of others nothing is known before the opening.
 * @param {Moment} m
 */
export function waitsForChair(m) {
  const {state, presence} = m;
  if (presence.hands.length > 0 || presence.door.length > 0 || state.halted !== null) return true;
  if (state.step === null) return false;
  if ((clockView(m)?.left_ms ?? 0) < 0) return true;
  return openableSets(m).some((set) => m.ownCards(set.set).length > 0);
}

/**
 * From when a member may take the chair, in server time; null: not at all.
 * @param {Moment} m @param {string} [member]
 * @returns {number|null}
 */
export function mayTakeChairFrom(m, member = m.me) {
  const {state} = m;
  if (member === presenterInForce(m) || member === state.chair || state.purge_ms !== undefined) {
    return null;
  }
  if (state.chair === null || member === state.back) return state.at_ms;
  const since = awaySince(m, state.chair);
  if (since === undefined) return null;
  const offered = waitsForChair(m) ? since : since + chairPatience_ms;
  const first = member === state.deputy || !isHere(m, state.deputy);
  return first ? offered : offered + deputyAdvantage_ms;
}

/**
 * Whether to show the offer of the chair: `back` to the former chair, `quiet` to who may step in,
 * null to everybody else. In the lobby without a chair it is the main button instead.
 * @param {Moment} m
 * @returns {null|'quiet'|'back'}
 */
export function chairOffer(m) {
  const from = mayTakeChairFrom(m);
  if (from === null || from > m.now) return null;
  if (m.state.back === m.me) return 'back';
  return m.state.visit === 0 && m.state.chair === null ? null : 'quiet';
}

/**
 * Whether one opens the door and gives seats: chair and deputy, anybody while both are away.
 * @param {Moment} m
 */
export function mayGiveSeat(m) {
  const {chair, deputy} = m.state;
  if (m.me === chair || m.me === deputy) return true;
  return !isHere(m, chair) && !isHere(m, deputy);
}

/**
 * Who stands at the door. `seats` are those that could be given to somebody who lost one.
 * @param {Moment} m
 * @returns {{member: string, lost: boolean, may: boolean, seats: string[]}[]}
 */
export function doorList(m) {
  const empty = seated(m).map((one) => one.member).filter((member) => !isHere(m, member));
  return m.presence.door.map(({member, lost}) =>
    ({member, lost, may: mayGiveSeat(m), seats: lost ? empty : []}));
}

/**
 * Who has not had the floor in this visit, for the chair; the presenter left out where the others
 * ask or tell.
 * @param {Moment} m
 * @returns {string[]}
 */
export function unspoken(m) {
  const step = currentStep(m);
  if (!step || !floorOf(step).counts(m)) return [];
  const spoken = new Set(m.state.floor.spoken.map((one) => one.member));
  const apart = caseOf(m) && isPresenterApart(m, step) ? presenter(m) : null;
  return round(m).filter((member) => !spoken.has(member) && member !== apart);
}
