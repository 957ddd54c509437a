// @ts-check
import {rendered} from './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {show} from './support/drawn.js';
import {Play, five, id, planOf, start_ms} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {speak, t} from '../../web/i18n/index.js';
import {hideAll} from '../../web/kit/dialogs.js';
import {caseDue, haltNote} from '../../web/core/meeting.js';
import '../../web/step/step.js';

const {Now} = await import('../../web/kit/now.js');
const {askedOf} = await import('../../web/step/asks.js');
const {toTakeAlong, unseen} = await import('../../web/dialogs/nextseat.js');
const {showMore} = await import('../../web/dialogs/more.js');
await speak('nl');
const minute = 60_000;

/** Somebody's page. @param {any} play @param {number} n */
async function page(play, n) {
  const client = new PlayedClient(play, n);
  /** @type {any[]} */
  const hands = [];
  client.hand = (...args) => { hands.push(args); };
  const dialogs = document.querySelector('kring-dialogs');
  hideAll();
  await rendered();
  const view = show('kring-step', {client});
  if (dialogs) document.body.append(dialogs);
  await rendered();
  return {view, client, hands, text: view.textContent, find: (/** @type {string} */ test) =>
    document.querySelector(`[data-test="${test}"]`), asked: () => askedOf(new Now(client))};
}

test('the chair is told to take part where there is something to write, unless facilitating', async () => {
  const told = (/** @type {any} */ {text}) => /Jij doet zelf ook mee/.test(text);
  assert.ok(told(await page(five('1.schrijf'), 1)));
  assert.ok(!told(await page(five('1.schrijf'), 4)));
  assert.ok(!told(await page(five('1.stelling'), 1)), 'there is nothing for the chair to write');
  const guided = await page(five('1.schrijf').say('chair.guiding', {guiding: true}), 1);
  assert.ok(!told(guided));
  assert.match(guided.text, /Jij begeleidt: je stelt geen vragen en schrijft geen kaarten/);
});

test('nobody is left without the sentence that they may bring a case, but who facilitates', async () => {
  const play = () => new Play(planOf('bovv6'), 5).chair(1);
  for (const n of [1, 2, 5]) {
    const {text, find} = await page(play().enter('1.keuze'), n);
    assert.match(text, n === 1 ? /Heb je zelf iets\? Noem het in één zin/
      : /Wie wil iets inbrengen\? Zeg het, of schrijf het hieronder/);
    assert.ok(find('field-compose'), `${n} has a field for it`);
  }
  const guided = play().say('chair.guiding', {guiding: true}).enter('1.keuze');
  const {text, find} = await page(guided, 1);
  assert.doesNotMatch(text, /Heb je zelf iets/);
  assert.equal(find('field-compose'), null);
});

test('«Even stilstaan» comes with three questions, and the step waits in every sentence', async () => {
  const play = five('1.beeld').say('halt.raised', {by: id('member', 4)});
  for (const n of [1, 3, 4, 5]) {
    const {text} = await page(play, n);
    for (const k of [1, 2, 3]) assert.ok(text.includes(t(`halt.question.${k}`)), `${k} for ${n}`);
    assert.doesNotMatch(text, /Stel vragen die|Houd de vragen open|Antwoord kort/);
  }
});

test('what a halt was about is kept as a line of one’s own, which can go along to the next meeting', async () => {
  const play = five('1.beeld').say('halt.raised', {by: id('member', 4)});
  const {find, client} = await page(play, 5);
  const field = find('field-halt');
  field.value = 'Wij praten over haar, niet met haar.';
  field.dispatchEvent(new Event('input', {bubbles: true}));
  assert.deepEqual(client.privateNotes, {[haltNote]: 'Wij praten over haar, niet met haar.'});
  assert.deepEqual(client.sent, [], 'nobody else sees it');
  play.say('halt.cleared', {by: id('member', 1)}).enter('na.oogst');
  const intended = [1, 2, 3, 4, 5].map((n) => `Dit ${n}`);
  for (const [n, what] of intended.entries()) play.write(n + 1, 5, 'actie', {what});
  const along = toTakeAlong(new Now(client));
  assert.deepEqual(along.map(({what}) => what), [...intended.slice(0, 4), 'Wij praten over haar, niet met haar.']);
  // The group would read it there: it goes only where it is ticked.
  assert.deepEqual([...unseen(/** @type {any} */ (client), along)], along.slice(4));
});

