import {test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage} from './support/dom.js';

const {el, patch} = await import('../../web/kit/dom.js');

test('what people write runs in the direction of its own script, our own words in the page’s', () => {
  const body = emptyPage();
  patch(body, el('p', {class: 'words read'}, 'שלום'), el('textarea', {}), el('input', {name: 'a'}),
    el('option', {}, 'יוסף'), el('bdi', {}, 'יוסף'), el('p', {class: 'words', dir: 'ltr'}, 'a'),
    el('p', {class: 'now-you'}, 'a'), el('input', {type: 'checkbox'}), el('input', {type: 'date'}),
    el('svg', {}, el('g', {class: 'seat words-of-seat'})));
  assert.deepEqual([...body.querySelectorAll('*')].map((node) => node.getAttribute('dir')),
    ['auto', 'auto', 'auto', 'auto', 'auto', 'ltr', null, null, null, null, null]);
});
