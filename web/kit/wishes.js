// @ts-check
import {run} from './act.js';
/** @import {Client} from '../core/client.js' */

/**
 * @typedef {{value: any, send: (value: any) => Promise<any>}} Wish
 */

/** @type {WeakMap<Client, Map<string, {now: Wish, next: Wish|null}>>} */
const pages = new WeakMap();

/**
 * What a person chose and the server has not answered yet, else what is so. The wish is gone when
 * it is answered: what was refused is then taken back on the screen.
 * @template T
 * @param {Client} client @param {string} name @param {T} actual
 * @returns {T}
 */
export function wished(client, name, actual) {
  const wish = pages.get(client)?.get(name);
  return wish ? (wish.next ?? wish.now).value : actual;
}

/**
 * Asks for a choice. While one of the same name is under way only the last one after it is asked
 * for, when that is answered: two quick clicks do not become two items.
 * @param {Client} client @param {string} name @param {any} value
 * @param {(value: any) => Promise<any>} send is called when it is this wish's turn
 */
export async function wish(client, name, value, send) {
  const page = pages.get(client) ?? new Map();
  pages.set(client, page);
  const current = page.get(name);
  if (current) {
    current.next = {value, send};
    client.touch();
    return;
  }
  const under = {now: {value, send}, next: /** @type {Wish|null} */ (null)};
  page.set(name, under);
  client.touch();
  try {
    await run(() => send(value));
  } finally {
    page.delete(name);
    client.touch();
  }
  const {next} = under;
  if (next) await wish(client, name, next.value, next.send);
}
