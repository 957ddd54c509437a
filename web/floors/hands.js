// @ts-check
import {el} from '../kit/dom.js';
import {liveTexts} from '../kinds/texts.js';
import {kindOf, wordsOf} from '../kinds/registry.js';
import {inputsFor, queue} from '../core/meeting.js';
import {t} from '../i18n/index.js';
import {free} from './free.js';
/** @import {Floor} from './index.js' */
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/** Who asks for it speaks. @type {Floor} */
export const hands = {
  ...free,
  table: (now) => stageOf(now),
  holds: (now, place) => isQuestion(place),
  dial: () => t('dial.ask'),
  speaks: (now, name) => t('dial.asks', {name}),
  fills: (now) => now.state.floor.speaker !== null,
  hint: (now) => (now.isPresenter || now.isChair || hasAsked(now) ? '' : t('hands.ask')),
  noted: true,
  asksUnspoken: true,
};

/** Whether I know how asking works: I did it in this step. @param {Now} now */
function hasAsked(now) {
  return now.presence.hands.some(({member}) => member === now.me) || now.state.floor.speaker === now.me
    || lastQuestion(now, now.me) !== '';
}

/** Whether what is written at a place is a question. @param {Place} place */
function isQuestion({input}) {
  return kindOf(input).cards && input.by !== 'presenter' && input.opens === undefined;
}

/** Who asks, and who asks next; a question may have words or none. @param {Now} now */
function stageOf(now) {
  const {floor} = now.state;
  const hands = queue(now.m);
  return el('section', {class: 'stack', key: 'hands', 'data-test': 'hands'},
    floor.speaker && speaking(now),
    hands.length > 0 && el('h2', {class: 'unseen', key: 'title'}, t('hands.queue')),
    hands.length > 0 && el('ol', {class: 'list queue'},
      hands.map((hand, n) => el('li',
        {key: hand.member, 'data-test': 'hand', 'data-name': now.name(hand.member)},
        el('span', {class: 'quiet'}, n === 0 ? t('hands.first') : t('hands.then')),
        el('span', {class: 'grow words'}, questionOf(now, hand.item)
          || t(hand.item && hand.item === now.presenter ? 'question.on' : 'hands.spoken')),
        el('bdi', {class: 'quiet'}, now.name(hand.member))))),
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
  return found ? wordsOf(now, found) : '';
}

/** What the speaker typed last in this step. @param {Now} now @param {string} speaker */
function lastQuestion(now, speaker) {
  const items = now.state.items.filter((item) => item.step === now.state.step
    && item.by === speaker && !item.folded);
  return items.length ? wordsOf(now, items[items.length - 1]) : '';
}

/** Everything that was typed here, to look back at. @param {Now} now */
function asked(now) {
  const places = inputsFor(now.m).filter(isQuestion);
  const n = places.flatMap(({items}) => items).length;
  if (n === 0) return null;
  return el('details', {key: 'asked', 'data-test': 'asked'},
    el('summary', {}, t('hands.asked', {n})), places.map((place) => liveTexts(now, place)));
}
