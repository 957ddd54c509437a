import {beforeEach, test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage} from './support/dom.js';
import {el, patch} from '../../web/kit/dom.js';
import {backTo, edit, isEdited} from '../../web/kit/editing.js';

let page;
let client;

beforeEach(() => {
  page = emptyPage();
  client = {touch: draw};
  edit(client, '');
});

function draw() {
  patch(page, ['a', 'b'].map((item) => (isEdited(client, item)
    ? el('textarea', {key: item, id: `field-${item}`})
    : el('button', {key: item, id: `edit-${item}`, made: backTo(client, item)}))),
  el('button', {key: 'other', id: 'other'}));
}

const soon = () => new Promise((done) => queueMicrotask(() => queueMicrotask(done)));
const at = () => document.activeElement?.id || document.activeElement?.localName;

test('the button that began a change has the focus again at once', async () => {
  edit(client, 'a');
  document.getElementById('field-a').focus();
  edit(client, '');
  await soon();
  assert.equal(at(), 'edit-a');
});

test('a button that comes back later gets it then', async () => {
  edit(client, 'a');
  document.getElementById('field-a').focus();
  client.touch = () => {};
  edit(client, '');
  await soon();
  assert.equal(at(), 'field-a');
  draw();
  await soon();
  assert.equal(at(), 'edit-a');
});

test('who has gone on to something else stays there', async () => {
  edit(client, 'a');
  document.getElementById('other').focus();
  edit(client, '');
  await soon();
  assert.equal(at(), 'other');
});

test('a change that gives way to another leaves the focus to that one', async () => {
  edit(client, 'a');
  edit(client, 'b');
  await soon();
  assert.equal(at(), 'body');
});
