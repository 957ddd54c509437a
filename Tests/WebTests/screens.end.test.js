// @ts-check
import {rendered} from './support/dom.js';
import {errorsIn, show} from './support/drawn.js';
import {five} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {reporting} from '../../web/report/part.js';
import '../../web/screens/end.js';

await speak('nl');
await reporting.fetch();

/** The last screen, and how often the group was told of a report. */
function end() {
  const client = new PlayedClient(five('na.slot'), 3);
  let told = 0;
  let spoilt = false;
  Object.assign(client, {openAll: async () => {}, reportMade: async () => { told += 1; },
    note: () => {
      if (spoilt) throw new Error('this note cannot be read');
      return '';
    }});
  const view = show('kring-end', {client});
  const find = (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
  return {view, find, told: () => told, spoil: (/** @type {boolean} */ on) => { spoilt = on; },
    make: async () => {
      /** @type {HTMLElement} */ (find('main-action')).click();
      for (let turn = 0; turn < 5; turn += 1) await rendered();
    }};
}

test('a report that cannot be made is told as that: the screen stays, and the group is told nothing', async () => {
  const {find, told, spoil, make} = end();
  await rendered();
  spoil(true);
  const errors = await errorsIn(make);
  assert.ok(errors.length > 0);
  assert.ok(find('screen-end'));
  assert.equal(told(), 0);
  assert.match(document.querySelector('.toast')?.textContent ?? '', /kon niet worden gemaakt/);
  spoil(false);
  await make();
  assert.ok(find('screen-report'));
});

test('how long it is kept is counted from the close: what holds is chosen, whenever that is looked at', async () => {
  const hour = 3_600_000;
  const play = five('na.slot');
  Object.assign(play.state, {at_ms: 5 * hour, purge_ms: (5 + 71) * hour, chair: play.state.members[0].member});
  const view = show('kring-end', {client: new PlayedClient(play, 1)});
  await rendered();
  /** @type {any} */ (view.querySelector('[data-test="keep"]')).click();
  await rendered();
  const choices = /** @type {any[]} */ ([...document.querySelectorAll('[data-test^=choice-keep-]')]);
  assert.deepEqual(choices.map(({checked, dataset}) => checked && dataset.test),
    [false, false, `choice-keep-${72 * hour}`, false], 'an hour after the close');
  hideAll();
});

test('who looks at the report has none yet: the group is told when it is printed or saved', async () => {
  const {find, told, make} = end();
  await rendered();
  await make();
  assert.ok(find('report'));
  assert.equal(told(), 0);
  let printed = 0;
  globalThis.print = () => { printed += 1; };
  await make();
  assert.deepEqual([printed, told()], [1, 1]);
});

test('a report that breaks while it is read leads back to the end, not to an empty page', async () => {
  const {view, find, spoil, make} = end();
  await rendered();
  await make();
  assert.ok(find('report'));
  spoil(true);
  await errorsIn(async () => {
    /** @type {any} */ (view).update();
    await rendered();
  });
  assert.ok(find('screen-end'));
  assert.ok(find('main-action'));
});

test('what is said after the purge fits what the server keeps meetings in', async (context) => {
  const {fetch} = globalThis;
  context.after(() => { globalThis.fetch = fetch; });
  const gone = async (/** @type {() => Promise<any>} */ answer) => {
    globalThis.fetch = answer;
    const client = new PlayedClient(five('na.slot'), 3);
    Object.assign(client, {phase: 'ended', receipt: {session: 's', at_ms: 5, events: 62, seats: 6}});
    const view = show('kring-end', {client});
    for (let turn = 0; turn < 5; turn += 1) await rendered();
    return view.querySelector('[data-test="gone"]')?.textContent ?? '';
  };
  const listing = (/** @type {Record<string, any>} */ more) => async () =>
    ({ok: true, json: async () => ({v: 1, keys: [], ...more})});
  assert.match(await gone(listing({})), /^Op de server staat niets meer/);
  assert.match(await gone(listing({retention_days: 30})), /resten kunnen tot .?30.? dagen/);
  assert.match(await gone(listing({})), /^Op de server staat niets meer/);
  assert.match(await gone(async () => { throw new Error('offline'); }), /^Op de server staat niets meer/);
});