test('who stops has a minute with the group: nothing of the next step is to be seen until it goes on', async () => {
  const play = five('1.beeld').say('case.stopped', {case: 1, keep: true, by: id('member', 3)})
    .enter('na.oogst').say('halt.raised', {by: id('member', 3)});
  for (const n of [1, 3, 4]) {
    const {text, find} = await page(play, n);
    assert.match(text, n === 3 ? /Zeg wat je nu nodig hebt/ : /vraag wat Celine nu nodig heeft/);
    assert.doesNotMatch(text, /Oogst|Wat neem je mee|Wat gebeurt er nu/);
    assert.equal(find('field-compose'), null);
    assert.ok(find('screen-step').querySelector('kring-countdown'), 'a minute');
  }
  play.say('halt.cleared', {by: id('member', 1)});
  assert.match((await page(play, 4)).text, /Oogst/);
});

test('«Stop mijn casus» asks for that minute as soon as the next step is there, and only then', async () => {
  const play = five('1.beeld');
  const {client, find} = await page(play, 3);
  showMore(/** @type {any} */ (client));
  await rendered();
  /** @type {any} */ (find('more-stop')).click();
  await rendered();
  /** @type {any} */ (find('stop-keep')).click();
  await rendered();
  assert.deepEqual(client.sent.map((one) => one.do), ['case.stop']);
  play.say('case.stopped', {case: 1, keep: true}).enter('na.oogst');
  client.dispatchEvent(new Event('step'));
  await rendered();
  assert.deepEqual(client.sent.map((one) => [one.do, one.visit]), [['case.stop', 1], ['halt.raise', 2]]);
});

test('a stop that is refused halts nothing', async () => {
  const play = five('1.beeld');
  const {client, find} = await page(play, 3);
  client.answers = () => { throw {code: 'not-now', temporary: false}; };
  showMore(/** @type {any} */ (client));
  await rendered();
  /** @type {any} */ (find('more-stop')).click();
  await rendered();
  /** @type {any} */ (find('stop-keep')).click();
  for (let n = 0; n < 5; n += 1) await rendered();
  client.dispatchEvent(new Event('step'));
  await rendered();
  assert.deepEqual(client.sent.map((one) => one.do), ['case.stop']);
});

test('«Terug naar de vraag» is a hand that points to who presents, and shows the question to all', async () => {
  const play = five('1.stelling').write(1, 3, 'casus', {text: 'Zij belt.'})
    .write(2, 3, 'vraag', {text: 'Hoe blijf ik rustig?'}).enter('1.lees');
  const {client, hands, find} = await page(play, 4);
  showMore(/** @type {any} */ (client));
  await rendered();
  /** @type {any} */ (find('more-question')).click();
  assert.deepEqual(hands, [[true, id('member', 3)]]);
  play.presence.hands = [{member: id('member', 4), item: id('member', 3)}];
  for (const n of [1, 3, 5]) {
    const {asked, find: found} = await page(play, n);
    assert.deepEqual(asked().map(({key, words}) => [key, words]),
      [['question', 'Daan: terug naar de vraag.']]);
    assert.match(found('ask-question')?.textContent ?? '', /Hoe blijf ik rustig\?/);
  }
  // A hand for a question of one's own, or without words, is none.
  play.presence.hands = [{member: id('member', 4), item: id('item', 9)}, {member: id('member', 5)}];
  assert.deepEqual((await page(play, 1)).asked(), []);
});

