// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as meeting from '../../web/core/meeting.js';
import { Play, five, id, planOf, start_ms } from './support/meeting.js';

const minute = 60_000;
const M = (/** @type {number} */ n) => id('member', n);

describe('roles', () => {
  test('of this moment: chair, deputy, presenter of the current case, pen, speaker', () => {
    const play = five('1.beeld', { speaker: M(4) }).say('pen.changed', { pen: M(4) });
    assert.deepEqual(meeting.roles(play.for(1)), { chair: true, deputy: false, presenter: false,
      pen: false, speaker: false, host: true, takesPart: true });
    assert.deepEqual(meeting.roles(play.for(1), M(4)), { chair: false, deputy: false,
      presenter: false, pen: true, speaker: true, host: false, takesPart: true });
    assert.deepEqual([1, 2, 3].map((n) => meeting.voice(play.for(n))),
      ['chair', 'others', 'presenter']);
  });

  test('outside a case nobody presents', () => {
    assert.equal(meeting.presenter(five('voor.inchecken').for(1)), null);
    assert.equal(meeting.presenter(five('1.beeld').for(1)), M(3));
  });

  test('who left or was removed takes no part', () => {
    const play = five('1.beeld').say('member.left', { member: M(4) })
      .say('member.removed', { member: M(5) });
    assert.deepEqual(meeting.round(play.for(1)), [M(1), M(2), M(3)]);
    assert.deepEqual(meeting.seated(play.for(1)).length, 4);
  });
});

describe('the rail', () => {
  const states = (/** @type {Play} */ play) =>
    meeting.rail(play.for(1)).map(({ label, state }) => `${label} ${state}`.trim());

  test('steps with one label are one stop with parts', () => {
    const stop = meeting.rail(five('1.lees').for(1)).find((one) => one.label === '5');
    assert.deepEqual(stop?.parts.map(({ id: step, state }) => [step, state]),
      [['1.schrijf', 'skipped'], ['1.lees', 'now']]);
    assert.equal(stop?.state, 'now');
  });

  test('a settled choice that lies ahead is still to come on the rail', () => {
    const play = five('voor.inchecken');
    assert.deepEqual(states(play).slice(0, 3), ['now', '1 todo', '2 todo']);
    assert.equal(meeting.rail(play.for(1))[1].parts[0].settled, true);
  });

  test('shows done, now, to come, and skipped; a settled choice that was passed is done', () => {
    const play = five('voor.inchecken').enter('1.stelling').enter('1.oordeel1');
    assert.deepEqual(states(play), ['done', '1 done', '2 done', '3 skipped', '4 now', '5 todo',
      '6 todo', 'todo', 'todo', 'todo']);
    assert.equal(meeting.rail(play.for(1))[1].parts[0].settled, true);
  });

  test('a stopped case is known in the step that its stop leads to, and not after it', () => {
    const at = (/** @type {Play} */ play) => meeting.stoppedHere(play.for(4));
    const one = five('1.beeld');
    assert.equal(at(one), undefined);
    assert.equal(at(one.say('case.stopped', { case: 1, keep: true })), 1);
    const end = one.enter('na.oogst');
    assert.equal(at(end), 1);
    assert.equal(at(end.say('session.closed', { purge_ms: 1 })), undefined);

    const two = new Play(planOf('bovv6', 2, 90), 5).chair(1).presents(1, 3).enter('1.beeld')
      .say('case.stopped', { case: 1, keep: false });
    assert.equal(at(two.enter('2.keuze')), 1);
    assert.equal(at(two.presents(2, 4).enter('2.stelling')), undefined);
    const settled = new Play(planOf('bovv6', 2, 90), 5).chair(1).presents(1, 3).presents(2, 4)
      .enter('1.beeld').say('case.stopped', { case: 1, keep: false });
    assert.equal(at(settled.enter('2.stelling')), 1);
    assert.equal(at(settled.enter('2.beeld')), undefined);
  });

  test('only one stop is now: going back leaves a half-done one to come', () => {
    const play = five('1.schrijf').enter('1.oordeel1');
    assert.deepEqual(states(play).slice(4, 6), ['4 now', '5 todo']);
  });

  test('the cases of a meeting are stops of their own', () => {
    const play = five('2.beeld', {}, planOf('bovv6', 2, 90));
    const stops = meeting.rail(play.for(1)).filter((one) => one.label === '3');
    assert.deepEqual(stops.map((one) => [one.case, one.state]), [[1, 'skipped'], [2, 'now']]);
  });

  test('going on passes over what is settled or stopped, going back over what was not', () => {
    const two = planOf('bovv6', 2, 90);
    const play = new Play(two, 5).chair(1);
    assert.equal(meeting.nextStep(play.for(1))?.id, 'voor.inchecken');
    play.enter('voor.inchecken');
    assert.equal(meeting.nextStep(play.for(1))?.id, '1.keuze');
    play.presents(1, 3);
    assert.equal(meeting.nextStep(play.for(1))?.id, '1.stelling');
    play.enter('1.stelling').say('case.stopped', { case: 1, keep: true });
    assert.equal(meeting.nextStep(play.for(1))?.id, '2.keuze');
    play.presents(2, 4);
    assert.equal(meeting.nextStep(play.for(1))?.id, '2.stelling');
    play.enter('2.stelling');
    assert.equal(meeting.previousStep(play.for(1))?.id, 'voor.inchecken');
    assert.equal(meeting.previousStep(new Play(two, 1).for(1)), undefined);
    play.enter(two.steps.at(-1).id);
    assert.equal(meeting.nextStep(play.for(1)), undefined);
  });
});

