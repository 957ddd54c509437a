// @ts-check
/**
 * What a client does after each close (`protocol/README.md`, section 8).
 * @typedef {{act: 'stop', code: string} | {act: 'back-off', code: string} | {act: 'wait', code: string}} After
 */

/**
 * The word for a close whose reason did not arrive.
 * @type {Record<number, string>}
 */
const words = {
  4000: 'bad-message', 4001: 'elsewhere', 4002: 'no-session', 4003: 'removed', 4004: 'purged',
  4005: 'seat-taken', 4006: 'refused', 4007: 'session-full',
  4008: 'seat-given',
  4100: 'rate', 4101: 'slow', 4102: 'waited', 4103: 'storage', 4104: 'hello-late',
  4105: 'door-busy',
  4200: 'drain', 4201: 'moved', 4202: 'moved-on',
};

/**
 * Tells what to do after a close: stop, try again after a growing pause, or wait as the server
 * asked, which is not at all where it did not say. `code` is the stable word for what happened; `lost`
 * for a connection that just broke.
 * @param {number} close the close code
 * @param {string} reason the close reason, which is a stable word or empty
 * @returns {After}
 */
export function afterClose(close, reason) {
  const code = reason || words[close] || 'lost';
  if (close >= 4000 && close < 4100) return {act: 'stop', code};
  if (close >= 4200 && close < 4300) return {act: 'wait', code};
  return {act: 'back-off', code: close >= 4100 && close < 4200 ? code : 'lost'};
}

/**
 * Returns the pause before the next attempt: 0.5 s doubled to 15 s, ± 50 %.
 * @param {number} attempt from 0
 * @param {number} random from 0 to 1
 */
export function backOff_ms(attempt, random) {
  const base = Math.min(500 * 2 ** Math.min(attempt, 10), 15_000);
  return Math.round(base * (0.5 + random));
}
