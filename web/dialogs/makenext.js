// @ts-check
import {el} from '../kit/dom.js';
import {hide, refreshDialogs, show, toast} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {button, explain, wrong} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {intentionTicks, join, madeLate, nextFor, threadWith, toTakeAlong, unseen} from './nextseat.js';
import {whenOf} from '../screens/when.js';
import {whenFields} from '../screens/whenfields.js';
import {chaired, dateContent, inputsFor, isNext, presented, round, threadOf, turnOf}
  from '../core/meeting.js';
import {t, unisolated} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Agreed, Intention} from '../core/thread.js' */

/** The dates that one can put forward at once. */
const mostDates = 3;
const minute_ms = 60_000;

/**
 * When, who presents first and who chairs; then one press makes the meeting and tells everybody.
 * @param {Client} client
 */
export function showMaking(client) {
  const first = new Now(client);
  const people = round(first.m).map((member) => unisolated(first.name(member)));
  const {meetings} = threadOf(first.m);
  const all = [...meetings, ...threadWith(first).slice(-1)];
  const agreed = {presenter: turnOf(people, all, presented), chair: turnOf(people, all, chaired)};
  if (agreed.presenter === agreed.chair) {
    agreed.presenter = turnOf(people.filter((name) => name !== agreed.chair), all, presented);
  }
  const mine = toTakeAlong(first);
  const out = unseen(client, mine);
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
 * @param {{times: {start_ms: number, end_ms: number, minutes: number}[], agreed: Agreed,
 *   key: string, intentions: Intention[]}} wish
 */
async function make(client, {times, agreed, key, intentions}) {
  const now = new Now(client);
  const callUrl = client.callUrl();
  const [only] = times.length === 1 ? times : [];
  const period = only ? {start_ms: only.start_ms, end_ms: only.end_ms} : {};
  const planned = now.plan.steps.reduce((sum, step) => sum + step.planned_ms, 0) / minute_ms;
  const minutes = times[0]?.minutes ?? Math.min(480, Math.max(10, Math.round(planned)));
  const wishes = {cases: now.plan.cases, minutes, frame: {lookback: true}, ...period,
    ...(callUrl ? {callUrl} : {}), ...(key ? {creationKey: key} : {})};
  const made = await makeWith(client, now.plan.method, wishes);
  const dates = times.length > 1 ? times : [];
  const own = {item: '', by: client.me, secret: made.secret, ...period, agreed};
  const place = inputsFor(new Now(client).m).find(({input, may}) => may && isNext(input));
  if (place) {
    await client.addItem(place.input.id, {secret: made.secret,
      ...(only ? dateContent(only.start_ms, only.end_ms) : {}),
      ...Object.fromEntries(Object.entries(agreed).filter(([, name]) => name !== ''))});
  } else {
    madeLate.set(client, own); // after the close it is told by its invitation
  }
  const next = nextFor(new Now(client)) ?? own;
  if (next.secret !== made.secret) toast(t('next.there'));
  await join(client, next, {intentions, ...(next.secret === made.secret ? {dates} : {})});
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
