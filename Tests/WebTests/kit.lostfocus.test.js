import {beforeEach, test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage} from './support/dom.js';
import {event} from './support/drawn.js';
import {keepFocus} from '../../web/kit/lostfocus.js';

keepFocus(document.body);

const turn = () => new Promise((done) => setTimeout(done, 5));
const at = () => document.activeElement?.id || document.activeElement?.localName;
let page;

beforeEach(async () => {
  /** @type {any} */ (document.activeElement).blur();
  await turn();
  page = emptyPage();
  page.innerHTML = '<h1 id="title">Stap 3</h1><button id="b"></button><input id="i">';
  await turn();
});

const go = (id) => document.getElementById(id).focus();

test('the heading gets the focus of a field that goes', async () => {
  go('i');
  document.getElementById('i').remove();
  await turn();
  assert.equal(at(), 'title');
});

test('the heading of the next screen gets it when the whole screen goes', async () => {
  go('b');
  page.innerHTML = '<div><h1 id="next">Stap 4</h1></div>';
  await turn();
  assert.equal(at(), 'next');
});

test('it gets it as well when a screen without a heading comes in between', async () => {
  go('b');
  page.innerHTML = '<p role="status">Verbinden …</p>';
  await turn();
  assert.equal(at(), 'body');
  page.innerHTML = '<h1 id="next">Klaar om te beginnen</h1>';
  await turn();
  assert.equal(at(), 'next');
});

test('a button that cannot be pressed any more gives it up', async () => {
  go('b');
  document.getElementById('b').disabled = true;
  await turn();
  assert.equal(at(), 'title');
});

test('who took the field away may put the focus in a better place', async () => {
  go('i');
  document.getElementById('i').remove();
  go('b');
  await turn();
  assert.equal(at(), 'b');
});

test('who has left a field, or never was in one, is not moved', async () => {
  page.querySelector('#i').remove();
  await turn();
  assert.equal(at(), 'body');
  go('b');
  document.getElementById('b').blur();
  await turn();
  document.getElementById('b').remove();
  await turn();
  assert.equal(at(), 'body');
});

test('keys bring all of what they lead to into sight; a press moves nothing under itself', async () => {
  /** @type {string[]} */
  const brought = [];
  for (const node of page.querySelectorAll('button, input')) {
    node.scrollIntoView = ({block}) => { brought.push(`${node.id} ${block}`); };
  }
  document.body.dispatchEvent(event('keydown', {key: 'Tab'}));
  go('b');
  assert.deepEqual(brought, [], 'only in the next frame, after what the browser does by itself');
  await new Promise((go) => { requestAnimationFrame(go); });
  document.body.dispatchEvent(event('pointerdown'));
  go('i');
  await new Promise((go) => { requestAnimationFrame(go); });
  assert.deepEqual(brought, ['b nearest']);
});
