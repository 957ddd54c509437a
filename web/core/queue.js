// @ts-check
import {round} from './moment.js';
/** @import {Moment} from './types.js' */

/**
 * The raised hands in the order in which they get the floor.
 * @param {Moment} m
 */
export function queue(m) {
  const taking = round(m);
  return m.presence.hands
    .filter((hand) => taking.includes(hand.member) && hand.member !== m.state.floor.speaker);
}
