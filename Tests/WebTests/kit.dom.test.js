import {test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage, rendered, window} from './support/dom.js';
import {errorsIn, event, show, type} from './support/drawn.js';

const {View, el, guarded, patch} = await import('../../web/kit/dom.js');

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

/** A place to draw in. */
function place() {
  return emptyPage().appendChild(document.createElement('div'));
}

class Probe extends View {
  /** @type {() => any} */
  says = () => [];
  content() { return this.says(); }
}
customElements.define('test-probe', Probe);

test('an object with the shape of a description is not drawn', () => {
  const node = place();
  const shape = {tag: 'a', props: {href: 'https://elsewhere.test'}, key: null, children: ['x']};
  const sealed = JSON.parse(JSON.stringify(el('meta', {content: '0;url=//elsewhere.test'})));
  patch(node, shape, el('p', {}, shape, ['a', sealed]), {toString: null}, [[shape]]);
  assert.equal(node.innerHTML, '<p>a</p>');
});

test('texts and numbers are drawn as text, and nothing else is drawn', () => {
  const node = place();
  patch(node, '<b>', 0, null, undefined, false, true, () => 'f', Symbol('s'), 7n, new Date());
  assert.equal(node.textContent, '<b>0');
  assert.equal(node.children.length, 0);
});

test('a view that throws is one quiet line, and it is back at the next update', async () => {
  const view = show('test-probe', {says: () => el('p', {}, 'well')});
  assert.equal(view.textContent, 'well');
  view.says = () => { throw new Error('no'); };
  const said = await errorsIn(async () => {
    view.update();
    await rendered();
  });
  assert.equal(said.length, 1);
  assert.equal(view.querySelectorAll('[data-test=failed]').length, 1);
  view.says = () => el('p', {class: 'new'}, 'again');
  view.update();
  await rendered();
  assert.equal(view.innerHTML, '<p class="new">again</p>');
});

test('what was half drawn when a view threw is not built on', async () => {
  const view = show('test-probe', {says: () => el('p', {title: 'one'}, 'a')});
  view.says = () => [el('p', {title: 'two'}, 'b'), el('p', {title: {toString: null}})];
  await errorsIn(() => view.render());
  view.says = () => el('p', {title: 'two'}, 'a');
  view.render();
  assert.equal(view.innerHTML, '<p title="two">a</p>');
});

test('a view beside one that throws goes on', async () => {
  const node = place();
  const draw = (/** @type {string} */ words) => patch(node,
    el('test-probe', {key: 1, says: () => { throw new Error('no'); }}),
    el('test-probe', {key: 2, says: () => words}));
  await errorsIn(async () => {
    draw('one');
    draw('two');
    await rendered();
  });
  assert.equal(node.children[1].textContent, 'two');
  assert.notEqual(node.children[0].textContent, '');
});

test('a part that throws leaves the rest of its view', async () => {
  const view = show('test-probe');
  const said = await errorsIn(() => {
    view.says = () => [guarded(() => { throw new Error('no'); }), el('p', {}, 'rest')];
    view.render();
  });
  assert.equal(said.length, 1);
  assert.equal(view.lastChild.outerHTML, '<p>rest</p>');
});

test('a view whose beginning throws is drawn all the same', async () => {
  class Begins extends View {
    begin() { throw new Error('no'); }
    content() { return 'here'; }
  }
  customElements.define('test-begins', Begins);
  await errorsIn(() => assert.equal(show('test-begins').textContent, 'here'));
});

test('a key that is used twice does not freeze the page', () => {
  const node = place();
  const draw = (/** @type {string} */ words) => patch(node,
    el('p', {key: 'k'}, 'one'), el('p', {key: 'k'}, words), 'text', 'more');
  draw('two');
  const [first, second] = node.children;
  draw('three');
  assert.deepEqual([...node.children].map((one) => one.textContent), ['one', 'three']);
  assert.ok(node.children[0] === first && node.children[1] === second);
});

test('a key that looks like the number of a sibling is no sibling', () => {
  const node = place();
  patch(node, el('p', {}, 'a'), el('p', {key: '#0'}, 'b'), el('p', {key: ''}, 'c'));
  assert.equal(node.textContent, 'abc');
});

