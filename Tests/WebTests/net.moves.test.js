// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { afterClose } from '../../web/net/closes.js';
import { Connection } from '../../web/net/connection.js';
import { TestClock } from './support/clock.js';
import { socketMaker } from './support/sockets.js';

const url = 'wss://kring.test/ws';
const view = { seq: 1, view: { seq: 1 } };

/** A connection with everything around it in the hands of the test. */
function harness() {
  const clock = new TestClock();
  const sockets = socketMaker();
  /** @type {string[]} */
  const statuses = [];
  /** @type {any[]} */
  const problems = [];
  const connection = new Connection({
    url, socket: sockets.make, place: { pending: undefined }, clock, random: () => 0.5,
    hello: () => ({ session: 's', member: 'm' }),
    on: { status: (status) => statuses.push(status), problem: (problem) => problems.push(problem) },
  });
  connection.open();
  /** Where the last attempt goes to. */
  const place = () => /** @type {any} */ (sockets.last).url;
  /** The server answers the hello with `moved`. @param {any} node */
  const moved = (node) => sockets.last.accept()
    .say({ error: { code: 'moved', temporary: true, node } }).end(4201, 'moved');
  return { clock, sockets, statuses, problems, connection, place, moved };
}

describe('a session that another node serves', () => {
  test('is looked for there at once, and nobody sees that', () => {
    const { sockets, statuses, problems, place, moved, clock } = harness();
    assert.equal(place(), url);
    moved('kring-b');
    assert.equal(place(), `${url}?node=kring-b`);
    assert.equal(sockets.all.length, 2);
    clock.pass(999);
    sockets.last.accept().welcome([view]);
    clock.pass(10_000);
    assert.deepEqual([statuses, problems], [['open'], []]);
  });

  test('is found there again after a lost connection', () => {
    const { sockets, place, moved, clock } = harness();
    moved('b');
    sockets.last.accept().welcome([view]).end(1006);
    clock.pass(500);
    assert.equal(place(), `${url}?node=b`);
    moved('c');
    assert.equal(place(), `${url}?node=c`);
  });

  test('is looked for anywhere once an attempt there ended before its welcome', () => {
    for (const fail of [
      (/** @type {any} */ { sockets }) => sockets.last.end(1006),
      (/** @type {any} */ { sockets }) => sockets.last.accept().end(4103, 'storage'),
      (/** @type {any} */ { sockets }) => sockets.last.accept().end(4202, 'moved-on'),
      (/** @type {any} */ { clock }) => clock.pass(15_000),
    ]) {
      const one = harness();
      one.moved('b');
      const { length } = one.sockets.all;
      fail(one);
      while (one.sockets.all.length === length) one.clock.pass(one.clock.next_ms);
      assert.equal(one.place(), url, `${fail}`);
    }
  });

  test('is looked for in no place that is no label', () => {
    for (const node of [undefined, '', 'B', 'b.example', 'b&x=1', 'b'.repeat(33), 7, ['b']]) {
      const { place, moved, sockets } = harness();
      moved(node);
      assert.deepEqual([place(), sockets.all.length], [url, 2]);
    }
  });

  test('is come back to at once where its node lets it go', () => {
    const { sockets, statuses, problems, connection, place, moved } = harness();
    moved('b');
    sockets.last.accept().welcome([view]).end(4202, 'moved-on');
    assert.equal(sockets.all.length, 3);
    assert.equal(place(), `${url}?node=b`);
    sockets.last.accept().welcome([view]);
    assert.deepEqual([statuses, problems, connection.status], [['open'], [], 'open']);
  });

  test('that takes longer than a second to be found shows as a lost connection', () => {
    const { sockets, statuses, clock } = harness();
    sockets.last.accept().welcome([view]).end(4202, 'moved-on');
    sockets.last.accept();
    clock.pass(999);
    assert.deepEqual(statuses, ['open']);
    clock.pass(1);
    assert.deepEqual(statuses, ['open', 'offline']);
    sockets.last.welcome([view]);
    assert.deepEqual(statuses, ['open', 'offline', 'open']);
  });

  test('is backed off from at the fifth move in a row, whoever moves it', () => {
    for (const close of [4201, 4202, 4299]) {
      const { sockets, clock, statuses } = harness();
      for (let move = 1; move <= 4; move += 1) {
        sockets.last.accept().end(close, '');
        assert.equal(sockets.all.length, move + 1);
      }
      for (const pause of [500, 1000, 2000]) {
        const { length } = sockets.all;
        sockets.last.accept().welcome([view]).end(close, '');
        assert.deepEqual([clock.next_ms, sockets.all.length], [pause, length]);
        assert.equal(statuses.at(-1), 'offline');
        clock.pass(pause);
      }
      sockets.last.accept().welcome([view]);
      clock.pass(15_000);
      const { length } = sockets.all;
      sockets.last.end(close, '');
      assert.equal(sockets.all.length, length + 1, 'a connection that lasted ends the row');
    }
  });

  test('ends the row also where somebody wakes the page', () => {
    const { sockets, connection } = harness();
    for (let move = 1; move <= 5; move += 1) sockets.last.accept().end(4202, '');
    assert.equal(sockets.all.length, 5);
    connection.wake();
    sockets.last.accept().end(4202, '');
    assert.equal(sockets.all.length, 7);
  });

  test('sends what was not answered once it is found', () => {
    const { sockets, connection, moved } = harness();
    sockets.last.accept().welcome([view]);
    connection.send({ do: 'a' }).catch(() => {});
    sockets.last.end(4202, 'moved-on');
    connection.send({ do: 'b' }).catch(() => {});
    moved('c');
    assert.deepEqual(sockets.last.accept().commands, []);
    sockets.last.welcome([view]);
    assert.deepEqual(sockets.last.commands.map(({ do: word }) => word), ['a', 'b']);
  });

  test('has the words of its closes where no reason came', () => {
    assert.deepEqual([4201, 4202].map((close) => afterClose(close, '')),
      [{ act: 'wait', code: 'moved' }, { act: 'wait', code: 'moved-on' }]);
  });
});
