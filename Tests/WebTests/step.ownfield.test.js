import {rendered} from './support/dom.js';
import {show, type} from './support/drawn.js';
import {id, planOf} from './support/meeting.js';
import {PlayedClient, madePlan, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/step.js';

await speak('nl');

/** The takeaways while the second has the floor, as somebody sees them. @param {number} n */
async function takeaways(n, speaker = 2) {
  const play = playIn(planOf('bovv6'), 'na.oogst')
    .turn({speaker: id('member', speaker), waiting: [3, 4, 5].map((one) => id('member', one))});
  play.write(1, 1, 'oogst', {text: 'Vragen helpt.'}).write(2, 5, 'oogst', {text: 'Luisteren helpt.'});
  const client = new PlayedClient(play, n);
  const page = show('kring-step', {client});
  client.addEventListener('change', () => page.update());
  await rendered();
  const find = (test) => page.querySelector(`[data-test="${test}"]`);
  return {page, client, find, main: () => find('main-action')};
}

/** Whether one element comes before another. */
function isBefore(one, other) {
  return Boolean(one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

test('whoever has said an insight finds the own action above those of all, with the main button for it', async () => {
  const {find, main} = await takeaways(5);
  assert.equal(find('field-compose'), null);
  assert.ok(isBefore(find('field-actie-what'), find('live-texts')));
  assert.deepEqual([main().dataset.action, main().textContent], ['lay-down', 'Laat zien']);
});

test('the main button goes to the empty field, and sends what is in it', async () => {
  const {client, find, main} = await takeaways(5);
  await new Promise((resolve) => setTimeout(resolve, 520)); // until it believes a press
  main().click();
  assert.equal(document.activeElement, find('field-actie-what'));
  type(find('field-actie-what'), 'Bellen');
  await new Promise((resolve) => setTimeout(resolve, 520));
  main().click();
  await rendered();
  assert.deepEqual(client.sent.map(({input, json}) => [input, json]), [['actie', {what: 'Bellen'}]]);
});

test('one button sends all that was typed, and says that there are two texts', async () => {
  const {client, find, main} = await takeaways(2);
  type(find('field-compose'), 'Eerst vragen.');
  await rendered();
  assert.equal(main().textContent, 'Laat zien');
  type(find('field-actie-what'), 'Bellen');
  await rendered();
  assert.equal(main().textContent, 'Verstuur deze 2 teksten');
  await new Promise((resolve) => setTimeout(resolve, 520));
  main().click();
  await rendered();
  assert.deepEqual(client.sent.map(({input, json}) => [input, json]),
    [['actie', {what: 'Bellen'}], ['oogst', {text: 'Eerst vragen.'}]]);
});

test('who closes a meeting, and who is asked about actions and dates, sees those that were written', async () => {
  const play = playIn(planOf('bovv6'), 'na.oogst')
    .write(1, 4, 'actie', {what: 'Mijn collega bellen', due: '2026-03-09'});
  play.write(2, 5, 'oogst', {text: 'Luisteren helpt.'}).enter('na.slot');
  for (const n of [1, 3]) {
    const page = show('kring-step', {client: new PlayedClient(play, n)});
    await rendered();
    const agreed = page.querySelector('[data-test="agreed"]').textContent;
    assert.match(agreed, /Mijn collega bellen.*9 maart/);
    assert.doesNotMatch(agreed, /Luisteren/, 'what people learned is no action');
  }
});

test('who waits for a turn may be passed over, beside who is to come; nobody else is asked', async () => {
  const waits = await takeaways(4);
  waits.find('skip-turn').click();
  await rendered();
  assert.deepEqual(waits.client.sent.map((one) => [one.do, one.member]), [['turn.skip', id('member', 4)]]);
  assert.equal((await takeaways(2)).find('skip-turn'), null);
});

test('what the presenter says is written by the pen too, whose main button stays for the notes', async () => {
  const play = playIn(planOf('quadrants'), '1.ander').say('pen.changed', {pen: id('member', 4)});
  const keys = {};
  for (const n of [3, 4]) {
    const page = show('kring-step', {client: new PlayedClient(play, n)});
    await rendered();
    assert.ok(page.querySelector('[data-test^=field-ander]'), `${n} has the field`);
    keys[n] = page.querySelector('[data-test=main-action]').dataset.action;
  }
  assert.deepEqual(keys, {3: 'lay-down', 4: 'write-along'});
});

test('what is asked in several parts without a name is one form, each field with its promise', async () => {
  const play = playIn(planOf('bovv6'), 'na.evaluatie');
  const client = new PlayedClient(play, 4);
  const page = show('kring-step', {client});
  client.addEventListener('change', () => page.update());
  await rendered();
  const find = (test) => page.querySelector(`[data-test="${test}"]`);
  const field = find('field-ongezegd');
  assert.equal(find('field-compose'), null);
  assert.ok(isBefore(find('rating-veiligheid'), field));
  assert.match(document.getElementById(field.getAttribute('aria-describedby')).textContent,
    /Je naam staat niet bij je kaart/);
  type(field, 'Dat het lang duurde.');
  await rendered();
  assert.deepEqual([find('main-action').dataset.action, find('main-action').textContent],
    ['lay-down', 'Leg dit neer']);
});

test('what is shown at once is shown, and what lies closed is laid down, whoever has the floor', async () => {
  const labels = [];
  for (const opens of [undefined, '1.later']) {
    for (const floor of /** @type {const} */ (['free', 'turns', 'presenter', 'hands'])) {
      const input = {page: {as: 'text'}, by: 'all', ...(opens ? {opens, named: false} : {})};
      const client = new PlayedClient(playIn(madePlan(/** @type {any} */ (input), {floor})), 4);
      const page = show('kring-step', {client});
      client.addEventListener('change', () => page.update());
      await rendered();
      type(page.querySelector('[data-test^=field-]'), 'Een gedachte');
      await rendered();
      const main = page.querySelector('[data-test=main-action]');
      if (main.dataset.action === 'lay-down') labels.push([floor, Boolean(opens), main.textContent]);
    }
  }
  assert.ok(labels.some(([, closed]) => closed) && labels.some(([, closed]) => !closed),
    JSON.stringify(labels));
  for (const [floor, closed, label] of labels) {
    assert.equal(label, closed ? 'Leg dit neer' : 'Laat zien', `${floor}, closed: ${closed}`);
  }
});

test('whoever writes much is told how much more there is room for, before it is refused', async () => {
  const {find} = await takeaways(3);
  const said = async (/** @type {string} */ text) => {
    type(find('field-compose'), text);
    await rendered();
    return find('room')?.textContent ?? '';
  };
  assert.equal(await said('a'.repeat(3600)), '');
  assert.equal(await said('a'.repeat(3900)), 'Er is nog plaats voor zo’n 168 tekens.');
  assert.equal(await said('é'.repeat(2100)), 'Dit is zo’n 132 tekens te lang. Maak er twee van.');
});
