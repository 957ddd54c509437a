// @ts-check
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Gap, reduce } from '../../web/core/reduce.js';
import { contract } from './support/meeting.js';

const folder = new URL('../../protocol/vectors/sessions/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

/**
 * A recorded session as on the wire: a number among the events of a member stands for the event
 * in the log, a member in the place of a view for that member's view.
 * @param {string} file
 */
function recorded(file) {
  const { name, log, events, views } = contract(`vectors/sessions/${file}`);
  const numbered = new Map(log.map((/** @type {any} */ event) => [event.seq, event]));
  return { name, members: Object.keys(events).map((member) => ({ member,
    events: events[member].map((/** @type {any} */ one) => numbered.get(one) ?? one),
    view: views[views[member]] ?? views[member] })) };
}

describe('whole recorded sessions', () => {
  test('there are some', () => assert.ok(files.length > 0, 'the folder is empty'));
  for (const file of files) {
    const { name, members } = recorded(file);
    test(`${name}: what each member receives makes what that member sees`, () => {
      assert.ok(members.length >= 3);
      for (const { member, events, view } of members) {
        assert.ok(events.length > 0);
        assert.deepEqual(events.reduce(reduce, null), view, member);
      }
    });
    test(`${name}: an event that is missing is noticed`, () => {
      for (const { events } of members) {
        const place = events.findIndex((/** @type {any} */ one) => one.event === 'item.added');
        assert.ok(place > 0);
        assert.throws(() => events.filter((/** @type {any} */ _, /** @type {number} */ n) => n !== place)
          .reduce(reduce, null), Gap);
      }
    });
  }
});
