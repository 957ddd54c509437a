// @ts-check
import {el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {run} from '../kit/act.js';
import {askFirst} from '../kit/dialogs.js';
import {safetyButton} from '../kit/safety.js';
import {button, nameAt} from '../kit/pieces.js';
import {inputsFor, setOf, votes as votesIn} from '../core/meeting.js';
import {pick, t} from '../i18n/index.js';
import {give, given} from './giving.js';
import {kindOf, wordsOf} from './registry.js';
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Now} from '../kit/now.js' */
/** @import {Input, Item} from '../core/types.js' */

/** The inputs of a step that settles who presents: proposals and the vote on them. @param {Now} now */
export function choiceOf(now) {
  const inputs = now.step?.inputs ?? [];
  const vote = inputs.find(({page, opens}) => page.of && !page.options && opens === now.step?.id);
  const proposal = inputs.find((input) => (vote ? vote.page.of === `${now.step?.id}/${input.id}`
    : kindOf(input).cards && input.opens === undefined));
  const proposals = proposal ? now.items(now.step?.id ?? '', proposal.id)
    .filter((item) => !item.folded) : [];
  const set = vote && now.setOf(vote);
  return {vote, proposal, proposals, set, votes: vote ? countVotes(now, vote) : null};
}

/**
 * Whether an input belongs to the choice and is drawn with it. A proposal in several parts has its
 * fields on the table like all others.
 * @param {Now} now @param {Place} place
 */
export function isOfChoice(now, {step, input, left}) {
  const {vote, proposal} = choiceOf(now);
  if (step !== now.step?.id) return false;
  return input === vote || (input === proposal && (!input.page.fields || left === 0
    || !mayPropose(now)));
}

/** Whether a proposal of mine can still be made. @param {Now} now */
export function mayPropose(now) {
  const {proposals, votes} = choiceOf(now);
  return !now.presenter && !votes && !facilitates(now)
    && !proposals.some(({by}) => by === now.me);
}

/** Whoever only leads the group neither brings a case nor chooses one. @param {Now} now */
function facilitates(now) {
  return now.isChair && now.state.guiding;
}

/**
 * Votes by proposal, of the last vote that was opened; `null` before.
 * @param {Now} now @param {Input} vote
 */
function countVotes(now, vote) {
  const last = setOf(now.m, now.step?.id ?? '', vote.id);
  return last?.state === 'opened' ? votesIn(now.m, last.set) ?? null : null;
}

/**
 * The proposals with the most votes; the only one there is needs none.
 * @param {ReturnType<typeof choiceOf>} choice
 */
export function leading({proposals, votes}) {
  if (proposals.length === 1) return proposals;
  return proposals.filter(({item}) => votes?.top.includes(item));
}

/**
 * Names who presents; when it is the chair, asks who chairs this case.
 * @param {Now} now @param {string|null} item @param {string} presenter
 */
export function settle(now, item, presenter) {
  const {client, state} = now;
  if (presenter !== state.chair) return run(() => client.settle(item, presenter));
  return askFirst({key: 'whochairs', title: t('cast.chair.title', {name: now.name(presenter)}),
    words: t('cast.chair.words'), answers: now.people
      .filter(({value}) => value !== presenter).map(({value, label}) => ({label,
        test: `chairs-${label}`, press: () => run(() => client.settle(item, presenter, value))}))});
}

/** Proposals, the vote on them, and what came of it. @param {Now} now */
export function choosingStage(now) {
  const choice = choiceOf(now);
  const {proposals, votes, vote} = choice;
  const settled = now.presenter;
  const first = leading(choice);
  const place = inputsFor(now.m).find(({input}) => input === vote);
  const voting = !settled && !votes && !facilitates(now) && place?.may && place.set && proposals.length > 1
    ? place : undefined;
  return el('section', {class: 'stack', key: 'choosing', 'data-test': 'choosing'},
    settled && el('p', {class: 'sheet read', key: 'settled', 'data-test': 'settled'}, icon('check'),
      ' ', t('choose.settled', {name: now.name(settled)})),
    settled && votes && first.length > 0 && !first.some(({by}) => by === settled)
      && el('p', {class: 'alarm', key: 'against'}, t('choose.against')),
    proposals.length === 0 && !settled && el('p', {class: 'quiet', key: 'none'}, t('choose.none')),
    proposals.length > 0 && el('fieldset', {class: 'bare-set', key: 'proposals'},
      el('legend', {class: 'label'}, voting ? pick(vote?.page.label) : t('choose.proposals')),
      el('ul', {class: 'list'}, proposals.map((item) =>
        proposal(now, item, voting, votes)))),
    voting && el('p', {class: 'promise', key: 'closed'}, t('choose.closed'), ' ',
      safetyButton(t('promise.how'))),
    !settled && votes && first.length > 1 && el('p', {class: 'ask', key: 'tie'}, t('choose.tie')),
    now.isChair && directly(now));
}

/**
 * @param {Now} now @param {Item} item @param {Place|undefined} voting
 * @param {ReturnType<typeof votesIn>|null} votes
 */
function proposal(now, item, voting, votes) {
  const {client} = now;
  const {by} = item;
  const id = `vote-${item.item}`;
  const chosen = voting && given(now, voting, 0)?.pick?.[0] === item.item;
  const words = [el('b', {}, el('bdi', {}, now.name(by))), ' ',
    el('span', {class: 'words'}, wordsOf(now, item))];
  return el('li', {key: item.item, class: chosen ? 'on' : '', 'data-test': 'proposal',
    'data-name': now.name(item.by)},
  voting && el('input', {type: 'radio', name: 'vote', id, checked: chosen, 'data-test': 'vote',
    onchange: () => give(now, voting, 0, {pick: [item.item]})}),
  voting ? el('label', {for: id, class: 'grow'}, words) : el('span', {class: 'grow'}, words),
  votes && el('span', {class: 'number', 'data-test': 'votes'},
    t('choose.votes', {n: votes.counts.find(({choice}) =>
      choice === item.item)?.votes ?? 0})),
  now.isChair && !now.presenter && by && (votes || !voting)
    && button(t('choose.this'), () => settle(now, item.item, by), {'data-test': 'settle',
      'aria-label': nameAt(t('choose.this'), now.name(by))}),
  item.by === now.me && !votes && button(t('withdraw'),
    () => run(() => client.withdraw(item.item)), {'class': 'bare', 'data-test': 'withdraw',
      'aria-label': nameAt(t('withdraw'), wordsOf(now, item))}));
}

/** The chair names who presents after talking about it, without a vote. @param {Now} now */
function directly(now) {
  return el('details', {key: 'directly', id: 'directly', 'data-test': 'directly'},
    el('summary', {}, t(now.presenter ? 'choose.other' : 'choose.directly')),
    el('div', {class: 'row'}, now.people.map(({value, label}) =>
      button(label, () => settle(now, proposalOf(now, value), value),
        {key: value, 'data-test': 'presents', 'data-name': label}))));
}

/** @param {Now} now @param {string} member */
function proposalOf(now, member) {
  return choiceOf(now).proposals.find(({by}) => by === member)?.item ?? null;
}
