// @ts-check
import {el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {run} from '../kit/act.js';
import {cardFor, showCard, titleOf} from '../dialogs/leading.js';
import {floorOf} from '../floors/index.js';
import {button} from '../kit/pieces.js';
import {floorNameOf, inputsFor, isOpened, stoppedHere} from '../core/meeting.js';
import {pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

const drawings = {silent: 'silent', turned: 'turned', away: 'door'};

/**
 * «Wat jij nu doet»: a sentence for my role, where the presenter is and what to do about it in the call,
 * and a card to look at. @param {Now} now @param {boolean} flashes whether the presenter was called just now
 */
export function nowYou(now, flashes) {
  const called = now.isPresenter && now.state.called;
  const hints = now.state.halted || now.left ? [] : hintsOf(now);
  return el('section', {class: flashes ? 'now-you flash' : 'now-you', key: 'now-you',
    'data-test': 'now-you'},
  el('h2', {}, t(called ? 'called.title' : 'now.title')),
  el('p', {}, wordsOf(now, called)),
  hints.map((hint) => el('p', {class: 'quiet', key: hint}, hint)),
  !now.left && outsideLine(now),
  !now.left && !now.state.halted && cardButton(now));
}

/** @param {Now} now @param {boolean} called */
function wordsOf(now, called) {
  const {halted} = now.state;
  if (now.left) return t('left.words');
  const stopped = halted ? stoppedHere(now.m) : undefined;
  if (stopped !== undefined) {
    if (now.state.cases[stopped - 1].presenter === now.me) return t('stop.presenter');
    return t(now.isChair ? 'stop.chair' : 'stop.others');
  }
  if (halted) return t(now.isChair ? 'halt.do.chair' : 'halt.do.others');
  if (!called && now.step && isOpened(now.m, now.step)) {
    return t(`opened.${now.step.settles ? 'choice' : 'words'}.${now.isChair ? 'chair' : 'others'}`);
  }
  return called ? t('called.words') : pick(now.step?.page.do?.[now.role]);
}

/** What of a role is easily forgotten. @param {Now} now */
function hintsOf(now) {
  const {step, state} = now;
  const hint = floorOf(step).hint(now);
  if (!now.isChair || now.isPresenter || !step) return [hint].filter(Boolean);
  if (state.guiding) return [t('guide.you')];
  if (step.settles) return now.presenter ? [] : [t('choose.may')];
  const writes = inputsFor(now.m).some(({may, input}) => may && input.by !== 'presenter'
    && input.by !== 'chair');
  return [writes && t('chair.too'), hint].filter(Boolean);
}

/** Where the presenter is, told apart by a drawing and by words. @param {Now} now */
function outsideLine(now) {
  const {where, client} = now;
  if (where === 'in' || !now.presenter) return null;
  const quiet = where === 'silent' && now.step && floorNameOf(now.step) === 'nobody' ? '.quiet' : '';
  const words = t(`call.${where}.${now.isPresenter ? 'you' : 'others'}${quiet}`,
    {name: now.name(now.presenter)});
  return el('div', {class: `where ${where}`, key: 'where', 'data-test': 'call-words'},
    icon(drawings[where]), el('p', {class: 'grow'}, words),
    now.isChair && where !== 'silent' && button(t('more.call'),
      () => run(() => client.callPresenter()), {'key': 'call', 'data-test': 'call-back'}));
}

/** @param {Now} now */
function cardButton(now) {
  const card = now.isPresenter ? null : cardFor(now.step);
  return card && button(titleOf(card), () => showCard(card), {'class': 'link', 'key': 'card',
    'icon': 'notes', 'data-test': `card-${card}`, 'aria-haspopup': 'dialog'});
}
