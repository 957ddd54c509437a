// @ts-check
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {id, planOf} from './support/meeting.js';
import {PlayedClient, madePlan, playIn} from './support/page.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {openSets} from '../../web/step/sets.js';
import {speak} from '../../web/i18n/index.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import '../../web/step/step.js';

await speak('nl');

/** Where dialogs are, once there was one: it goes into each new page. @type {any} */
let dialogs = null;

/** The page of a member. @param {any} play @param {number} n */
async function pageOf(play, n) {
  const client = new PlayedClient(play, n);
  const page = show('kring-step', {client});
  if (dialogs) document.body.append(dialogs);
  await rendered();
  return {client, page};
}

test('whoever laid a card is told in which step the chair shows it', async () => {
  const play = playIn(planOf('bovv6'), '1.schrijf');
  play.own[1] = [{item: id('item', 1), version: 1, json: {text: 'Ik zou wachten'}, by: 4}];
  const {page} = await pageOf(play, 4);
  assert.match(page.querySelector('[data-test=own-cards]').textContent,
    /tot de voorzitter bij ‘Stap\u00a05\u00a0· Oordeelsvorming 2: bespreken’ alle kaarten tegelijk laat zien/);
});

/** What is said below a round over opened cards. @param {boolean} named */
async function belowRound(named) {
  const play = playIn(planOf('bovv6'), '1.schrijf').enter('1.lees')
    .open(1, /** @type {any} */ ([[11, {text: 'Ik zou wachten'}], [12, {text: 'Ik zou bellen'}]]
      .map((card) => (named ? [...card, 4] : card))));
  play.turn({card: id('item', 11), waiting: [id('item', 12)], speaker: id('member', 4)});
  const {page} = await pageOf(play, 2);
  return page.querySelector('[data-test=round]').textContent;
}

test('reading an unnamed card aloud does not say whose it is, and everybody is told so', async () => {
  assert.match(await belowRound(false), /Voorlezen mag iedereen\. Wie voorleest, is niet per se de schrijver/);
  assert.doesNotMatch(await belowRound(true), /Wie voorleest/);
});

/** What the chair is asked where too few have written. @param {object} input */
async function askedAt(input) {
  const plan = madePlan(/** @type {any} */ ({by: 'others', opens: '1.eerst', ...input}));
  const {client} = await pageOf(playIn(plan), 1);
  const set = {set: 2, step: client.state.step, input: plan.steps[0].inputs[0].id, named: false,
    state: 'closed', ...('named' in input ? {named: input.named} : {})};
  client.openSet = async () => { throw {code: 'too-few'}; };
  await openSets(/** @type {any} */ (client), [/** @type {any} */ (set)]);
  await rendered();
  dialogs ??= document.querySelector('kring-dialogs');
  const dialog = document.querySelector('[data-test=dialog-toofew]');
  const said = [dialog?.querySelector('h2')?.textContent, dialog?.querySelector('p')?.textContent];
  hideAll();
  await rendered();
  return said;
}

test('where too few have written, people are counted, never cards; where nothing lies, that is said', async () => {
  const text = {page: {as: 'text'}, forcible: true, minimum: 3};
  assert.deepEqual((await askedAt({...text, named: false}))[0], 'Nog te weinig mensen');
  assert.deepEqual(await askedAt({...text, named: true}),
    ['Er ligt nog niets', 'Niemand heeft iets neergelegd. Wat doe je?']);
  for (const said of [await askedAt({...text, named: false}),
    await askedAt({page: {as: 'number', range: [1, 5]}, named: false, forcible: false, minimum: 4})]) {
    assert.match(String(said[1]), /van minstens \d mensen/);
    assert.doesNotMatch(said.join(' '), /\d kaarten/);
  }
});
