// @ts-check
import {rendered} from './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {show, type} from './support/drawn.js';
import {contract} from './support/meeting.js';
import {adapted, needing} from '../../web/screens/adapting.js';
import {placeOf, problemWords} from '../../web/screens/methodproblems.js';
import {speak} from '../../web/i18n/index.js';

const {showAdapting} = await import('../../web/screens/adapt.js');
await import('../../web/screens/chooser.js');
await speak('nl');

const bovv = contract('methods/bovv6.json');
const nothing = () => ({name: 'Onze vorm', out: new Set(), minutes: new Map(), sentences: new Map(),
  named: new Map()});

/** @type {Element|null} */
let dialogs = null;

/** Puts the place of the dialogs into the page, which is made anew for each test. */
function dialogsHere() {
  dialogs ??= document.querySelector('kring-dialogs');
  if (dialogs) document.body.append(dialogs);
}

/** Finds what is in the page. @param {string} test @returns {any} */
const find = (test) => document.querySelector(`[data-test="${test}"]`);

test('the form changes times, sentences, names and steps, and leaves the file alone', async () => {
  const before = structuredClone(bovv);
  show('main');
  /** @type {any} */
  let changed;
  showAdapting(bovv, (file) => { changed = file; });
  dialogsHere();
  await rendered();
  type(find('field-adapt-name'), 'Onze korte vorm');
  type(find('field-beeld-minutes'), '9');
  type(find('field-beeld-others'), 'Vraag door.');
  find('choice-adapt-named-schrijf-advies-true').click();
  find('tick-keep-oordeel1').click();
  await rendered();
  find('adapt-use').click();
  assert.deepEqual(bovv, before);
  assert.deepEqual([changed.id, changed.variantOf, changed.version], ['bovv6eigen', 'bovv6', 1]);
  assert.deepEqual(changed.name, {...bovv.name, nl: 'Onze korte vorm'});
  assert.deepEqual(changed.steps.map((/** @type {any} */ step) => step.id),
    ['keuze', 'stelling', 'beeld', 'schrijf', 'lees', 'besluit']);
  const step = (/** @type {string} */ id) => changed.steps.find((/** @type {any} */ one) => one.id === id);
  assert.equal(step('beeld').minutes, 9);
  assert.deepEqual(step('beeld').do.others, {...bovv.steps[2].do.others, nl: 'Vraag door.'});
  assert.equal(step('schrijf').inputs[0].named, true);
});

test('a step goes only with what needs it', async () => {
  const out = new Set(['schrijf']);
  assert.deepEqual(needing(bovv, out).map(({id}) => id), ['lees']);
  assert.deepEqual(needing(bovv, new Set(['lees'])).map(({id}) => id), ['schrijf']);
  assert.deepEqual(needing(bovv, new Set(['schrijf', 'lees', 'oordeel1'])), []);
  const incident = contract('methods/incident.json');
  showAdapting(incident, () => {});
  dialogsHere();
  await rendered();
  find('tick-keep-informatie').click();
  await rendered();
  assert.match(find('adapt-needed').textContent, /Dit kan er niet uit:.*gebruikt wat daar wordt geschreven/);
  assert.equal(find('adapt-use').disabled, true);
  find('tick-keep-informatie').click();
  await rendered();
  assert.equal(find('adapt-use').disabled, false);
});

test('where nobody presents there is no sentence for a presenter to change', async () => {
  showAdapting(contract('methods/start.json'), () => {});
  dialogsHere();
  await rendered();
  assert.ok(find('field-leren-chair') && find('field-leren-others'));
  assert.equal(find('field-leren-presenter'), null);
});

test('minutes that are none are not taken, and the least goes down with them', () => {
  const changes = {...nothing(), minutes: new Map([['beeld', 3]])};
  const file = {...bovv, steps: bovv.steps.map((/** @type {any} */ step) => ({...step, least: 5, minutes: 9}))};
  const step = adapted(file, changes).steps[2];
  assert.deepEqual([step.minutes, step.least], [3, 3]);
});

