// @ts-check
import {el} from '../kit/dom.js';
import {queue} from '../core/meeting.js';
import {t} from '../i18n/index.js';
import '../kinds/texts.js';
/** @import {Now} from '../kit/now.js' */

/** Who asks, and who asks next; a question may have words or none. @param {Now} now */
export function handsStage(now) {
  const {floor} = now.state;
  const hands = queue(now.m);
  return el('section', {class: 'stack', key: 'hands', 'data-test': 'hands'},
    floor.speaker && speaking(now),
    hands.length > 0 && el('ol', {class: 'list', 'aria-label': t('hands.queue')},
      hands.map((hand, n) => el('li',
        {key: hand.member, 'data-test': 'hand', 'data-name': now.name(hand.member)},
        el('span', {class: 'quiet'}, n === 0 ? t('hands.first') : t('hands.then')),
        el('span', {class: 'grow'}, questionOf(now, hand.item) || t('hands.spoken')),
        el('span', {class: 'quiet'}, now.name(hand.member))))),
    !floor.speaker && hands.length === 0 && el('p', {class: 'quiet'}, t('hands.none')),
    asked(now));
}

/** @param {Now} now */
function speaking(now) {
  const speaker = now.state.floor.speaker ?? '';
  const mine = speaker === now.me;
  const question = lastQuestion(now, speaker);
  return el('article', {class: 'sheet', key: `speaks-${speaker}`, 'data-test': 'speaking'},
    el('p', {class: 'spread quiet'}, el('span', {},
      mine ? t('hands.you') : t('dial.asks', {name: now.name(speaker)}))),
    question && el('p', {class: 'read words'}, question),
    mine && el('p', {class: 'quiet'}, t('hands.followup')));
}

/** The words of a raised hand, if it has any. @param {Now} now @param {string} [item] */
function questionOf(now, item) {
  const found = item && now.state.items.find((one) => one.item === item);
  return found ? now.words(found) : '';
}

/** What the speaker typed last in this step. @param {Now} now @param {string} speaker */
function lastQuestion(now, speaker) {
  const items = now.state.items.filter((item) => item.step === now.state.step
    && item.by === speaker && !item.folded);
  return items.length ? now.words(items[items.length - 1]) : '';
}

/** Everything that was typed here, to look back at. @param {Now} now */
function asked(now) {
  const {client, step} = now;
  const inputs = (step?.inputs ?? []).filter((input) => input.by !== 'presenter'
    && !now.closed(input) && input.page.as === 'text');
  const n = inputs.flatMap((input) => now.items(step?.id ?? '', input.id)).length;
  if (n === 0) return null;
  return el('details', {key: 'asked', 'data-test': 'asked'},
    el('summary', {}, t('hands.asked', {n})),
    inputs.map((input) => el('kring-texts', {key: input.id, client, input: input.id})));
}
