// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { afterClose, backOff_ms } from '../../web/net/closes.js';
import { Connection } from '../../web/net/connection.js';
import { TestClock } from './support/clock.js';
import { socketMaker } from './support/sockets.js';

/** A connection with everything around it in the hands of the test. */
function harness(place = { pending: /** @type {any} */ (undefined) }) {
  const clock = new TestClock();
  const sockets = socketMaker();
  /** @type {any} */
  const heard = { events: [], problems: [], statuses: [], answers: [], other: [] };
  /** @type {any[]} */
  const repeat = [];
  const connection = new Connection({
    url: 'wss://kring.test/ws', socket: sockets.make, place, clock, random: () => 0.5,
    hello: () => ({ session: 's', member: 'm' }),
    on: {
      events: (events, first) => heard.events.push([events, first]),
      problem: (problem) => heard.problems.push(problem),
      status: (status) => heard.statuses.push(status),
      answer: (command, answer) => heard.answers.push([command, answer]),
      presence: (presence) => heard.other.push(presence),
      notice: (notice) => heard.other.push(notice),
      waiting: (waiting) => heard.other.push(waiting),
      purged: (receipt) => heard.other.push(receipt),
      pong: (now_ms) => heard.other.push(now_ms),
      repeat: () => repeat,
    },
  });
  connection.open();
  return { clock, sockets, heard, repeat, connection, place };
}

const view = { seq: 1, view: { seq: 1 } };

