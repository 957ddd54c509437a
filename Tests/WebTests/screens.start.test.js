import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {rendered} from './support/dom.js';
import {show, type} from './support/drawn.js';
import {speak} from '../../web/i18n/index.js';

await import('../../web/screens/start.js');

const method = (id) => JSON.parse(readFileSync(
  new URL(`../../protocol/methods/${id}.json`, import.meta.url), 'utf8'));

/** The start page with the two methods; what is asked for comes into `wishes`. */
async function start(create = async () => ({})) {
  await speak('nl');
  const wishes = [];
  const page = show('kring-start', {maker: {
    methods: async () => ({methods: [method('bovv6'), method('incident')], frame: {}}),
    method: async (id) => method(id),
    create: async (wish) => {
      wishes.push(wish);
      return create(wish);
    },
  }});
  await rendered();
  const find = (test, state = '') => page.querySelector(`[data-test="${test}"]${state}`);
  return {page, wishes, find, press: async (node) => {
    node.click();
    for (let turn = 0; turn < 5; turn += 1) await rendered();
  }, chosen: () => page.querySelector('[name=method]:checked').dataset.test,
  order: () => [...page.querySelectorAll('[data-test=method]')].map((one) => one.dataset.method)};
}

test('a method that was clicked stays chosen and in its place, though it was chosen already', async () => {
  const {find, press, chosen, order, wishes, page} = await start();
  assert.equal(chosen(), 'method-bovv6');
  await press(find('method-bovv6'));
  await press(page.querySelectorAll('.counter button')[1]);
  assert.equal(find('people').textContent, '7');
  assert.equal(chosen(), 'method-bovv6');
  assert.deepEqual(order(), ['bovv6', 'incident']);
  await press(find('main-action'));
  assert.equal(wishes[0].method, 'bovv6');
});

test('an own method with the id of another takes its place', async () => {
  const {page} = await start();
  page.querySelector('kring-chooser').take({...method('bovv6'),
    name: {nl: 'Onze eigen', en: 'Our own'}});
  await rendered();
  assert.equal(page.querySelectorAll('[data-method=bovv6]').length, 1);
  assert.match(page.querySelector('[data-method=bovv6]').textContent, /Onze eigen/);
});

test('times that cannot be are told at their field, which gets the focus, and nothing is sent', async () => {
  const {find, press, wishes} = await start();
  type(find('field-date'), '2020-01-01');
  type(find('field-from'), '10:00');
  await rendered();
  const field = find('field-date');
  assert.equal(field.getAttribute('aria-invalid'), 'true');
  assert.equal(document.getElementById(field.getAttribute('aria-describedby')).textContent,
    'Dit is al geweest.');
  find('wishes').open = false;
  await press(find('main-action'));
  assert.deepEqual([wishes.length, document.activeElement, find('wishes').open], [0, field, true]);
  type(find('field-date'), '');
  type(find('field-from'), '');
  await rendered();
  assert.equal(field.hasAttribute('aria-invalid'), false);
  await press(find('main-action'));
  assert.equal(wishes.length, 1);
});

test('times that only the server refuses are told at their field too', async () => {
  const {find, press} = await start(async () => {
    throw {code: 'bad-message', at: '$.start_ms', expected: 'at most 90 days ahead'};
  });
  await press(find('main-action'));
  assert.equal(find('trouble-date').textContent, 'Meer dan 400 dagen vooruit kan niet.');
  assert.equal(document.activeElement, find('field-date'));
  assert.equal(find('wrong'), null);
});

test('a link of the call that is no web address is told at its field', async () => {
  const {find, press, wishes} = await start();
  type(find('field-call'), 'zoom.us/j/12 34');
  await press(find('main-action'));
  assert.equal(find('trouble-call').textContent, 'Dit is geen webadres.');
  type(find('field-call'), 'zoom.us/j/1234');
  await press(find('main-action'));
  assert.equal(wishes[0].callUrl, 'https://zoom.us/j/1234');
});

