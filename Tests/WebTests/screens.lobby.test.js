import {test} from 'node:test';
import assert from 'node:assert/strict';
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {Play, planOf, start_ms} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {speak} from '../../web/i18n/index.js';

await import('../../web/screens/lobby.js');

const minute = 60_000;

/** A lobby of five, an hour before the planned end, some minutes later. */
async function lobby(minutes) {
  speak('nl');
  const play = new Play(planOf('bovv6'), 5, {start_ms, end_ms: start_ms + 60 * minute}).chair(1)
    .presents(1, 3);
  play.now += minutes * minute;
  const client = new Onlooker(play, 1);
  client.phase = 'lobby';
  const page = show('kring-lobby', {client});
  await rendered();
  return {play, client, page, begin: async () => {
    page.querySelector('[data-test=main-action]').click();
    await rendered();
    play.enter('voor.inchecken');
    client.dispatchEvent(new Event('step'));
    await rendered();
  }};
}

test('a plan that lost some minutes in the lobby fits itself, without a word before', async () => {
  const {client, page, play, begin} = await lobby(9);
  assert.doesNotMatch(page.textContent, /Tot het einde|minuten nodig|korter/);
  await begin();
  const [go, fit] = client.sent;
  assert.deepEqual([go.do, go.to, fit.do, fit.visit], ['step.go', 'voor.inchecken', 'plan.time', 1]);
  const steps = play.state.plan.steps.filter((step) => step.id !== '1.keuze');
  const time = steps.map((step) =>
    fit.planned.find((one) => one.step === step.id)?.planned_ms ?? step.planned_ms);
  const sum = time.reduce((all, one) => all + one, 0);
  assert.ok(sum <= 51 * minute && sum > 50 * minute, `${sum / minute} minutes`);
});

test('a plan that fits is left alone, and so is one whose end is behind', async () => {
  for (const minutes of [0, 61]) {
    const {client, page, begin} = await lobby(minutes);
    assert.equal(/Het einde dat was afgesproken is voorbij/.test(page.textContent), minutes > 60);
    await begin();
    assert.deepEqual(client.sent.map((one) => one.do), ['step.go']);
  }
});

test('it says when the steps will be noticeably shorter', async () => {
  const {page} = await lobby(25);
  assert.match(page.textContent, /Tot het einde zijn er nog 35 minuten. Elke stap wordt daarom/);
});
