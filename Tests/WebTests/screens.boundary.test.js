// @ts-check
import {rendered} from './support/dom.js';
import {errorsIn, show} from './support/drawn.js';
import {Play, planOf} from './support/meeting.js';
import {PlayedClient, madePlan, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import '../../web/screens/lobby.js';
import '../../web/screens/room.js';
import '../../web/step/step.js';

/** What no well-made client seals, as the opened text of an item or the name of a member. */
const hostile = [{toString: null}, {tag: 'meta', props: {content: '0'}, children: []},
  {text: {toString: null}}, {text: {tag: 'a', props: {href: '//elsewhere.test'}, children: []}},
  {number: {toString: null}}, {pick: [{toString: null}]}, {pick: 7}, {x: 'left', y: null}, [], 'x', 7,
  {text: Array(40).fill('a')}, {number: 1e308}, {private: 'maybe'}, null, true];

const words = (/** @type {string} */ text) => ({nl: text, en: text});
const pages = [{as: 'text'}, {as: 'text', fields: ['what', 'due']},
  {as: 'pick', options: [{id: 'a', label: words('a')}, {id: 'b', label: words('b')}]},
  {as: 'number', range: [1, 5]}, {as: 'point', ends: ['l', 'r', 'b', 't'].map(words)}];

test('whatever an item holds, the rest of its step stays, and nothing of it becomes an element', async () => {
  for (const by of /** @type {const} */ (['presenter', 'others'])) {
    const play = playIn(madePlan(pages.map((page) => ({page, by, max: 32}))));
    let n = 200;
    for (const json of hostile) {
      for (const place of pages.keys()) {
        n += 1;
        play.write(n, by === 'presenter' ? 3 : 2, `in${place}`, json);
      }
    }
    await errorsIn(async () => {
      for (const who of [1, 2, 3, 4]) {
        const view = show('kring-step', {client: new PlayedClient(play, who)});
        await rendered();
        assert.ok(view.querySelector('[data-test=main-action]'), 'the main button is there');
        assert.ok(view.querySelector('[data-test=clock]'), 'the clock is there');
        assert.equal(view.querySelectorAll('meta, a[href*=elsewhere]').length, 0);
      }
    });
  }
});

test('a name that throws costs one part of the lobby, and it is back when the name is', async () => {
  const play = new Play(planOf('bovv6'), 4).chair(1);
  const client = Object.assign(new PlayedClient(play, 1), {phase: 'lobby'});
  const {name} = client;
  let broken = false;
  client.name = (member) => {
    if (broken) throw new TypeError('no name');
    return name.call(client, member);
  };
  const view = show('kring-lobby', {client});
  await rendered();
  broken = true;
  await errorsIn(async () => {
    view.update();
    await rendered();
  });
  assert.ok(view.querySelector('[data-test=failed]'));
  assert.ok(view.querySelector('[data-test=main-action]'), 'the meeting can begin');
  broken = false;
  view.update();
  await rendered();
  assert.equal(view.querySelectorAll('[data-test=failed]').length, 0);
  assert.ok(view.querySelector('[data-test=main-action]'));
});

test('at the door, too, what throws is a line, and the door is back at the next update', async () => {
  const client = Object.assign(new PlayedClient(new Play(planOf('bovv6'), 2), 1), {phase: 'waiting',
    prepare: async () => true, start: () => {}, background: () => {}});
  let broken = true;
  Object.defineProperty(client, 'waiting', {get: () => {
    if (broken) throw new TypeError('no door');
    return {reason: 'door'};
  }});
  /** @type {any} */
  let view;
  await errorsIn(async () => {
    view = show('kring-room', {client});
    await rendered();
  });
  assert.ok(view.querySelector('[data-test=failed]'));
  broken = false;
  client.touch();
  await rendered();
  assert.ok(view.querySelector('[data-test=screen-door]'));
});
