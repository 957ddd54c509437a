import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {Play, planOf, start_ms} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {speak} from '../../web/i18n/index.js';

await import('../../web/screens/lobby.js');
await import('../../web/screens/chooser.js');

const minute = 60_000;
/** Where dialogs are, once there was one: it goes into each new page. */
let dialogs = null;

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
  const {client, page, play, begin} = await lobby(8);
  assert.doesNotMatch(page.textContent, /Tot het einde|minuten nodig|korter/);
  await begin();
  const [go, fit] = client.sent;
  assert.deepEqual([go.do, go.to, fit.do, fit.visit], ['step.go', 'voor.inchecken', 'plan.time', 1]);
  const steps = play.state.plan.steps.filter((step) => step.id !== '1.keuze');
  const time = steps.map((step) =>
    fit.planned.find((one) => one.step === step.id)?.planned_ms ?? step.planned_ms);
  const sum = time.reduce((all, one) => all + one, 0);
  assert.ok(sum <= 52 * minute && sum > 51 * minute, `${sum / minute} minutes`);
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

test('a coming meeting can be put into a calendar, one that may begin now cannot', async () => {
  for (const [minutes, offered] of [[-60, true], [0, false], [8, false]]) {
    const {page} = await lobby(minutes);
    assert.equal(page.querySelector('[data-test=calendar]') !== null, offered, String(minutes));
  }
});

/** What a lobby says of a plan for people of whom the first chairs and nobody presents. */
async function saidOf(plan, people, group) {
  await speak('nl');
  const made = structuredClone(plan);
  made.page.group = group;
  const client = new Onlooker(new Play(made, people).chair(1), 1);
  client.phase = 'lobby';
  const page = show('kring-lobby', {client});
  await rendered();
  return [...page.querySelectorAll('[data-test=warnings] > p')].map((one) => one.textContent);
}

test('what does not fit is said for the case it is about, and for one ideal size or several', async () => {
  assert.deepEqual(await saidOf(planOf('bovv6'), 3, [3, 5, 6, 8]),
    ['Jullie zijn met 3. Deze methode werkt het beste met 5 tot 6.']);
  assert.deepEqual(await saidOf(planOf('bovv6'), 6, [3, 5, 5, 8]),
    ['Jullie zijn met 6. Deze methode werkt het beste met 5.']);
  // A plan without a step in which the group chooses.
  const one = structuredClone(planOf('bovv6'));
  one.steps = one.steps.filter((step) => !step.settles);
  assert.deepEqual(await saidOf(one, 6, [3, 5, 6, 8]), ['Er is nog geen inbrenger.']);
  const second = one.steps.filter((step) => step.case === 1).map((step) =>
    ({...step, case: 2, id: step.id.replace('1.', '2.')}));
  assert.deepEqual(await saidOf({...one, cases: 2, steps: [...one.steps, ...second]}, 6, [3, 5, 6, 8]),
    ['Voor casus 1 is er nog geen inbrenger.', 'Voor casus 2 is er nog geen inbrenger.']);
});

/** Clicks and waits. */
async function press(node) {
  node.click();
  for (let turn = 0; turn < 5; turn += 1) await rendered();
}

/** A lobby of five in which nobody chairs yet, on somebody's page; the first made the meeting. */
async function waiting(n, props = {}) {
  await speak('nl');
  const play = new Play(planOf('bovv6'), 5, {start_ms, end_ms: start_ms + 60 * minute});
  const client = new Onlooker(play, n);
  client.phase = 'lobby';
  client.send = async (name, fields) => {
    client.sent.push({do: name, ...fields});
    if (name === 'chair.take') play.chair(n);
    return 1;
  };
  const page = show('kring-lobby', {client, ...props});
  await rendered();
  const find = (test) => page.querySelector(`[data-test="${test}"]`);
  return {play, client, page, find};
}

test('who made the meeting to facilitate it takes the chair for that, and no other member does', async () => {
  const maker = await waiting(1, {guides: true});
  assert.equal(maker.find('main-action').textContent, 'Ik begeleid deze groep');
  await press(maker.find('main-action'));
  assert.deepEqual(maker.client.sent.map((one) => [one.do, one.guiding]),
    [['chair.take', undefined], ['chair.guide', true]]);
  const other = await waiting(2, {guides: true});
  assert.equal(other.find('main-action').textContent, 'Ik word voorzitter');
  await press(other.find('main-action'));
  assert.deepEqual(other.client.sent.map((one) => one.do), ['chair.take']);
});

