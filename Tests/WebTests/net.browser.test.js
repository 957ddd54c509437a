// @ts-check
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserTools, onSleep } from '../../web/net/browser.js';
import { memoryStore } from '../../web/seal/seat.js';

test('the time of the page goes on when the clock of the device is set', (t) => {
  const { clock } = browserTools();
  const before = clock.now();
  const set = Date.now() + 3_600_000;
  t.mock.method(Date, 'now', () => set);
  assert.ok(clock.now() - before < 1_000);
});

test('a device that slept, or whose clock was set, is noticed within 5 s', (t) => {
  let look = () => {};
  t.mock.method(globalThis, 'setInterval', (/** @type {() => void} */ call, /** @type {number} */ ms) => {
    assert.equal(ms, 5_000);
    look = call;
    return 7;
  });
  const cleared = t.mock.method(globalThis, 'clearInterval', () => {});
  const real = Date.now;
  let shift = 0;
  t.mock.method(Date, 'now', () => real() + shift);
  let calls = 0;
  const ending = new AbortController();
  onSleep(() => { calls += 1; }, ending.signal);
  look();
  assert.equal(calls, 0);
  for (const change of [3_600_000, -7_200_000]) {
    const before = calls;
    shift += change;
    look();
    assert.equal(calls, before + 1);
    look();
    assert.equal(calls, before + 1);
  }
  ending.abort();
  assert.deepEqual(cleared.mock.calls[0].arguments, [7]);
});

test('what is kept comes back by the device, in a frame by its site, and not where it is forbidden', (t) => {
  const put = (/** @type {string} */ name, /** @type {() => any} */ get) => {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { get, configurable: true });
    t.after(() => (before ? Object.defineProperty(globalThis, name, before)
      : Reflect.deleteProperty(globalThis, name)));
  };
  const [device, tab] = [memoryStore(), memoryStore()];
  put('localStorage', () => device);
  put('sessionStorage', () => tab);
  put('self', () => globalThis);
  put('top', () => globalThis);
  assert.equal(browserTools().keeps, 'device');
  put('top', () => ({}));
  assert.equal(browserTools().keeps, 'site');
  put('sessionStorage', () => { throw new Error('forbidden'); });
  assert.equal(browserTools().keeps, 'nothing');
});
