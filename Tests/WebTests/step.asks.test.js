import {test} from 'node:test';
import assert from 'node:assert/strict';
import './support/dom.js';
import {Play, id, planOf, start_ms} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {speak} from '../../web/i18n/index.js';

const {Now} = await import('../../web/kit/now.js');
const {askedOf} = await import('../../web/step/asks.js');
await speak('nl');

const minute = 60_000;

/** What asks for the attention of somebody in a meeting of an hour, some minutes after its start. */
function asked(n, minutes) {
  const play = new Play(planOf('bovv6'), 5, {start_ms, end_ms: start_ms + 60 * minute}).chair(1)
    .presents(1, 3);
  play.now += minutes * minute;
  return askedOf(new Now(new Onlooker(play.enter('1.beeld'), n)));
}

test('the chair is asked to shorten while that still helps, and only the chair', () => {
  const keys = (n, minutes) => asked(n, minutes).map(({key}) => key);
  assert.deepEqual(keys(1, 30), ['over']);
  assert.deepEqual(keys(4, 30), []);
  assert.deepEqual(keys(1, 61), [], 'the end is behind: nothing can be done about it');
});

test('what asks has words that can be read aloud, and a title without a name', () => {
  const play = new Play(planOf('bovv6'), 5).chair(1).presents(1, 3).enter('1.beeld')
    .say('halt.raised', {by: id('member', 4)});
  play.presence.door = [{member: id('member', 9), name: 'N', lost: true}];
  const client = new Onlooker(play, 1);
  client.connection = 'offline';
  const all = askedOf(new Now(client));
  assert.deepEqual(all.map(({key}) => key), ['offline', `door-${id('member', 9)}`, 'halt']);
  for (const {words, title} of all) {
    assert.equal(typeof words, 'string');
    assert.doesNotMatch(title ?? '', /Anna|Bram|Celine|Daan|Gijs/);
  }
});

test('who knocks with the name of somebody who is in is told apart, and the doorkeeper is told to ask', () => {
  const play = new Play(planOf('bovv6'), 5).chair(1).presents(1, 3).enter('1.beeld');
  play.presence.door = [{member: id('member', 9), name: 'N', lost: false}];
  const client = new Onlooker(play, 1);
  const name = client.name.bind(client);
  const words = (/** @type {string} */ called) => {
    client.name = (/** @type {string} */ member) => (member === id('member', 9) ? called : name(member));
    return askedOf(new Now(client)).find(({key}) => key.startsWith('door'))?.words;
  };
  assert.equal(words('Gijs'), 'Gijs klopt aan.');
  assert.equal(words('Celine (2)'), 'Celine (2) klopt aan. Er is al een Celine in de groep: vraag wie dit is.');
  assert.equal(words('Gijs (2)'), 'Gijs (2) klopt aan.', 'a number that somebody typed');
});
