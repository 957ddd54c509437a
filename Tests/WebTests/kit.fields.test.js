// @ts-check
import {emptyPage, rendered} from './support/dom.js';
import {event, show, type} from './support/drawn.js';
import {PlayedClient, madePlan, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {patch} from '../../web/kit/dom.js';
import {textField} from '../../web/kit/textfield.js';
import '../../web/step/step.js';

/** @param {any[]} inputs @param {number} n @param {any} [step] */
async function stepOf(inputs, n, step) {
  const play = playIn(madePlan(inputs, step));
  const client = new PlayedClient(play, n);
  const view = show('kring-step', {client});
  client.addEventListener('change', () => view.update());
  await rendered();
  return {play, client, view,
    find: (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`)};
}

/** A promise that is answered from outside. */
function answer() {
  /** @type {{promise: Promise<void>, ok: () => void, refuse: (code: string) => void}} */
  const made = {promise: Promise.resolve(), ok: () => {}, refuse: () => {}};
  made.promise = new Promise((ok, refuse) => {
    made.ok = () => ok();
    made.refuse = (code) => refuse({code, temporary: false});
  });
  return made;
}

const options = ['a', 'b', 'c'].map((id) => ({id, label: {nl: id, en: id}}));

/** What a field heard, with the keys of its component. */
function field() {
  /** @type {string[]} */
  const heard = [];
  const body = emptyPage();
  patch(body, textField({id: 'f', label: 'Label', test: 'f', rows: 2, value: 'words', hint: 'Hint',
    input: (text) => heard.push(text), send: () => heard.push('send'),
    cancel: () => heard.push('cancel')}));
  return {heard, node: /** @type {HTMLTextAreaElement} */ (body.querySelector('textarea'))};
}

test('Ctrl+Enter sends and Esc cancels, but not while a word is being composed', () => {
  const {heard, node} = field();
  const keys = [{key: 'Enter'}, {key: 'Enter', shiftKey: true}, {key: 'Enter', ctrlKey: true},
    {key: 'Enter', metaKey: true}, {key: 'Escape'}];
  for (const key of keys) node.dispatchEvent(event('keydown', key));
  assert.deepEqual(heard, ['send', 'send', 'cancel']);
  for (const key of keys) node.dispatchEvent(event('keydown', {...key, isComposing: true}));
  for (const key of keys) node.dispatchEvent(event('keydown', {...key, keyCode: 229}));
  assert.equal(heard.length, 3);
});

test('a key that is held sends once', () => {
  const {heard, node} = field();
  const key = {key: 'Enter', ctrlKey: true};
  node.dispatchEvent(event('keydown', key));
  for (let n = 0; n < 5; n += 1) node.dispatchEvent(event('keydown', {...key, repeat: true}));
  assert.deepEqual(heard, ['send']);
});

test('a field has its label and hint, and ids without spaces', async () => {
  const {view} = await stepOf([{page: {as: 'text'}, by: 'all', opens: '1.here'}], 4);
  const compose = view.querySelector('textarea');
  assert.match(compose.id, /^\S+$/);
  assert.ok(view.querySelector(`label[for="${compose.id}"]`));
  assert.ok(view.querySelector(`[id="${compose.getAttribute('aria-describedby')}"]`));
});

test('a text that is refused comes back before what was typed meanwhile, and says why', async () => {
  const {client, view, find} = await stepOf([{page: {as: 'text'}, by: 'all', max: 8}], 4);
  const wait = answer();
  client.answers = () => wait.promise;
  const compose = find('field-compose');
  type(compose, 'first');
  compose.dispatchEvent(event('keydown', {key: 'Enter', ctrlKey: true}));
  await rendered();
  assert.equal(compose.value, '');
  type(compose, 'second');
  wait.refuse('too-much');
  await rendered();
  assert.equal(find('field-compose').value, 'first\nsecond');
  assert.match(view.querySelector('[role=alert]').textContent, /past niet meer/);
});

test('what is typed stays when another part of the page changes, with focus and caret', async () => {
  const {play, client, find} = await stepOf([{page: {as: 'text'}, by: 'all', max: 8}], 4);
  const compose = find('field-compose');
  type(compose, 'some words');
  compose.setSelectionRange(4, 4);
  play.write(70, 2, 'in0', {text: 'of another'});
  client.touch();
  await rendered();
  assert.equal(find('field-compose'), compose);
  assert.deepEqual([compose.value, compose.selectionStart], ['some words', 4]);
  assert.equal(document.activeElement, compose);
});

test('the main button follows what is in the field without reading the page', async () => {
  const {client, find} = await stepOf([{page: {as: 'text'}, by: 'all', max: 8}], 4);
  const before = find('main-action').dataset.action;
  client.setDraft('field 1.here/in0', 'typed elsewhere');
  await rendered();
  assert.equal(find('main-action').dataset.action, 'lay-down');
  assert.equal(find('field-compose').value, 'typed elsewhere');
  client.setDraft('field 1.here/in0', '');
  await rendered();
  assert.equal(find('main-action').dataset.action, before);
});

test('a second quick click on a live pick is asked for after the first, as a change of it', async () => {
  const {client, find} = await stepOf([{page: {as: 'pick', options}, by: 'all'}], 4);
  const wait = answer();
  client.answers = () => wait.promise;
  find('rating-in0-a').click();
  await rendered();
  find('rating-in0-b').click();
  find('rating-in0-c').click();
  await rendered();
  assert.ok(find('rating-in0-c').checked);
  assert.equal(client.sent.length, 1);
  wait.ok();
  await rendered();
  await rendered();
  assert.deepEqual(client.sent.map((one) => [one.do, one.json.pick]),
    [['item.add', ['a']], ['item.edit', ['c']]]);
  assert.equal(client.sent[1].item, client.sent[0].item);
  assert.ok(find('rating-in0-c').checked);
});

test('the same holds for a closed pick and for a vote', async () => {
  for (const step of [{}, {settles: true}]) {
    const inputs = [{page: {as: 'text'}, by: 'all', max: 8},
      {page: {as: 'pick', of: '1.here/in0'}, by: 'all', opens: '1.here', named: false}];
    const {play, client, view} = await stepOf(inputs, 4, step);
    play.write(51, 2, 'in0', {text: 'one'});
    play.write(52, 5, 'in0', {text: 'two'});
    client.touch();
    await rendered();
    const [first, second] = view.querySelectorAll('[type=radio][data-test^=rating-],[data-test=vote]');
    const wait = answer();
    client.answers = () => wait.promise;
    first.click();
    second.click();
    wait.ok();
    await rendered();
    await rendered();
    assert.deepEqual(client.sent.map((one) => one.do), ['item.add', 'item.edit']);
    assert.equal(client.ownCards(1).length, 1);
    assert.ok(second.checked && !first.checked);
  }
});

test('a choice that is refused is taken back, and one that was made before is shown again', async () => {
  const {client, find} = await stepOf([{page: {as: 'number', range: [1, 5]}, by: 'all'}], 4);
  const refuse = async () => { throw {code: 'not-now', temporary: false}; };
  client.answers = refuse;
  find('rating-in0-4').click();
  await rendered();
  assert.ok(!find('rating-in0-4').checked);
  client.answers = () => {};
  find('rating-in0-2').click();
  await rendered();
  client.answers = refuse;
  find('rating-in0-5').click();
  assert.ok(find('rating-in0-5').checked);
  await rendered();
  assert.ok(find('rating-in0-2').checked && !find('rating-in0-5').checked);
});

test('as many are picked as may be, each taken back by itself', async () => {
  const {client, find} = await stepOf([{page: {as: 'pick', options}, by: 'all', max: 2}], 4);
  const pick = async (/** @type {string} */ one) => {
    find(`rating-in0-${one}`).click();
    await rendered();
    await rendered();
  };
  await pick('a');
  await pick('b');
  assert.ok(find('rating-in0-c').disabled);
  await pick('a');
  assert.ok(!find('rating-in0-c').disabled && !find('rating-in0-a').checked);
  assert.deepEqual(client.sent.map((one) => one.do), ['item.add', 'item.add', 'item.withdraw']);
});

test('a point is placed by keys, is a draft while it moves, and is sent where it stops', async () => {
  const page = {as: 'point', ends: ['l', 'r', 'b', 't'].map((one) => ({nl: one, en: one}))};
  const {client, find} = await stepOf([{page, by: 'all'}], 4);
  const move = (/** @type {string} */ axis, /** @type {string} */ value, /** @type {string} */ kind) => {
    find(`point-in0-${axis}`).value = value;
    find(`point-in0-${axis}`).dispatchEvent(event(kind));
  };
  move('x', '7', 'input');
  await rendered();
  assert.equal(find('point-in0-x').value, '7');
  assert.equal(client.sent.length, 0);
  move('x', '8', 'change');
  await rendered();
  move('y', '-3', 'change');
  await rendered();
  await rendered();
  assert.deepEqual(client.sent.map((one) => one.json), [{x: 0.8, y: 0}, {x: 0.8, y: -0.3}]);
});

test('several things in a row are changed and taken back one by one', async () => {
  const {client, find, view} = await stepOf([{page: {as: 'number', range: [0, 100]}, by: 'all',
    max: 2}], 4);
  const give = async (/** @type {string} */ name, /** @type {string} */ value) => {
    find(name).value = value;
    find(name).dispatchEvent(event('change'));
    await rendered();
    await rendered();
  };
  await give('rating-in0-typed', '40');
  await give('rating-in0-1th-typed', '101');
  assert.equal(client.sent.length, 1);
  await give('rating-in0-1th-typed', '60');
  await give('rating-in0-typed', '50');
  assert.deepEqual(client.sent.map((one) => one.json.number), [40, 60, 50]);
  view.querySelector('[data-test=withdraw]').click();
  await rendered();
  assert.equal(find('rating-in0-typed').value, '60');
});

test('every part of a text can be changed in its place, by Esc not', async () => {
  const {client, find, view} = await stepOf([{page: {as: 'text', fields: ['what', 'due']},
    by: 'others', max: 2}], 2);
  type(find('field-in0-what'), 'a thing');
  type(find('field-in0-due'), '2026-03-09');
  find('field-in0-due').dispatchEvent(event('keydown', {key: 'Enter', ctrlKey: true}));
  await rendered();
  find('edit').click();
  await rendered();
  const fields = () => [...view.querySelectorAll('[data-test=field-edit]')];
  assert.deepEqual(fields().map((one) => one.value), ['a thing', '2026-03-09']);
  type(fields()[0], 'another');
  fields()[0].dispatchEvent(event('keydown', {key: 'Escape', isComposing: true}));
  await rendered();
  assert.equal(fields()[0].value, 'another');
  fields()[0].dispatchEvent(event('keydown', {key: 'Escape'}));
  await rendered();
  assert.deepEqual([fields().length, client.sent.length], [0, 1]);
  find('edit').click();
  await rendered();
  type(fields()[0], 'another');
  find('edit-save').click();
  await rendered();
  assert.deepEqual(client.sent[1].json, {what: 'another', due: '2026-03-09'});
  assert.equal(fields().length, 0);
});
