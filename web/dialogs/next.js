// @ts-check
import {takeAlong} from '../core/carry.js';
import {calendarUid, toCalendar} from '../core/calendar.js';
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, refreshDialogs, show, toast} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {button, explain, tick, wrong} from '../kit/pieces.js';
import {save} from '../kit/save.js';
import {textField} from '../kit/textfield.js';
import {inviting} from './invite.js';
import {whenOf} from '../screens/when.js';
import {whenFields} from '../screens/whenfields.js';
import {chaired, dateContent, inputsFor, isNext, nextOf, ownIntentions, presented, round, threadOf, turnOf,
  withThis} from '../core/meeting.js';
import {plain, whenWords} from '../kit/thread.js';
import {dateOf, pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Intention, Next} from '../core/thread.js' */

/** The dates that one can put forward at once. */
const mostDates = 3;
const minute_ms = 60_000;

/**
 * @typedef {object} Place one's own place in the next meeting
 * @property {boolean} taken whether this browser has a seat there
 * @property {boolean} [busy]
 * @property {any} [problem]
 */

/** By the secret of the next meeting. @type {Map<string, Place>} */
const places = new Map();

/** Meetings that were made when nothing could be written any more, by client. @type {WeakMap<Client, Next>} */
const madeLate = new WeakMap();

/** The next meeting, as far as this page knows it. @param {Now} now */
const nextFor = ({client, m}) => nextOf(m) ?? madeLate.get(client);

/**
 * «Volgende bijeenkomst»: makes it, or takes one's own seat in it.
 * @param {Now} now
 */
export function nextView(now) {
  const {client} = now;
  if (client.practises) return null;
  const next = nextFor(now);
  return el('section', {class: 'sheet stack', key: 'next', 'data-test': 'next'},
    el('h2', {}, t('next.title')),
    next ? madeView(now, next) : button(t('next.make'), () => showMaking(client), {
        'key': 'make', 'class': 'at-start',
        'data-test': 'make-next', 'aria-haspopup': 'dialog'}));
}

/** @param {Now} now @param {Next} next */
function madeView(now, next) {
  const {client} = now;
  const place = placeIn(client, next.secret);
  return [
    el('p', {key: 'when', 'data-test': 'next-when'}, whenWords(next)),
    place.taken && el('p', {key: 'taken', 'data-test': 'next-taken'}, t('next.taken')),
    wrong(place.problem ? explainJoin(place.problem) : ''),
    el('div', {class: 'row', key: 'do'},
      !place.taken && button(t(place.busy ? 'wait' : 'next.join'), () => showJoining(client, next),
        {'key': 'join', 'class': 'do', 'data-test': 'join-next', 'disabled': place.busy}),
      next.start_ms !== undefined && button(t('calendar.title'), () => run(() => saveEntry(client, next)),
        {'key': 'calendar', 'icon': 'save', 'data-test': 'next-calendar'}),
      button(t('next.tell'), () => show({key: 'invite', title: () => t('next.tell'), content: () =>
        inviting(invitationTo(client, next))}), {'key': 'tell', 'data-test': 'next-tell',
        'aria-haspopup': 'dialog'}),
      now.state.purge_ms !== undefined && place.taken && el('a', {key: 'enter', class: 'button',
        href: `#${next.secret}`, 'data-test': 'enter-next'}, t('invite.enter'))),
  ];
}

/** @param {Client} client @param {Next} next */
function invitationTo(client, {secret, start_ms, end_ms}) {
  return {link: linkTo(client, secret), start_ms, end_ms, callUrl: client.callUrl()};
}

/** @param {Client} client @param {string} secret */
const linkTo = (client, secret) => client.another(secret).link;

/** Looks once whether this browser has a seat there. @param {Client} client @param {string} secret @returns {Place} */
function placeIn(client, secret) {
  const known = places.get(secret);
  if (known) return known;
  /** @type {Place} */
  const place = {taken: false};
  places.set(secret, place);
  client.another(secret).prepare().then((seated) => {
    place.taken ||= seated;
    client.touch();
  });
  return place;
}

/** Why there is no seat yet, and the way on. @param {any} problem */
function explainJoin(problem) {
  return ['begun', 'waiting'].includes(problem?.code) ? t('next.begun') : explain(problem);
}

/**
 * Takes one's seat in the next meeting, with the intentions that one wants to bring.
 * @param {Client} client @param {Next} next @param {Partial<import('../core/carry.js').Brought>} [more]
 */
