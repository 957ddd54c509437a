// @ts-check
import {el, guarded} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {chairOffer} from './chairoffer.js';
import {toast} from '../kit/dialogs.js';
import {showSeats} from '../dialogs/door.js';
import {showNoting, wantsProof} from '../dialogs/noting.js';
import {button} from '../kit/pieces.js';
import {questionOf} from './question.js';
import {textField} from '../kit/textfield.js';
import {isLoss} from '../core/owncards.js';
import {cameBack, caseDue, connected, doorList, givenSeats, haltNote, isNotingDue, stoppedHere}
  from '../core/meeting.js';
import {listOf, t, timeOf} from '../i18n/index.js';
import './countdown.js';
/** @import {Now} from '../kit/now.js' */

/** Visits in which the chair has said that time may run on. @type {Set<number>} */
const runningOn = new Set();
/** Meetings whose chair was asked about the end already: once is enough. */
const letRun = new WeakSet();
/** Meetings whose chair knows that the next case is due, by its number. @type {WeakMap<object, number>} */
const knowsDue = new WeakMap();
/** How long the group has for somebody who stopped, before anybody is told that it may go on. */
const rest_ms = 60_000;

/**
 * @typedef {object} Asked something that asks for attention: it stands above the table, is announced
 *   once when it comes up, and shows in the title of the tab
 * @property {string} key
 * @property {string} words
 * @property {any} [shown] what is drawn in the place of the words
 * @property {any} [more] what is drawn below them
 * @property {any[]} [answers]
 * @property {string} [title] for the tab, which a browser keeps in its history: without names
 * @property {'serious'|'quiet'} [kind]
 */

/** What asks something of this person now, the most serious first. @param {Now} now */
export function asks(now) {
  const asked = all.map((one) => guarded(() => found(one, now).map(view)));
  return el('div', {class: 'stack asks', key: 'asks', 'data-test': 'asks'},
    asked.flat().length > 0 && el('h2', {class: 'unseen', key: 'title'}, t('asks.title')), asked);
}

/** The same as data; a part that fails is left out. @param {Now} now @returns {Asked[]} */
export function askedOf(now) {
  return all.flatMap((one) => {
    try {
      return found(one, now);
    } catch {
      return []; // the line in its place says so
    }
  });
}

/** @typedef {Asked|false|null|undefined} Perhaps */

/** @type {((now: Now) => Perhaps|Perhaps[])[]} */
const all = [offline, wrongOrder, ending, given, door, stopped, halted, forcing, late, back, toQuestion,
  chairOffer, zero, over, due, noting, paused];

/** The session was left; whoever is there can keep it. @param {Now} now */
function ending({client, state}) {
  return state.ending_ms !== undefined && {key: 'ending', kind: /** @type {const} */ ('serious'),
    words: t('ending.words', {time: timeOf(state.ending_ms)}), answers: [button(t('ending.stay'),
      () => run(() => client.stay()), {'data-test': 'stay', 'class': 'do'})]};
}

/** @param {(now: Now) => Perhaps|Perhaps[]} one @param {Now} now @returns {Asked[]} */
function found(one, now) {
  return [one(now)].flat().flatMap((asked) => asked || []);
}

/**
 * Something that stands there to be answered, and is not announced.
 * @param {string} key @param {any} words @param {any[]} [answers]
 */
export function ask(key, words, answers) {
  return view({key, words, answers});
}

/** @param {{key: string, words: any, shown?: any, more?: any, answers?: any[], kind?: string}} asked */
function view({key, words, shown, more, answers = [], kind}) {
  const quiet = kind === 'quiet';
  return el('section', {key, class: quiet ? 'sheet row' : `ask ${kind ?? ''}`,
    'data-test': `ask-${key}`}, el('p', {class: quiet ? 'grow' : undefined}, shown ?? words),
  more, quiet ? answers : answers.some(Boolean) && el('div', {class: 'row'}, answers));
}

/** @param {Now} now */
function offline({client}) {
  return client.connection === 'offline'
    && {key: 'offline', words: t('ask.offline'), title: t('title.offline')};
}

/** @param {Now} now @returns {Perhaps} */
function wrongOrder({client}) {
  const problem = client.openingProblem;
  if (!problem) return null;
  const seen = (/** @type {string} */ label) => button(label, () => client.forgiveOpening());
  const ask = {key: 'order', title: t('title.order')};
  if (isLoss(problem)) return {...ask, words: t('ask.lost'), answers: [seen(t('close'))]};
  return {...ask, kind: 'serious', words: t('ask.order'), answers: [seen(t('ask.seen'))]};
}

