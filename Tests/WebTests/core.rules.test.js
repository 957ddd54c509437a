// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as meeting from '../../web/core/meeting.js';
import { elapsed, emptyView } from '../../web/core/reduce.js';
import { contract } from './support/meeting.js';

const vector = contract('vectors/rules.json');

/** Puts ids in the place of names. @param {any} value @returns {any} */
function named(value) {
  if (typeof value === 'string') return vector.names[value] ?? value;
  if (Array.isArray(value)) return value.map(named);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) =>
    [Object.hasOwn(vector.names, key) ? vector.names[key] : key, named(one)]));
}

const steps = vector.plan.map((/** @type {any} */ step) => ({ planned_ms: 600_000, outside: 'in',
  page: {}, ...step, inputs: step.inputs.map((/** @type {any} */ input) => ({ named: !input.opens,
    minimum: 3, forcible: true, page: {}, ...input })) }));

/** How a row looks to a member. @param {any} row */
function momentOf(row) {
  const { members, left, sets, ...state } = named({ ...vector.base, ...row.with });
  const { away = {}, hands = [], door = [] } = named(row.presence ?? {});
  return {
    state: { ...emptyView(), ...state, plan: { steps },
      members: members.map((/** @type {string} */ member) => ({ member, name: 'N', host: false,
        left: left.includes(member), removed: false })),
      sets: sets.map((/** @type {any} */ { of, ...set }) => ({ named: false, ...set,
        step: of.split('/')[0], input: of.split('/')[1] })) },
    presence: {
      members: members.map((/** @type {string} */ member) => ({ member,
        ...(away[member] === undefined ? {} : { away_ms: away[member] }) })),
      hands: hands.map((/** @type {string} */ member) => ({ member })),
      door: door.map((/** @type {string} */ member) => ({ member, name: 'N', lost: false })),
    },
    me: named(row.member ?? 'anna'), now: vector.now, text: () => undefined, ownCards: () => [],
  };
}

const numbers = (/** @type {any[]} */ sets) => sets.map((one) => one.set);

/** The browser's answer to each question. @type {Record<string, (m: any, row: any) => any>} */
const answers = {
  round: (m) => meeting.round(m),
  mayWrite: (m, row) => {
    const [step, input] = row.of.split('/');
    return meeting.mayWrite(m, steps.find((/** @type {any} */ one) => one.id === step).inputs
      .find((/** @type {any} */ one) => one.id === input));
  },
  presenterInForce: (m) => meeting.presenterInForce(m),
  waitsForChair: (m) => meeting.waitsForChair(m),
  mayTakeChair: (m) => meeting.mayTakeChairFrom(m),
  isDoorkeeper: (m) => meeting.isDoorkeeper(m),
  mayGiveSeat: (m, row) => meeting.mayGiveSeatFrom(m, named(row.of)),
  setsLeftBehind: (m, row) => numbers(meeting.setsLeftBehind(m, row.of)),
  openableSets: (m) => numbers(meeting.openableSets(m)),
  isSettled: (m, row) => meeting.isSettled(m, steps.find((/** @type {any} */ one) =>
    one.id === row.of)),
  nextStep: (m) => meeting.nextStep(m)?.id ?? null,
  elapsed: (m) => elapsed(m.state.clock, m.now),
};

/** The server alone puts hands in order, answers commands and says who is told of an event. */
const forServer = ['do', 'hands', 'hears'];

describe('the rules of the meeting', () => {
  for (const row of vector.rows) {
    if (forServer.includes(row.ask)) continue;
    test(`${row.ask}: ${row.name}`, () => {
      assert.deepEqual(answers[row.ask](momentOf(row), row), named(row.answer));
    });
  }

  test('each rule that a page asks for has rows', () => {
    const asked = new Set(vector.rows.map((/** @type {any} */ row) => row.ask));
    assert.deepEqual([...asked].filter((ask) => !answers[ask]).sort(), forServer);
    assert.deepEqual(Object.keys(answers).filter((ask) => !asked.has(ask)), []);
  });
});
