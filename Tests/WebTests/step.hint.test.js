// @ts-check
import './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {five, planOf} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/step.js';

const {Now} = await import('../../web/kit/now.js');
const {writingOf} = await import('../../web/step/writing.js');
await speak('nl');

const leading = 'Vind je ook niet dat hij te ver ging?';
const advice = 'Heb je al eens overwogen om te stoppen?';

/** What the help says of a text in the field below. @param {PlayedClient} client @param {string} text */
const says = (client, text) => writingOf(new Now(client))?.help?.(text) ?? '';

test('a hint is given once in a step: while that question is written, not at each one again', async () => {
  const client = new PlayedClient(five('1.beeld'), 4);
  assert.equal(says(client, 'Wat gebeurde er?'), '');
  assert.match(says(client, leading), /stuurt het antwoord al/);
  assert.match(says(client, `${leading} `), /stuurt het antwoord al/, 'it stays while it is written');
  assert.equal(says(client, 'Waar lag voor jou de grens?'), '', 'it goes with what it was about');
  await client.addItem('vragen', {text: 'Waar lag voor jou de grens?'});
  assert.equal(says(client, advice), '', 'the next question is the asker’s own');
  client.play.enter('1.beeld');
  assert.match(says(client, advice), /advies/, 'another visit is another step');
});

test('the hint is for its writer alone: another member has one of their own', () => {
  const play = five('1.beeld');
  assert.match(says(new PlayedClient(play, 4), leading), /stuurt/);
  assert.match(says(new PlayedClient(play, 5), leading), /stuurt/);
});

test('where facts are asked for, and where nothing is, no help is given', () => {
  for (const help of ['facts', undefined]) {
    const plan = structuredClone(planOf('bovv6'));
    plan.steps.find((/** @type {any} */ step) => step.id === '1.beeld').inputs[0].page.help = help;
    assert.equal(says(new PlayedClient(five('1.beeld', {}, plan), 4), leading), '');
  }
});