test('elements with a key are the same elements in another order, and keep what was typed', () => {
  const node = place();
  const row = (/** @type {string} */ key) => el('input', {key, text: ''});
  patch(node, row('a'), row('b'), row('c'));
  const [a, b, c] = node.querySelectorAll('input');
  type(b, 'words');
  patch(node, row('c'), row('b'), row('a'));
  assert.deepEqual([...node.children], [c, b, a]);
  assert.equal(b.value, 'words');
  assert.equal(document.activeElement, b);
});

test('what was chosen and refused is taken back at the next rendering', () => {
  const node = place();
  const draw = (/** @type {string} */ value) => patch(node, ['a', 'b'].map((one) =>
    el('input', {type: 'radio', name: 'n', key: one, checked: one === value})),
  el('input', {type: 'checkbox', checked: false, key: 'tick'}),
  el('select', {key: 'select'}, ['a', 'b'].map((one) =>
    el('option', {key: one, value: one, selected: one === value}, one))));
  draw('a');
  const [a, b, tick] = node.querySelectorAll('input');
  const select = /** @type {HTMLSelectElement} */ (node.querySelector('select'));
  b.click();
  tick.click();
  select.value = 'b';
  assert.ok(b.checked && tick.checked);
  draw('a');
  assert.deepEqual([a.checked, b.checked, tick.checked, select.value], [true, false, false, 'a']);
});

test('a radio that nobody may choose is empty again', () => {
  const node = place();
  const draw = () => patch(node, el('input', {type: 'radio', name: 'n', checked: false}));
  draw();
  const radio = /** @type {HTMLInputElement} */ (node.firstChild);
  radio.click();
  draw();
  assert.equal(radio.checked, false);
});

/** Does to texts what a translating browser does: each one into an element of its own. */
function translate(/** @type {Node} */ node) {
  for (const child of [...node.childNodes]) {
    if (child.nodeType !== 3) translate(child);
    else {
      const font = document.createElement('font');
      font.append(document.createElement('font'));
      child.replaceWith(font);
      font.firstChild?.appendChild(document.createTextNode(`«${child.textContent}»`));
    }
  }
}

test('a translated text is replaced, never piled up', () => {
  const node = place();
  const draw = (/** @type {string} */ words) => patch(node, el('h1', {}, words),
    el('p', {}, 'one ', el('b', {key: 'b'}, words), ' three'), words && el('i', {}, words));
  draw('a');
  translate(node);
  draw('b');
  assert.equal(node.textContent, 'bone b threeb');
  assert.equal(node.querySelectorAll('font').length, 0);
  translate(node);
  draw('');
  assert.equal(node.textContent, 'one  three');
});

test('a text that was wrapped where it stood comes back', () => {
  const node = place();
  const draw = (/** @type {string} */ words) => patch(node, words, el('input', {key: 'field'}), 'end');
  draw('a');
  const field = /** @type {HTMLInputElement} */ (node.querySelector('input'));
  field.focus();
  for (const text of [...node.childNodes].filter((one) => one.nodeType === 3)) {
    const font = document.createElement('font');
    text.replaceWith(font);
    font.append(text);
  }
  draw('b');
  assert.equal(node.innerHTML, 'b<input dir="auto">end');
  assert.equal(document.activeElement, field);
});

test('a listener that is described no more is not called', () => {
  const node = place();
  /** @type {number[]} */
  const heard = [];
  for (const n of [1, 2, 3]) patch(node, el('button', {onclick: () => heard.push(n)}));
  node.firstChild?.dispatchEvent(event('click'));
  patch(node, el('button', {}));
  node.firstChild?.dispatchEvent(event('click'));
  assert.deepEqual(heard, [3]);
});

test('attributes come and go with their description; what is drawn in a picture is of it', () => {
  const node = place();
  patch(node, el('p', {title: 'a', hidden: true, 'aria-pressed': false, style: {color: 'red'}}));
  assert.equal(node.innerHTML, '<p title="a" hidden="" aria-pressed="false" style="color: red;"></p>');
  patch(node, el('p', {hidden: false, style: {}}));
  assert.equal(node.innerHTML, '<p style=""></p>');
  patch(node, el('svg', {}, el('circle', {r: 2})));
  assert.equal(node.querySelector('circle')?.namespaceURI, 'http://www.w3.org/2000/svg');
});
