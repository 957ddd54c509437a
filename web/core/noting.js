// @ts-check
/** Noted presence, and who put themselves on the list: pure functions of a `Moment`. */
import {isHere, seated} from './moment.js';
/** @import {Moment, Step} from './types.js' */

/**
 * Whether an input is that of the frame in which somebody puts themselves on the list of whoever leads.
 * @param {Step} step @param {{id: string}} input
 */
export function isList(step, input) {
  return step.case === undefined && input.id === 'lijst';
}

/**
 * Who put themselves on the list, in order of the seats.
 * @param {Moment} m
 * @returns {{member: string, name: string, number: string}[]}
 */
export function listed(m) {
  const items = m.state.items.filter((one) => {
    const step = m.state.plan?.steps.find(({id}) => id === one.step);
    return step !== undefined && isList(step, {id: one.input});
  });
  return seated(m).flatMap(({member}) => {
    const item = items.find(({by}) => by === member);
    const {naam = '', nummer = ''} = (item && m.text(item)) ?? {};
    return naam ? [{member, name: String(naam), number: String(nummer)}] : [];
  });
}

/**
 * How often presence is to be noted until now: at the first step, at each case, and at the close.
 * @param {Moment} m
 */
function timesDue({state}) {
  if (state.visit === 0) return 0;
  const cases = new Set(state.plan?.steps.filter(({id}) => state.visited.includes(id))
    .map((step) => step.case).filter((number) => number !== undefined));
  return 1 + cases.size + (state.purge_ms === undefined ? 0 : 1);
}

/**
 * Whether presence is to be noted now. A group that began within the step in which the first case
 * begins is asked once.
 * @param {Moment} m
 */
export function isNotingDue(m) {
  return m.state.attendance.length < timesDue(m);
}

/** Who is connected, and so proposed as present. @param {Moment} m */
export function connected(m) {
  return seated(m).map(({member}) => member).filter((member) => isHere(m, member));
}

/** Whether the group has begun with a proof: secrecy was discussed, or presence was noted. @param {Moment} m */
export function isProofBegun({state}) {
  return state.secrecy_ms !== undefined || state.attendance.length > 0;
}
