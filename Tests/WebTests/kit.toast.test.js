import {test} from 'node:test';
import assert from 'node:assert/strict';
import './support/dom.js';

const {toast} = await import('../../web/kit/dialogs.js');

const shown = () => /** @type {HTMLElement} */ (document.querySelector('.toast'));

test('what is said shortly goes away by a press or with Escape, and is there again for the next words', () => {
  for (const away of [() => shown().click(),
    () => window.dispatchEvent(new window.KeyboardEvent('keydown', {key: 'Escape'}))]) {
    toast('Gekopieerd.');
    assert.equal(shown().hidden, false);
    away();
    assert.equal(shown().hidden, true);
  }
});
