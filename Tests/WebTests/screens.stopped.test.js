// @ts-check
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {five} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {refreshDialogs} from '../../web/kit/dialogs.js';
import {reporting} from '../../web/report/part.js';
import '../../web/screens/end.js';
import '../../web/screens/room.js';
import '../../web/screens/welcome.js';

await reporting.fetch();

/** What the screen says when it stops for a reason, and what its button says. @param {string} code */
async function stopped(code) {
  const client = Object.assign(new PlayedClient(five('1.beeld'), 3),
    {prepare: async () => true, start: async () => {}, connection: 'stopped', problem: {code}});
  const view = show('kring-room', {client});
  await rendered();
  const screen = view.querySelector('[data-test=screen-stopped]');
  const words = (/** @type {string} */ selector) => screen?.querySelector(selector)?.textContent ?? '';
  view.remove();
  return [words('h1'), words('h1 + p'), words('[data-test=main-action]')];
}

test('a meeting that stops here says what happened and what to do', async () => {
  await speak('nl');
  assert.deepEqual(await stopped('elsewhere'), ['Je plek is open in een ander venster.',
    'Ga je hier verder, dan stopt het in dat andere venster.', 'Ga hier verder']);
  const [what, how, button] = await stopped('removed');
  assert.match(`${what} ${how}`, /geen plek meer.*Is dat een vergissing\?.*open de link nog een keer/);
  assert.equal(button, 'Naar het begin');
  assert.deepEqual(await stopped('newer'), ['De server is vernieuwd.',
    'Laad de pagina opnieuw; dan ga je verder waar de groep is.', 'Probeer opnieuw']);
});

test('the end says what the meeting was, without a name', async () => {
  await speak('nl');
  const view = show('kring-end', {client: new PlayedClient(five('na.slot'), 3)});
  await rendered();
  assert.equal(view.querySelector('[data-test=sum]')?.textContent,
    'BOvV in zes stappen · één casus · 5 mensen');
  view.remove();
});

test('an example of a report is drawn as a report is, in the language of the page', async () => {
  await speak('nl');
  const view = show('kring-welcome', {});
  await rendered();
  /** @type {HTMLElement} */ (view.querySelector('[data-test=example]')).click();
  for (let turn = 0; turn < 3; turn += 1) await rendered();
  const words = () => document.querySelector('[data-test=dialog-example] [data-test=report]')?.textContent ?? '';
  assert.match(words(), /Ik bel haar zelf, voordat zij belt/);
  await speak('en');
  refreshDialogs();
  await rendered();
  assert.match(words(), /I call her before she calls me/);
  assert.doesNotMatch(words(), /undefined|\[object/);
});
