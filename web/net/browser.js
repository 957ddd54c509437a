// @ts-check
import {openStore} from '../seal/seat.js';

/** How often it is looked whether the device slept, and what of it counts. */
const look_ms = 5_000;
const slept_ms = 2_000;

/**
 * Calls whenever the two clocks of a browser went apart: the device slept, while the one that only
 * goes on stands still in some browsers, or somebody set its clock. Ends with the signal.
 * @param {() => void} call
 * @param {AbortSignal} signal
 */
export function onSleep(call, signal) {
  const apart = () => Date.now() - performance.timeOrigin - performance.now();
  let before = apart();
  const timer = setInterval(() => {
    const now = apart();
    if (Math.abs(now - before) > slept_ms) call();
    before = now;
  }, look_ms);
  signal.addEventListener('abort', () => clearInterval(timer));
}

/**
 * How much of what is kept comes back: by the device, by the site that shows the page in a frame
 * (browsers keep each site's frames apart), or nothing.
 * @param {boolean} lasting whether the stores of the browser keep anything
 */
function keeping(lasting) {
  if (!lasting) return 'nothing';
  return globalThis.top === globalThis.self ? 'device' : 'site';
}

/**
 * Returns what a `Client` needs of a browser. Only this file names the browser's own objects, so
 * that everything else runs in tests.
 */
export function browserTools() {
  const device = openStore(() => globalThis.localStorage);
  const tab = openStore(() => globalThis.sessionStorage);
  return {
    socket: (/** @type {string} */ url, /** @type {string} */ protocol) =>
      new WebSocket(url, protocol),
    device: device.store,
    tab: tab.store,
    keeps: keeping(device.lasting && tab.lasting),
    fetch: globalThis.fetch.bind(globalThis),
    clock: {
      // Time that only goes on: setting the clock of the device moves nothing.
      now: () => performance.timeOrigin + performance.now(),
      setTimeout: (/** @type {() => void} */ body, /** @type {number} */ ms) =>
        setTimeout(body, ms),
      clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
    },
  };
}
