// @ts-check
import {floorOf} from '../floors/index.js';
import {inputsFor} from '../core/meeting.js';
/** @import {Now} from '../kit/now.js' */

/**
 * Whether all I do in this step is to listen: then I have a pad for what I want to remember.
 * @param {Now} now
 */
export function listens(now) {
  return floorOf(now.step).listens && now.presenter !== null && !now.isPresenter && !now.left
    && !now.state.halted && !inputsFor(now.m).some(({may, left}) => may && left > 0);
}
