// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Standing } from '../../web/core/standing.js';
import { reduce } from '../../web/core/reduce.js';
import { Play, contract, planOf } from './support/meeting.js';

const vector = contract('vectors/standing.json');
const ids = { me: vector.me, other: vector.other };
const idOf = (/** @type {'me'|'other'} */ word) => ids[word];

/** A member with a whole state, as the rows begin. */
class Run {
  standing = new Standing();
  whole = true;

  constructor() {
    const play = new Play(planOf('bovv6'), 0);
    for (const member of [vector.me, vector.other]) {
      play.say('member.joined', { by: member, member, name: 'N', host: false });
    }
    while (play.state.visit < vector.visit) play.enter('1.beeld');
    this.state = play.state;
  }

  /** @param {any[]} events */
  events(events) {
    const before = this.state;
    for (const event of events) this.state = reduce(this.state, event);
    this.standing.events(events, before, vector.me, this.whole);
    this.whole = true;
  }

  /** @param {any} fields */
  event({ event, speaker, member, visit }) {
    const { seq, floor } = this.state;
    const head = { seq: seq + 1, at_ms: 1, event };
    if (event === 'turn.changed') {
      return this.events([{ ...head, floor: { ...floor, turn: floor.turn + 1,
        speaker: idOf(speaker) } }]);
    }
    if (event === 'step.entered') {
      return this.events([{ ...head, step: '1.beeld', visit, sets: [], clock: this.state.clock,
        floor: { ...floor, turn: floor.turn + 1, speaker: null, spoken: [] } }]);
    }
    return this.events([{ ...head, member: idOf(member) }]);
  }

  /** @param {any} change */
  view({ turns = 0, speaker, left = false, visit = this.state.visit }) {
    const spoken = turns ? [{ member: vector.me, turns }] : [];
    const view = { ...this.state, visit,
      floor: { ...this.state.floor, spoken, speaker: speaker ? idOf(speaker) : null },
      members: this.state.members.map((one) =>
        ({ ...one, left: left && one.member === vector.me })) };
    this.events([{ seq: view.seq, view }]);
  }

  /** @param {any} step */
  take(step) {
    const { say } = step;
    if (say?.do === 'hand') this.standing.hand(say.visit, say.up, say.item);
    else if (say?.do === 'ready') this.standing.ready(say.visit, say.ready);
    else if (say) this.standing.background(say.background);
    else if (step.event) this.event(step.event);
    else if (step.view) this.view(step.view);
    else if (step.welcome) {
      this.standing.welcomed();
      this.whole = false;
    } else if (step.presence) {
      const hands = step.presence.hands.map((/** @type {any} */ word) => ({ member: idOf(word) }));
      this.standing.presence({ members: [], hands, door: [] }, vector.me);
      this.whole = true;
    } else {
      assert.deepEqual(this.standing.messages(this.state.visit), step.again);
    }
  }
}

describe('what was said about presence and stands', () => {
  for (const { name, steps } of vector.rows) {
    test(name, () => {
      const run = new Run();
      for (const step of steps) run.take(step);
    });
  }
});
