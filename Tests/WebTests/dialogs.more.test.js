// @ts-check
import {rendered} from './support/dom.js';
import {five, id} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {showMore} from '../../web/dialogs/more.js';

await speak('nl');

/** What «Meer» shows somebody at first sight, and all of it. @param {any} play @param {number} n */
async function menu(play, n) {
  const client = new PlayedClient(play, n);
  showMore(/** @type {any} */ (client));
  await rendered();
  const dialog = document.querySelector('[data-test="dialog-more"]');
  const keys = (/** @type {any} */ nodes) => [...nodes].map(({dataset}) => dataset.test.replace('more-', ''));
  const all = [...dialog.querySelectorAll('button[data-test^="more-"]')];
  const first = keys(all.filter((one) => !one.closest('details')));
  const signs = all.map((one) => one.querySelector('path').getAttribute('d'));
  return {client, first, all: keys(all), signs, close: async () => {
    hideAll();
    await rendered();
  }};
}

test('«Waar zijn we?» stays until it is closed', async () => {
  const {close} = await menu(five('1.beeld'), 4);
  /** @type {any} */ (document.querySelector('[data-test="more-where"]')).click();
  await rendered();
  const lines = [...document.querySelectorAll('[data-test="dialog-where"] li')].map((one) => one.textContent);
  assert.match(lines.join(' '), /Beeldvorming.*Anna is voorzitter\. Celine brengt in\..*Jij: /);
  await close();
});

const steps = ['1.keuze', '1.stelling', '1.beeld', '1.schrijf', '1.lees', '1.besluit', 'na.oogst'];

test('«Meer» shows seven entries at most at first sight, each once and with a sign of its own', async () => {
  for (const step of [undefined, ...steps]) {
    for (const n of [1, 3, 4]) {
      const {first, all, signs, close} = await menu(five(step), n);
      assert.ok(first.length >= 5 && first.length <= 7, `${step} of ${n}: ${first}`);
      assert.equal(new Set(all).size, all.length, `${all}`);
      assert.equal(new Set(signs).size, signs.length, `${step} of ${n}: two entries with one sign in ${all}`);
      await close();
    }
  }
});

test('what is needed now comes first: time for who chairs, the own case for who presents', async () => {
  const firstOf = async (/** @type {any} */ play, /** @type {number} */ n) => {
    const {first, close} = await menu(play, n);
    await close();
    return first;
  };
  assert.deepEqual((await firstOf(five('1.keuze').enter('1.stelling'), 1)).slice(0, 3), ['minute', 'pause', 'back']);
  assert.deepEqual((await firstOf(five('1.stelling'), 3)).slice(0, 2), ['pause', 'stop']);
  assert.deepEqual((await firstOf(five('1.stelling'), 4)).slice(0, 3), ['hand', 'question', 'halt']);
  const round = five('na.oogst').turn({speaker: id('member', 2), waiting: [id('member', 4)]});
  assert.deepEqual((await firstOf(round, 1)).slice(0, 3), ['later', 'skip', 'next'],
    'while somebody has a turn, and to leave the round before it is over');
});
