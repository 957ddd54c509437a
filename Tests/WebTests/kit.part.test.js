import {test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage, rendered} from './support/dom.js';

const {View, el, patch} = await import('../../web/kit/dom.js');
const {Part, comingScreen, renew} = await import('../../web/kit/part.js');

/** A part whose fetching the test ends, and how often it was asked for. */
function slow() {
  const asked = {times: 0};
  const part = new Part(() => new Promise((resolve, reject) => {
    asked.times += 1;
    Object.assign(asked, {resolve, reject});
  }));
  return {part, asked};
}

class Showing extends View {
  /** @type {any} */
  part;
  content() {
    return this.part.shown(this, ({word}) => el('p', null, word),
      (failed) => el('p', null, failed ? 'mislukt' : 'even wachten'));
  }
}
customElements.define('test-showing', Showing);

test('a part is fetched once for all who show it, and all show it when it has come', async () => {
  const {part, asked} = slow();
  const body = emptyPage();
  const draw = () => patch(body, el('test-showing', {key: 'a', part}), el('test-showing', {key: 'b', part}));
  draw();
  draw();
  await rendered();
  assert.equal(body.textContent, 'even wachteneven wachten');
  assert.equal(asked.times, 1);
  asked.resolve({word: 'daar'});
  await rendered();
  assert.equal(body.textContent, 'daardaar');
  draw();
  await rendered();
  assert.equal(asked.times, 1);
});

test('a part that cannot be fetched is said, and is not asked for without end', async (context) => {
  context.mock.method(console, 'warn', () => {});
  const {part, asked} = slow();
  const body = emptyPage();
  patch(body, el('test-showing', {part}));
  await rendered();
  asked.reject(new TypeError('no such script'));
  await rendered();
  assert.equal(body.textContent, 'mislukt');
  body.firstChild.update();
  await rendered();
  assert.equal(asked.times, 1);
  assert.equal(part.module, null);
});

test('what comes after its view has gone harms nobody', async () => {
  const {part, asked} = slow();
  const body = emptyPage();
  patch(body, el('test-showing', {part}));
  await rendered();
  patch(body);
  asked.resolve({word: 'te laat'});
  await rendered();
  assert.equal(body.textContent, '');
});

test('a screen that is on its way is quiet; one that cannot come has the main button', () => {
  const body = emptyPage();
  patch(body, comingScreen(false));
  assert.equal(body.querySelector('[data-test=screen-wait] [role=status]').textContent, 'Een ogenblik …');
  assert.equal(body.querySelector('button'), null);
  patch(body, comingScreen(true));
  assert.ok(body.querySelector('[data-test=screen-stopped] [role=alert]'));
  assert.equal(body.querySelector('[data-test=main-action]').textContent, 'Probeer opnieuw');
});

test('without a server a page is not loaded anew, which would leave nothing: it is said', async (context) => {
  const body = emptyPage();
  context.mock.method(globalThis, 'fetch', async () => {
    throw new TypeError('no server');
  });
  await renew();
  assert.match(body.querySelector('[data-test=toast]').textContent, /geen verbinding/);
});
