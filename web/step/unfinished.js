// @ts-check
import {floorOf} from '../floors/index.js';
import {kindOf} from '../kinds/index.js';
import {unfinished, unspoken} from '../core/meeting.js';
import {listOf, pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/** How many names are said one by one. */
const most = 4;

/**
 * What is not finished in this step, in words for the chair: who has not spoken, what lies closed.
 * @param {Now} now @returns {string[]}
 */
export function unfinishedWords(now) {
  const asked = floorOf(now.step).asksUnspoken
    ? unspoken(now.m).filter((member) => member !== now.me && member !== now.state.floor.speaker) : [];
  return [...new Set(unfinished(now.m, asked).filter((one) => !isVote(now, one)).map(({code, members,
    input, set}) => {
    if (set !== undefined && !areCards(now, set)) return t('open.answers-closed');
    if (code === 'not-written') {
      return now.isPresenter ? t('open.not-written.you') : t('open.not-written', {name: now.name(now.presenter)});
    }
    const label = now.step?.inputs.find(({id}) => id === input)?.page.label;
    return t(`open.${code}`, {names: namesOf(now, members ?? []), label: pick(label)});
  }))];
}

/** Some names, and how many more: the line is short. @param {Now} now @param {string[]} members */
function namesOf(now, members) {
  const names = members.map((member) => now.name(member));
  return names.length <= most ? listOf(names)
    : t('open.more', {names: names.slice(0, most - 1).join(', '), n: names.length - most + 1});
}

/**
 * Whether closed votes are meant: that nobody is chosen yet says it.
 * @param {Now} now @param {{code: string}} one
 */
function isVote(now, {code}) {
  return code === 'set-closed' && now.step?.settles === true;
}

/** Whether a closed set holds cards, not numbers or choices. @param {Now} now @param {number} number */
function areCards(now, number) {
  const set = now.state.sets.find((one) => one.set === number);
  const input = set && now.inputOf(set);
  return input !== undefined && kindOf(input).cards;
}
