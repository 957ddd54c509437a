// @ts-check
import {floorOf, isPresenterApart} from './floors.js';
import {awaySince, caseOf, currentStep, isHere, outside, presenter, presenterInForce, round,
  roles, seated} from './moment.js';
import {openableSets} from './inputs.js';
import {elapsed} from './reduce.js';
/** @import {Moment, Member} from './types.js' */

/** How long a chair must be away before the chair is offered. */
export const chairPatience_ms = 120_000;
/** How long a chair is away at least before anybody else steps in. */
export const leastAbsence_ms = 10_000;
/** How long a seat must have been empty before it is given to who lost it. */
export const seatPatience_ms = 30_000;
/** The same for the seat of the chair, and where neither chair nor deputy gives it. */
export const longSeatPatience_ms = 120_000;
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
 * Whether something waits for the chair: a hand, the door, a halt, the clock, or a set that an
 * earlier step gathered for this one. What a member did themself does not wait for that member.
 * @param {Moment} m @param {string} [member]
 */
export function waitsForChair(m, member = m.me) {
  const {state, presence} = m;
  if (presence.door.length > 0 || presence.hands.some((hand) => hand.member !== member)) {
    return true;
  }
  if (state.halted !== null && state.halted !== member) return true;
  if (state.step === null) return false;
  if (elapsed(state.clock, m.now) > state.clock.planned_ms) return true;
  return openableSets(m).some((set) => set.step !== state.step);
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
  const offered = since + (waitsForChair(m, member) ? leastAbsence_ms : chairPatience_ms);
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
 * Whether a member opens the door and gives seats: chair and deputy, anybody when both have been
 * away for more than a moment.
 * @param {Moment} m @param {string} [member]
 */
export function isDoorkeeper(m, member = m.me) {
  const {chair, deputy} = m.state;
  if (member === chair || member === deputy) return true;
  return [chair, deputy].every((keeper) => keeper === null
    || m.now - (awaySince(m, keeper) ?? m.now) >= leastAbsence_ms);
}

/**
 * From when a doorkeeper may give a seat to who lost it, in server time; null while somebody sits
 * in it.
 * @param {Moment} m @param {string} seat @param {string} [doorkeeper]
 * @returns {number|null}
 */
export function mayGiveSeatFrom(m, seat, doorkeeper = m.me) {
  const since = awaySince(m, seat);
  if (since === undefined) return null;
  const {chair, deputy, back} = m.state;
  const keeps = doorkeeper === chair || doorkeeper === deputy;
  const leads = seat === chair || seat === back;
  return since + (keeps && !leads ? seatPatience_ms : longSeatPatience_ms);
}

/**
 * Who stands at the door. `seats` are those that can be given to somebody who lost one, now or,
 * as `from` says, in a moment.
 * @param {Moment} m
 * @returns {{member: string, lost: boolean, may: boolean,
 *   seats: {member: string, from: number}[]}[]}
 */
export function doorList(m) {
  const empty = seated(m).flatMap(({member}) => {
    const from = mayGiveSeatFrom(m, member);
    return from === null ? [] : [{member, from}];
  });
  // Who was just let in still stands at the door until the next word on presence.
  const inside = new Set(seated(m).map(({member}) => member));
  return m.presence.door.filter(({member}) => !inside.has(member)).map(({member, lost}) =>
    ({member, lost, may: isDoorkeeper(m), seats: lost ? empty : []}));
}

/**
 * The seats that were given to somebody who asked for one as lost: everybody is told, for as long
 * as the meeting lasts.
 * @param {Moment} m
 * @returns {{member: string, at_ms: number, by: string}[]}
 */
export function givenSeats(m) {
  return seated(m).flatMap(({member, given}) => (given ? [{member, ...given}] : []));
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
