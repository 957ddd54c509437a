// @ts-check
import {rendered} from './support/dom.js';
import './support/drawn.js';
import {planOf} from './support/meeting.js';
import {PlayedClient, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {hideAll} from '../../web/kit/dialogs.js';
import {notesOf, openNotes} from '../../web/dialogs/notes.js';

test('the notes of two cases stand apart, each under its case', async () => {
  const plan = planOf('bovv6', 2);
  const client = new PlayedClient(playIn(plan, '2.beeld'), 4);
  client.privateNotes = {'1.stelling': 'of the first case', '2.stelling': 'of the second case'};
  notesOf(/** @type {any} */ (client));
  openNotes();
  await rendered();
  const earlier = document.querySelector('[data-test=earlier]');
  const [first, second] = [...earlier?.querySelectorAll('h3') ?? []];
  assert.notEqual(first.textContent, second.textContent);
  assert.match(first.textContent ?? '', /1/);
  const words = [...earlier?.querySelectorAll('p') ?? []].map((one) => one.textContent);
  assert.deepEqual(words, ['of the first case', 'of the second case']);
  hideAll();
});

test('the line of «Even stilstaan» is found back among the notes of other steps', async () => {
  const client = new PlayedClient(playIn(planOf('bovv6'), '1.beeld'), 4);
  client.privateNotes = {halt: 'We spoke about her, not with her.'};
  notesOf(/** @type {any} */ (client));
  openNotes();
  await rendered();
  assert.match(document.querySelector('[data-test=earlier]')?.textContent ?? '', /We spoke about her/);
  hideAll();
});