test('cards for asking and feedback can be looked at in any step, and lie at hand where they help', async () => {
  for (const step of ['1.stelling', '1.beeld', '1.schrijf', '1.besluit']) {
    for (const n of [1, 3, 4]) {
      const {client, find} = await page(five(step), n);
      showMore(/** @type {any} */ (client));
      await rendered();
      for (const card of ['asking', 'feedback']) assert.ok(find(`more-${card}`), `${card} in ${step}`);
    }
  }
  assert.ok((await page(five('1.beeld'), 4)).find('card-asking'));
  assert.ok((await page(five('1.schrijf'), 4)).find('card-feedback'));
  assert.equal((await page(five('1.beeld'), 3)).find('card-asking'), null, 'the presenter answers');
});

test('who keeps silent as the presenter has no hand to raise', async () => {
  const {client, find} = await page(five('1.lees'), 3);
  showMore(/** @type {any} */ (client));
  await rendered();
  assert.equal(find('more-hand'), null);
});

test('who has left has no hand to raise, and a presenter who is away no halt to ask for', async () => {
  const asks = async (/** @type {any} */ play, /** @type {number} */ n) => {
    const {client, find} = await page(play, n);
    showMore(/** @type {any} */ (client));
    await rendered();
    return ['hand', 'question', 'halt'].filter((key) => find(`more-${key}`));
  };
  assert.deepEqual(await asks(five('1.beeld'), 4), ['hand', 'question', 'halt']);
  const left = five('1.beeld').say('member.left', {by: id('member', 4), member: id('member', 4)});
  assert.deepEqual(await asks(left, 4), ['halt']);
  const away = new Play(planOf('incidentadvies'), 5).chair(1).presents(1, 3).enter('1.analyse');
  assert.deepEqual(await asks(away, 4), ['hand', 'question', 'halt']);
  assert.deepEqual(await asks(away, 3), []);
});

/** A meeting of two cases in an hour, in its first case, after some minutes. */
function halfway(/** @type {number} */ minutes, step = '1.lees') {
  const play = new Play(planOf('bovv6', 2), 5, {start_ms, end_ms: start_ms + 60 * minute})
    .chair(1).presents(1, 3).presents(2, 4);
  play.now += minutes * minute;
  return play.enter(step);
}

test('when the second case is due everybody sees it, and the chair is asked to round off', async () => {
  const plan = planOf('bovv6', 2);
  const rest = plan.steps.slice(plan.steps.findIndex((/** @type {any} */ one) => one.case === 2))
    .filter((/** @type {any} */ one) => !one.settles)
    .reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + one.planned_ms, 0) / minute;
  assert.equal(caseDue(halfway(60 - rest - 1).for(1)), undefined);
  assert.equal(caseDue(halfway(60 - rest).for(1)), 2);
  assert.equal(caseDue(halfway(60 - rest, '2.stelling').for(1)), undefined, 'it has begun');
  assert.equal(caseDue(halfway(61).for(1)), undefined, 'the end is behind');
  const due = (/** @type {any} */ {asked}) => asked().find((/** @type {any} */ one) => one.key === 'due');
  const chair = await page(halfway(60 - rest), 1);
  assert.equal(due(chair), undefined, 'the chair is asked about the time once, not twice');
  chair.view.querySelector('[data-test=shorten-no]').click();
  await rendered();
  assert.match(due(chair).words, /Het is tijd voor casus 2\. Rond deze casus af/);
  assert.equal(due(await page(halfway(60 - rest), 5)).words, 'Het is tijd voor casus 2.');
  const {view} = chair;
  document.body.append(view);
  view.update();
  await rendered();
  view.querySelector('[data-test=due-seen]').click();
  await rendered();
  assert.equal(due(chair), undefined, 'once is enough');
});

test('the way into the next case says that it is one', () => {
  const play = new Play(planOf('bovv6', 2), 5).chair(1).presents(1, 3).presents(2, 4);
  const now = (/** @type {string} */ step) => new Now(new PlayedClient(play.enter(step), 1));
  const words = (/** @type {string} */ step) => {
    const one = now(step);
    return one.wayTo(/** @type {any} */ (one.next));
  };
  assert.match(words('1.besluit'), /^Naar casus 2: Stap/);
  assert.match(words('2.stelling'), /^Naar Stap/);
  assert.match(words('1.stelling'), /^Naar Stap/);
});
