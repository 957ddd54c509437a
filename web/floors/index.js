// @ts-check
import {floorOf as rulesOf} from '../core/meeting.js';
import {cards} from './cards.js';
import {free} from './free.js';
import {hands} from './hands.js';
import {nobody} from './nobody.js';
import {presenter} from './presenter.js';
import {turns} from './turns.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/**
 * What the page shows of one floor; its rules, with the main button of each role, are in
 * `core/floors.js`. Nothing else on the page asks which floor a step has.
 *
 * @typedef {object} Floor
 * @property {(now: Now) => any} table what lies on the table because of it
 * @property {(now: Now, place: Place) => boolean} holds whether that shows what was written at a
 *   place, so that it is not shown again
 * @property {(now: Now) => string} dial the words under the clock while nobody has the floor
 * @property {(now: Now, name: string) => string} speaks the same while somebody else has it
 * @property {(now: Now) => boolean} fills whether it takes the room of the circle now
 * @property {(now: Now) => string} hint a line under «Wat jij nu doet», or ''
 * @property {boolean} listens whether all but the presenter only listen, and may note what they want to know
 * @property {boolean} noted whether what is noted together is read right below what lies on the table
 * @property {boolean} given whether the chair can give the floor to somebody
 * @property {boolean} passes whether a turn can be put later or skipped
 * @property {boolean} asksUnspoken whether the chair is told who has not spoken
 * @property {string} lays the key of the words on the button that sends what is in the field
 * @property {string} ready the key of the words on the button that says one is ready
 */

/** @type {Record<string, Floor>} */
const floors = {cards, free, hands, nobody, presenter, turns};

/** What the page shows of the floor of a step. @param {Now['step']} step */
export function floorOf(step) {
  return floors[rulesOf(step).name] ?? free;
}