describe('a connection', () => {
  test('says hello with the subprotocol, and what it holds', () => {
    const { sockets, connection } = harness();
    sockets.last.accept();
    assert.equal(/** @type {any} */ (sockets.last).protocol, 'kring.1');
    assert.deepEqual(sockets.last.sent,
      [{ do: 'hello', kring: 1, session: 's', member: 'm' }]);
    assert.equal(connection.status, 'connecting');
    sockets.last.welcome([view]);
    assert.equal(connection.status, 'open');
  });

  test('sends nothing before the welcome, and all of it after, in order', async () => {
    const { sockets, connection } = harness();
    const first = connection.send({ do: 'pen.take', from: null });
    sockets.last.accept();
    const second = connection.send({ do: 'halt.raise', visit: 1 });
    assert.equal(sockets.last.commands.length, 0);
    sockets.last.welcome([view]);
    assert.deepEqual(sockets.last.commands, [{ ref: 0, do: 'pen.take', from: null },
      { ref: 1, do: 'halt.raise', visit: 1 }]);
    sockets.last.say({ ref: 0, ok: 7 }).say({ ref: 1, ok: true });
    assert.deepEqual([await first, await second], [7, true]);
    assert.deepEqual(connection.unanswered, []);
  });

  test('rejects with the code and what belongs to it', async () => {
    const { sockets, connection, heard } = harness();
    sockets.last.accept().welcome([view]);
    const asked = connection.send({ do: 'set.open', set: 1 });
    const rejected = { code: 'bad-message', temporary: false, at: '$.set', expected: 'a set' };
    sockets.last.say({ ref: 0, rejected });
    await assert.rejects(asked, (problem) => {
      assert.deepEqual(problem, rejected);
      return true;
    });
    assert.deepEqual(heard.answers, [[{ ref: 0, do: 'set.open', set: 1 }, { ref: 0, rejected }]]);
  });

  test('sends again after a lost answer: the same refs, in order, before anything new', async () => {
    const { sockets, connection, clock } = harness();
    sockets.last.accept().welcome([view]);
    const answers = [connection.send({ do: 'a' }), connection.send({ do: 'b' }),
      connection.send({ do: 'c' })];
    sockets.last.say({ ref: 1, ok: 5 }).end(1006);
    const late = connection.send({ do: 'd' });
    clock.pass(500);
    sockets.last.accept().welcome([view]);
    assert.deepEqual(sockets.last.commands.map(({ ref, do: name }) => [ref, name]),
      [[0, 'a'], [2, 'c'], [3, 'd']]);
    for (const ref of [0, 2, 3]) sockets.last.say({ ref, ok: ref });
    assert.deepEqual(await Promise.all([...answers, late]), [0, 5, 2, 3]);
  });

  test('keeps unanswered commands over a reload, and goes on counting after them', () => {
    const first = harness();
    first.sockets.last.accept().welcome([view]);
    first.connection.send({ do: 'a' }).catch(() => {});
    first.connection.send({ do: 'b' }).catch(() => {});
    first.sockets.last.say({ ref: 0, ok: 1 });
    const second = harness(JSON.parse(JSON.stringify(first.place)));
    second.connection.send({ do: 'c' }).catch(() => {});
    second.sockets.last.accept().welcome([view]);
    assert.deepEqual(second.sockets.last.commands, [{ ref: 1, do: 'b' }, { ref: 2, do: 'c' }]);
    second.sockets.last.say({ ref: 1, ok: 4 });
    assert.deepEqual(second.heard.answers, [[{ ref: 1, do: 'b' }, { ref: 1, ok: 4 }]]);
  });

  test('says presence again after each welcome, behind the commands', () => {
    const { sockets, connection, clock, repeat } = harness();
    repeat.push({ do: 'hand', up: true });
    sockets.last.accept().welcome([view]);
    connection.send({ do: 'a' }).catch(() => {});
    sockets.last.end(1006);
    connection.say({ do: 'ready', visit: 1, ready: true });
    clock.pass(500);
    sockets.last.accept().welcome([view]);
    assert.deepEqual(sockets.last.sent.slice(1), [{ ref: 0, do: 'a' }, { do: 'hand', up: true }]);
  });

  test('says presence again, once, also when nothing was missed and no events come', () => {
    const { sockets, heard, repeat, clock } = harness();
    sockets.last.accept().welcome([view]);
    repeat.push({ do: 'background', background: true });
    sockets.last.end(1006);
    clock.pass(500);
    const presence = { members: [], hands: [], door: [] };
    sockets.last.accept().say({ welcome: { member: 'm', epoch: 'E1', seq: 1, now_ms: 0,
      heartbeat_ms: 25_000, limits: {} } });
    assert.deepEqual(sockets.last.sent.slice(1), []);
    sockets.last.say({ presence });
    sockets.last.say({ presence });
    sockets.last.say({ events: [{ seq: 2 }] });
    assert.deepEqual(sockets.last.sent.slice(1), repeat);
    assert.deepEqual(heard.other, [presence, presence]);
  });

  test('backs off ever longer while nothing answers, and starts anew after a stable time', () => {
    const { sockets, clock } = harness();
    const pauses = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      sockets.last.end(1006);
      pauses.push(clock.next_ms);
      clock.pass(clock.next_ms);
    }
    assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    sockets.last.accept().welcome([view]);
    clock.pass(15_000);
    sockets.last.end(1006);
    assert.equal(clock.next_ms, 500);
  });

  test('does not hurry back to a server that closes right after each welcome', () => {
    const { sockets, clock } = harness();
    const pauses = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      sockets.last.accept().welcome([view]).end(4100, 'rate');
      pauses.push(clock.next_ms);
      clock.pass(clock.next_ms);
    }
    assert.deepEqual(pauses, [500, 1000, 2000]);
  });

  test('waits as long as a draining server asks', () => {
    const { sockets, clock, connection } = harness();
    sockets.last.accept().welcome([view]).say({ drain: { reconnect_ms: 2345 } }).end(4200, 'drain');
    assert.equal(connection.status, 'offline');
    assert.equal(clock.next_ms, 2345);
    clock.pass(2345);
    assert.equal(sockets.all.length, 2);
  });

  test('stops for good when its seat is open in another window', async () => {
    const { sockets, clock, connection, heard } = harness();
    sockets.last.accept().welcome([view]);
    const asked = connection.send({ do: 'a' });
    sockets.last.end(4001, 'elsewhere');
    await assert.rejects(asked, (problem) => /** @type {any} */ (problem).code === 'elsewhere');
    clock.pass(3_600_000);
    connection.wake();
    assert.equal(sockets.all.length, 1);
    assert.equal(connection.status, 'stopped');
    assert.deepEqual(heard.problems, [{ code: 'elsewhere' }]);
  });

  test('tells why it may not come in, from the error before the close', () => {
    const { sockets, heard, connection } = harness();
    sockets.last.accept().say({ error: { code: 'no-session', temporary: false } })
      .end(4002, 'no-session');
    assert.equal(connection.status, 'stopped');
    assert.deepEqual(heard.problems, [{ code: 'no-session', temporary: false }]);
  });

  test('forgets its commands after a bad message, so that no later page stops on them', () => {
    const { sockets, connection, place } = harness();
    sockets.last.accept().welcome([view]);
    connection.send({ do: 'bad' }).catch(() => {});
    assert.equal(place.pending.commands.length, 1);
    sockets.last.end(4000, 'bad-message');
    assert.equal(place.pending, undefined);
  });

  test('notices silence: asks once, and comes back when that is not answered', () => {
    const { sockets, clock, connection } = harness();
    sockets.last.accept().welcome([view]);
    clock.pass(25_000);
    assert.deepEqual(sockets.last.sent[1], { do: 'ping' });
    clock.pass(4_999);
    assert.equal(connection.status, 'open');
    clock.pass(1);
    assert.equal(connection.status, 'offline');
    assert.equal(sockets.all[0].closedBy, 'client');
    clock.pass(500);
    assert.equal(sockets.all.length, 2);
  });

  test('stays while a pong or anything else comes in', () => {
    const { sockets, clock, connection, heard } = harness();
    sockets.last.accept().welcome([view]);
    for (let round = 0; round < 4; round += 1) {
      clock.pass(25_000);
      sockets.last.say({ pong: clock.now_ms });
    }
    assert.equal(connection.status, 'open');
    assert.equal(sockets.all.length, 1);
    assert.equal(heard.other.length, 4);
  });

  test('asks at once when the page wakes up', () => {
    const { sockets, clock, connection } = harness();
    sockets.last.accept().welcome([view]);
    connection.wake();
    assert.deepEqual(sockets.last.sent[1], { do: 'ping' });
    clock.pass(5_000);
    assert.equal(connection.status, 'offline');
  });

  test('a command that nothing follows is noticed within seconds', () => {
    const { sockets, clock, connection } = harness();
    sockets.last.accept().welcome([view]);
    connection.send({ do: 'a' }).catch(() => {});
    clock.pass(4_000);
    assert.deepEqual(sockets.last.sent.at(-1), { do: 'ping' });
    clock.pass(5_000);
    assert.equal(connection.status, 'offline');
    assert.equal(connection.unanswered.length, 1);
  });

  test('a server that is slow with a command but there is not left', () => {
    const { sockets, clock, connection } = harness();
    sockets.last.accept().welcome([view]);
    connection.send({ do: 'a' }).catch(() => {});
    for (let round = 0; round < 30; round += 1) {
      clock.pass(4_000);
      sockets.last.say({ pong: clock.now_ms });
    }
    assert.deepEqual([connection.status, sockets.all.length], ['open', 1]);
  });

  test('tries at once when the network is back', () => {
    const { sockets, clock, connection } = harness();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      sockets.last.end(1006);
      if (attempt < 5) clock.pass(clock.next_ms);
    }
    const before = sockets.all.length;
    connection.wake();
    assert.equal(sockets.all.length, before + 1);
  });

  test('comes back soon when the network changed before the loss of the connection was noticed', () => {
    const { sockets, clock, connection } = harness();
    for (let attempt = 0; attempt < 6; attempt += 1) {
      sockets.last.end(1006);
      clock.pass(clock.next_ms);
    }
    sockets.last.accept().welcome([view]);
    connection.wake();
    sockets.last.end(1006);
    assert.equal(clock.next_ms, 500);
  });

  test('does not wait long for an attempt that began before the network changed', () => {
    const { sockets, clock, connection } = harness();
    clock.pass(1_000);
    connection.wake();
    assert.equal(sockets.all.length, 1);
    clock.pass(5_000);
    assert.equal(sockets.all[0].closedBy, 'client');
    clock.pass(500);
    assert.equal(sockets.all.length, 2);
    sockets.last.accept().welcome([view]);
    assert.equal(connection.status, 'open');
  });

  test('gives up an attempt that nobody answers', () => {
    const { sockets, clock, connection } = harness();
    clock.pass(15_000);
    assert.equal(sockets.all[0].closedBy, 'client');
    assert.equal(connection.status, 'offline');
    clock.pass(500);
    sockets.last.accept();
    clock.pass(15_000);
    assert.equal(sockets.all[1].closedBy, 'client');
  });

  test('waits at the door without a word', () => {
    const { sockets, clock, connection, heard } = harness();
    connection.send({ do: 'a' }).catch(() => {});
    sockets.last.accept().say({ waiting: { until_ms: 9, reason: 'door' } });
    clock.pass(500_000);
    assert.deepEqual(heard.other, [{ until_ms: 9, reason: 'door' }]);
    assert.equal(sockets.last.sent.length, 1);
    assert.equal(sockets.all.length, 1);
    sockets.last.welcome([view]);
    assert.equal(sockets.last.commands.length, 1);
    assert.equal(connection.status, 'open');
  });

  test('drops the connection and comes back for a resync', () => {
    const { sockets, clock, connection, heard } = harness();
    sockets.last.accept().welcome([view]);
    connection.resync();
    sockets.all[0].end(1000);
    assert.deepEqual(heard.problems, [{ code: 'gap' }]);
    clock.pass(500);
    assert.equal(sockets.all.length, 2);
  });

  test('hands out a single view like a frame of events, and says which frame is the first', () => {
    const { sockets, heard } = harness();
    sockets.last.accept().welcome([]).say(view).say({ events: [{ seq: 2 }] });
    assert.deepEqual(heard.events, [[[], true], [[view], false], [[{ seq: 2 }], false]]);
  });

  test('never sends faster than the server accepts', () => {
    const { sockets, clock, connection } = harness();
    sockets.last.accept().welcome([view]);
    for (let count = 0; count < 100; count += 1) connection.send({ do: 'a' }).catch(() => {});
    assert.equal(sockets.last.commands.length, 30);
    clock.pass(1000);
    const perSecond = sockets.last.commands.length - 30;
    assert.ok(perSecond >= 10 && perSecond <= 16, `${perSecond} in a second`);
    for (let round = 0; round < 4; round += 1) {
      clock.pass(2_500);
      sockets.last.say({ pong: clock.now_ms });
    }
    assert.deepEqual(sockets.last.commands.map(({ ref }) => ref), [...Array(100).keys()]);
  });
});

describe('what a close means', () => {
  test('the codes 4000 to 4099 stop, 4100 to 4199 back off, 4200 to 4299 wait', () => {
    const acts = [4000, 4007, 4099, 4100, 4103, 4199, 4200, 4299].map((code) =>
      afterClose(code, '').act);
    assert.deepEqual(acts, ['stop', 'stop', 'stop', 'back-off', 'back-off', 'back-off', 'wait',
      'wait']);
  });

  test('every other close is a lost connection', () => {
    for (const code of [1000, 1001, 1006, 1011, 3999, 4300]) {
      assert.deepEqual(afterClose(code, 'whatever'), { act: 'back-off', code: 'lost' });
    }
  });

  test('a reason wins over the usual word of a code', () => {
    assert.deepEqual(afterClose(4005, 'no-name'), { act: 'stop', code: 'no-name' });
    assert.deepEqual(afterClose(4005, ''), { act: 'stop', code: 'seat-taken' });
  });

  test('the pause lies within 50 % around its length', () => {
    assert.deepEqual([backOff_ms(0, 0), backOff_ms(0, 0.999)], [250, 750]);
    assert.deepEqual([backOff_ms(20, 0), backOff_ms(20, 0.999)], [7500, 22_485]);
  });
});
