// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Gap, Newer, elapsed, emptyView, reduce } from '../../web/core/reduce.js';
import { Play, contract, id, planOf, start_ms } from './support/meeting.js';

/** Deeply frozen, so that a reduce that changes its input throws. @param {any} value */
function frozen(value) {
  if (value && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}

/** @param {any} state @param {string} event @param {any} [fields] */
function next(state, event, fields = {}) {
  return reduce(frozen(state), frozen({ seq: state.seq + 1, at_ms: start_ms + 9, event, ...fields }));
}

const bovv = planOf('bovv6');
const [anna, bram] = [id('member', 1), id('member', 2)];

describe('the numbers of events', () => {
  test('a missing number is a gap, and so is a repeated one', () => {
    const { state } = new Play(bovv, 2);
    for (const seq of [state.seq, state.seq + 2]) {
      assert.throws(() => reduce(state, { seq, at_ms: 1, event: 'halt.cleared' }), (error) => {
        assert.ok(error instanceof Gap);
        assert.deepEqual([error.code, error.expected, error.got], ['gap', state.seq + 1, seq]);
        return true;
      });
    }
  });

  test('an event for others and a range only count', () => {
    const { state } = new Play(bovv, 2);
    const one = reduce(state, { seq: state.seq + 1 });
    assert.deepEqual(one, { ...state, seq: state.seq + 1 });
    assert.deepEqual(reduce(one, { seq: one.seq + 1, to: one.seq + 9 }),
      { ...state, seq: state.seq + 10 });
    assert.throws(() => reduce(state, { seq: state.seq + 2, to: state.seq + 9 }), Gap);
  });

  test('a view replaces everything, whatever its number', () => {
    const { state } = new Play(bovv, 2);
    const view = { ...emptyView(), seq: 99 };
    assert.equal(reduce(state, { seq: 99, view }), view);
    assert.equal(reduce(null, { seq: 99, view }), view);
  });

  test('nobody begins in the middle', () => {
    assert.throws(() => reduce(null, { seq: 2, at_ms: 1, event: 'halt.cleared' }), Gap);
  });

  test('an unknown event, or one with a name of JavaScript, means that the server is newer', () => {
    for (const event of ['tea.served', 'constructor', 'toString', '__proto__']) {
      assert.throws(() => reduce(emptyView(), { seq: 1, at_ms: 1, event }), (error) =>
        error instanceof Newer && error.code === 'newer' && error.event === event);
    }
  });
});

describe('every event of the contract', () => {
  const rows = contract('vectors/messages.json').messages
    .filter((/** @type {any} */ row) => row.valid && row.name.startsWith('event '));
  test('there are vectors', () => assert.ok(rows.length > 30, `${rows.length} rows`));
  for (const row of rows) {
    test(`is known: ${row.name}`, () => {
      const { events } = JSON.parse(row.json);
      let state = frozen({ ...new Play(bovv, 2).state, seq: events[0].seq - 1 });
      for (const event of events) state = reduce(state, frozen(event));
      assert.equal(state.seq, events.at(-1).to ?? events.at(-1).seq);
    });
  }
});

describe('what an event changes', () => {
  test('created: the plan, its cases and the times that were given', () => {
    const state = next(emptyView(), 'created', { session: 's', plan: planOf('bovv6', 2, 90),
      start_ms: 7 });
    assert.equal(state.cases.length, 2);
    assert.deepEqual(state.cases[1], { presenter: null, chair: null, item: null, stopped: false });
    assert.equal(state.start_ms, 7);
    assert.equal('end_ms' in state, false);
    assert.deepEqual(state.clock, { planned_ms: 0, ran_ms: 0, since_ms: null });
  });

  test('an event about an item, set, member or case that is not there only counts', () => {
    const { state } = new Play(bovv, 4).enter('1.schrijf').write(1, 2, 'los', {})
      .say('note.written', { by: anna, step: '1.schrijf', note: id('note', 1), envelope: 'A' });
    const [item, member] = [id('item', 9), id('member', 9)];
    /** @type {[string, any][]} */
    const events = [
      ['member.left', { member }], ['member.returned', { member }], ['member.removed', { member }],
      ['seat.given', { by: anna, member, newcomer: id('member', 8) }],
      ['case.cast', { case: 9, presenter: anna, chair: bram }],
      ['vote.settled', { case: 9, item, presenter: anna }],
      ['case.stopped', { case: 9, keep: true }], ['case.stopped', { case: 9, keep: false }],
      ['item.edited', { item, version: 2, envelope: 'B' }], ['item.withdrawn', { item }],
      ['item.folded', { item, folded: true }], ['item.claimed', { by: anna, item, nonce: 'N' }],
      ['item.marked', { by: anna, item, mark: id('mark', 1), envelope: 'M' }],
      ['set.opened', { set: 9, forced: true, items: [{ item, envelope: 'B' }] }],
      ['set.forcing', { set: 9, due_ms: 77 }], ['set.discarded', { set: 9 }],
    ];
    for (const [event, fields] of events) {
      const at_ms = event === 'item.marked' ? state.at_ms : start_ms + 9;
      assert.deepEqual(next(state, event, fields), { ...state, seq: state.seq + 1, at_ms }, event);
    }
    const known = contract('vectors/messages.json').messages
      .flatMap((/** @type {any} */ row) => row.valid && row.name.startsWith('event ')
        ? JSON.parse(row.json).events.map((/** @type {any} */ one) => one.event) : [])
      .filter((/** @type {string} */ event) => /^(item|set|member|seat|case|vote)\./.test(event)
        && event !== 'item.added' && event !== 'member.joined');
    assert.deepEqual(new Set(events.map(([event]) => event)), new Set(known));
  });

  test('people: leaving, returning and removing change one member; removing locks', () => {
    const { state } = new Play(bovv, 2);
    const left = next(state, 'member.left', { member: bram });
    assert.deepEqual(left.members.map((one) => one.left), [false, true]);
    assert.equal(next(left, 'member.returned', { member: bram }).members[1].left, false);
    const removed = next(state, 'member.removed', { member: bram });
    assert.deepEqual([removed.members[1].removed, removed.locked], [true, true]);
    assert.equal(removed.members[0], state.members[0]);
  });

  test('roles: chair with its term and the former one, deputy, pen, guiding', () => {
    let { state } = new Play(bovv, 2);
    state = next(state, 'chair.changed', { chair: anna, term: 4, back: bram });
    state = next(state, 'deputy.changed', { deputy: bram });
    state = next(state, 'pen.changed', { pen: bram });
    state = next(state, 'chair.guiding', { guiding: true });
    assert.deepEqual([state.chair, state.term, state.back, state.deputy, state.pen, state.guiding],
      [anna, 4, bram, bram, bram, true]);
  });

  test('a step: visit, clock, floor, new sets, and what the last visit left is cleared', () => {
    const play = new Play(bovv, 4).enter('1.beeld').say('halt.raised', { by: anna })
      .say('presenter.called').say('cast.changed', { take: 1, roles: [{ role: 'x', member: anna }] });
    assert.deepEqual([play.state.halted, play.state.called, play.state.take], [anna, true, 1]);
    play.enter('1.schrijf').enter('1.beeld');
    const { state } = play;
    assert.deepEqual([state.halted, state.called, state.roles, state.take], [null, false, [], 1]);
    assert.deepEqual(state.visited, ['1.beeld', '1.schrijf']);
    assert.equal(state.visit, 3);
    assert.deepEqual(state.sets, [{ set: 1, step: '1.schrijf', input: 'advies', named: false,
      state: 'closed' }]);
  });

  test('a set: forcing, opening and discarding, with its cards in the order received', () => {
    const play = new Play(bovv, 4).enter('1.schrijf');
    const forced = next(play.state, 'set.forcing', { set: 1, due_ms: 77 });
    assert.equal(forced.sets[0].due_ms, 77);
    const opened = next(forced, 'set.opened', { set: 1, forced: true, items: [
      { item: id('item', 2), envelope: 'b' }, { item: id('item', 5), by: bram, envelope: 'e' }] });
    assert.deepEqual(opened.sets[0], { set: 1, step: '1.schrijf', input: 'advies', named: false,
      state: 'opened' });
    assert.deepEqual(opened.items, [
      { item: id('item', 2), step: '1.schrijf', input: 'advies', set: 1, version: 1,
        envelope: 'b', folded: false },
      { item: id('item', 5), step: '1.schrijf', input: 'advies', set: 1, by: bram, version: 1,
        envelope: 'e', folded: false }]);
    const discarded = next(forced, 'set.discarded', { set: 1 });
    assert.equal(discarded.sets[0].state, 'discarded');
    assert.equal('due_ms' in discarded.sets[0], false);
    const over = next(forced, 'set.forcing', { set: 1, due_ms: null });
    assert.deepEqual(over.sets, play.state.sets);
  });

  test('a seat that is given is late in each closed set, once, until the set ends', () => {
    const play = new Play(bovv, 4).enter('1.schrijf');
    const given = { member: bram, newcomer: id('member', 9) };
    const once = next(play.state, 'seat.given', given);
    assert.deepEqual(once.sets[0].late, [bram]);
    const twice = next(once, 'seat.given', given);
    assert.deepEqual(twice.sets, once.sets);
    const two = next(twice, 'seat.given', { ...given, member: anna });
    assert.deepEqual(two.sets[0].late, [bram, anna]);
    const opened = next(two, 'set.opened', { set: 1, forced: false, items: [] });
    assert.equal('late' in opened.sets[0], false);
    assert.deepEqual(next(opened, 'seat.given', given).sets, opened.sets);
  });

  test('an item: added, edited, folded, claimed, marked, withdrawn', () => {
    const item = id('item', 1);
    let { state } = new Play(bovv, 2).enter('1.beeld').write(1, 2, 'vragen', {});
    assert.deepEqual(state.items, [{ item, step: '1.beeld', input: 'vragen', by: bram, version: 1,
      envelope: 'E1', folded: false }]);
    state = next(state, 'item.edited', { item, version: 2, envelope: 'F' });
    state = next(state, 'item.folded', { item, folded: true });
    state = next(state, 'item.claimed', { by: anna, item, nonce: 'N' });
    state = next(state, 'item.marked', { by: anna, item, mark: id('mark', 1), envelope: 'M' });
    assert.deepEqual(state.items[0], { item, step: '1.beeld', input: 'vragen', by: bram,
      version: 2, envelope: 'F', folded: true, claimed: anna, nonce: 'N',
      mark: { mark: id('mark', 1), envelope: 'M' } });
    assert.deepEqual(next(state, 'item.withdrawn', { item }).items, []);
    assert.deepEqual(next(state, 'item.withdrawn', { item: id('item', 8) }).items, state.items);
  });

  test('a mark, which only its maker receives, leaves the time of the others', () => {
    const item = id('item', 1);
    const { state } = new Play(bovv, 2).enter('1.beeld').write(1, 2, 'vragen', {});
    const later = { seq: state.seq + 1, at_ms: state.at_ms + 5, by: anna, item };
    const marked = reduce(state, { ...later, event: 'item.marked', mark: id('mark', 1),
      envelope: 'M' });
    assert.deepEqual([marked.seq, marked.at_ms], [state.seq + 1, state.at_ms]);
    assert.equal(reduce(state, { ...later, event: 'item.claimed' }).at_ms, state.at_ms + 5);
  });

  test('a note: one line for each step, with its last writer', () => {
    let { state } = new Play(bovv, 2);
    const line = { step: '1.beeld', note: id('note', 1), envelope: 'A' };
    state = next(state, 'note.written', { by: anna, ...line });
    state = next(state, 'note.written', { by: anna, ...line, step: '1.lees' });
    state = next(state, 'note.written', { by: bram, ...line, envelope: 'B' });
    assert.deepEqual(state.notes, [{ ...line, by: bram, envelope: 'B' },
      { ...line, by: anna, step: '1.lees' }]);
  });

  test('the plan: names and times of steps to come', () => {
    let { state } = new Play(bovv, 2);
    state = next(state, 'input.named', { step: '1.schrijf', input: 'advies', named: true });
    state = next(state, 'plan.timed', { planned: [{ step: '1.lees', planned_ms: 60_000 }] });
    const step = (/** @type {string} */ name) => state.plan?.steps.find((one) => one.id === name);
    assert.equal(step('1.schrijf')?.inputs.find((one) => one.id === 'advies')?.named, true);
    assert.equal(step('1.lees')?.planned_ms, 60_000);
    assert.deepEqual(step('1.beeld'), bovv.steps.find((/** @type {any} */ one) =>
      one.id === '1.beeld'));
  });

  test('a stopped case: its words stay or go, those of the others stay', () => {
    const play = new Play(planOf('bovv6', 2, 90), 4).enter('1.beeld').write(1, 2, 'vragen', {})
      .say('note.written', { by: anna, step: '1.beeld', note: id('note', 1), envelope: 'A' })
      .enter('2.beeld').write(2, 2, 'vragen', {});
    const kept = next(play.state, 'case.stopped', { case: 1, keep: true });
    assert.deepEqual([kept.cases[0].stopped, kept.items.length, kept.notes.length], [true, 2, 1]);
    const gone = next(play.state, 'case.stopped', { case: 1, keep: false });
    assert.deepEqual(gone.items.map((one) => one.item), [id('item', 2)]);
    assert.deepEqual([gone.notes.length, gone.cases[1].stopped], [0, false]);
  });

  test('a vote that is settled names presenter and proposal', () => {
    const { state } = new Play(bovv, 2).say('vote.settled',
      { case: 1, item: id('item', 3), presenter: bram });
    assert.deepEqual(state.cases[0], { presenter: bram, chair: null, item: id('item', 3),
      stopped: false });
  });

  test('the close: no step, the clock stands at what ran', () => {
    const play = new Play(bovv, 2).enter('1.beeld');
    play.now += 90_000;
    play.say('session.closed', { purge_ms: 123 });
    assert.deepEqual([play.state.purge_ms, play.state.step], [123, null]);
    assert.deepEqual([play.state.clock.ran_ms, play.state.clock.since_ms], [90_000, null]);
    assert.equal(play.say('session.kept', { purge_ms: 456 }).state.purge_ms, 456);
  });

  test('a report is counted once for each member', () => {
    const { state } = new Play(bovv, 2).say('report.made', { by: anna })
      .say('report.made', { by: anna }).say('report.made', { by: bram });
    assert.deepEqual(state.reports, [anna, bram]);
  });

  test('a clock never runs backwards', () => {
    assert.equal(elapsed({ ran_ms: 5, since_ms: 100 }, 90), 5);
    assert.equal(elapsed({ ran_ms: 5, since_ms: 100 }, 110), 15);
    assert.equal(elapsed({ ran_ms: 5, since_ms: null }, 110), 5);
  });
});
