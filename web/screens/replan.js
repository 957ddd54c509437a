// @ts-check
import {el} from '../kit/dom.js';
import {hide, refreshDialogs, show} from '../kit/dialogs.js';
import {button, choices, explain, wrong} from '../kit/pieces.js';
import {Now} from '../kit/now.js';
import {textField} from '../kit/textfield.js';
import {chosenIn, frameFields} from './frame.js';
import {comers, round} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Chooser, Maker} from './chooser.js' */

const minute_ms = 60_000;
/** How long meetings are, in minutes. */
const lengths = [45, 60, 75, 90, 120, 180];

/**
 * The methods, to look at together before the meeting begins, for the people who are there and the time
 * there is. (`kring-chooser` is here already, with the start page.) The chair, or anybody while nobody
 * chairs, chooses another method, length, number of cases and frame; what was put forward stays. A method
 * that is not the server's is too large for that: with it the meeting is made anew, with a link of its own.
 * @param {Client} client @param {Maker} maker @param {(made: any) => void} use takes a new meeting
 */
export function showMethods(client, maker, use) {
  const first = new Now(client);
  /** @type {Chooser|undefined} */
  let chooser;
  /** @type {any} */
  let catalogue = null;
  /** @type {any} */
  let problem = null;
  let busy = false;
  let key = '';
  let {cases} = first.plan;
  let minutes = minutesOf(first);
  /** @type {import('./frame.js').Chosen} */
  let frame = {};
  const refresh = (/** @type {() => void} */ change) => {
    problem = null;
    change();
    refreshDialogs();
  };
  const go = async () => {
    refresh(() => { busy = true; });
    const method = chooser?.method;
    try {
      if (typeof method === 'string') await choose(client, {method, cases, minutes, frame});
      else use({...await maker.create(wishesFor(client, {method, cases, minutes, frame, key})),
        replaces: true, guides: client.state?.guiding ?? false});
      hide('methods');
    } catch (refused) {
      refresh(() => { busy = false; });
      problem = refused;
      refreshDialogs();
    }
  };
  const questions = () => [
    choices({name: 'plan-cases', label: t('start.cases'), value: cases,
      options: [1, 2, 3, cases].filter(once).sort(rising).map((value) =>
        ({value, label: String(value)})), change: (value) => refresh(() => { cases = value; })}),
    choices({name: 'plan-minutes', label: t('replan.minutes'), value: minutes,
      options: [...lengths, minutesOf(first)].filter(once).sort(rising).map((value) =>
        ({value, label: String(value)})), change: (value) => refresh(() => { minutes = value; })}),
    catalogue && frameFields(catalogue.frame, minutes, frame,
      (chosen) => refresh(() => { frame = chosen; })),
  ];
  show({key: 'methods', title: () => t('lobby.method'), content: () => {
    const now = new Now(client);
    const may = now.isChair || now.state.chair === null;
    const isOwn = typeof chooser?.method === 'object';
    return [
      el('p', {}, t(may ? 'replan.words' : 'replan.look')),
      el('kring-chooser', {key: 'chooser', maker,
        wishes: {people: peopleOf(now), cases, minutes}, asked: may ? questions() : null,
        problems: problem?.code === 'bad-method' ? problem.problems ?? [] : [],
        made: (/** @type {Chooser} */ node) => { chooser = node; },
        onready: (/** @type {any} */ {detail}) => refresh(() => {
          catalogue = detail;
          const {covers = []} = detail.methods.find((/** @type {any} */ {id}) =>
            id === first.plan.method) ?? {};
          frame = chosenIn(detail.frame, first.plan, plannedOf(first), covers);
        }),
        onchosen: (/** @type {any} */ {detail}) => refresh(() => {
          cases = Math.max(cases, detail?.cases ?? 1);
        })}),
      may && el('div', {class: 'stack', key: 'make'},
        isOwn && el('p', {class: 'ask', key: 'own', 'data-test': 'made-anew'}, t('replan.own')),
        problem?.code === 'creation-key' && textField({id: 'replan-key', test: 'field-replan-key',
          label: t('start.key'), hint: t('start.key.hint'), type: 'password', value: key,
          input: (text) => { key = text; }}),
        wrong(problem ? explain(problem) : ''),
        button(busy ? t('wait') : t(isOwn ? 'replan.anew' : 'replan.go'), go, {'class': 'do',
          'data-test': 'replan', 'disabled': busy || chooser?.method === undefined})),
    ];
  }});
}

/** @template T @param {T} one @param {number} place @param {T[]} all */
const once = (one, place, all) => all.indexOf(one) === place;
/** @param {number} a @param {number} b */
const rising = (a, b) => a - b;

/**
 * Another plan; the planned end moves with its length.
 * @param {Client} client
 * @param {{method: string, cases: number, minutes: number, frame: Record<string, boolean>}} wish
 */
async function choose(client, wish) {
  await client.choosePlan(wish);
  const {start_ms, end_ms} = client.state ?? {};
  if (start_ms === undefined || end_ms === undefined) return;
  const moved = start_ms + wish.minutes * minute_ms;
  if (wish.minutes !== minutesOf(new Now(client)) && moved > client.now()) {
    await client.setTime({start_ms, end_ms: moved});
  }
}

/** Who is here, or comes, without a chair who only leads. @param {Now} now */
function peopleOf(now) {
  const come = round(now.m).length - comers(now.m, 'nee').length;
  return Math.max(come - (now.state.guiding ? 1 : 0), 1);
}

/** @param {Now} now */
function plannedOf({plan}) {
  return Math.round(plan.steps.reduce((sum, step) => sum + step.planned_ms, 0) / minute_ms);
}

/** The minutes until the planned end, or those of the plan. @param {Now} now */
function minutesOf(now) {
  const {end_ms, start_ms} = now.state;
  const there = end_ms === undefined ? 0
    : Math.floor((end_ms - Math.max(now.m.now, start_ms ?? now.m.now)) / minute_ms);
  return Math.min(480, Math.max(10, there > 0 ? there : plannedOf(now)));
}

/**
 * The same meeting with another method.
 * @param {Client} client
 * @param {{method: any, cases: number, minutes: number, frame: Record<string, boolean>, key: string}} made
 */
function wishesFor(client, {key, frame, ...wish}) {
  const {start_ms, end_ms} = client.state ?? {};
  const callUrl = client.callUrl();
  return {...wish, ...(Object.keys(frame).length ? {frame} : {}),
    ...(start_ms === undefined ? {} : {start_ms}), ...(end_ms === undefined ? {} : {end_ms}),
    ...(callUrl ? {callUrl} : {}), ...(key.trim() ? {creationKey: key.trim()} : {})};
}
