// @ts-check
import './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {show} from './support/drawn.js';
import {rendered} from './support/dom.js';
import {five, id} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/step.js';

/** What «Wat jij nu doet» says to somebody. @param {any} play @param {number} n */
async function told(play, n) {
  const view = show('kring-step', {client: new PlayedClient(play, n)});
  await rendered();
  const words = view.querySelector('[data-test=now-you]')?.textContent ?? '';
  view.remove();
  return words;
}

test('who has left the round is told that alone, and not how to ask a question', async () => {
  await speak('nl');
  assert.match(await told(five('1.beeld'), 4), /Tik op de knop/);
  const left = five('1.beeld').say('member.left', {member: id('member', 4)});
  assert.equal(await told(left, 4), 'Wat jij nu doetJe doet even niet mee. Je plek blijft tot het einde.');
});
