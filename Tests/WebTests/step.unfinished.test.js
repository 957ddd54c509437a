// @ts-check
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {five, id, planOf} from './support/meeting.js';
import {PlayedClient, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {showClosing} from '../../web/dialogs/closing.js';
import '../../web/step/step.js';

await speak('nl');

const find = (/** @type {string} */ test) => document.querySelector(`[data-test="${test}"]`);

/** The page of a member. @param {any} play @param {number} n */
async function pageOf(play, n) {
  const client = new PlayedClient(play, n);
  const page = show('kring-step', {client});
  client.addEventListener('change', () => page.update());
  await rendered();
  return client;
}

test('what is not finished is said before the meeting is closed on it', async () => {
  const told = async (/** @type {any} */ play) => {
    showClosing(/** @type {any} */ (new PlayedClient(play, 1)));
    await rendered();
    const words = find('left')?.textContent ?? '';
    hideAll();
    await rendered();
    return words;
  };
  const writing = await told(five('1.schrijf'));
  assert.match(writing, /kaarten die nog dicht liggen, worden weggegooid/);
  assert.match(writing, /nog te gaan: .*Oogst/);
  const last = five().state.plan.steps.at(-1).id;
  assert.equal(await told(five(last).turn({speaker: null, waiting: []})), '', 'at the end nothing is left');
});

test('the chair is told who has to write, and a long list of names has an end', async () => {
  const line = async (/** @type {any} */ play) => {
    await pageOf(play, 1);
    return find('chair-line')?.textContent;
  };
  assert.equal(await line(playIn(planOf('bovv6'), '1.stelling')),
    'Jij bent voorzitter · Celine vulde nog niet alles in');
  assert.match(String(await line(playIn(planOf('bovv6'), '1.schrijf'))), /nog bezig: [A-Z]\w+, [^·]+ en [A-Z]\w+/);
});

test('an own card that was taken away can be put back until the step ends', async () => {
  const play = playIn(planOf('bovv6'), '1.schrijf');
  const {set} = play.state.sets.find(({step}) => step === '1.schrijf');
  play.own[set] = [{by: 4, item: id('item', 9), json: {text: 'Ik zou bellen.'}}];
  const client = await pageOf(play, 4);
  assert.equal(find('taken'), null);
  /** @type {any} */ (find('withdraw')).click();
  for (let n = 0; n < 3; n += 1) await rendered();
  assert.match(find('taken')?.textContent ?? '', /Weggehaald: «Ik zou bellen\.»/);
  /** @type {any} */ (find('put-back')).click();
  await rendered();
  assert.deepEqual(client.sent.map((one) => [one.do, one.json]),
    [['item.withdraw', undefined], ['item.add', {text: 'Ik zou bellen.'}]]);
  assert.equal(find('taken'), null, 'once');
});

test('what cannot be put back is not lost: it stays to be copied', async () => {
  const play = playIn(planOf('bovv6'), '1.schrijf');
  const {set} = play.state.sets.find(({step}) => step === '1.schrijf');
  play.own[set] = [{by: 4, item: id('item', 9), json: {text: 'Ik zou bellen.'}}];
  const client = await pageOf(play, 4);
  /** @type {any} */ (find('withdraw')).click();
  for (let n = 0; n < 3; n += 1) await rendered();
  client.addCard = () => Promise.reject({code: 'full', temporary: false});
  /** @type {any} */ (find('put-back')).click();
  for (let n = 0; n < 3; n += 1) await rendered();
  assert.match(find('taken')?.textContent ?? '', /Ik zou bellen/);
});

test('what was taken away comes back in no later step, and nobody else has it', async () => {
  const play = playIn(planOf('bovv6'), 'na.oogst').write(1, 4, 'oogst', {text: 'Vragen helpt.'});
  const client = await pageOf(play, 4);
  /** @type {any} */ (find('withdraw')).click();
  for (let n = 0; n < 3; n += 1) await rendered();
  assert.ok(find('put-back'));
  play.enter('na.slot');
  client.touch();
  await rendered();
  assert.equal(find('put-back'), null, 'in the next step');
  play.enter('na.oogst');
  await pageOf(play, 5);
  assert.equal(find('put-back'), null, 'for somebody else');
});

test('buttons that stand at each of several texts say at which', async () => {
  const play = playIn(planOf('bovv6'), 'na.oogst').write(1, 4, 'oogst', {text: 'Vragen helpt.'})
    .write(2, 5, 'oogst', {text: 'Luisteren helpt.'});
  await pageOf(play, 4);
  assert.equal(find('edit')?.getAttribute('aria-label'), 'Wijzig: Vragen helpt.');
  assert.equal(find('withdraw')?.getAttribute('aria-label'), 'Haal weg: Vragen helpt.');
  await pageOf(play, 1);
  const names = [...document.querySelectorAll('[data-test="fold"]')].map((one) => one.getAttribute('aria-label'));
  assert.deepEqual(names, ['Verberg: Vragen helpt.', 'Verberg: Luisteren helpt.']);
});

test('where there are no cards the chair is told of none, and of votes only that nobody is chosen', async () => {
  const lineOf = async (/** @type {any} */ play) => {
    await pageOf(play, 1);
    return find('chair-line')?.textContent;
  };
  assert.equal(await lineOf(playIn(planOf('bovv6'), '1.keuze')), 'Jij bent voorzitter · nog geen inbrenger');
  assert.equal(await lineOf(playIn(planOf('bovv6'), '1.schrijf').enter('1.lees')),
    'Jij bent voorzitter · kaarten liggen nog dicht');
});

test('what the clock shows can be looked up without seeing it', async () => {
  await pageOf(playIn(planOf('bovv6'), '1.beeld'), 4);
  const timer = document.querySelector('[role="timer"]');
  assert.match(timer?.textContent ?? '', /^\d+:\d\d$/);
  assert.equal(timer?.closest('[aria-hidden]'), null);
});
