// @ts-check
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {speak} from '../../web/i18n/index.js';
import {remains} from '../../web/report/remains.js';

test('backups are spoken of if the server says how long they are kept, in the language then chosen', async () => {
  /** @type {string[]} */
  const asked = [];
  const said = await remains(async (path) => {
    asked.push(path);
    return {v: 1, keys: [], retention_days: 30};
  });
  assert.deepEqual(asked, ['.well-known/kring.json']);
  await speak('nl');
  assert.match(said() ?? '', /tot .?30.? dagen in reservekopieën/);
  await speak('en');
  assert.match(said() ?? '', /backups for up to .?30.? days/);
  const one = await remains(async () => ({retention_days: 1}));
  assert.match(one() ?? '', /up to 1 day\./);
});

test('a server without a database has nothing to say, and one that says nonsense is not believed', async () => {
  const none = await remains(async () => ({v: 1, keys: []}));
  assert.equal(none(), null);
  for (const retention_days of [0, -1, 1.5, '30', null, {}]) {
    await assert.rejects(remains(async () => ({retention_days})), /retention_days/);
  }
});
