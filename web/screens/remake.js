// @ts-check
import {el} from '../kit/dom.js';
import {hide, refreshDialogs, show} from '../kit/dialogs.js';
import {button, explain, wrong} from '../kit/pieces.js';
import {Now} from '../kit/now.js';
import {textField} from '../kit/textfield.js';
import {round} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Chooser, Maker} from './chooser.js' */

const minute_ms = 60_000;

/**
 * The methods, to look at together before the meeting begins, for the people who are there and the time
 * there is. (`kring-chooser` is here already, with the start page.) The plan of a meeting is fixed when it
 * is made: with another method it is made anew, with a link of its own, by the chair, or by anybody while
 * nobody chairs.
 * @param {Client} client @param {Maker} maker @param {(made: any) => void} use takes the new meeting
 */
export function showMethods(client, maker, use) {
  /** @type {Chooser|undefined} */
  let chooser;
  /** @type {any} */
  let problem = null;
  let busy = false;
  let key = '';
  let cases = 1;
  const done = (/** @type {any} */ made) => {
    hide('methods');
    use({...made, replaces: true, guides: client.state?.guiding ?? false});
  };
  const make = async () => {
    busy = true;
    refreshDialogs();
    try {
      done(await maker.create(wishesFor(client, {method: chooser?.method, cases,
        creationKey: key.trim()})));
    } catch (refused) {
      problem = refused;
      busy = false;
      refreshDialogs();
    }
  };
  show({key: 'methods', title: () => t('lobby.method'), content: () => {
    const now = new Now(client);
    const may = now.isChair || now.state.chair === null;
    const needsKey = problem?.code === 'creation-key';
    return [
      el('p', {}, t(may ? 'remake.words' : 'remake.look')),
      el('kring-chooser', {key: 'chooser', maker, wishes: whatThereIs(now),
        problems: problem?.code === 'bad-method' ? problem.problems ?? [] : [],
        made: (/** @type {Chooser} */ node) => { chooser = node; },
        onready: refreshDialogs, onchosen: (/** @type {any} */ {detail}) => {
          problem = null;
          cases = detail?.cases ?? 1;
          refreshDialogs();
        }}),
      may && el('div', {class: 'stack', key: 'make'},
        needsKey && textField({id: 'remake-key', test: 'field-remake-key', label: t('start.key'),
          hint: t('start.key.hint'), type: 'password', value: key, input: (text) => { key = text; }}),
        wrong(problem ? explain(problem) : ''),
        button(busy ? t('wait') : t('remake.go'), make, {'class': 'do', 'data-test': 'remake',
          'disabled': busy || chooser?.method === undefined})),
    ];
  }});
}

/** Who is here and what time there is. @param {Now} now */
function whatThereIs(now) {
  const people = round(now.m).length - (now.state.guiding ? 1 : 0);
  return {people: Math.max(people, 1), cases: now.plan.cases, minutes: minutesOf(now)};
}

/** The minutes until the planned end, or those of the plan. @param {Now} now */
function minutesOf({m, state, plan}) {
  const {end_ms, start_ms} = state;
  const there = end_ms === undefined ? 0
    : Math.floor((end_ms - Math.max(m.now, start_ms ?? m.now)) / minute_ms);
  const planned = plan.steps.reduce((sum, step) => sum + step.planned_ms, 0) / minute_ms;
  return Math.min(480, Math.max(10, there > 0 ? there : Math.round(planned)));
}

/**
 * The same meeting with another method, and as many cases as that needs.
 * @param {Client} client @param {{method: any, cases: number, creationKey: string}} made
 */
function wishesFor(client, {method, cases, creationKey}) {
  const now = new Now(client);
  const {start_ms, end_ms} = now.state;
  const callUrl = client.callUrl();
  return {method, cases: Math.max(now.plan.cases, cases), minutes: minutesOf(now),
    ...(start_ms === undefined ? {} : {start_ms}), ...(end_ms === undefined ? {} : {end_ms}),
    ...(callUrl ? {callUrl} : {}), ...(creationKey ? {creationKey} : {})};
}
