// @ts-check
import {rendered} from './support/dom.js';
import {id, planOf} from './support/meeting.js';
import {show} from './support/drawn.js';
import {PlayedClient, playIn} from './support/page.js';
import {afterEach, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import '../../web/step/step.js';

const [second, third] = [12, 13].map((n) => id('item', n));
let passed_ms = 0;

/** A step with three opened cards; 4 reads the first. Time is moved by hand. */
function reading() {
  passed_ms = 0;
  mock.method(performance, 'now', () => passed_ms);
  const play = playIn(planOf('bovv6'), '1.schrijf').enter('1.lees')
    .open(2, [11, 12, 13].map((n) => [n, {text: `Ik zou ${n}`}]));
  return play.turn({card: id('item', 11), waiting: [second, third], speaker: id('member', 4)});
}

/** The page of a member; `next` presses the main button and says whether it asked to pass on. */
async function page(/** @type {any} */ play, /** @type {number} */ n) {
  const client = new PlayedClient(play, n);
  const view = show('kring-step', {client});
  const main = () => view.querySelector('[data-test=main-action]');
  const after = async (/** @type {number} */ ms) => {
    passed_ms += ms;
    view.update();
    await rendered();
  };
  await after(0);
  const next = async () => {
    const before = client.sent.length;
    main().click();
    await after(0);
    return client.sent.slice(before).some((one) => one.do === 'turn.next');
  };
  const offered = () => main().dataset.action === 'next-card'
    && main().getAttribute('aria-disabled') !== 'true';
  return {after, main, next, offered};
}

afterEach(() => mock.restoreAll());

test('who reads a card can pass it on after three seconds, and no sooner', async () => {
  const play = reading();
  const {after, main, next, offered} = await page(play, 4);
  assert.equal(main().dataset.action, 'next-card');
  await after(2900);
  assert.deepEqual([offered(), await next()], [false, false]);
  await after(200);
  assert.deepEqual([offered(), await next()], [true, true]);
});

test('the next card of the same reader is a new one', async () => {
  const play = reading();
  const {after, next, offered} = await page(play, 4);
  await after(3100);
  assert.equal(offered(), true);
  play.turn({card: second, waiting: [third], speaker: id('member', 4)});
  await after(0);
  await after(600);
  assert.deepEqual([offered(), await next()], [false, false]);
  await after(2500);
  assert.equal(offered(), true);
});

test('the chair passes cards on at any time, and who reads no more is not held up', async () => {
  const play = reading();
  const chair = await page(play, 1);
  await chair.after(600);
  assert.deepEqual([chair.offered(), await chair.next()], [true, true]);
  const other = await page(play, 4);
  play.turn({card: second, waiting: [third], speaker: null});
  await other.after(0);
  await other.after(600);
  assert.deepEqual([other.main().dataset.action, other.main().getAttribute('aria-disabled')],
    ['read-aloud', null]);
});