test('who facilitates does not count for what fits, and the wish goes on to the meeting', async () => {
  const {page, find, press} = await start();
  const made = [];
  page.addEventListener('made', ({detail}) => made.push(detail));
  const reason = () => page.querySelector('[data-method=bovv6] .reason').textContent;
  assert.match(reason(), /6 mensen/);
  await press(find('tick-guides'));
  assert.match(reason(), /5 mensen/);
  await press(find('main-action'));
  assert.deepEqual(made.map(({guides}) => guides), [true]);
});

test('a method in which everybody has a turn brings its number of cases with it', async () => {
  const {page, find, press, wishes} = await start();
  const chooser = page.querySelector('kring-chooser');
  chooser.take({...method('troika'), id: 'trio', group: [3, 3, 6, 6]});
  await rendered();
  assert.equal(find('choice-cases-3').checked, true);
  await press(find('main-action'));
  assert.deepEqual([wishes[0].cases, wishes[0].method.id], [3, 'trio']);
});

test('what the server finds wrong in an own method is told at its place, in the language of the page', async () => {
  const broken = {...method('bovv6'), id: 'onze'};
  const {page, find, press} = await start(async () => {
    throw {code: 'bad-method', problems: [
      {path: 'steps[2].inputs[0].opens', code: 'no-step', values: ['einde'], reason: 'no step "einde"'},
      {path: 'group', code: 'made-up', values: [], reason: 'said in English'}]};
  });
  page.querySelector('kring-chooser').take(broken);
  await rendered();
  await press(find('main-action'));
  // The part of the page about own methods is fetched for it.
  for (let turn = 0; turn < 50 && !find('method-problems'); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const [first, second] = find('method-problems').querySelectorAll('li');
  assert.match(first.textContent, /Onderdeel 3 \(Beeldvorming\), veld 1 \(Jouw vraag/);
  assert.match(first.textContent, /Er is geen stap “einde”\..*steps\[2\]\.inputs\[0\]\.opens/);
  assert.match(second.textContent, /said in English/);
  await press(find('method-bovv6'));
  assert.equal(find('method-problems'), null);
});

test('for trios a meeting is made for each, and all links are shown', async () => {
  let n = 0;
  const {page, press, find, wishes} = await start(async () => ({link: `L${n += 1}`, secret: 's'}));
  const made = [];
  page.addEventListener('made', ({detail}) => made.push(detail));
  page.querySelector('kring-chooser').take({...method('troika'), id: 'trio'});
  await rendered();
  await press(find('main-action'));
  assert.deepEqual(wishes.map((wish) => [wish.method.id, wish.cases]), [['trio', 3], ['trio', 3]]);
  assert.deepEqual(made.map(({link, others}) => [link, others]), [['L1', ['L2']]]);
  await import('../../web/dialogs/invite.js');
  const invite = show('kring-invite', {invitation: {link: 'L1'}, others: ['L2']});
  await rendered();
  const links = [...invite.querySelectorAll('input[readonly]')].map((field) =>
    [document.querySelector(`label[for="${field.id}"]`).textContent, field.value]);
  assert.deepEqual(links, [['De link van groepje 2', 'L2'], ['De link van groepje 1', 'L1']]);
});

test('a link that works on this computer only is said to be one', async () => {
  await import('../../web/dialogs/invite.js');
  const said = async (/** @type {string} */ link) => {
    const invite = show('kring-invite', {invitation: {link}});
    await rendered();
    return invite.querySelector('[data-test=local]') !== null;
  };
  assert.deepEqual([await said('http://localhost:8080/#a'), await said('http://[::1]:8080/#a'),
    await said('https://kring.example/#a')], [true, true, false]);
});

test('what methods are chosen by is one line until somebody changes it', async () => {
  const {page, find, press} = await start();
  const line = () => find('wishes').querySelector('summary').textContent;
  assert.equal(find('wishes').open, false);
  assert.match(line(), /^6 mensen · één casus · nu, 60 minuten/);
  assert.ok(find('wishes').contains(find('field-date')) && find('wishes').contains(find('tick-guides')));
  await press(page.querySelectorAll('.counter button')[1]);
  await press(find('tick-guides'));
  await press(find('choice-want-ideas'));
  assert.match(line(), /^6 mensen · één casus · nu, 60 minuten · Ik begeleid deze groep · iets bedenken/);
});
