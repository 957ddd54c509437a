// @ts-check
import {emptyPage, rendered} from './support/dom.js';
import {errorsIn, show} from './support/drawn.js';
import {PlayedClient, madePlan, playIn} from './support/page.js';
import {mock, test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import assert from 'node:assert/strict';
import {View} from '../../web/kit/dom.js';
import {everySecond} from '../../web/kit/ticker.js';
import '../../web/screens/room.js';

/** Counts the renderings of all views. */
function countRenders() {
  let count = 0;
  const {render} = View.prototype;
  mock.method(View.prototype, 'render', function counted() {
    count += 1;
    return Reflect.apply(render, this, []);
  });
  return () => count;
}

/** Takes the timers of the page; the returned function lets so many milliseconds pass. */
function takeTimers() {
  /** @type {{at: number, call: () => void}[]} */
  let waiting = [];
  let now = 0;
  mock.method(globalThis, 'setTimeout', (/** @type {() => void} */ call, wait = 0) => {
    waiting.push({at: now + wait, call});
    return call;
  });
  mock.method(globalThis, 'clearTimeout', (/** @type {unknown} */ call) => {
    waiting = waiting.filter((one) => one.call !== call);
  });
  return (/** @type {number} */ wait) => {
    now += wait;
    const due = waiting.filter(({at}) => at <= now);
    waiting = waiting.filter(({at}) => at > now);
    for (const {call} of due) call();
  };
}

test('what throws at a second does not stop the clock of the others, nor the next second', async () => {
  const pass = takeTimers();
  let heard = 0;
  const stops = [everySecond(() => { throw new Error('no'); }), everySecond(() => { heard += 1; })];
  const said = await errorsIn(() => {
    pass(1005);
    pass(1005);
  });
  for (const stop of stops) stop();
  assert.deepEqual([heard, said.length], [2, 2]);
  mock.restoreAll();
});

/** A room of a meeting that runs, whose clock is moved by hand. */
async function room(seconds = 600) {
  const pass = takeTimers();
  const play = playIn(madePlan([{page: {as: 'text'}, by: 'all', max: 8}],
    {planned_ms: seconds * 1000}));
  const client = Object.assign(new PlayedClient(play, 1), {connection: 'open', phase: 'meeting',
    prepare: async () => true, start: () => {}, background: () => {}});
  const renders = countRenders();
  const view = show('kring-room', {client});
  while (!view.querySelector('[data-test=clock]')) await turn(); // the screen is fetched
  const second = async () => {
    play.now += 1000;
    pass(1005);
    await rendered();
  };
  return {play, view, client, renders, second};
}

test('a second touches the clock and nothing else: no view is rendered', async () => {
  const {view, renders, second} = await room();
  const clock = () => view.querySelector('[data-test=clock]').textContent;
  await second();
  const [before, shown] = [renders(), clock()];
  /** @type {string[]} */
  const touched = [];
  const watch = new MutationObserver((records) => touched.push(...records.map(({target}) =>
    /** @type {any} */ (target.nodeType === 3 ? target.parentNode : target).getAttribute('class') ?? '')));
  watch.observe(view, {subtree: true, childList: true, attributes: true, characterData: true});
  for (let n = 0; n < 30; n += 1) await second();
  watch.disconnect();
  assert.equal(renders() - before, 0);
  assert.notEqual(clock(), shown);
  assert.deepEqual([...new Set(touched)].filter((kind) => !/^(time|arc)/.test(kind)), []);
  assert.ok(touched.length >= 60);
  emptyPage();
  mock.restoreAll();
});

test('what is asked at zero comes at zero, by one rendering', async () => {
  const {view, second, renders} = await room(100);
  /** @type {number[]} */
  const drawing = [];
  for (let n = 1; n <= 110; n += 1) {
    const before = renders();
    await second();
    if (n > 1 && renders() > before) drawing.push(n); // at first the main button is believed again
    assert.equal(view.querySelector('[data-test=ask-zero]') !== null, n >= 100, `at ${n} s`);
  }
  assert.deepEqual(drawing, [80, 95, 100, 101]); // orange, red, zero, and the longer «+00:01»
  emptyPage();
  mock.restoreAll();
});
