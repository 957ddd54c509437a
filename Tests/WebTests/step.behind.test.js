// @ts-check
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {five, id, planOf} from './support/meeting.js';
import {PlayedClient, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {sendDrafts, setUnsent, unsent} from '../../web/kit/drafts.js';
import {edit} from '../../web/kit/editing.js';
import '../../web/step/step.js';
import '../../web/screens/end.js';

await speak('nl');

/**
 * The page of a member who has typed something.
 * @param {any} play @param {Record<string, string>} drafts @param {number} [n] @param {string} [screen]
 */
async function page(play, drafts, n = 4, screen = 'kring-step') {
  const client = new PlayedClient(play, n);
  client.drafts = drafts;
  const view = show(screen, {client});
  client.addEventListener('change', () => view.update());
  await rendered();
  const asks = () => [...view.querySelectorAll('[data-test^="ask-draft-"]')];
  return {client, asks, words: () => asks().map((ask) => ask.querySelector('p').textContent),
    press: async (/** @type {number} */ which) => {
      asks()[0].querySelectorAll('button')[which].click();
      await rendered();
    }};
}

const card = {'field 1.schrijf/advies': 'Ik zou bellen'};

test('a text is in its field as long as it can be sent, and is asked about once it cannot', async () => {
  const play = five('1.schrijf');
  assert.deepEqual((await page(play, {...card})).words(), []);
  play.enter('1.lees');
  assert.deepEqual((await page(play, {...card})).words(), [], 'the cards are still closed');
  play.open(1, [[1, {text: 'a'}], [2, {text: 'b'}], [3, {text: 'c'}]]);
  const {client, words, press} = await page(play, {...card});
  assert.deepEqual(words(), ['Dit had je nog niet gedeeld: «Ik zou bellen»']);
  setUnsent(client, 'field 1.schrijf/advies', {problem: 'De kaarten zijn al open.'});
  await rendered();
  assert.match(words()[0], /«Ik zou bellen» De kaarten zijn al open\.$/, 'and why');
  await press(1);
  assert.equal(client.privateNote('1.lees'), 'Ik zou bellen');
  assert.deepEqual(words(), []);
});

test('after the close it is still there, to be taken along', async () => {
  const play = five('1.schrijf').enter('na.slot').say('session.closed', {purge_ms: 9e12});
  const {client, words, press} = await page(play, {...card}, 4, 'kring-end');
  assert.deepEqual(words(), ['Dit had je nog niet gedeeld: «Ik zou bellen»']);
  await press(1);
  assert.equal(client.privateNote('1.schrijf'), 'Ik zou bellen');
  assert.deepEqual(words(), []);
});

test('a text in parts is kept whole, but for a date alone', async () => {
  const play = playIn(planOf('bovv6'), 'na.oogst').enter('na.slot');
  const action = {'field na.oogst/actie/what': 'Bellen', 'field na.oogst/actie/due': '2026-02-01'};
  const {client, words, press} = await page(play, action);
  assert.deepEqual(words(), ['Dit had je nog niet gedeeld: «Bellen · 2026-02-01»']);
  await press(2);
  assert.deepEqual([words(), client.drafts], [[], {'field na.oogst/actie/what': '', 'field na.oogst/actie/due': ''}]);
  assert.deepEqual((await page(play, {'field na.oogst/actie/due': '2026-02-01'})).words(), []);
});

test('what the presenter has prepared is left over of a case of their own, and of none that is to come', async () => {
  const play = five('1.stelling').enter('1.beeld');
  const casus = {'stelling/casus': 'Een moeder belt'};
  assert.deepEqual((await page(play, {...casus}, 3)).words(), ['Dit had je nog niet gedeeld: «Een moeder belt»']);
  assert.deepEqual((await page(play, {...casus}, 4)).words(), []);
  play.enter('na.slot').say('session.closed', {purge_ms: 9e12});
  assert.equal((await page(play, {...casus}, 3, 'kring-end')).words().length, 1);
  assert.deepEqual((await page(play, {...casus}, 4, 'kring-end')).words(), []);
});

test('a text that would be one too many is asked about, in its own step too', async () => {
  const play = five('1.stelling').write(1, 3, 'casus', {text: 'Opgeschreven'});
  assert.deepEqual((await page(play, {'stelling/casus': 'Getypt'}, 3)).words(),
    ['Dit had je nog niet gedeeld: «Getypt»']);
});

test('a note that was not written is there for who typed it, as long as it is in no field', async () => {
  const play = five('1.stelling').say('pen.changed', {pen: id('member', 4)});
  const note = {'note 1.stelling': 'Ze belt elke week'};
  assert.deepEqual((await page(play, {...note})).words(), [], 'the pen writes it');
  play.say('pen.changed', {pen: id('member', 5)});
  assert.deepEqual((await page(play, {...note})).words(), ['Dit had je nog niet gedeeld: «Ze belt elke week»']);
});

test('what was refused after the page was loaded again is there, whatever the step', async () => {
  assert.deepEqual((await page(five('1.lees'), {[`refused ${id('item', 1)}`]: 'Te laat'})).words(),
    ['Dit had je nog niet gedeeld: «Te laat»']);
});

test('a change that was not saved when the cards were opened is kept, and none where nothing was changed', async () => {
  const play = five('1.schrijf');
  play.own[1] = [{item: id('item', 1), version: 1, json: {text: 'Ik zou bellen'}, by: 4}];
  const begun = {[`edit ${id('item', 1)}/text`]: 'Ik zou haar bellen'};
  const {client, words} = await page(play, {...begun});
  assert.equal(words().length, 1, 'the page was loaded again meanwhile');
  edit(client, id('item', 1));
  await rendered();
  assert.deepEqual(words(), [], 'it is in its field');
  play.own = {};
  play.enter('1.lees').open(1, [[1, {text: 'Ik zou bellen'}], [2, {text: 'b'}], [3, {text: 'c'}]]);
  client.touch();
  await rendered();
  assert.deepEqual(words(), ['Dit had je nog niet gedeeld: «Ik zou haar bellen»']);
  assert.deepEqual((await page(play, {[`edit ${id('item', 1)}/text`]: 'Ik zou bellen'})).words(), []);
});

test('a text that is refused comes back as it was, and is left out of reports if it was to be', async () => {
  const {client} = await page(five('1.beeld'), {});
  const name = 'field 1.beeld/vragen';
  setUnsent(client, name, {private: true});
  await sendDrafts(client, name, [{draft: name, text: 'Wat zei ze?'}], async () => {
    client.setDraft(name, 'En toen?');
    throw {code: 'stale', temporary: false};
  });
  assert.equal(client.draft(name), 'Wat zei ze?\nEn toen?');
  assert.deepEqual(unsent(client, name), {private: true, problem: 'Dat kan nu niet.'});
});
