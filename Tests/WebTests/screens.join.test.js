// @ts-check
import {rendered} from './support/dom.js';
import {show, type} from './support/drawn.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import '../../web/screens/join.js';

await speak('nl');

/** Somebody in front of the door. @param {any} client @param {any} [problem] */
async function door(client, problem = null) {
  const view = show('kring-join', {client, problem});
  await rendered();
  return (/** @type {string} */ test) => view.querySelector(`[data-test="${test}"]`);
}

test('who is asked again finds the name and the agreement as they were; another person does not', async () => {
  /** @type {any[]} */
  const sent = [];
  const client = {start: async (/** @type {any} */ one) => { sent.push(one); }};
  const first = await door(client);
  type(first('field-name'), 'Celine');
  first('tick-rules').click();
  first('tick-shared').click();
  await rendered();
  first('screen-join').requestSubmit();
  await rendered();
  const filled = (/** @type {(test: string) => any} */ find) =>
    [find('field-name').value, find('tick-rules').checked, find('tick-shared').checked];
  const again = await door(client, {code: 'refused'});
  assert.deepEqual(filled(again), ['Celine', true, true]);
  assert.ok(again('wrong').textContent);
  again('screen-join').requestSubmit();
  await rendered();
  // What the device may keep is the same the second time.
  const asked = {name: 'Celine', shared: true, lost: false};
  assert.deepEqual(sent, [asked, asked]);
  const other = await door({start: async () => {}});
  assert.deepEqual(filled(other), ['', false, false]);
});
