// @ts-check
import {rendered} from './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {show, type} from './support/drawn.js';
import {five, id, planOf} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {joined, partsOf} from '../../web/core/noteparts.js';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/noteline.js';

await speak('nl');

test('the parts of a note line come back as they were written, whatever is in them', () => {
  for (const parts of [['a', 'b'], ['a\nb', ''], ['', 'b'], ['a\n\nb', 'c – d'], ['x'.repeat(2000), 'y']]) {
    assert.deepEqual(partsOf(joined(parts), 2), parts);
  }
  assert.equal(joined(['', ' ']), '');
  assert.deepEqual(partsOf(joined(['a\n—\nb', 'c']), 2), ['a\n–\nb', 'c'], 'the sign alone on a line');
  assert.deepEqual(partsOf('zonder delen', 2), ['zonder delen', '']);
  assert.deepEqual(partsOf('a\n—\nb\n—\nc', 2), ['a', 'b\n—\nc'], 'more than there are: none is lost');
});

/** The note line of BOvV step 3 with what hinders and what helps. @param {number} n @param {string} text */
async function line(n, text) {
  const plan = structuredClone(planOf('bovv6'));
  const words = (/** @type {string} */ nl) => ({nl, en: nl});
  plan.steps.find((/** @type {any} */ step) => step.id === '1.beeld').page.notes = {
    label: words('Wat hindert en wat helpt'),
    fields: [{id: 'hindert', label: words('Wat hindert')}, {id: 'helpt', label: words('Wat helpt')}]};
  const play = five('1.beeld', {}, plan).say('pen.changed', {pen: id('member', 4)});
  const client = new PlayedClient(play, n);
  /** @type {string[]} */
  const sent = [];
  Object.assign(client, {note: () => text, writeNote: async (/** @type {string} */ words) => {
    sent.push(words);
    return 1;
  }});
  const view = show('kring-note', {client});
  await rendered();
  return {view, sent, find: (/** @type {string} */ test) => view.querySelector(`[data-test="${test}"]`)};
}

test('what hinders and what helps stand beside each other, and the pen writes in both', async () => {
  const text = joined(['Geen agenda', 'Daan steunt hem']);
  const others = await line(5, text);
  const parts = [...others.view.querySelectorAll('.columns > div')];
  assert.deepEqual(parts.map((part) => part.textContent), ['Wat hindertGeen agenda', 'Wat helptDaan steunt hem']);
  assert.match(others.view.textContent, /^Wat hindert en wat helptpen: Daan/);
  const {find, sent} = await line(4, text);
  assert.deepEqual([find('field-note').value, find('field-note-1').value], ['Geen agenda', 'Daan steunt hem']);
  type(find('field-note-1'), 'Daan');
  await rendered();
  type(find('field-note'), 'Geen tijd');
  assert.deepEqual(sent.map((words) => partsOf(words, 2)), [['Geen agenda', 'Daan'], ['Geen tijd', 'Daan']]);
});

test('a line without parts is one text, as it was', async () => {
  const play = five('1.stelling').say('pen.changed', {pen: id('member', 4)});
  const client = new PlayedClient(play, 4);
  /** @type {string[]} */
  const sent = [];
  Object.assign(client, {writeNote: async (/** @type {string} */ words) => sent.push(words)});
  const view = show('kring-note', {client});
  await rendered();
  type(view.querySelector('[data-test=field-note]'), 'a\n—\nb');
  assert.deepEqual(sent, ['a\n—\nb']);
  assert.equal(view.querySelector('.columns'), null);
});

test('as long as nothing is noted it is one line with the way to the pen', async () => {
  const empty = await line(5, '');
  assert.match(empty.view.textContent, /^Wat hindert en wat helptpen: DaanNeem de pen over$/);
  assert.equal(empty.find('note'), null);
  const half = await line(5, joined(['Geen agenda', '']));
  assert.match(half.view.textContent, /Geen agendaWat helptNog niets\./);
});
