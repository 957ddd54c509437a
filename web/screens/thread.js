// @ts-check
import {el} from '../kit/dom.js';
import {chaired, presented, round, threadOf, turnOf} from '../core/meeting.js';
import {agreedWords, metWords} from '../kit/thread.js';
import {t, unisolated} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Met} from '../core/thread.js' */

/**
 * The meetings before this one, as members brought them along: which there were, what was agreed for
 * this one, or whose turn it would be.
 * @param {Now} now
 */
export function threadView(now) {
  const {meetings, broken} = threadOf(now.m);
  if (meetings.length + broken === 0) return null;
  return el('section', {class: 'sheet stack', key: 'thread', 'data-test': 'thread'},
    el('h3', {}, t('thread.title')),
    meetings.length > 0 && el('p', {key: 'turn', 'data-test': 'turn'}, turnWords(now, meetings)),
    meetings.length > 0 && el('ul', {class: 'bullets', key: 'all'}, meetings.map(metView)),
    broken > 0 && el('p', {class: 'quiet', key: 'broken'}, t('poll.broken', {n: broken})));
}

/** @param {Met} met */
function metView(met) {
  const {safety} = met;
  return el('li', {key: metWords(met), class: 'words'}, metWords(met),
    safety.length > 0 && [` · ${t('thread.safe')} `, safetySteps(safety)]);
}

/**
 * How safe it was, as steps from 1 to 5: only how many, never who.
 * @param {number[]} counts
 */
function safetySteps(counts) {
  const most = Math.max(...counts);
  return el('span', {'class': 'safety-steps', 'key': 'safety', 'role': 'img',
    'aria-label': t('thread.safety', {counts: counts.join(', ')})},
  counts.map((n, place) => el('i', {key: place, class: `high-${Math.round((n / most) * 4)}`})));
}

/** What was agreed, or else whose turn it would be: a suggestion. @param {Now} now @param {Met[]} meetings */
function turnWords(now, meetings) {
  const said = agreedWords(meetings[meetings.length - 1].agreed);
  if (said.length > 0) return said.join(' ');
  const people = round(now.m).map((member) => unisolated(now.name(member)));
  return [t('thread.turn.chair', {name: turnOf(people, meetings, chaired)}),
    t('thread.turn.presenter', {name: turnOf(people, meetings, presented)})].join(' ');
}
