// @ts-check
// What the page promises in numbers, and what the protocol and the methods hold.
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {contract} from './support/meeting.js';
import {languages} from '../../web/i18n/languages.js';

const protocol = readFileSync(new URL('../../protocol/README.md', import.meta.url), 'utf8');
const [nl, en] = await Promise.all([languages.nl.load(), languages.en.load()]);

/** Numbers as the page writes them. @type {Record<number, [string, string]>} */
const written = {1: ['een', 'a'], 3: ['drie', 'three'], 4: ['vier', 'four'], 7: ['zeven', 'seven'],
  15: ['vijftien', 'fifteen']};

/** What the protocol says in a place, as a number. @param {RegExp} place */
function held(place) {
  const found = place.exec(protocol)?.[1];
  assert.ok(found, `protocol/README.md says nothing of ${place}`);
  return Number(found.replaceAll(',', ''));
}

/**
 * Holds that a text has a number, in words or in digits, before its unit in Dutch and in English.
 * @param {string} key @param {number} number @param {[string, string]} units
 */
function says(key, number, units) {
  [nl, en].forEach((texts, n) => {
    const words = [String(number), written[number]?.[n]].filter(Boolean).join('|');
    assert.match(texts[key], new RegExp(`(?<!\\p{L})(?:${words}) ${units[n]}`, 'u'), key);
  });
}

test('how long a meeting is kept is what the protocol holds', () => {
  says('safe.does.3', held(/`keep_ms` \| ([\d,]+) \|/) / 86_400_000, ['dagen', 'days']);
  says('safe.does.3', held(/one that has begun and is left goes (\d+) h after/) / 24, ['dag', 'day']);
});

test('when few cards open, and how long before everybody sees it, is what the protocol holds', () => {
  const seconds = held(/`set\.force` announces[^]*?carried out (\d+) s later/);
  says('safe.does.4', seconds, ['seconden', 'seconds']);
  says('few.force', seconds, ['seconden', 'seconds']);
});

test('from how many people unnamed cards and ratings open is what every plan holds', () => {
  const plans = readdirSync(new URL('../../protocol/vectors/plans/', import.meta.url))
    .flatMap((file) => contract(`vectors/plans/${file}`).map((/** @type {any} */ one) => one.plan));
  const unnamed = plans.flatMap((plan) => plan.steps.flatMap((/** @type {any} */ step) => step.inputs))
    .filter((input) => input.opens && !input.named);
  const minimum = (/** @type {(input: any) => boolean} */ of) =>
    [...new Set(unnamed.filter(of).map((input) => input.minimum))];
  const [cards, ratings] = [minimum((input) => input.page.as === 'text'),
    minimum((input) => input.page.as === 'number')];
  assert.deepEqual([cards.length, ratings.length], [1, 1]);
  says('safe.does.4', cards[0], ['mensen', 'people']);
  says('safe.does.6', ratings[0], ['mensen', 'people']);
  says('rating.promise', ratings[0], ['mensen', 'people']);
  assert.ok(unnamed.filter((input) => input.page.as === 'number').every((input) => !input.forcible));
});

test('how long and how large things can be is what the protocol holds', () => {
  says('when.far', held(/\| days until `start_ms` \| (\d+) \|/), ['dagen', 'days']);
  says('when.short', held(/"minutes": (\d+) … \d+/), ['minuten', 'minutes']);
  says('when.long', held(/"minutes": \d+ … (\d+)/) / 60, ['uur', 'hours']);
  says('problem.bad-name', held(/\| a name \|[^|]*\| 1 to (\d+) characters/), ['tekens', 'characters']);
  assert.throws(() => says('when.long', 9, ['uur', 'hours']));
});
