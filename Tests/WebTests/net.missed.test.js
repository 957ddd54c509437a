// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Connection } from '../../web/net/connection.js';
import { TestClock } from './support/clock.js';
import { socketMaker } from './support/sockets.js';

/** A connection that asks over HTTP. @param {() => Promise<boolean>} isThere */
function harness(isThere) {
  const clock = new TestClock();
  const sockets = socketMaker();
  const connection = new Connection({ url: 'wss://kring.test/ws', socket: sockets.make, clock, isThere,
    place: { pending: undefined }, random: () => 0.5, hello: () => ({ session: 's', member: 'm' }),
    on: {} });
  connection.open();
  return { clock, sockets, connection };
}

const view = { seq: 1, view: { seq: 1 } };

/** Lets everything happen that waits for nothing. */
const settled = () => new Promise((go) => { setImmediate(go); });

describe('where no WebSocket opened', () => {
  test('HTTP is asked first, and a WebSocket comes with the network', async () => {
    let there = false;
    let asked = 0;
    const { clock, sockets, connection } = harness(async () => {
      asked += 1;
      if (!there) throw new TypeError('no network');
      return true;
    });
    sockets.last.accept().welcome([view]);
    sockets.last.end(1006);
    clock.pass(clock.next_ms); // at once a WebSocket, for most come back at once
    assert.deepEqual([sockets.all.length, asked], [2, 0]);
    sockets.last.end(1006);
    clock.pass(clock.next_ms);
    await settled();
    assert.deepEqual([sockets.all.length, asked], [2, 1]);
    there = true;
    connection.wake();
    await settled();
    assert.deepEqual([sockets.all.length, asked], [3, 2]);
    sockets.last.accept().welcome([view]);
    assert.equal(connection.status, 'open');
  });

  test('what blocks HTTP alone holds back three attempts, one that hangs too', async () => {
    const answers = [async () => { throw new TypeError('blocked'); }, () => new Promise(() => {}),
      async () => false];
    const { clock, sockets } = harness(() => /** @type {any} */ (answers.shift()?.()));
    sockets.last.end(1006);
    for (let n = 0; n < 12 && sockets.all.length < 2; n += 1) {
      clock.pass(clock.next_ms);
      await settled();
    }
    assert.deepEqual([sockets.all.length, answers.length], [2, 0]);
  });

  test('an answer that comes after the network changed again is not waited for', async () => {
    const hanging = [() => {}];
    let asked = 0;
    const { sockets, connection, clock } = harness(() => {
      asked += 1;
      return asked === 1 ? new Promise((go) => { hanging[0] = () => go(true); })
        : Promise.resolve(true);
    });
    sockets.last.end(1006);
    clock.pass(clock.next_ms);
    connection.wake();
    await settled();
    hanging[0]();
    await settled();
    assert.deepEqual([sockets.all.length, asked], [2, 2]);
  });
});