/** Whose seat was given to somebody who said that it was theirs. @param {Now} now */
function given(now) {
  return givenSeats(now.m).map(({member, at_ms, by}) => ({key: `given-${member}`,
    words: t('seat.given', {name: now.name(member), by: now.name(by), time: timeOf(at_ms)})}));
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
    const twin = !lost && namesake(now, name);
    return {key: `door-${member}`, words: [t(lost ? 'door.lost' : 'door.knocks', {name}),
      twin && t('door.same', {name: twin})].filter(Boolean).join(' '),
      title: t('title.door'), answers: [
        lost && give, admit(t(lost ? 'door.new' : 'door.admit')),
        button(t('door.refuse'), () => run(() => client.refuse(member)),
          {class: 'bare', 'data-test': 'refuse'})]};
  });
}

/**
 * Who in the group is called like somebody at the door, who has a number behind the name then.
 * @param {Now} now @param {string} name
 */
function namesake(now, name) {
  const numbered = / \(\d+\)(\u2069?)$/;
  return numbered.test(name) && now.members.map(({member}) => now.name(member))
    .find((one) => one === name.replace(numbered, '$1'));
}

/** «Even stilstaan», with three questions to talk about. @param {Now} now */
function halted(now) {
  const {halted: by} = now.state;
  return by !== null && stoppedHere(now.m) === undefined && {key: 'halt', title: t('main.halt'),
    words: t(now.isChair ? 'halt.chair' : 'halt.all', {name: now.name(by)}),
    more: [el('ol', {class: 'questions', key: 'questions'}, [1, 2, 3].map((n) =>
      el('li', {key: n}, t(`halt.question.${n}`)))),
    textField({id: 'halt-keep', test: 'field-halt', label: t('halt.keep'), hint: t('halt.keep.hint'), rows: 1,
      value: now.client.privateNote(haltNote), input: (text) => now.client.setPrivateNote(haltNote, text)})]};
}

/** Who was turned or away is seen again: what everybody switches on, or waits for. @param {Now} now */
function back(now) {
  const came = cameBack(now.m);
  if (!came) return null;
  const mine = came.member === now.me;
  return {key: 'back', title: mine ? t('title.back') : undefined,
    words: t(`back.${came.where}.${mine ? 'you' : 'others'}`, {name: now.name(came.member)})};
}

/**
 * «Terug naar de vraag»: the sign of somebody's hand that points to who presents.
 * @param {Now} now @returns {Perhaps}
 */
function toQuestion(now) {
  const asking = now.presence.hands.filter(({item}) => item !== undefined && item === now.presenter);
  if (asking.length === 0) return null;
  const names = listOf(asking.map(({member}) => now.name(member)));
  const question = questionOf(now);
  return {key: 'question', kind: 'quiet', words: t('question.sign', {names}),
    more: question && el('p', {class: 'words read', key: 'words', dir: 'auto'}, question)};
}

/** The next case is due: the chair decides, everybody sees it. @param {Now} now @returns {Perhaps} */
function due(now) {
  const {client} = now;
  const number = caseDue(now.m);
  if (number === undefined || knowsDue.get(client) === number) return null;
  if (over(now)) return null; // one question about the time is enough
  const words = t('due', {case: number});
  if (!now.isChair) return {key: 'due', kind: 'quiet', words};
  return {key: 'due', words: `${words} ${t('due.chair')}`, title: t('title.due'), answers: [
    button(t('due.seen'), () => {
      knowsDue.set(client, number);
      client.touch();
    }, {'data-test': 'due-seen'})]};
}

/** «Klopt dit? Zes mensen aanwezig», where a group wants proof of attendance. @param {Now} now @returns {Perhaps} */
function noting(now) {
  const {client, state} = now;
  if (!(now.isChair || state.chair === null) || !wantsProof(now) || !isNotingDue(now.m)) return null;
  const there = connected(now.m);
  return {key: 'noting', kind: 'quiet', words: t('noting.words', {n: there.length}), answers: [
    button(t('noting.yes'), () => run(() => client.noteAttendance(there)), {'key': 'yes', 'data-test': 'noting-yes'}),
    button(t('noting.change'), () => showNoting(client), {'key': 'change', 'class': 'bare',
      'data-test': 'noting-change', 'aria-haspopup': 'dialog'})]};
}

