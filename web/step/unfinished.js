// @ts-check
import {floorOf} from '../floors/index.js';
import {unfinished, unspoken} from '../core/meeting.js';
import {listOf, pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/** What is not finished in this step, in words for the chair: who has not spoken, what lies closed. */
/** @param {Now} now @returns {string[]} */
export function unfinishedWords(now) {
  const asked = floorOf(now.step).asksUnspoken
    ? unspoken(now.m).filter((member) => member !== now.me) : [];
  return [...new Set(unfinished(now.m, asked).map(({code, members, input}) => {
    const label = now.step?.inputs.find(({id}) => id === input)?.page.label;
    return t(`open.${code}`, {names: members ? listOf(members.map((/** @type {string} */ member) =>
      now.name(member))) : '', label: pick(label)});
  }))];
}
