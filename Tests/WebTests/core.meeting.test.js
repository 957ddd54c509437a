// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as meeting from '../../web/core/meeting.js';
import { Play, id, planOf, start_ms } from './support/meeting.js';

const minute = 60_000;
const M = (/** @type {number} */ n) => id('member', n);

/** Five people; 1 chairs, 3 presents, 2 is deputy. @param {string} [step] @param {any} [floor]
 * @param {any} [plan] */
function five(step, floor, plan = planOf('bovv6')) {
  const play = new Play(plan, 5).chair(1).presents(1, 3).say('deputy.changed', { deputy: M(2) });
  return step ? play.enter(step, floor) : play;
}

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

  test('what I do now is the sentence for my role', () => {
    const play = five('1.beeld');
    assert.match(meeting.whatNow(play.for(1))?.en ?? '', /Keep the questions open/);
    assert.match(meeting.whatNow(play.for(3))?.nl ?? '', /Antwoord kort/);
    assert.match(meeting.whatNow(play.for(1), 'others')?.nl ?? '', /Stel vragen/);
    assert.equal(meeting.whatNow(five().for(1)), undefined);
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

  test('shows done, now, to come, and skipped; a settled choice is done', () => {
    const play = five('voor.inchecken').enter('1.stelling').enter('1.oordeel1');
    assert.deepEqual(states(play), ['done', '1 done', '2 done', '3 skipped', '4 now', '5 todo',
      '6 todo', 'todo']);
    assert.equal(meeting.rail(play.for(1))[1].parts[0].settled, true);
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
    play.now = start_ms + 30 * minute;
    play.enter('1.beeld');
    const over = meeting.overrun(play.for(1));
    const coming = meeting.stepsToCome(play.for(1));
    const sum = coming.reduce((all, step) => all + step.planned_ms, 0);
    assert.equal(over?.over_ms, 30 * minute + 18 * minute + sum - 60 * minute);
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

describe('the circle', () => {
  test('shows everybody with a seat: connection, readiness, hand, whose turn', () => {
    const play = five('1.beeld', { speaker: M(4), spoken: [{ member: M(4), turns: 2 }] })
      .is(1, { away_ms: 5 }).is(2, { background: true }).is(5, { ready: true })
      .say('member.removed', { member: M(2) });
    play.presence.hands = [{ member: M(5) }, { member: M(1) }];
    const all = meeting.seats(play.for(5));
    assert.deepEqual(all.map((one) => one.member), [M(1), M(3), M(4), M(5)]);
    const [anna, carla, daan, els] = all;
    assert.deepEqual([anna.connection, anna.away_ms, anna.chair, anna.hand], ['away', 5, true, 2]);
    assert.deepEqual([daan.speaking, daan.turns, daan.connection], [true, 2, 'here']);
    assert.deepEqual([els.me, els.ready, els.hand], [true, true, 1]);
    assert.deepEqual([carla.presenter, carla.outside, carla.hand], [true, 'in', null]);
  });

  test('a page in the background is even weg, not away', () => {
    const play = five('1.beeld').is(4, { background: true });
    assert.equal(meeting.seats(play.for(1))[3].connection, 'background');
  });

  test('the presenter looks silent, turned or away, until called back', () => {
    const looks = (/** @type {Play} */ play) => meeting.seats(play.for(1))
      .map((one) => one.outside).filter((one) => one !== 'in');
    assert.deepEqual(looks(five('1.lees')), ['silent']);
    const incident = five('1.analyse', {}, planOf('incident'));
    assert.deepEqual(looks(incident), ['turned']);
    assert.deepEqual(looks(incident.say('presenter.called')), []);
  });

  test('the queue leaves out who speaks and who takes no part', () => {
    const play = five('1.beeld', { speaker: M(4) }).say('member.left', { member: M(5) });
    play.presence.hands = [4, 5, 2].map((n) => ({ member: M(n) }));
    assert.deepEqual(meeting.queue(play.for(1)).map((hand) => hand.member), [M(2)]);
  });

  test('who has not spoken, where speaking is what the step is for', () => {
    const spoken = [{ member: M(2), turns: 1 }];
    assert.deepEqual(meeting.unspoken(five('1.beeld', { spoken }).for(1)), [M(1), M(4), M(5)]);
    assert.deepEqual(meeting.unspoken(five('voor.inchecken', { spoken }).for(1)),
      [M(1), M(3), M(4), M(5)]);
    assert.deepEqual(meeting.unspoken(five('1.schrijf').for(1)), []);
    assert.deepEqual(meeting.unspoken(five('1.lees', { card: id('item', 1) }).for(1)), []);
  });
});

describe('the offer of the chair', () => {
  const offers = (/** @type {Play} */ play) => [1, 2, 3, 4].map((n) =>
    meeting.chairOffer(play.for(n)));

  test('comes to nobody while the chair is here', () => {
    assert.deepEqual(offers(five('1.beeld')), [null, null, null, null]);
  });

  test('comes after 2 minutes to the deputy, a minute later to all but the presenter', () => {
    const play = five('1.beeld').is(1, { away_ms: start_ms });
    for (const [later, expected] of /** @type {[number, any[]][]} */ ([
      [119_999, [null, null, null, null]], [120_000, [null, 'quiet', null, null]],
      [179_999, [null, 'quiet', null, null]], [180_000, [null, 'quiet', null, 'quiet']]])) {
      play.now = start_ms + later;
      assert.deepEqual(offers(play), expected, `after ${later} ms`);
    }
  });

  test('comes to all at once when there is no deputy, or the deputy is away too', () => {
    const play = five('1.beeld').is(1, { away_ms: start_ms }).is(2, { away_ms: start_ms });
    play.now = start_ms + 120_000;
    assert.deepEqual(offers(play), [null, 'quiet', null, 'quiet']);
    play.say('deputy.changed', { deputy: null });
    assert.deepEqual(offers(play), [null, 'quiet', null, 'quiet']);
  });

  test('comes at once when something waits for the chair', () => {
    /** @type {[string, (play: Play) => void][]} */
    const reasons = [
      ['a hand', (play) => { play.presence.hands = [{ member: M(4) }]; }],
      ['the door', (play) => { play.presence.door = [{ member: M(9), name: 'N', lost: false }]; }],
      ['a halt', (play) => { play.say('halt.raised', { by: M(4) }); }],
      ['the clock', (play) => { play.now += play.state.clock.planned_ms + 1; }],
    ];
    for (const [reason, make] of reasons) {
      const play = five('1.besluit');
      make(play);
      play.is(1, { away_ms: play.now });
      assert.equal(meeting.chairOffer(play.for(2)), 'quiet', reason);
      assert.equal(meeting.chairOffer(play.for(4)), null, reason);
      play.now += 60_000;
      assert.equal(meeting.chairOffer(play.for(4)), 'quiet', reason);
    }
  });

  test('an unopened set waits for the chair when my own card is in it', () => {
    const play = five('1.schrijf').enter('1.lees').is(1, { away_ms: start_ms });
    assert.equal(meeting.chairOffer(play.for(2)), null);
    play.own[1] = [{}];
    assert.equal(meeting.chairOffer(play.for(2)), 'quiet');
  });

  test('goes back to the former chair at once, and not while that one presents', () => {
    const play = five('1.beeld').say('chair.changed', { chair: M(2), term: 2, back: M(1) });
    assert.deepEqual(offers(play), ['back', null, null, null]);
    play.say('chair.changed', { chair: M(2), term: 3, back: M(3) });
    assert.deepEqual(offers(play), [null, null, null, null]);
  });

  test('is open to all but the presenter when nobody chairs; in the lobby the main button asks',
    () => {
      const nobody = { chair: null, term: 2, back: null };
      assert.deepEqual(offers(five('1.beeld').say('chair.changed', nobody)),
        ['quiet', 'quiet', null, 'quiet']);
      const lobby = five().say('chair.changed', nobody);
      assert.deepEqual(offers(lobby), [null, null, null, null]);
      assert.deepEqual([1, 2, 3].map((n) => meeting.mainAction(lobby.for(n))),
        ['take-chair', 'take-chair', 'prepare']);
    });
});

describe('the door', () => {
  test('is opened by chair and deputy, by anybody when both are away', () => {
    const play = five('1.beeld');
    play.presence.door = [{ member: M(8), name: 'N', lost: false },
      { member: M(9), name: 'N', lost: true }];
    play.is(4, { away_ms: 3 });
    assert.deepEqual([1, 2, 5].map((n) => meeting.mayGiveSeat(play.for(n))), [true, true, false]);
    play.is(1, { away_ms: 3 });
    assert.equal(meeting.mayGiveSeat(play.for(5)), false);
    play.is(2, { away_ms: 3 });
    assert.deepEqual(meeting.doorList(play.for(5)), [
      { member: M(8), lost: false, may: true, seats: [] },
      { member: M(9), lost: true, may: true, seats: [M(1), M(2), M(4)] }]);
    play.say('deputy.changed', { deputy: null });
    assert.equal(meeting.mayGiveSeat(play.for(5)), true);
  });
});

describe('what I may write', () => {
  const fields = (/** @type {Play} */ play, /** @type {number} */ n) =>
    Object.fromEntries(meeting.inputsFor(play.for(n)).map(({ input, may, left }) =>
      [input.id, may ? left : -1]));

  test('follows the role, and the pen writes for the presenter', () => {
    const play = five('1.stelling').say('pen.changed', { pen: M(4) });
    assert.deepEqual([1, 3, 4].map((n) => fields(play, n)), [{ casus: -1, vraag: -1 },
      { casus: 1, vraag: 1 }, { casus: 1, vraag: 1 }]);
    play.write(1, 4, 'casus', { text: 'x' });
    assert.deepEqual(fields(play, 3), { casus: 0, vraag: 1 });
  });

  test('a closed text of the presenter is not for the pen', () => {
    const play = five('1.noteren', {}, planOf('incident')).say('pen.changed', { pen: M(4) });
    assert.deepEqual([3, 4].map((n) => fields(play, n).afloop), [1, -1]);
  });

  test('others are all but the presenter, without a chair who only leads', () => {
    const play = five('1.beeld').write(1, 4, 'vragen', {});
    assert.deepEqual([1, 3, 4, 5].map((n) => fields(play, n).vragen), [8, -1, 7, 8]);
    play.say('chair.guiding', { guiding: true });
    assert.deepEqual([1, 4].map((n) => fields(play, n).vragen), [-1, 7]);
  });

  test('a closed input counts my own cards, and takes none when its set is open', () => {
    const play = five('1.schrijf');
    play.own[1] = [{ item: 'a' }, { item: 'b' }];
    const [field] = meeting.inputsFor(play.for(4));
    assert.deepEqual([field.set?.set, field.left, field.named, field.own.length, field.path],
      [1, 1, false, 2, '1.schrijf/advies']);
    play.open(1, []);
    assert.deepEqual(meeting.inputsFor(play.for(4))[0].may, false);
  });

  test('nobody writes who has left', () => {
    assert.deepEqual(fields(five('1.beeld').say('member.left', { member: M(4) }), 4),
      { vragen: -1 });
  });

  test('a set can be opened in the step that it opens in, and is left behind after it', () => {
    const play = five('1.schrijf');
    assert.equal(meeting.openSet(play.for(1)), undefined);
    assert.deepEqual(meeting.setsLeftBehind(play.for(1), '1.lees'), []);
    assert.deepEqual(meeting.setsLeftBehind(play.for(1), '1.besluit').map((one) => one.set), [1]);
    play.enter('1.lees');
    assert.equal(meeting.openSet(play.for(1))?.set, 1);
    play.open(1, []);
    assert.equal(meeting.openSet(play.for(1)), undefined);
  });

  test('says what is not finished', () => {
    const codes = (/** @type {Play} */ play) => meeting.unfinished(play.for(1))
      .map((one) => one.code);
    assert.deepEqual(codes(five('1.stelling')), ['not-written', 'not-written']);
    assert.deepEqual(codes(five('1.stelling').write(1, 3, 'casus', {})), ['not-written']);
    const writing = five('1.schrijf').is(2, { ready: true });
    assert.deepEqual(meeting.unfinished(writing.for(1)),
      [{ code: 'not-ready', members: [M(1), M(3), M(4), M(5)] }]);
    assert.deepEqual(codes(writing.enter('1.lees')), ['set-closed']);
    const choosing = new Play(planOf('bovv6'), 3).chair(1).enter('1.keuze');
    assert.deepEqual(codes(choosing), ['set-closed', 'not-settled']);
    assert.deepEqual(meeting.unfinished(five('1.beeld').for(1), [M(4)]),
      [{ code: 'not-spoken', members: [M(4)] }]);
  });
});

describe('a vote', () => {
  /** Two proposals, and what is voted. @param {[number, any][]} cards */
  function voted(cards) {
    const play = new Play(planOf('bovv6'), 5).chair(1).enter('1.keuze')
      .write(1, 2, 'zaak', { text: 'a' }).write(2, 3, 'zaak', { text: 'b' });
    return play.open(1, cards);
  }
  const pick = (/** @type {string} */ choice) => ({ pick: [choice] });

  test('counts cards that open and name a proposal, one for each card', () => {
    const play = voted([[11, pick(id('item', 2))], [12, pick(id('item', 2))],
      [13, { pick: [id('item', 1), id('item', 2)] }], [14, { broken: true }],
      [15, pick(id('item', 99))], [16, { pick: 'x' }], [17, pick(id('item', 11))]]);
    assert.deepEqual(meeting.votes(play.for(1), 1), {
      counts: [{ choice: id('item', 1), votes: 1 }, { choice: id('item', 2), votes: 2 }],
      top: [id('item', 2)], votes: 3, invalid: 4 });
  });

  test('does not count for a proposal that came after the opening', () => {
    const play = voted([[11, pick(id('item', 3))], [12, pick(id('item', 1))]])
      .write(3, 4, 'zaak', { text: 'late' });
    const counted = meeting.votes(play.for(1), 1);
    assert.deepEqual(counted?.counts.map((one) => one.choice), [id('item', 1), id('item', 2)]);
    assert.equal(counted?.invalid, 1);
  });

  test('shows a tie, and nobody on top of nothing', () => {
    const tie = voted([[11, pick(id('item', 1))], [12, pick(id('item', 2))]]);
    assert.deepEqual(meeting.votes(tie.for(1), 1)?.top, [id('item', 1), id('item', 2)]);
    assert.deepEqual(meeting.votes(voted([]).for(1), 1)?.top, []);
  });

  test('is not there before the opening, nor while a card is being opened', () => {
    const play = new Play(planOf('bovv6'), 5).enter('1.keuze');
    assert.equal(meeting.votes(play.for(1), 1), undefined);
    assert.equal(meeting.votes(voted([[11, undefined]]).for(1), 1), undefined);
    assert.equal(meeting.votes(play.for(1), 7), undefined);
  });

  test('counts options where there are any', () => {
    const plan = structuredClone(planOf('bovv6'));
    const step = plan.steps.find((/** @type {any} */ one) => one.id === '1.keuze');
    delete step.inputs[1].page.of;
    step.inputs[1].page.options = [{ id: 'ja', label: {} }, { id: 'nee', label: {} }];
    const play = new Play(plan, 5).enter('1.keuze').open(1, [[11, pick('nee')], [12, pick('eh')]]);
    assert.deepEqual(meeting.votes(play.for(1), 1), {
      counts: [{ choice: 'ja', votes: 0 }, { choice: 'nee', votes: 1 }], top: ['nee'], votes: 1,
      invalid: 1 });
  });
});

describe('the lobby warns', () => {
  const codes = (/** @type {Play} */ play) => meeting.warnings(play.for(1)).map((one) => one.code);

  test('about the size of the group', () => {
    const of = (/** @type {number} */ members) => codes(new Play(planOf('bovv6'), members).chair(1));
    assert.deepEqual([2, 3, 4, 5, 6, 7, 8, 9].map((n) => of(n)[0] ?? ''), ['below-smallest',
      'below-ideal', 'below-ideal', '', '', 'above-ideal', 'above-ideal', 'above-largest']);
  });

  test('about the time until the end, the settled choice not counted', () => {
    const until = (/** @type {number} */ minutes) => new Play(planOf('bovv6'), 5,
      { start_ms, end_ms: start_ms + minutes * minute }).chair(1);
    assert.deepEqual(codes(until(60)), []);
    assert.deepEqual(meeting.warnings(until(56).for(1)),
      [{ code: 'short', minutes: 56, planned: 60, blocks: false }]);
    assert.deepEqual(codes(until(56).presents(1, 3)), []);
  });

  test('about roles that stand in the way of beginning', () => {
    const play = new Play(planOf('bovv6'), 5);
    assert.deepEqual(meeting.warnings(play.for(1)), [{ code: 'no-chair', blocks: true }]);
    play.chair(1).presents(1, 1);
    assert.deepEqual(meeting.warnings(play.for(1)),
      [{ code: 'presenter-chairs', case: 1, blocks: true }]);
    play.say('case.cast', { case: 1, presenter: M(1), chair: M(2) });
    assert.deepEqual(codes(play), []);
  });
});

describe('the main button', () => {
  /** The buttons of chair, presenter and somebody else. @param {Play} play @param {any} [field] */
  const buttons = (play, field) => [1, 3, 4].map((n) => meeting.mainAction(play.for(n), field));
  const card = id('item', 11);

  test('in the lobby: begin, prepare, and the chair for who wants it', () => {
    assert.deepEqual(buttons(five()), ['begin', 'prepare', 'wait']);
    assert.equal(meeting.isIdle(five().for(1)), false);
  });

  test('in floor presenter: go on, ready, halt; what is typed is shown', () => {
    assert.deepEqual(buttons(five('1.stelling')), ['next-step', 'ready', 'halt']);
    assert.deepEqual(buttons(five('1.stelling'), { writing: true }),
      ['next-step', 'lay-down', 'halt']);
    assert.equal(meeting.mainAction(five('1.stelling', { speaker: M(4) }).for(4)), 'next-turn');
  });

  test('in floor hands: the next question, or a hand; without any the chair goes on', () => {
    const play = five('1.beeld');
    assert.deepEqual(buttons(play), ['next-step', 'next-question', 'raise-hand']);
    assert.equal(meeting.isIdle(play.for(3)), true);
    play.presence.hands = [{ member: M(4) }];
    assert.deepEqual(buttons(play), ['next-question', 'next-question', 'lower-hand']);
    assert.equal(meeting.isIdle(play.for(3)), false);
    play.presence.hands = [];
    play.turn({ speaker: M(4) });
    assert.deepEqual(buttons(play), ['next-question', 'next-question', 'next-question']);
    assert.equal(meeting.mainAction(play.for(5), { writing: true }), 'raise-hand');
  });

  test('in floor turns: next, a note, skip me; who speaks is done; after the last the chair goes on',
    () => {
      const play = five('voor.inchecken', { speaker: M(2), waiting: [M(4), M(1)] });
      assert.deepEqual(buttons(play), ['next-turn', 'note', 'skip-turn']);
      assert.equal(meeting.mainAction(play.for(2)), 'next-turn');
      play.turn({ speaker: null, waiting: [M(4)] });
      assert.equal(meeting.mainAction(play.for(1)), 'next-turn');
      play.is(4, { away_ms: 1 });
      assert.equal(meeting.mainAction(play.for(1)), 'next-step');
    });

  test('in turns over cards: open first, then the next card, touched, read aloud', () => {
    const play = five('1.schrijf').enter('1.lees');
    assert.equal(meeting.mainAction(play.for(1)), 'open-set');
    play.open(1, [[11, {}], [12, {}]]).turn({ card, waiting: [id('item', 12)] });
    assert.deepEqual(buttons(play), ['next-card', 'touched', 'read-aloud']);
    play.turn({ card, speaker: M(4), waiting: [] });
    assert.deepEqual(buttons(play), ['next-card', 'touched', 'next-card']);
    play.turn({ card: null, speaker: null });
    assert.equal(meeting.mainAction(play.for(1)), 'next-step');
  });

  test('in floor nobody: show the cards of the next step, ready, lay down', () => {
    const play = five('1.schrijf');
    assert.deepEqual(buttons(play), ['show-cards', 'ready', 'ready']);
    assert.deepEqual(buttons(play, { writing: true }), ['lay-down', 'ready', 'lay-down']);
    play.own[1] = [{}, {}, {}];
    assert.equal(meeting.mainAction(play.for(4), { writing: true }), 'ready');
    assert.equal(meeting.mainAction(play.is(4, { ready: true }).for(4)), 'unready');
  });

  test('in floor free: go on, or write along', () => {
    const play = five('1.discussie', {}, planOf('incident'));
    assert.deepEqual(buttons(play), ['next-step', 'take-pen', 'take-pen']);
    play.say('pen.changed', { pen: M(4) });
    assert.deepEqual(buttons(play), ['next-step', 'take-pen', 'write-along']);
  });

  test('in a choosing step: settle one proposal, open the votes on several, go on when settled',
    () => {
      const play = new Play(planOf('bovv6'), 5).chair(1).enter('1.keuze');
      assert.equal(meeting.mainAction(play.for(1)), 'settle');
      play.write(1, 2, 'zaak', {});
      assert.equal(meeting.mainAction(play.for(1)), 'settle');
      play.write(2, 3, 'zaak', {});
      assert.equal(meeting.mainAction(play.for(1)), 'open-set');
      play.open(1, []);
      assert.equal(meeting.mainAction(play.for(1)), 'settle');
      play.say('vote.settled', { case: 1, item: null, presenter: M(3) });
      assert.equal(meeting.mainAction(play.for(1)), 'next-step');
    });

  test('a presenter who is turned or away has a note pad', () => {
    const play = five('1.analyse', {}, planOf('incident'));
    assert.equal(meeting.mainAction(play.for(3)), 'note');
    assert.equal(meeting.mainAction(play.say('presenter.called').for(3)), 'take-pen');
  });

  test('a halt is taken up again by the chair or by who asked for it', () => {
    const play = five('1.beeld').say('halt.raised', { by: M(4) });
    assert.deepEqual(buttons(play), ['clear-halt', 'wait', 'clear-halt']);
    assert.equal(meeting.isIdle(play.for(3)), true);
  });

  test('after the last step the chair closes; then everybody makes a report', () => {
    const play = five('na.oogst');
    assert.equal(meeting.mainAction(play.for(1)), 'close');
    play.say('session.closed', { purge_ms: 1 });
    assert.deepEqual(buttons(play), ['report', 'report', 'report']);
  });

  test('who has left may come back', () => {
    assert.equal(meeting.mainAction(five('1.beeld').say('member.left', { member: M(4) }).for(4)),
      'come-back');
  });
});
