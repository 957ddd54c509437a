// @ts-check
import './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {byFit, experiences, fitOf, folded, unknownTo, wants} from '../../web/screens/fit.js';
import {contract} from './support/meeting.js';
import {has, speak, t} from '../../web/i18n/index.js';

const method = (/** @type {string} */ id) => contract(`methods/${id}.json`);
const usual = {people: 6, cases: 1, minutes: 60};
const keys = (/** @type {any[]} */ all) => all.map((one) => [one.method.id, one.fit.key]);

/** A small method. @param {string} id @param {any} [more] */
const made = (id, more = {}) => ({id, group: [3, 5, 6, 8], least: 20, experience: 'none',
  steps: [{icon: 'tell', minutes: 60, name: {}}], ...more});

test('methods that fit come first, each with its reason', async () => {
  const methods = [method('incident'), method('bovv6')];
  assert.deepEqual(keys(byFit(methods, {...usual, people: 3})),
    [['bovv6', 'fit.possible.more'], ['incident', 'fit.few']]);
  assert.deepEqual(byFit(methods, {...usual, people: 33}).map(({fit}) => fit.key),
    ['fit.many', 'fit.many']);
});

test('the least times of a method decide whether there is too little time', () => {
  for (const [minutes, key] of /** @type {const} */ ([[19, 'fit.short'], [20, 'fit.ideal']])) {
    assert.equal(fitOf(made('a'), {...usual, minutes}).key, key);
  }
  assert.equal(fitOf(made('a'), {...usual, cases: 2, minutes: 39}).key, 'fit.short');
  assert.equal(fitOf(made('a'), {...usual, cases: 2, minutes: 40}).key, 'fit.ideal');
  // A whole file has them in its steps, one where nothing is said.
  const file = made('a', {least: undefined, steps: [{minutes: 5, least: 4}, {minutes: 5}, {minutes: 0}]});
  assert.equal(fitOf(file, {...usual, minutes: 5}).blanks.least, 5);
});

test('what a group wants comes first, most of all what is for that, and the rest says what it is for', () => {
  const methods = [made('both', {wants: ['ideas', 'me']}), made('mine', {wants: ['me']}),
    made('other', {wants: ['other']}), made('own', {})];
  const found = byFit(methods, {...usual, want: 'me'});
  assert.deepEqual(keys(found), [['mine', 'fit.ideal'], ['both', 'fit.ideal'], ['other', 'fit.other'],
    ['own', 'fit.other.none']]);
  assert.deepEqual(found.map(({fit}) => [fit.wanted, fit.rank]),
    [[true, 1], [true, 1], [false, 3], [false, 3]]);
});

test('a group that begins is offered what is for it', () => {
  const methods = [made('led', {experience: 'guided'}), made('later', {experience: 'some'}), made('new')];
  const fits = (/** @type {string} */ experience) => byFit(methods, {...usual, experience})
    .filter(({fit}) => fit.rank < 3).map((one) => one.method.id);
  assert.deepEqual(fits('none'), ['new']);
  assert.deepEqual(fits('some'), ['new', 'later']);
  assert.deepEqual(fits('guided'), ['new', 'later', 'led']);
  assert.deepEqual(fits(''), ['new', 'later', 'led'], 'not said: nothing is left out');
});

test('twenty methods are no wall: the best is in sight, with the chosen one wherever it stands', () => {
  const many = Array.from({length: 20}, (_, n) => made(`m${n}`, n < 12 ? {} : {group: [9, 9, 9, 9]}));
  const all = byFit(many, usual);
  const {first, more, rest} = folded(all, undefined);
  assert.deepEqual([first.length, more.length, rest.length], [1, 11, 8]);
  const chosen = folded(all, 'm15');
  assert.deepEqual(chosen.first.map((one) => one.method.id), ['m0', 'm15']);
  assert.deepEqual([chosen.more.length, chosen.rest.length], [11, 7]);
});

test('every method of the house says what it is for, in words there are sentences for', async () => {
  const offered = JSON.parse(readFileSync(new URL('../../protocol/schema/method.json', import.meta.url),
    'utf8')).properties;
  assert.deepEqual(offered.wants.items.enum, wants);
  assert.deepEqual(offered.experience.enum, experiences);
  for (const language of ['nl', 'en']) {
    await speak(language);
    for (const want of wants) assert.ok(has(`want.${want}`));
    for (const wish of ['', ...wants]) {
      for (const {fit} of byFit([method('bovv6'), method('leary')], {...usual, want: wish})) {
        if (fit.key !== 'fit.other') assert.ok(!t(fit.key, fit.blanks).includes('{'), fit.key);
      }
    }
  }
});

test('what a page cannot show of an own method is named', () => {
  assert.deepEqual(unknownTo(method('bovv6')), []);
  assert.deepEqual(unknownTo(method('leary')), []);
  const strange = {steps: [{inputs: [{as: 'wheel'}, {as: 'text', fields: ['what']}, null]},
    {inputs: [{as: 'number', fields: ['what']}, {as: 'wheel'}]}, null]};
  assert.deepEqual(unknownTo(strange), ['wheel', 'number']);
  assert.deepEqual(unknownTo(null), []);
});

test('a method that knows one size only is for several groups of it, each with a meeting', () => {
  const trio = made('trio', {group: [3, 3, 3, 3], cases: 3});
  const found = (/** @type {number} */ people) => {
    const {key, blanks} = fitOf(trio, {...usual, people, cases: 3});
    return [key, blanks.groups];
  };
  assert.deepEqual(found(3), ['fit.ideal', 1]);
  assert.deepEqual(found(6), ['fit.groups', 2]);
  assert.deepEqual(found(9), ['fit.groups', 3]);
  assert.deepEqual(found(7), ['fit.many', 1]);
  assert.deepEqual(fitOf(made('any'), {...usual, people: 16}).key, 'fit.many');
});

test('without a wish what is for a question comes first, and a meeting without a case after it', () => {
  const first = made('first', {presented: false, steps: [{icon: 'round', minutes: 60, name: {}}]});
  const all = byFit([first, made('ideas', {wants: ['ideas', 'question']}),
    made('question', {wants: ['question'], steps: [{icon: 'tell', minutes: 40, name: {}}]})], usual);
  assert.equal(all[0].method.id, 'question');
  const {key, blanks} = fitOf(first, {...usual, cases: 2});
  assert.deepEqual([key, blanks.each], ['fit.meeting', 60]);
});
