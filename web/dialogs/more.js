// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {floorOf} from '../floors/index.js';
import {showClosing} from './closing.js';
import {askFirst, hide, show} from '../kit/dialogs.js';
import {showSteps} from '../step/head.js';
import {icon} from '../kit/icons.js';
import {showInvitation} from './invite.js';
import {showKeys} from './keys.js';
import {languageChooser} from '../kit/languagechooser.js';
import {showCard, titleOf} from './leading.js';
import {showLeaving} from './leaving.js';
import {takePen} from '../step/noteline.js';
import {openNotes} from './notes.js';
import {showNoting} from './noting.js';
import {Now} from '../kit/now.js';
import {showPeople} from './people.js';
import {showSafety} from '../kit/safety.js';
import {goTo, openSets} from '../step/sets.js';
import {soundOn, turnSound} from '../kit/sound.js';
import {button} from '../kit/pieces.js';
import {showWhere} from './where.js';
import {hasNoteLine, mainAction} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** How many entries are to be seen at once. */
const atOnce = 7;

/**
 * «Meer»: everything that is not the one main button. What is needed most now comes first, all else is
 * folded, under a heading for each kind.
 * @param {Client} client
 */
export function showMore(client) {
  /**
   * The first ones keep their places while this is open, so that nothing moves under a finger.
   * @type {string[]|undefined}
   */
  let order;
  show({key: 'more', title: () => t('more'), content: () => {
    const now = new Now(client);
    const running = now.state.visit > 0;
    const groups = [
      {key: 'chair', entries: now.isChair && running ? ofChair(now) : []},
      {key: 'case', entries: now.isPresenter && running ? ofPresenter(now) : []},
      {key: 'me', entries: ofEverybody(now)}, {key: 'group', entries: ofGroup(now)},
    ].map(({key, entries}) => ({key, entries: /** @type {any[]} */ (entries).filter(Boolean)}));
    const all = new Map(groups.flatMap(({entries}) => entries.map((one) => [one.key, one])));
    order ??= neededFirst(now).filter((key) => all.has(key)).slice(0, atOnce);
    const first = order;
    return el('div', {class: 'menu'}, first.map((key) => all.get(key)),
      el('details', {class: 'fold', key: 'all'},
        el('summary', {'data-test': 'more-all'}, t('more.all')), el('div', {class: 'menu'},
          groups.map(({key, entries}) => {
            const rest = entries.filter((one) => !first.includes(one.key));
            return rest.length > 0 && [el('h3', {key}, t(`more.${key}`)), rest];
          }))));
  }});
}

/** The keys of entries, those first that are needed most now by this role. @param {Now} now */
function neededFirst(now) {
  if (now.state.visit === 0) return ['invite', 'people', 'steps', 'notes', 'where', 'safety', 'keys'];
  if (now.isChair) {
    return ['shorten', 'call', 'later', 'skip', ...(mainAction(now.m) === 'next-step' ? [] : ['next']),
      'minute', 'pause', 'back', 'handover', 'steps', 'hand', 'notes'];
  }
  const own = ['hand', 'question', 'halt', 'pen', 'notes', 'leave', 'people', 'where'];
  return now.isPresenter ? ['pause', 'stop', ...own] : own;
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
    next && entry('next', 'play', now.wayTo(next), () => goTo(now, next)),
    previous && entry('back', 'back', t('more.back', {step: now.titleOf(previous)}),
      () => goTo(now, previous)),
    entry('minute', 'plus', t('more.minute'), () => run(() =>
      client.planClock(clock.planned_ms + 60_000)), true),
    pauseEntry(now),
    now.overrun && entry('shorten', 'clock', t('over.shorten'),
      () => run(() => client.planTime(now.overrun?.planned ?? []))),
    ['turned', 'away'].includes(now.where) && entry('call', 'call', t('more.call'),
      () => run(() => client.callPresenter())),
    passes && speaker && entry('later', 'later', t('more.later'),
      () => run(() => client.laterTurn(speaker))),
    passes && speaker && entry('skip', 'skip', t('more.skip'),
      () => run(() => client.skipTurn(speaker))),
    now.openable.length > 0 && entry('open', 'choose', t('main.open'),
      () => openSets(client, now.openable)),
    ...now.openable.map((set) => entry(`discard-${set.set}`, 'bin', t('closed.discard'),
      () => askFirst({key: 'discard', title: t('closed.discard'), words: t('closed.discard.words'),
        answers: [{label: t('closed.discard'), kind: 'danger',
          press: () => run(() => client.discardSet(set.set))}]}))),
    entry('guide', 'guide', t(state.guiding ? 'more.guide.off' : 'more.guide'), () => run(() =>
      client.guide(!state.guiding)), true),
    entry('handover', 'handover', t('more.handover'), () => showPeople(client)),
    entry('noting', 'check', t('noting.title'), () => showNoting(client)),
    entry('sound', 'tone', t(soundOn() ? 'more.sound.off' : 'more.sound'),
      () => { turnSound(); client.touch(); }, true),
    entry('close', 'end', t('main.close'), () => showClosing(client)),
  ];
}

/** @param {Now} now */
function ofPresenter(now) {
  const stop = (/** @type {boolean} */ keep) => () => stopCase(now.client, keep);
  return [
    !now.isChair && pauseEntry(now),
    entry('stop', 'stop', t('more.stop'), () => askFirst({key: 'stop', title: t('more.stop'),
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
      && entry('halt', 'halt', t('main.halt'), () => run(() => client.raiseHalt())),
    running && !now.left && now.presenter && !now.isPresenter && entry('question', 'question',
      t(signs ? 'question.off' : 'question.on'),
      () => client.hand(!signs, signs ? undefined : now.presenter ?? undefined)),
    running && entry('asking', 'ask', titleOf('asking'), () => showCard('asking')),
    running && entry('feedback', 'discuss', titleOf('feedback'), () => showCard('feedback')),
    entry('notes', 'notes', t('notes.title'), openNotes),
    entry('where', 'where', t('where.ask'), () => showWhere(client)),
    running && entry('leave', 'leave', t('leave.title'), () => showLeaving(client)),
  ];
}

/** @param {Now} now */
function ofGroup(now) {
  const {client} = now;
  return [
    entry('people', 'people', t('people.title'), () => showPeople(client)),
    entry('steps', 'steps', t('steps.title'), () => showSteps(client)),
    entry('invite', 'link', t('lobby.invite'), () => showInvitation(client)),
    entry('safety', 'lock', t('safe.title'), showSafety),
    entry('keys', 'keys', t('keys.title'), () => showKeys()),
    el('label', {class: 'row', key: 'language'}, icon('language'), el('span', {class: 'grow'}, t('language')),
      languageChooser()),
  ];
}
