import {test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage, rendered, window} from './support/dom.js';

const {View, el, patch} = await import('../../web/kit/dom.js');

class Greeting extends View {
  name = '';
  content() {
    return el('p', {class: 'read'}, `Dag ${this.name}`);
  }
}
customElements.define('test-greeting', Greeting);

test('a field keeps what was typed, the caret and the focus while others come before it', () => {
  const body = emptyPage();
  const fields = (names) => patch(body, names.map((name) => el('input', {key: name, name})));
  fields(['a', 'b']);
  const field = body.querySelector('[name=b]');
  field.focus();
  field.value = 'getypt';
  field.setSelectionRange(2, 4);
  fields(['c', 'b', 'd', 'a']);
  assert.deepEqual([...body.children].map((one) => one.name), ['c', 'b', 'd', 'a']);
  assert.equal(body.querySelector('[name=b]'), field);
  assert.equal(document.activeElement, field);
  assert.deepEqual([field.value, field.selectionStart, field.selectionEnd], ['getypt', 2, 4]);
});

test('a listener that changed is called in the place of the old one, once', () => {
  const body = emptyPage();
  const heard = [];
  for (const name of ['old', 'new']) {
    patch(body, el('button', {onclick: () => heard.push(name)}, 'Druk'));
  }
  body.firstChild.dispatchEvent(new window.Event('click'));
  assert.deepEqual(heard, ['new']);
});

test('a view renders once for all that changed in one turn, and no more when it left', async () => {
  const body = emptyPage();
  const show = (name) => patch(body, el('test-greeting', {name}));
  show('Anna');
  const view = body.firstChild;
  assert.equal(view.textContent, 'Dag Anna');
  let renders = 0;
  const content = view.content.bind(view);
  view.content = () => {
    renders += 1;
    return content();
  };
  show('Bram');
  show('Celine');
  await rendered();
  assert.equal(view.textContent, 'Dag Celine');
  assert.equal(renders, 1);
  patch(body, el('p', null, 'weg'));
  view.update();
  await rendered();
  assert.equal(renders, 1);
});