describe('the clock', () => {
  test('is calm, orange at 20 %, red at 5 %, and goes on below zero', () => {
    const play = five('1.besluit');
    const planned = play.state.clock.planned_ms;
    const at = (/** @type {number} */ part) => {
      play.now = start_ms + planned * part;
      return meeting.clockView(play.for(1));
    };
    assert.deepEqual([0, 0.79, 0.8, 0.94, 0.95, 1].map((part) => at(part)?.colour),
      ['calm', 'calm', 'orange', 'orange', 'red', 'red']);
    assert.deepEqual([at(0.99)?.overdue, at(1)?.overdue, at(1.5)?.left_ms, at(1.5)?.part],
      [false, true, -planned / 2, 0]);
  });

  test('stands while paused, and is not there in the lobby', () => {
    const play = five('1.besluit').say('clock.changed',
      { clock: { planned_ms: 10 * minute, ran_ms: 4 * minute, since_ms: null } });
    play.now += 9 * minute;
    const clock = meeting.clockView(play.for(1));
    assert.deepEqual([clock?.left_ms, clock?.paused], [6 * minute, true]);
    assert.equal(meeting.clockView(five().for(1)), null);
  });

  test('says how far the meeting runs over, and what would bring it back', () => {
    const end_ms = start_ms + 60 * minute;
    const play = new Play(planOf('bovv6'), 5, { end_ms }).chair(1).presents(1, 3)
      .enter('voor.inchecken');
    assert.equal(meeting.overrun(play.for(1)), null);
    play.now = start_ms + 20 * minute;
    play.enter('1.beeld');
    const over = meeting.overrun(play.for(1));
    const coming = meeting.stepsToCome(play.for(1));
    const sum = coming.reduce((all, step) => all + step.planned_ms, 0);
    assert.equal(over?.over_ms, 20 * minute + 18 * minute + sum - 60 * minute);
    assert.equal(over?.minutes, Math.ceil((over?.over_ms ?? 0) / minute));
    const shorter = over?.planned.reduce((all, one) => all + one.planned_ms, 0) ?? 0;
    assert.ok(shorter <= sum - (over?.over_ms ?? 0), 'fits');
    assert.equal(over?.fits, true);
    for (const { step, planned_ms } of over?.planned ?? []) {
      const planned = coming.find((one) => one.id === step);
      assert.ok(planned && planned_ms >= planned.least_ms && planned_ms < planned.planned_ms);
    }
    play.now = end_ms + minute;
    const late = meeting.overrun(play.for(1));
    assert.equal(late?.fits, false);
    assert.ok(late?.planned.every(({ step, planned_ms }) =>
      planned_ms === coming.find((one) => one.id === step)?.least_ms));
  });

  test('shortens in proportion; what reaches its least lets the others carry the rest', () => {
    const step = (/** @type {number} */ planned, /** @type {number} */ least) =>
      ({ planned_ms: planned * minute, least_ms: least * minute });
    const minutes = (/** @type {any[]} */ steps, /** @type {number} */ total) =>
      meeting.shortened(steps, total * minute).map((one) => one / minute);
    assert.deepEqual(minutes([step(10, 1), step(20, 1)], 15), [5, 10]);
    assert.deepEqual(minutes([step(10, 9), step(20, 1), step(10, 1)], 24), [9, 10, 5]);
    assert.deepEqual(minutes([step(10, 4), step(20, 4)], 0), [4, 4]);
    assert.deepEqual(minutes([step(10, 1), step(20, 1)], 60), [10, 20]);
    assert.deepEqual(meeting.shortened([], 5), []);
  });
});
