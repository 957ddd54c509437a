// @ts-check
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {five, id, planOf} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {PlayedClient} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {Now} from '../../web/kit/now.js';
import {inputsFor} from '../../web/core/meeting.js';
import {showNoting, wantProof} from '../../web/dialogs/noting.js';
import {asks, askedOf} from '../../web/step/asks.js';
import '../../web/screens/lobby.js';

await speak('nl');

const all = [1, 2, 3, 4, 5].map((n) => id('member', n));

/** What the chair is asked about presence. @param {Onlooker} client */
const asked = (client) => askedOf(new Now(/** @type {any} */ (client))).find(({key}) => key === 'noting');

test('nobody is asked who is there, unless this group wants proof of attendance', () => {
  const client = new Onlooker(five('1.keuze'), 1);
  assert.equal(asked(client), undefined);
  wantProof(/** @type {any} */ (client), true);
  assert.match(asked(client)?.words ?? '', /Klopt dit\? 5 mensen aanwezig\./);
  assert.equal(asked(client)?.kind, 'quiet', 'it moves no main button and is no alarm');
  wantProof(/** @type {any} */ (client), false);
  assert.equal(asked(client), undefined);
  client.play.say('secrecy.discussed');
  assert.ok(asked(client), 'what the group settled holds for whoever chairs later');
  assert.equal(asked(new Onlooker(client.play, 2)), undefined, 'only who chairs is asked');
});

test('presence is asked for at the first step, at each case and at the close, once each', () => {
  const play = five(undefined, {}, planOf('bovv6', 2, 120)).say('secrecy.discussed');
  const client = new Onlooker(play, 1);
  const note = () => play.say('attendance.noted', {members: all});
  assert.equal(asked(client), undefined, 'not before the beginning');
  for (const step of ['voor.inchecken', '1.keuze', '2.keuze']) {
    play.enter(step);
    assert.ok(asked(client), step);
    note();
    assert.equal(asked(client), undefined, step);
    if (step === '1.keuze') assert.equal(asked(new Onlooker(play.enter('1.stelling'), 1)), undefined);
  }
  play.say('session.closed', {purge_ms: play.now + 1000});
  assert.ok(asked(client));
  note();
  assert.equal(asked(client), undefined);
  assert.deepEqual(play.state.attendance.length, 4);
  assert.deepEqual(play.state.attendance[0], {at_ms: play.now, members: all});
});

test('one press notes everybody who is connected', async () => {
  const play = five('1.keuze').say('secrecy.discussed').is(5, {away_ms: 1});
  const client = new Onlooker(play, 1);
  const drawn = /** @type {any} */ (asked(client));
  assert.match(drawn.words, /4 mensen/);
  await drawn.answers[0].props.onclick();
  assert.deepEqual(client.sent, [{do: 'attendance.note', noted: 0, members: all.slice(0, 4)}]);
  assert.ok(asks(new Now(/** @type {any} */ (client))));
});

test('who is not there can be unticked, and who is there without a connection ticked', async () => {
  const client = new PlayedClient(five('1.keuze').is(5, {away_ms: 1}), 1);
  showNoting(/** @type {any} */ (client));
  await rendered();
  const dialog = /** @type {any} */ (document.querySelector('[data-test="dialog-noting"]'));
  const box = (/** @type {number} */ n) => dialog.querySelector(`[data-test="tick-there-${id('member', n)}"]`);
  assert.deepEqual([1, 2, 3, 4, 5].map((n) => box(n).checked), [true, true, true, true, false]);
  for (const [n, on] of /** @type {[number, boolean][]} */ ([[2, false], [5, true]])) {
    box(n).checked = on;
    box(n).dispatchEvent(new window.Event('change'));
  }
  await rendered();
  dialog.querySelector('[data-test="note-attendance"]').click();
  await rendered();
  assert.deepEqual(client.sent, [{do: 'attendance.note', noted: 0, members: [1, 3, 4, 5].map((n) => id('member', n))}]);
  hideAll();
});

test('nobody is asked for an official name in a group that wants no proof', () => {
  const play = five('na.slot');
  const isAsked = () => inputsFor(play.for(2)).map(({input}) => input.id).includes('lijst');
  assert.equal(isAsked(), false);
  play.say('attendance.noted', {members: all});
  assert.equal(isAsked(), true);
});

test('in the lobby who chairs says what was discussed, the others see when', async () => {
  const play = five();
  const client = new PlayedClient(play, 1);
  client.phase = 'lobby';
  const view = show('kring-lobby', {client});
  await rendered();
  const find = (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
  assert.equal(find('proof-before').open, false);
  find('tick-secrecy').checked = true;
  find('tick-secrecy').dispatchEvent(new window.Event('change'));
  await rendered();
  assert.deepEqual(client.sent, [{do: 'secrecy.discuss'}]);
  play.say('secrecy.discussed');
  view.update();
  await rendered();
  assert.equal(find('tick-secrecy'), null, 'once is enough');
  assert.match(find('secrecy').textContent, /besproken om \d\d:\d\d/);
  assert.equal(find('tick-proof').checked, true);
  const other = show('kring-lobby', {client: Object.assign(new PlayedClient(play, 2), {phase: 'lobby'})});
  await rendered();
  assert.equal(other.querySelector('[data-test="proof-before"]'), null);
  assert.match(other.querySelector('[data-test="secrecy"]').textContent, /besproken om/);
});
