// @ts-check
import './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';

/** The scripts of the page. */
const scripts = (function below(/** @type {string} */ folder) {
  const url = new URL(`../../web/${folder}`, import.meta.url);
  return readdirSync(url, {withFileTypes: true}).flatMap((/** @type {any} */ one) =>
    (one.isDirectory() ? below(`${folder}${one.name}/`) : one.name.endsWith('.js')
      ? [{name: `${folder}${one.name}`, text: readFileSync(new URL(one.name, url), 'utf8')}] : []));
})('');

/**
 * Where a pattern stands, but in some files; the pattern must find what it is for.
 * @param {RegExp} pattern @param {string[]} allowed @param {string} planted
 */
function places(pattern, allowed, planted) {
  assert.match(planted, pattern);
  return scripts.filter(({name, text}) => !allowed.includes(name) && pattern.test(text))
    .map(({name, text}) => `${name}: ${pattern.exec(text)?.[0]}`);
}

test('of which kind an input is, only the registry of kinds and the rules ask', () => {
  assert.deepEqual(places(/\bpage\??\.as\b|\binput\??\.as\b|[{,]\s*as[,}].*=.*page/,
    ['kinds/registry.js', 'core/moment.js'],
    "if (input.page.as === 'text') return;"), []);
});

test('which floor a step has, only its name asks', () => {
  assert.deepEqual(places(/\b(?:step|one)\??\.floor\b|\bfloor === '|case '(?:hands|turns|nobody)'/,
    ['core/moment.js'], "if (step.floor === 'hands') return;"), []);
});

test('no part of the page sends the event of the model', () => {
  assert.deepEqual(places(/dispatchEvent\((?:new Said|new Event\('change')/,
    ['core/client.js', 'i18n/index.js'], "client.dispatchEvent(new Event('change'))"), []);
});

test('nothing is found by what tests find it by', () => {
  assert.deepEqual(places(/\[data-test/, [], "document.querySelector('[data-test=field-note]')"), []);
});

test('no field is read: what is in it is kept by who described it', () => {
  assert.deepEqual(places(/querySelector\([^)]*\)\)?\??\.value\b/, [],
    "this.querySelector('textarea').value"), []);
});

test('a button is made in one way', () => {
  assert.deepEqual(places(/el\('button'/, ['kit/pieces.js'], "el('button', {type: 'button'})"), []);
});

test('a kind knows no screen, dialog or step', () => {
  const above = /from '\.\.\/(?:screens|dialogs|step|floors)\//;
  assert.match("import {a} from '../step/a.js';", above);
  assert.deepEqual(scripts.filter(({name, text}) => /^(?:kinds|kit)\//.test(name)
    && above.test(text)).map(({name}) => name), []);
});