test('an own form of an own form keeps its name, and its sentences in other languages', () => {
  const once = adapted(bovv, nothing());
  const twice = adapted(once, {...nothing(), name: '  '});
  assert.deepEqual([twice.id, twice.variantOf], ['bovv6eigen', 'bovv6']);
  assert.deepEqual(twice.name, once.name);
  assert.equal(once.name.en, bovv.name.en);
  assert.ok(adapted({...bovv, id: 'a'.repeat(32)}, nothing()).id.length <= 32);
});

test('a problem is said in the words of the method and of the reader, whatever the method holds', async () => {
  const problem = {path: 'steps[2].inputs[0].opens', code: 'no-step', values: ['einde'], reason: 'R'};
  assert.deepEqual(problemWords(bovv, problem), {
    place: 'Onderdeel 3 (Beeldvorming), veld 1 (Jouw vraag aan de inbrenger)',
    words: 'Er is geen stap “einde”.'});
  await speak('en');
  assert.match(problemWords(bovv, problem).words, /There is no step “einde”/);
  await speak('nl');
  assert.equal(problemWords(bovv, {path: 'group', reason: 'R'}).words, 'R');
  assert.equal(placeOf({steps: [{name: 3}]}, 'steps[0].name'), 'Onderdeel 1 ()');
  assert.equal(placeOf(undefined, 'steps[4].inputs[1]'), 'Onderdeel 5 (), veld 2 ()');
  assert.equal(placeOf(bovv, 'group'), '');
});

/** The chooser with the methods of the house, and files that somebody picks. */
async function chooser() {
  /** @type {any[]} */
  const chosen = [];
  const view = show('kring-chooser', {maker: {
    methods: async () => ({methods: [bovv, contract('methods/hats.json')], frame: {}}),
    method: async (/** @type {string} */ id) => contract(`methods/${id}.json`)}});
  view.addEventListener('chosen', (/** @type {any} */ {detail}) => chosen.push(detail));
  for (let turn = 0; turn < 5; turn += 1) await rendered();
  return {view, chosen};
}

/** Waits for something. @param {() => any} there */
async function until(there) {
  for (let turn = 0; turn < 100 && !there(); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(there());
}

test('a method that somebody looks into is fetched then, can be kept as a file and be changed', async () => {
  const {view, chosen} = await chooser();
  const card = view.querySelector('[data-method=hats]');
  assert.equal(card.querySelector('[data-test=adapt-hats]'), null);
  const details = card.querySelector('details');
  details.open = true;
  details.dispatchEvent(new window.Event('toggle'));
  await until(() => card.querySelector('[data-test=adapt-hats]'));
  assert.match(card.textContent, /Herkomst: /);
  assert.ok(card.querySelector('[data-test=download-hats]'));
  card.querySelector('[data-test=adapt-hats]').click();
  dialogsHere();
  await until(() => find('adapt-use'));
  find('adapt-use').click();
  await rendered();
  assert.deepEqual(chosen.map(({id}) => id), ['hatseigen']);
  assert.equal(view.method.id, 'hatseigen');
  assert.equal(view.querySelector('[data-test=method]').dataset.method, 'hatseigen');
});

test('a file of one’s own is read and chosen; what is no method says so', async () => {
  const {view, chosen} = await chooser();
  const details = [...view.querySelectorAll('details')].at(-1);
  details.open = true;
  details.dispatchEvent(new window.Event('toggle'));
  await until(() => find('own-method'));
  const give = async (/** @type {string} */ text, size = text.length) => {
    const field = find('own-method');
    Object.defineProperty(field, 'files', {configurable: true, value: [{size, text: async () => text}]});
    field.dispatchEvent(new window.Event('change'));
    for (let turn = 0; turn < 5; turn += 1) await rendered();
    return find('own-says').textContent;
  };
  for (const text of ['{', '[]', '{"id": "a"}', '{"id": "a", "steps": [null], "name": {}, "group": []}',
    '{"id": "../x", "steps": [], "name": {}, "group": []}']) {
    assert.equal(await give(text), 'Dit is geen methodebestand van Kring.', text);
  }
  assert.match(await give(JSON.stringify(contract('methods/frame.json'))),
    /frame\.json.* kies het bestand van een methode/);
  assert.match(await give('{}', 65_537), /te groot/);
  assert.deepEqual(chosen, []);
  assert.match(await give(JSON.stringify({...bovv, id: 'onze'})), /staat nu in de lijst/);
  assert.deepEqual(chosen.map(({id}) => id), ['onze']);
});
