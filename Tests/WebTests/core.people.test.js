// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as meeting from '../../web/core/meeting.js';
import { five, id, planOf, start_ms } from './support/meeting.js';

const M = (/** @type {number} */ n) => id('member', n);

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
    const looks = (/** @type {ReturnType<typeof five>} */ play) => meeting.seats(play.for(1))
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
  const offers = (/** @type {ReturnType<typeof five>} */ play) => [1, 2, 3, 4].map((n) =>
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

  test('comes after ten seconds when something waits for the chair', () => {
    /** @type {[string, (play: any) => void][]} */
    const reasons = [
      ['a hand', (play) => { play.presence.hands = [{ member: M(5) }]; }],
      ['the door', (play) => { play.presence.door = [{ member: M(9), name: 'N', lost: false }]; }],
      ['a halt', (play) => { play.say('halt.raised', { by: M(5) }); }],
      ['the clock', (play) => { play.now += play.state.clock.planned_ms + 1; }],
    ];
    for (const [reason, make] of reasons) {
      const play = five('1.besluit');
      make(play);
      play.is(1, { away_ms: play.now });
      play.now += 9_999;
      assert.equal(meeting.chairOffer(play.for(2)), null, reason);
      play.now += 1;
      assert.equal(meeting.chairOffer(play.for(2)), 'quiet', reason);
      assert.equal(meeting.chairOffer(play.for(4)), null, reason);
      play.now += 60_000;
      assert.equal(meeting.chairOffer(play.for(4)), 'quiet', reason);
    }
  });

  test('an unopened set of an earlier step waits for the chair, whatever lies in it', () => {
    const play = five('1.schrijf').is(1, { away_ms: start_ms - 10_000 });
    play.own[1] = [{}];
    assert.equal(meeting.chairOffer(play.for(2)), null);
    play.own = {};
    assert.equal(meeting.chairOffer(play.enter('1.lees').for(2)), 'quiet');
  });

  test('one\'s own hand and one\'s own halt do not wait for the chair', () => {
    const play = five('1.besluit').say('deputy.changed', { deputy: null })
      .is(1, { away_ms: start_ms - 10_000 }).say('halt.raised', { by: M(4) });
    play.presence.hands = [{ member: M(4) }];
    assert.deepEqual(offers(play), [null, 'quiet', null, null]);
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
  test('is opened by chair and deputy, by anybody when both are away for a while', () => {
    const play = five('1.beeld');
    play.presence.door = [{ member: M(8), name: 'N', lost: false },
      { member: M(9), name: 'N', lost: true }];
    play.is(4, { away_ms: start_ms });
    const keepers = () => [1, 2, 5].map((n) => meeting.isDoorkeeper(play.for(n)));
    assert.deepEqual(keepers(), [true, true, false]);
    play.is(1, { away_ms: start_ms });
    assert.deepEqual(keepers(), [true, true, false]);
    play.is(2, { away_ms: start_ms });
    play.now = start_ms + 9_999;
    assert.deepEqual(keepers(), [true, true, false]);
    play.now = start_ms + 10_000;
    assert.deepEqual(keepers(), [true, true, true]);
    const from = start_ms + 120_000;
    assert.deepEqual(meeting.doorList(play.for(5)), [
      { member: M(8), lost: false, may: true, seats: [] },
      { member: M(9), lost: true, may: true, seats: [{ member: M(1), from },
        { member: M(2), from }, { member: M(4), from }] }]);
    assert.deepEqual(meeting.doorList(play.for(1))[1].seats, [{ member: M(1), from },
      { member: M(2), from: start_ms + 30_000 }, { member: M(4), from: start_ms + 30_000 }]);
  });

  test('shows nobody who was let in, before the next word on presence says so', () => {
    const play = five('1.beeld');
    play.presence.door = [{ member: M(8), name: 'N', lost: false },
      { member: M(9), name: 'N', lost: false }];
    play.say('member.joined', { member: M(8), name: 'N', host: false });
    assert.deepEqual(meeting.doorList(play.for(1)).map(({ member }) => member), [M(9)]);
    assert.deepEqual(meeting.seats(play.for(1)).map(({ member }) => member).includes(M(8)), true);
    play.say('member.removed', { member: M(8) });
    assert.deepEqual(meeting.doorList(play.for(1)).map(({ member }) => member), [M(8), M(9)]);
  });

  test('tells everybody for good that a seat was given, by whom and when', () => {
    const play = five('1.beeld').say('seat.given', { member: M(4), newcomer: M(9), by: M(2) });
    play.now += 3_600_000;
    assert.deepEqual(meeting.givenSeats(play.enter('1.besluit').for(5)),
      [{ member: M(4), at_ms: start_ms, by: M(2) }]);
  });
});