async function join(client, next, more = {}) {
  const place = placeIn(client, next.secret);
  if (place.busy) return;
  place.busy = true;
  place.problem = null;
  client.touch();
  try {
    const now = new Now(client);
    await takeAlong(client, next.secret, {name: plain(now.name(now.me)), shared: client.shared,
      thread: threadWith(now), comes: next.start_ms !== undefined, ...more});
    place.taken = true;
    toast(t('next.taken'));
  } catch (problem) {
    place.problem = problem;
  }
  place.busy = false;
  client.touch();
}

/** The thread with this meeting. @param {Now} now @param {import('../core/thread.js').Agreed} [agreed] */
function threadWith(now, agreed) {
  return withThis(now.m, (member) => plain(now.name(member)), pick(now.plan.page.name), agreed);
}

/** One's own intentions, each to be left out. @param {Intention[]} mine @param {Set<Intention>} out */
function intentionTicks(mine, out) {
  return mine.length > 0 && el('fieldset', {class: 'bare-set', key: 'intentions'},
    el('legend', {class: 'label'}, t('next.intentions')),
    mine.map((one, n) => tick({name: `intention-${n}`, checked: !out.has(one),
      label: [one.what, one.due && ` (${dateOf(one.due)})`].filter(Boolean).join(''),
      change: (checked) => {
        if (checked) out.delete(one);
        else out.add(one);
        refreshDialogs();
      }})));
}

/**
 * What goes along, to be seen first; without anything of that kind there is nothing to ask.
 * @param {Client} client @param {Next} next
 */
function showJoining(client, next) {
  const mine = ownIntentions(new Now(client).m);
  if (mine.length === 0) return join(client, next);
  /** @type {Set<Intention>} */
  const out = new Set();
  return show({key: 'join-next', title: () => t('next.join'), content: () => [
    intentionTicks(mine, out),
    button(t('next.join'), () => {
      hide('join-next');
      return join(client, next, {intentions: mine.filter((one) => !out.has(one))});
    }, {'key': 'go', 'class': 'do', 'data-test': 'join-next-go'})]});
}

/** Puts it in the calendar, without the link: others may read that. @param {Client} client @param {Next} next */
async function saveEntry(client, {secret, start_ms = 0, end_ms = 0}) {
  const call = client.callUrl();
  const title = t('calendar.event');
  save(toCalendar({uid: await calendarUid(secret), start_ms, end_ms, made_ms: client.now(), title, edition: 0,
    words: [call && t('invitation.call', {link: call}), t('calendar.nolink')].filter(Boolean).join('\n'),
    place: call ?? undefined, reminder: title}), 'kring.ics', 'text/calendar');
}

/**
 * When, who presents first and who chairs; then one press makes the meeting and tells everybody.
 * @param {Client} client
 */