/** An announced opening with too few cards: writers can still withdraw. @param {Now} now */
function forcing(now) {
  return now.state.sets.filter((set) => set.due_ms !== undefined).map((set) => {
    const own = now.client.ownCards(set.set);
    const {due_ms} = set;
    const waits = (due_ms ?? 0) <= now.client.now();
    const seconds = Math.ceil(((due_ms ?? 0) - now.client.now()) / 1000);
    return {key: `forcing-${set.set}`, title: t('title.forcing'),
      words: waits ? t('forcing.waits') : t('forcing', {seconds}),
      shown: el('kring-countdown', {words: 'forcing', done: 'forcing.waits', until_ms: due_ms,
        now_ms: () => now.client.now()}),
      answers: own.map((card) =>
        button(t('forcing.withdraw', {text: cut(String(card.json.text ?? ''), 24)}),
          () => run(() => now.client.withdraw(card.item)),
          {key: card.item, 'data-test': 'withdraw-forced'}))};
  });
}

/** A seat given back is another writer in what was begun before. @param {Now} now */
function late(now) {
  return [...now.filling, ...now.openable].some((set) => set.late?.includes(now.me))
    ? {key: 'late', title: t('title.late'), words: t('problem.late')} : null;
}

/**
 * Who brought the case may stop it at any time: everybody is told and has a minute for it, before the step
 * that follows. @param {Now} now
 */
function stopped(now) {
  const number = stoppedHere(now.m);
  if (number === undefined) return null;
  const {presenter} = now.state.cases[number - 1];
  const words = presenter === now.me ? t('case.stopped.you')
    : t('case.stopped', {name: now.name(presenter)});
  const {since_ms} = now.state.clock;
  return {key: 'stopped', title: t('title.stopped'), words,
    more: now.state.halted !== null && since_ms !== null && el('kring-countdown', {key: 'minute',
      words: 'stop.left', done: 'stop.over', until_ms: since_ms + rest_ms,
      now_ms: () => now.client.now()})};
}

/** At zero the chair is asked, nothing jumps. @param {Now} now */
function zero(now) {
  const {client, state} = now;
  const due = now.clock?.overdue && state.clock.planned_ms > 0 && !now.paused;
  if (!now.isChair || !due || runningOn.has(state.visit)) return null;
  return {key: 'zero', words: t('zero'), title: t('title.zero'), answers: [
    button(t('zero.on'), () => {
      runningOn.add(state.visit);
      client.touch();
    }, {'data-test': 'zero-on'}),
    button(t('zero.minute'), () => run(() => client.planClock(
      state.clock.planned_ms + 60_000 - Math.min(0, Math.ceil(now.left_ms / 60_000) * 60_000))),
    {'data-test': 'zero-minute'}),
  ]};
}

/** Running over the end asks the chair to shorten what is to come. @param {Now} now */
function over(now) {
  const {client, overrun} = now;
  if (!now.isChair || !overrun || letRun.has(client)) return null;
  return {key: 'over', words: t('over', {n: overrun.minutes}), title: t('title.over'), answers: [
    button(t('over.shorten'), () => {
      letRun.add(client);
      run(() => client.planTime(overrun.planned));
    }, {'data-test': 'shorten'}),
    button(t('over.no'), () => {
      letRun.add(client);
      client.touch();
    }, {class: 'bare', 'data-test': 'shorten-no'}),
  ]};
}

/** @param {Now} now */
function paused(now) {
  if (!now.paused || now.state.visit === 0 || now.state.halted) return null;
  const may = now.isChair || now.isPresenter;
  return {key: 'paused', words: t('paused'), answers: [may && button(t('paused.on'),
    () => run(() => now.client.pause(false)), {'data-test': 'resume', icon: 'play'})]};
}

/** Tells the group what a `too-few` notice means. @param {any} notice */
export function tellNotice(notice) {
  if (notice.code === 'too-few') toast(t('few.notice'));
}

/** The beginning of a text. @param {string} text @param {number} most characters */
function cut(text, most) {
  const all = [...text];
  return all.length > most ? `${all.slice(0, most - 1).join('').trimEnd()}…` : text;
}
