// @ts-check
import {openStore} from '../seal/seat.js';

/**
 * Returns what a `Client` needs of a browser. Only this file names the browser's own objects, so
 * that everything else runs in tests.
 */
export function browserTools() {
  return {
    socket: (/** @type {string} */ url, /** @type {string} */ protocol) =>
      new WebSocket(url, protocol),
    device: openStore(() => globalThis.localStorage).store,
    tab: openStore(() => globalThis.sessionStorage).store,
    fetch: globalThis.fetch.bind(globalThis),
    clock: {
      now: () => Date.now(),
      setTimeout: (/** @type {() => void} */ body, /** @type {number} */ ms) =>
        setTimeout(body, ms),
      clearTimeout: (/** @type {any} */ timer) => clearTimeout(timer),
    },
  };
}