function showMaking(client) {
  const first = new Now(client);
  const people = round(first.m).map((member) => plain(first.name(member)));
  const {meetings} = threadOf(first.m);
  const all = [...meetings, ...threadWith(first).slice(-1)];
  const agreed = {presenter: turnOf(people, all, presented), chair: turnOf(people, all, chaired)};
  if (agreed.presenter === agreed.chair) {
    agreed.presenter = turnOf(people.filter((name) => name !== agreed.chair), all, presented);
  }
  const mine = ownIntentions(first.m);
  /** @type {Set<Intention>} */
  const out = new Set();
  /** @type {{date: string, from: string, to: string, trouble: any}[]} */
  const dates = [{date: '', from: '', to: '', trouble: null}];
  let [busy, key] = [false, ''];
  /** @type {any} */
  let problem = null;
  const refresh = (/** @type {() => void} */ change) => {
    change();
    refreshDialogs();
  };
  const select = (/** @type {'presenter'|'chair'} */ role) => el('div', {class: 'field', key: role},
    el('label', {for: `next-${role}`}, t(`next.${role}`)),
    el('select', {id: `next-${role}`, value: agreed[role], 'data-test': `next-${role}`,
      onchange: (/** @type {any} */ {target}) => refresh(() => { agreed[role] = target.value; })},
    [{value: '', label: t('next.later')}, ...people.map((name) => ({value: name, label: name}))]
      .map(({value, label}) => el('option', {key: value, value}, label))));
  const go = async () => {
    const times = datesIn(dates, client.now());
    if (!times) return refreshDialogs();
    refresh(() => { [busy, problem] = [true, null]; });
    try {
      await make(client, {times, agreed, key: key.trim(),
        intentions: mine.filter((one) => !out.has(one))});
      hide('next');
    } catch (refused) {
      problem = refused;
    }
    return refresh(() => { busy = false; });
  };
  show({key: 'next', title: () => t('next.title'), content: () => [
    nextFor(new Now(client)) && el('p', {class: 'ask', key: 'there'}, t('next.there')),
    el('p', {class: 'quiet', key: 'when'}, t('next.when')),
    dates.map((wished, n) => el('div', {key: `date-${n}`}, whenFields({at: `next-${n}-`, wished,
      trouble: wished.trouble, change: (name, text) =>
        refresh(() => Object.assign(wished, {[name]: text, trouble: null}))}))),
    dates.length < mostDates && button(t('next.another'), () =>
      refresh(() => dates.push({date: '', from: '', to: '', trouble: null})),
    {'key': 'another', 'class': 'at-start', 'data-test': 'next-another'}),
    select('presenter'), select('chair'),
    el('p', {class: 'quiet', key: 'turn'}, t('next.turn')),
    intentionTicks(mine, out),
    problem?.code === 'creation-key' && textField({id: 'next-key', test: 'field-next-key',
      label: t('start.key'), hint: t('start.key.hint'), type: 'password', value: key,
      input: (text) => { key = text; }}),
    wrong(problem ? explain(problem) : ''),
    button(t(busy ? 'wait' : 'next.make'), go, {'key': 'go', 'class': 'do', 'disabled': busy,
      'data-test': 'next-go'})]});
}

/**
 * The dates that were filled in; undefined, with what is wrong at its field, where one cannot be.
 * @param {{date: string, from: string, to: string, trouble: any}[]} dates @param {number} now_ms
 */
function datesIn(dates, now_ms) {
  const filled = dates.filter(({date, from, to}) => date || from || to);
  for (const one of filled) {
    one.trouble = one.date ? whenOf(one, now_ms).trouble : {place: 'date', key: 'poll.day'};
  }
  return filled.some(({trouble}) => trouble) ? undefined
    : filled.map((one) => whenOf(one, now_ms));
}

/**
 * Makes the next meeting, tells it to the group, and takes one's own seat there. Where somebody else was
 * quicker, theirs counts, and the one that was made is left to expire.
 * @param {Client} client
 * @param {{times: {start_ms: number, end_ms: number, minutes: number}[], agreed: import('../core/thread.js').Agreed,
 *   key: string, intentions: Intention[]}} wish
 */
async function make(client, {times, agreed, key, intentions}) {
  const now = new Now(client);
  const thread = threadWith(now, agreed);
  const callUrl = client.callUrl();
  const [only] = times.length === 1 ? times : [];
  const period = only ? {start_ms: only.start_ms, end_ms: only.end_ms} : {};
  const planned = now.plan.steps.reduce((sum, step) => sum + step.planned_ms, 0) / minute_ms;
  const minutes = times[0]?.minutes ?? Math.min(480, Math.max(10, Math.round(planned)));
  const wishes = {cases: now.plan.cases, minutes, frame: {lookback: true}, thread, ...period,
    ...(callUrl ? {callUrl} : {}), ...(key ? {creationKey: key} : {})};
  const made = await makeWith(client, now.plan.method, wishes);
  const dates = times.length > 1 ? times : [];
  const own = {item: '', by: client.me, secret: made.secret, ...period};
  const place = inputsFor(new Now(client).m).find(({input, may}) => may && isNext(input));
  if (place) {
    await client.addItem(place.input.id, {secret: made.secret,
      ...(only ? dateContent(only.start_ms, only.end_ms) : {})});
  } else {
    madeLate.set(client, own); // after the close it is told by its invitation
  }
  const next = nextFor(new Now(client)) ?? own;
  if (next.secret !== made.secret) toast(t('next.there'));
  await join(client, next, {thread, intentions, ...(next.secret === made.secret ? {dates} : {})});
}

/** @param {Client} client @param {string} method @param {any} wishes */
async function makeWith(client, method, wishes) {
  try {
    return await client.make({method, ...wishes});
  } catch (problem) {
    // A method of the group's own is not the server's: the group chooses again in the lobby.
    if (/** @type {any} */ (problem)?.code !== 'bad-method') throw problem;
    return client.make({method: 'bovv6', ...wishes});
  }
}