test('any chair can facilitate from the lobby on: the group is told, and does not name them presenter', async () => {
  const {play, client, page, find} = await waiting(2);
  play.chair(2);
  page.update();
  await rendered();
  const names = () => [...find('presenter-1').options].map((option) => option.textContent);
  assert.ok(names().includes('Bram'));
  await press(find('tick-guides'));
  assert.deepEqual(client.sent.at(-1), {do: 'chair.guide', guiding: true});
  play.say('chair.guiding', {guiding: true});
  page.update();
  await rendered();
  assert.ok(!names().includes('Bram'));
  const other = await waiting(4);
  other.play.chair(2).say('chair.guiding', {guiding: true});
  other.page.update();
  await rendered();
  assert.match(other.find('guided').textContent, /Bram begeleidt en doet zelf niet mee/);
  assert.equal(other.find('tick-guides'), null);
});

test('the group looks at other methods for who is there; the chair chooses one, and how long it is', async () => {
  const bovv = JSON.parse(readFileSync(new URL('../../protocol/methods/bovv6.json', import.meta.url)));
  const maker = {methods: async () => ({methods: [bovv, {...bovv, id: 'grote', group: [9, 9, 9, 9]}],
    frame: {before: [{part: 'lookback'}], after: [{part: 'checkout', from: 45}]}}),
  method: async () => bovv, create: () => assert.fail('nothing is made anew')};
  const look = async (n, chair) => {
    const lobby = await waiting(n, {maker});
    lobby.play.chair(chair);
    lobby.play.now += 20 * minute;
    await press(lobby.find('other-method'));
    for (let turn = 0; turn < 40; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    dialogs ??= document.querySelector('kring-dialogs');
    document.body.append(dialogs);
    for (let turn = 0; turn < 5; turn += 1) await rendered();
    return {...lobby, dialog: document.querySelector('[data-test=dialog-methods]')};
  };
  const member = await look(4, 1);
  assert.match(member.dialog.textContent, /Past goed: 5 mensen, 40 minuten per casus/);
  assert.match(member.dialog.textContent, /De voorzitter kan een andere methode/);
  assert.equal(member.dialog.querySelector('[data-test=replan]'), null);
  hideAll();
  const {dialog, client} = await look(1, 1);
  await press(dialog.querySelector('[data-test=method-bovv6]'));
  dialog.querySelector('[data-test=choice-plan-cases-2]').click();
  dialog.querySelector('[data-test=choice-plan-minutes-90]').click();
  await press(dialog.querySelector('[data-test=replan]'));
  for (let turn = 0; turn < 5; turn += 1) await rendered();
  // The plan has its checkout as usual, and was made without looking back.
  assert.deepEqual(client.sent, [
    {do: 'plan.choose', edition: 0, method: 'bovv6', cases: 2, minutes: 90, frame: {}},
    {do: 'session.time', edition: 0, start_ms, end_ms: start_ms + 90 * minute}]);
});

test('where nobody presents nobody is asked who does, and nothing is missing', async () => {
  const plan = structuredClone(planOf('bovv6'));
  plan.steps = plan.steps.filter((step) => step.case === undefined);
  const play = new Play(plan, 5).chair(1);
  const client = new Onlooker(play, 1);
  client.phase = 'lobby';
  const page = show('kring-lobby', {client});
  await rendered();
  assert.equal(page.querySelector('[data-test=presenter-1]'), null);
  assert.equal(page.querySelector('[data-test=main-action]').getAttribute('aria-disabled'), null);
});

test('in a practice that a made-up colleague leads, one waits for the start and not for a pause', async () => {
  await speak('nl');
  const client = new Onlooker(new Play(planOf('bovv6'), 5).chair(1).presents(1, 3), 2);
  client.phase = 'lobby';
  const page = show('kring-lobby', {client, practises: true});
  await rendered();
  const main = page.querySelector('[data-test=main-action]');
  assert.equal(main.textContent, 'Je collega begint zo');
  assert.equal(main.getAttribute('aria-disabled'), 'true');
});
