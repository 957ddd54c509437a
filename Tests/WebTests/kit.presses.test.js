import {beforeEach, test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage, window} from './support/dom.js';
import {event} from './support/drawn.js';
import {onePressOneAct} from '../../web/kit/presses.js';

onePressOneAct(window);

/** What reached the page, and whether the browser was left to do its own. @type {string[]} */
let reached;
let body;

beforeEach(() => {
  body = emptyPage();
  body.innerHTML = '<button id="b"></button><summary id="s"></summary><input id="i">'
    + '<textarea id="t"></textarea><div data-again><button id="again"></button></div>'
    + '<dialog id="d"></dialog>';
  reached = [];
  body.onkeydown = body.onclick = (/** @type {any} */ said) => reached.push(said.key ?? said.type);
});

/** Presses a key on an element; says whether the page and the browser may act. */
function key(id, name, more = {}) {
  reached = [];
  const said = event('keydown', {key: name, ...more});
  body.querySelector(`#${id}`).dispatchEvent(said);
  return reached.length === 1 && !said.defaultPrevented;
}

test('a key that is held acts once, wherever the focus has gone meanwhile', () => {
  const held = {repeat: true};
  for (const [id, name] of [['b', 'Enter'], ['b', ' '], ['b', 'm'], ['b', 'Escape'], ['s', 'Enter'],
    ['s', ' '], ['i', 'Enter'], ['i', 'Escape'], ['t', 'Escape']]) {
    assert.equal(key(id, name), true, `${name} at ${id}`);
    assert.equal(key(id, name, held), false, `${name} held at ${id}`);
  }
  for (const more of [{ctrlKey: true}, {metaKey: true}]) {
    assert.equal(key('t', 'Enter', {...more, ...held}), false);
    assert.equal(key('t', 'Enter', more), true);
  }
});

test('a key that is held goes on writing, moving and scrolling', () => {
  const held = {repeat: true};
  for (const [id, name] of [['t', 'a'], ['t', 'Enter'], ['t', ' '], ['i', 'a'], ['i', ' '],
    ['i', 'Backspace'], ['t', 'ArrowLeft'], ['b', 'Tab'], ['b', 'ArrowDown'], ['b', 'PageDown']]) {
    assert.equal(key(id, name, held), true, `${name} held at ${id}`);
  }
});

test('the keys of a composition are the input method’s: nothing is sent or closed by them', () => {
  for (const more of [{isComposing: true}, {keyCode: 229}]) {
    for (const [name, held] of [['Enter', {ctrlKey: true}], ['Escape', {}], ['Enter', {}]]) {
      const said = event('keydown', {key: name, ...held, ...more});
      reached = [];
      body.querySelector('#t').dispatchEvent(said);
      assert.deepEqual([reached, said.defaultPrevented], [[], false], name);
    }
    assert.equal(key('t', 'a', more), true);
  }
});

test('a dialog stays open at the key that ends a composition', async () => {
  const dialog = body.querySelector('#d');
  const closes = () => dialog.dispatchEvent(new window.Event('cancel', {cancelable: true}));
  assert.equal(closes(), true);
  body.querySelector('#t').dispatchEvent(event('compositionstart'));
  assert.equal(closes(), false);
  body.querySelector('#t').dispatchEvent(event('compositionend'));
  assert.equal(closes(), false);
  await new Promise((done) => setTimeout(done));
  assert.equal(closes(), true);
});

test('the second click of a double click does nothing, but where counting is meant', () => {
  const clicks = (id, detail) => {
    reached = [];
    body.querySelector(`#${id}`).dispatchEvent(event('click', {detail}));
    return reached.length === 1;
  };
  assert.deepEqual([0, 1, 2, 3].map((detail) => clicks('b', detail)), [true, true, false, false]);
  assert.deepEqual([1, 2, 3].map((detail) => clicks('again', detail)), [true, true, true]);
  assert.equal(clicks('s', 2), true);
});
