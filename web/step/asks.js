// @ts-check
import {el, guarded} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {chairOffer} from './chairoffer.js';
import {toast} from '../kit/dialogs.js';
import {showSeats} from '../dialogs/door.js';
import {button} from '../kit/pieces.js';
import {doorList} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/** Visits in which the chair has said that time may run on. @type {Set<number>} */
const runningOn = new Set();
/** Meetings whose chair was asked about the end already: once is enough. */
const letRun = new WeakSet();

/** Everything that asks something of this person now, the most serious first. @param {Now} now */
export function asks(now) {
  return el('div', {class: 'stack asks', key: 'asks', 'data-test': 'asks'}, [
    offline, wrongOrder, door, halted, forcing, stopped, chairOffer, zero, over, paused,
  ].map((asked) => guarded(() => asked(now))));
}

/** @param {string} key @param {any} words @param {any} [answers] @param {string} [kind] */
export function ask(key, words, answers, kind = '') {
  return el('section', {key, class: `ask ${kind}`, 'data-test': `ask-${key}`},
    el('p', {}, words), answers && el('div', {class: 'row'}, answers));
}

/** @param {Now} now */
function offline({client}) {
  return client.connection === 'offline' && ask('offline', t('ask.offline'));
}

/** @param {Now} now */
function wrongOrder({client}) {
  return client.openingProblem && el('section', {key: 'order', class: 'ask serious', role: 'alert',
    'data-test': 'ask-order'}, el('p', {}, t('ask.order')),
  button(t('ask.seen'), () => client.forgiveOpening()));
}

/** Who waits at the door. @param {Now} now */
function door(now) {
  const {client} = now;
  return doorList(now.m).filter(({may}) => may).map(({member, lost}) => {
    const name = now.name(member);
    const admit = (/** @type {string} */ words) => button(words,
      () => run(() => client.admit(member)), {'data-test': 'admit', icon: 'door'});
    const give = button(t('door.give'), () => showSeats(client, member),
      {'data-test': 'give-seat'});
    return ask(`door-${member}`, t(lost ? 'door.lost' : 'door.knocks', {name}), [
      lost && give, admit(t(lost ? 'door.new' : 'door.admit')),
      button(t('door.refuse'), () => run(() => client.refuse(member)),
        {class: 'bare', 'data-test': 'refuse'})]);
  });
}

/** «Even stilstaan» @param {Now} now */
function halted(now) {
  const {halted: by} = now.state;
  if (!by) return null;
  return ask('halt', t(now.isChair ? 'halt.chair' : 'halt.all', {name: now.name(by)}));
}

/** An announced opening with too few cards: writers can still withdraw. @param {Now} now */
function forcing(now) {
  return now.state.sets.filter((set) => set.due_ms !== undefined).map((set) => {
    const seconds = Math.max(0, Math.ceil(((set.due_ms ?? 0) - now.client.now()) / 1000));
    const own = now.client.ownCards(set.set);
    return ask(`forcing-${set.set}`, t('forcing', {seconds}), own.map((card) =>
      button(t('forcing.withdraw', {text: String(card.json.text ?? '').slice(0, 24)}),
        () => run(() => now.client.withdraw(card.item)),
        {key: card.item, 'data-test': 'withdraw-forced'})));
  });
}

/** @param {Now} now */
function stopped(now) {
  return now.case?.stopped && ask('stopped', t('case.stopped', {name: now.name(now.presenter)}));
}

/** At zero the chair is asked, nothing jumps. @param {Now} now */
function zero(now) {
  const {client, state} = now;
  const due = now.clock?.overdue && state.clock.planned_ms > 0 && !now.paused;
  if (!now.isChair || !due || runningOn.has(state.visit)) return null;
  return ask('zero', t('zero'), [
    button(t('zero.on'), () => {
      runningOn.add(state.visit);
      client.dispatchEvent(new Event('change'));
    }, {'data-test': 'zero-on'}),
    button(t('zero.minute'), () => run(() => client.planClock(
      state.clock.planned_ms + 60_000 - Math.min(0, Math.ceil(now.left_ms / 60_000) * 60_000))),
    {'data-test': 'zero-minute'}),
  ]);
}

/** Running over the end asks the chair to shorten what is to come. @param {Now} now */
function over(now) {
  const {client, overrun} = now;
  if (!now.isChair || !overrun || letRun.has(client)) return null;
  return ask('over', t('over', {n: overrun.minutes}), [
    overrun.planned.length > 0 && button(t('over.shorten'), () => {
      letRun.add(client);
      run(() => client.planTime(overrun.planned));
    }, {'data-test': 'shorten'}),
    button(t('over.no'), () => {
      letRun.add(client);
      client.dispatchEvent(new Event('change'));
    }, {class: 'bare', 'data-test': 'shorten-no'}),
  ]);
}

/** @param {Now} now */
function paused(now) {
  if (!now.paused || now.state.visit === 0 || now.state.halted) return null;
  return ask('paused', t('paused'), (now.isChair || now.isPresenter)
    && button(t('paused.on'), () => run(() => now.client.pause(false)),
      {'data-test': 'resume', icon: 'play'}));
}

/** Tells the group what a `too-few` notice means. @param {any} notice */
export function tellNotice(notice) {
  if (notice.code === 'too-few') toast(t('few.notice', {n: notice.writers}));
}
