// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {floorOf} from '../floors/index.js';
import {showClosing} from './closing.js';
import {askFirst, hide, show, toast} from '../kit/dialogs.js';
import {showSteps} from '../step/head.js';
import {icon} from '../kit/icons.js';
import {showInvitation} from './invite.js';
import {showKeys} from './keys.js';
import {languageChooser} from '../kit/languagechooser.js';
import {showCard, titleOf} from './leading.js';
import {showLeaving} from './leaving.js';
import {takePen} from '../step/noteline.js';
import {openNotes} from './notes.js';
import {Now} from '../kit/now.js';
import {showPeople} from './people.js';
import {showSafety} from '../kit/safety.js';
import {goTo, openSets} from '../step/sets.js';
import {soundOn, turnSound} from '../kit/sound.js';
import {button} from '../kit/pieces.js';
import {whereAreWe} from './where.js';
import {hasNoteLine} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** «Meer»: everything that is not the one main button. @param {Client} client */
export function showMore(client) {
  show({key: 'more', title: () => t('more'), content: () => {
    const now = new Now(client);
    return el('div', {class: 'menu'}, [
      now.isChair && now.state.visit > 0 && ofChair(now),
      now.isPresenter && now.state.visit > 0 && ofPresenter(now),
      el('h3', {key: 'me'}, t('more.me')), ...ofEverybody(now),
      el('h3', {key: 'group'}, t('more.group')), ...ofGroup(now),
    ].flat());
  }});
}

/**
 * One entry; it closes the menu unless it says otherwise.
 * @param {string} key @param {string} drawing @param {string} label @param {() => any} press
 * @param {boolean} [stay]
 */
function entry(key, drawing, label, press, stay = false) {
  return button(label, () => {
    if (!stay) hide('more');
    press();
  }, {key, 'data-test': `more-${key}`, icon: drawing});
}

/** @param {Now} now */
function ofChair(now) {
  const {client, state, previous, next} = now;
  const {passes} = floorOf(now.step);
  const {clock, floor: {speaker}} = state;
  return [
    el('h3', {key: 'step'}, t('more.chair')),
    next && entry('next', 'play', now.wayTo(next), () => goTo(now, next)),
    previous && entry('back', 'back', t('more.back', {step: now.titleOf(previous)}),
      () => goTo(now, previous)),
    entry('minute', 'plus', t('more.minute'), () => run(() =>
      client.planClock(clock.planned_ms + 60_000)), true),
    pauseEntry(now),
    now.overrun && entry('shorten', 'clock', t('over.shorten'),
      () => run(() => client.planTime(now.overrun?.planned ?? []))),
    ['turned', 'away'].includes(now.where) && entry('call', 'people', t('more.call'),
      () => run(() => client.callPresenter())),
    passes && speaker && entry('later', 'round', t('more.later'),
      () => run(() => client.laterTurn(speaker))),
    passes && speaker && entry('skip', 'round', t('more.skip'),
      () => run(() => client.skipTurn(speaker))),
    now.openable.length > 0 && entry('open', 'choose', t('main.open'),
      () => openSets(client, now.openable)),
    ...now.openable.map((set) => entry(`discard-${set.set}`, 'close', t('closed.discard'),
      () => askFirst({key: 'discard', title: t('closed.discard'), words: t('closed.discard.words'),
        answers: [{label: t('closed.discard'), kind: 'danger',
          press: () => run(() => client.discardSet(set.set))}]}))),
    entry('guide', 'people', t(state.guiding ? 'more.guide.off' : 'more.guide'), () => run(() =>
      client.guide(!state.guiding)), true),
    entry('handover', 'people', t('more.handover'), () => showPeople(client)),
    entry('sound', 'play', t(soundOn() ? 'more.sound.off' : 'more.sound'),
      () => { turnSound(); client.touch(); }, true),
    entry('close', 'door', t('main.close'), () => showClosing(client)),
  ];
}

/** @param {Now} now */
function ofPresenter(now) {
  const stop = (/** @type {boolean} */ keep) => () => stopCase(now.client, keep);
  return [
    el('h3', {key: 'case'}, t('more.case')),
    !now.isChair && pauseEntry(now),
    entry('stop', 'close', t('more.stop'), () => askFirst({key: 'stop', title: t('more.stop'),
      words: t('stop.words'), answers: [
        {label: t('stop.keep'), press: stop(true), test: 'stop-keep'},
        {label: t('stop.forget'), press: stop(false), kind: 'danger', test: 'stop-forget'}]})),
  ];
}

/**
 * Stops the own case. The server goes on to the step that follows: a halt there gives the group a moment
 * first, until the chair or who stopped goes on.
 * @param {Client} client @param {boolean} keep whether its words stay
 */
async function stopCase(client, keep) {
  const halt = () => run(() => client.raiseHalt());
  client.addEventListener('step', halt, {once: true});
  if (!await run(() => client.stopCase(keep))) client.removeEventListener('step', halt);
}

/** @param {Now} now */
function pauseEntry(now) {
  return entry('pause', now.paused ? 'play' : 'pause', t(now.paused ? 'paused.on' : 'more.pause'),
    () => run(() => now.client.pause(!now.paused)));
}

/** @param {Now} now */
function ofEverybody(now) {
  const {client, me, presence, state} = now;
  const own = presence.hands.find((hand) => hand.member === me);
  const up = own !== undefined;
  const signs = up && own.item !== undefined && own.item === now.presenter;
  const running = state.visit > 0;
  return [
    // Who listens in silence asks for nothing, nor does who has left.
    running && !now.left && !(now.isPresenter && now.where !== 'in')
      && entry('hand', 'hand', t(up ? 'main.handdown' : 'more.hand'), () => client.hand(!up)),
    running && !now.hasPen && hasNoteLine(now.m) && entry('pen', 'write', t(state.pen ? 'note.takeover' : 'note.take'),
      () => takePen(client)),
    running && !state.halted && !(now.isPresenter && now.where === 'away')
      && entry('halt', 'pause', t('main.halt'), () => run(() => client.raiseHalt())),
    running && !now.left && now.presenter && !now.isPresenter && entry('question', 'ask',
      t(signs ? 'question.off' : 'question.on'),
      () => client.hand(!signs, signs ? undefined : now.presenter ?? undefined)),
    running && entry('asking', 'notes', titleOf('asking'), () => showCard('asking')),
    running && entry('feedback', 'notes', titleOf('feedback'), () => showCard('feedback')),
    entry('notes', 'notes', t('notes.title'), openNotes),
    entry('where', 'clock', t('where.ask'), () => toast(whereAreWe(new Now(client)))),
    running && entry('leave', 'door', t('leave.title'), () => showLeaving(client)),
  ];
}

/** @param {Now} now */
function ofGroup(now) {
  const {client} = now;
  return [
    entry('people', 'people', t('people.title'), () => showPeople(client)),
    entry('steps', 'round', t('steps.title'), () => showSteps(client)),
    entry('invite', 'link', t('lobby.invite'), () => showInvitation(client)),
    entry('safety', 'lock', t('safe.title'), showSafety),
    entry('keys', 'ask', t('keys.title'), () => showKeys()),
    el('label', {class: 'row', key: 'language'}, icon('tell'), el('span', {class: 'grow'}, t('language')),
      languageChooser()),
  ];
}
