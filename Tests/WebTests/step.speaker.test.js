import {afterEach, beforeEach, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage} from './support/dom.js';
import {Play, five, id, planOf} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {speak} from '../../web/i18n/index.js';
import {Speaker, titleOf} from '../../web/step/speaker.js';

const M = (n) => id('member', n);
let stop = new AbortController();
const leave = () => stop.abort();

/** Lets the seconds pass and returns what is said meanwhile. */
function heard(seconds = 4) {
  const said = [];
  const region = document.querySelector('[data-test=live]');
  for (let second = 0; second < seconds; second += 1) {
    region.textContent = '';
    mock.timers.tick(1000);
    if (region.textContent) said.push(region.textContent);
  }
  return said.join(' | ');
}

/** Somebody who listens to a play. */
function listen(play, n) {
  leave();
  stop = new AbortController();
  emptyPage();
  const client = new Onlooker(play, n);
  const started = performance.now();
  mock.method(performance, 'now', () => started + Date.now());
  new Speaker(client, stop.signal);
  client.changed();
  return client;
}

beforeEach(async () => {
  await speak('nl');
  mock.timers.enable({apis: ['setTimeout', 'Date']});
});

afterEach(() => {
  leave();
  mock.reset();
  mock.timers.reset();
});

test('whoever asks for attention is announced once, to those it concerns', () => {
  const play = five('1.beeld');
  const client = listen(play, 1);
  assert.equal(heard(), '');
  play.presence.door = [{member: M(9), name: 'N', lost: false}];
  client.changed();
  assert.equal(heard(), 'Gijs klopt aan.');
  assert.equal(heard(), '');
  play.say('halt.raised', {by: M(4)});
  client.changed();
  assert.match(heard(), /^Daan vraagt om even stil te staan\./);
  listen(play, 4);
  assert.match(heard(), /^Daan vraagt/, 'and to who comes in later; the door is not for everybody');
});

test('the end of the time is announced to the chair', () => {
  const play = five('1.besluit');
  const client = listen(play, 1);
  heard();
  play.now += play.state.clock.planned_ms + 1;
  client.changed();
  assert.match(heard(), /^De tijd voor deze stap is om/);
  listen(play, 4);
  assert.equal(heard(), '');
});

test('a stopped case is announced to everybody, in the step it leads to', () => {
  for (const n of [1, 3, 4]) {
    const play = five('1.beeld');
    const client = listen(play, n);
    heard();
    play.say('case.stopped', {case: 1, keep: true}).enter('na.oogst');
    client.changed();
    assert.match(heard(), n === 3 ? /^Je bent gestopt/ : /^Celine is gestopt. Neem een minuut/);
  }
});

test('what has gone before it could be said is not said, nor a turn of the last step', () => {
  const play = five('1.beeld');
  const client = listen(play, 1);
  client.dispatchEvent(Object.assign(new Event('step'), {detail: {}}));
  play.presence.door = [{member: M(9), name: 'N', lost: false}];
  client.dispatchEvent(Object.assign(new Event('turn'), {detail: {mine: true}}));
  mock.timers.tick(1500);
  play.presence.door = [];
  play.enter('1.oordeel1');
  client.dispatchEvent(Object.assign(new Event('step'), {detail: {}}));
  client.changed();
  const said = heard();
  assert.match(said, /Oordeelsvorming/);
  assert.doesNotMatch(said, /klopt aan|aan de beurt/);
});

test('the tab tells what asks for attention, and nobody’s name', () => {
  const play = five('1.beeld');
  const client = listen(play, 1);
  assert.match(titleOf(client), /^\d\d:\d\d · Beeldvorming$/);
  play.presence.door = [{member: M(9), name: 'N', lost: false}];
  assert.match(titleOf(client), /^\(!\) Er klopt iemand aan · \d\d:\d\d · Beeldvorming$/);
  client.changed();
  assert.equal(document.title, titleOf(client));
  play.presence.door = [];
  play.say('halt.raised', {by: M(4)});
  assert.match(titleOf(client), /^\(!\) Even stilstaan · /);
  play.say('halt.cleared').now += play.state.clock.planned_ms + 2000;
  assert.match(titleOf(client), /^\(!\) De tijd is om · \+/);
  const late = new Play(planOf('bovv6'), 3).chair(1);
  assert.equal(titleOf(Object.assign(new Onlooker(late, 1), {phase: 'lobby'})),
    'Wachten op de groep · Kring');
});
