// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {button, nameAt} from '../kit/pieces.js';
import {wished} from '../kit/wishes.js';
import {weigh} from '../kinds/pick.js';
import {whenOf} from './when.js';
import {whenFields} from './whenfields.js';
import {dateAnswers, dateContent, datesOf, inputsFor, offsetAt} from '../core/meeting.js';
import {dayOf, listOf, pick, t, timeOf} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Offered} from '../core/poll.js' */

/** More dates than this are no choice any more but a riddle. */
const most = 8;

/** What is filled in for one more date, by client. @type {WeakMap<object, any>} */
const drafts = new WeakMap();

/**
 * The dates that were put forward, what everybody says of each, and one more.
 * @param {Now} now @param {(date: Offered) => any} [choose] makes it the time of the meeting
 */
export function poll(now, choose) {
  const {dates, broken} = datesOf(now.m);
  const places = inputsFor(now.m);
  const answered = places.find(({input}) => input.id === 'past');
  const offered = places.find(({input}) => input.id === 'datum');
  if (!answered || !offered) return null;
  // What has passed cannot be chosen any more.
  const inOrder = [...dates.filter(({past}) => !past), ...dates.filter(({past}) => past)];
  return el('section', {class: 'stack poll', key: 'poll', 'data-test': 'poll'},
    el('h3', {}, t('poll.title')),
    inOrder.map((date) => dateView(now, answered, date, choose)),
    broken > 0 && el('p', {class: 'quiet', key: 'broken'}, t('poll.broken', {n: broken})),
    offered.may && dates.length < most && offered.left > 0 && newDate(now));
}

/** @param {Now} now @param {any} place @param {Offered} date @param {((date: Offered) => any)|undefined} choose */
function dateView(now, place, date, choose) {
  const words = wordsOf(date);
  const name = `date-${date.item}`;
  const mine = dateAnswers.find((answer) => date.said[answer].includes(now.me));
  const value = wished(now.client, `${place.path}:${date.item}`, mine);
  const labels = new Map((place.input.page.options ?? []).map((/** @type {any} */ {id, label}) =>
    [id, pick(label)]));
  return el('div', {class: 'stack date', key: date.item, 'data-test': 'date'},
  el('fieldset', {class: 'bare-set'},
    el('legend', {class: 'label'}, words, date.best && el('b', {class: 'best', 'data-test': 'best'},
      t('poll.best'))),
    date.past ? el('p', {class: 'quiet'}, t('poll.past'))
      : el('div', {class: 'choices'}, dateAnswers.map((answer) => el('label', {key: answer},
        el('input', {type: 'radio', name, checked: answer === value, disabled: !place.may,
          'data-test': `date-${answer}`,
          onchange: () => weigh(now, place, date.item, answer)}), labels.get(answer))))),
  el('p', {class: 'quiet', key: 'said', 'data-test': 'said'}, saidWords(now, date, labels)),
  elsewhere(now, date),
  el('div', {class: 'row', key: 'do'},
    choose && !date.past && button(t('poll.choose'), () => choose(date), {'key': 'choose',
      'data-test': 'choose-date', 'aria-label': nameAt(t('poll.choose'), words)}),
    date.by === now.me && button(t('poll.withdraw'), () => run(() => now.client.withdraw(date.item)),
      {'key': 'withdraw', 'class': 'bare', 'data-test': 'withdraw-date',
        'aria-label': nameAt(t('poll.withdraw'), words)})));
}

/**
 * Who said what: «past (2): Anna en Bram · past niet (1): Chris».
 * @param {Now} now @param {Offered} date @param {Map<string, string>} labels
 */
function saidWords(now, {said}, labels) {
  const all = dateAnswers.filter((answer) => said[answer].length > 0).map((answer) =>
    `${labels.get(answer)} (${said[answer].length}): ${listOf(said[answer].map((one) => now.name(one)))}`);
  return all.length > 0 ? all.join(' · ') : t('poll.nobody');
}

/** What the clock of who put it forward says, where it is another one. @param {Now} now @param {Offered} date */
function elsewhere(now, {by, start_ms, end_ms, offset}) {
  const here = offsetAt(start_ms);
  if (!by || offset === here) return null;
  const there = (/** @type {number} */ time_ms) => timeOf(time_ms + (offset - here) * 60_000);
  return el('p', {class: 'quiet', key: 'zone', 'data-test': 'zone'},
    t('poll.zone', {name: now.name(by), from: there(start_ms), to: there(end_ms)}));
}

/** @param {{start_ms: number, end_ms: number}} date */
export function wordsOf({start_ms, end_ms}) {
  return t('poll.date', {day: dayOf(start_ms), from: timeOf(start_ms), to: timeOf(end_ms)});
}

/** Fields for a day and its times, and what is wrong with them. @param {Now} now */
function newDate(now) {
  const {client} = now;
  const draft = drafts.get(client) ?? {date: '', from: '', to: '', trouble: null};
  drafts.set(client, draft);
  return el('details', {class: 'fold', key: 'new'}, el('summary', {'data-test': 'new-date'}, t('poll.new')),
    whenFields({at: 'poll-', wished: draft, trouble: draft.trouble, change: (name, text) => {
      Object.assign(draft, {[name]: text, trouble: null});
      client.touch();
    }}),
    button(t('poll.add'), () => add(now, draft), {'class': 'do', 'data-test': 'add-date'}));
}

/** @param {Now} now @param {any} draft */
function add({client, m}, draft) {
  const {start_ms, end_ms, trouble} = draft.date
    ? whenOf(draft, m.now) : {start_ms: 0, end_ms: 0, trouble: {place: 'date', key: 'poll.day'}};
  draft.trouble = trouble;
  client.touch();
  if (trouble) return undefined;
  return run(async () => {
    await client.addItem('datum', dateContent(start_ms, end_ms));
    Object.assign(draft, {date: '', trouble: null});
    client.touch();
  });
}
