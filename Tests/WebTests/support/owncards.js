// @ts-check
// What tests of somebody's own closed cards do.
import { deliver, id, until } from './person.js';

/** Swallows what a test is not about. @param {Promise<any>} promise */
export const ignored = (promise) => { promise.catch(() => {}); };

/** Lays a card and returns its command. @param {any} one @param {string} text */
export async function lay(one, text) {
  const count = one.sockets.last.commands.length;
  ignored(one.client.addCard(1, { text }));
  await until(() => one.sockets.last.commands.length > count);
  return one.sockets.last.commands.at(-1);
}

/** @param {any} one @param {any} command @param {any} [answer] */
export const answer = (one, command, answer = { ok: true }) =>
  one.sockets.last.say({ ref: command.ref, ...answer });

/** @param {any} one @param {any[]} items */
export const open = (one, items) => deliver(one, 'set.opened', { set: 1, forced: false, items });

/** @param {any[]} commands */
export const cards = (...commands) => commands.map(({ item, envelope }) => ({ item, envelope }))
  .sort((a, b) => (a.item < b.item ? -1 : 1));

/** A card of somebody else. */
export const stranger = { item: id('item', 1), envelope: 'X' };
