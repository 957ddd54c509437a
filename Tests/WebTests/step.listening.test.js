// @ts-check
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {id, planOf} from './support/meeting.js';
import {PlayedClient, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/step.js';

await speak('nl');

/** The page of a member of a play. @param {any} play @param {number} n */
async function pageOf(play, n) {
  const client = new PlayedClient(play, n);
  const page = show('kring-step', {client});
  await rendered();
  return {page, find: (/** @type {string} */ test) => page.querySelector(`[data-test="${test}"]`)};
}

/** What the main button does, and whether it is the bright one. */
async function button(/** @type {any} */ play, /** @type {number} */ n) {
  const main = (await pageOf(play, n)).find('main-action');
  return [main.dataset.action, main.classList.contains('do')];
}

test('who listens is not asked for a press: the button that stops a telling is quiet', async () => {
  const telling = () => playIn(planOf('bovv6'), '1.stelling');
  assert.deepEqual(await button(telling(), 4), ['halt', false]);
  assert.deepEqual(await button(telling(), 3), ['ready', true], 'the presenter');
  assert.deepEqual(await button(telling(), 1), ['next-step', true], 'the chair');
  const round = playIn(planOf('bovv6'), 'na.oogst').turn({speaker: id('member', 2), waiting: []});
  round.write(1, 4, 'oogst', {text: 'Vragen helpt.'}).write(2, 4, 'actie', {what: 'Bellen'});
  assert.deepEqual(await button(round, 4), ['note', false], 'who has had a turn');
});

test('who only listens has a pad for what to remember, and whoever has a field of their own has none', async () => {
  const padOf = async (/** @type {any} */ play, /** @type {number} */ n) =>
    Boolean((await pageOf(play, n)).find('pad'));
  const telling = () => playIn(planOf('bovv6'), '1.stelling');
  assert.deepEqual([await padOf(telling(), 4), await padOf(telling(), 1), await padOf(telling(), 3)],
    [true, true, false], 'another, the chair, the presenter');
  assert.equal(await padOf(playIn(planOf('bovv6'), '1.beeld'), 4), false, 'who may ask');
  const pen = telling().say('pen.changed', {pen: id('member', 4)});
  assert.equal(await padOf(pen, 4), false, 'the pen writes what the presenter says');
});

test('what others wrote is not headed by the question that stands at the own field', async () => {
  const play = playIn(planOf('bovv6'), 'na.oogst').write(1, 4, 'oogst', {text: 'Vragen helpt.'});
  const heading = async (/** @type {number} */ n) =>
    (await pageOf(play, n)).find('live-texts').querySelector('h2').textContent;
  assert.equal(await heading(5), 'Al opgeschreven');
  assert.match(await heading(4), /^Wat neem je mee/, 'whose field is full');
});

test('of what the presenter tells, the question is what stands out', async () => {
  const play = playIn(planOf('bovv6'), '1.stelling')
    .write(1, 3, 'casus', {text: 'Een moeder belt elke week.'})
    .write(2, 3, 'vraag', {text: 'Hoe kan ik rustig blijven?'});
  const {page} = await pageOf(play, 4);
  const said = [...page.querySelectorAll('.said')].map(({textContent}) => textContent);
  assert.deepEqual(said, ['Hoe kan ik rustig blijven?']);
});

test('after the first card the field says in short what it is, and its promise stays tied to it', async () => {
  const play = playIn(planOf('bovv6'), '1.schrijf');
  const labelOf = (/** @type {any} */ find) => find('composer').querySelector('label').textContent;
  const promiseOf = (/** @type {any} */ page, /** @type {any} */ find) =>
    page.querySelector(`[id="${find('field-compose').getAttribute('aria-describedby')}"]`).textContent;
  const before = await pageOf(play, 4);
  assert.match(labelOf(before.find), /^Wat zou jij de inbrenger meegeven/);
  assert.match(promiseOf(before.page, before.find), /Je manier van schrijven kan je wel verraden/);
  const set = play.state.sets.find(({step}) => step === '1.schrijf').set;
  play.own[set] = [{by: 4, item: id('item', 9), json: {text: 'Ik zou bellen.'}}];
  const after = await pageOf(play, 4);
  assert.equal(labelOf(after.find), 'Nog een kaart');
  assert.match(promiseOf(after.page, after.find), /^Ook bij deze kaart staat je naam niet/);
});

test('what is noted while questions are asked is read above the case, right below who asks', async () => {
  const play = playIn(planOf('bovv6'), '1.stelling').write(1, 3, 'vraag', {text: 'Hoe kan ik …?'})
    .enter('1.beeld');
  const {page} = await pageOf(play, 4);
  const order = [...page.querySelectorAll('[data-test="hands"], kring-note, [data-test="case"]')]
    .map((one) => one.dataset.test ?? one.localName);
  assert.deepEqual(order, ['hands', 'kring-note', 'case']);
});

test('how to ask is said until somebody has asked', async () => {
  const play = playIn(planOf('bovv6'), '1.beeld');
  const words = /Wil je iets vragen\?/;
  assert.match((await pageOf(play, 4)).find('now-you').textContent, words);
  play.presence.hands.push({member: id('member', 4)});
  assert.doesNotMatch((await pageOf(play, 4)).find('now-you').textContent, words);
  assert.match((await pageOf(play, 5)).find('now-you').textContent, words, 'another member');
});

test('whatever lies on the table is found by its heading', async () => {
  const headings = async (/** @type {any} */ play, /** @type {number} */ n) =>
    [...(await pageOf(play, n)).page.querySelectorAll('.table h2')].map(({textContent}) => textContent);
  const asking = playIn(planOf('bovv6'), '1.beeld');
  asking.presence.hands.push({member: id('member', 4)});
  assert.equal((await headings(asking, 5))[0], 'Wie iets wil vragen');
  const round = playIn(planOf('bovv6'), 'na.oogst').turn({speaker: id('member', 2), waiting: []});
  assert.equal((await headings(round, 5))[0], 'Bram is aan de beurt');
  const reading = playIn(planOf('bovv6'), '1.schrijf').enter('1.lees');
  reading.open(reading.state.sets.at(-1).set, [[11, {text: 'Ik zou bellen'}]])
    .turn({card: id('item', 11), waiting: [], speaker: id('member', 4)});
  assert.match((await headings(reading, 5))[0], /^Wat zou jij de inbrenger meegeven/);
  assert.equal((await headings(asking.say('halt.raised', {by: id('member', 4)}), 5))[0],
    'Wat nu aandacht vraagt');
});

test('while cards are about to open by themselves nobody is asked to open them', async () => {
  const play = playIn(planOf('bovv6'), '1.schrijf').enter('1.lees');
  const labelOf = async () => {
    const main = (await pageOf(play, 1)).find('main-action');
    return [main.textContent, main.classList.contains('idle')];
  };
  assert.deepEqual(await labelOf(), ['Laat alle kaarten zien', false]);
  const {set} = play.state.sets.find(({step}) => step === '1.schrijf');
  play.say('set.forcing', {set, due_ms: play.now + 15_000});
  assert.deepEqual(await labelOf(), ['De kaarten gaan zo open', true]);
});
