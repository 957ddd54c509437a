// @ts-check
import {secretIn} from '../seal/keys.js';
/** @import {Store} from '../seal/seat.js' */

/**
 * The meetings that somebody wants this device to know, with their links: only what was ticked, until they
 * are over or somebody says «Vergeet».
 *
 * @typedef {object} Remembered
 * @property {string} secret
 * @property {string} method its name, in the language of that day
 * @property {number} [start_ms]
 * @property {number} until_ms when there is nothing left to come back to
 */

const name = 'kring.meetings';

/** More than anybody comes back to. */
const most = 40;

/**
 * The meetings that are not over, the next one first; those without a time last.
 * @param {Store} device @param {number} now_ms
 * @returns {Remembered[]}
 */
export function rememberedIn(device, now_ms) {
  const all = read(device);
  const coming = all.filter(({until_ms}) => until_ms > now_ms);
  if (coming.length < all.length) write(device, coming);
  return coming.sort((a, b) => (a.start_ms ?? Infinity) - (b.start_ms ?? Infinity));
}

/** Whether a meeting is among them. @param {Store} device @param {string} secret */
export function isRemembered(device, secret) {
  return read(device).some((one) => one.secret === secret);
}

/**
 * Remembers a meeting, or what is new of it. Where nothing can be kept, nothing is.
 * @param {Store} device @param {Remembered} meeting
 */
export function remember(device, meeting) {
  const before = read(device);
  const same = before.find(({secret}) => secret === meeting.secret);
  if (same && JSON.stringify(same) === JSON.stringify(meeting)) return;
  write(device, [...before.filter((one) => one !== same), meeting].slice(-most));
}

/** @param {Store} device @param {string} secret */
export function forgetMeeting(device, secret) {
  const all = read(device);
  const others = all.filter((one) => one.secret !== secret);
  if (others.length < all.length) write(device, others);
}

/** @param {Store} device @returns {Remembered[]} */
function read(device) {
  try {
    const all = JSON.parse(device.getItem(name) ?? '[]');
    return Array.isArray(all) ? all.filter(isOne) : [];
  } catch {
    return [];
  }
}

/** @param {any} one @returns {one is Remembered} */
function isOne(one) {
  return typeof one?.secret === 'string' && secretIn(one.secret) === one.secret
    && typeof one.method === 'string' && typeof one.until_ms === 'number'
    && ['number', 'undefined'].includes(typeof one.start_ms);
}

/** @param {Store} device @param {Remembered[]} all */
function write(device, all) {
  try {
    if (all.length > 0) device.setItem(name, JSON.stringify(all));
    else device.removeItem(name);
  } catch {
    // A full or forbidden storage: the link in the invitation still leads there.
  }
}
