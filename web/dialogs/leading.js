// @ts-check
import {el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {numbered} from '../kit/safety.js';
import {t} from '../i18n/index.js';

/** Cards that help to lead a step, whatever is said in it, as keys of the texts. */
const cards = {
  asking: {title: 'asking.title', words: 'asking.words', lines: 'asking', end: 'asking.end'},
  feedback: {title: 'feedback.title', words: 'feedback.words', lines: 'feedback', end: 'feedback.end'},
};

/** @typedef {keyof typeof cards} Card */

/** The name of a card. @param {Card} card */
export function titleOf(card) {
  return t(cards[card].title);
}

/** Shows a card: how to ask further, or how to give feedback. @param {Card} card */
export function showCard(card) {
  const {words, lines, end} = cards[card];
  show({key: card, title: () => titleOf(card), content: () => [
    el('p', {}, t(words)),
    el('ul', {class: 'openers', key: 'list'}, numbered(lines).map((line) => el('li', {key: line}, line))),
    el('p', {class: 'quiet', key: 'end'}, t(end)),
  ]});
}

/**
 * Which card helps in a step: asking where questions are asked, feedback where people say something
 * about what they heard.
 * @param {import('../core/types.js').Step|undefined} step @returns {Card|null}
 */
export function cardFor(step) {
  if (!step) return null;
  if (step.page.icon === 'ask' || step.inputs.some(({page}) => page.help)) return 'asking';
  return ['write', 'round', 'discuss', 'enact'].includes(step.page.icon) && step.case ? 'feedback' : null;
}
