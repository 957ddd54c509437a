// @ts-check
import {emptyPage} from './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {planOf} from '../browser/fixtures/plan.js';
import {contract, id, planOf as planFor, start_ms} from './support/meeting.js';
import {playIn} from './support/page.js';
import {patch} from '../../web/kit/dom.js';
import {dateOf} from '../../web/i18n/index.js';
import {dictionary} from '../../web/report/downloads.js';
import {toJSON, toMarkdown} from '../../web/report/markdown.js';
import {report} from '../../web/report/report.js';
import {reportView} from '../../web/report/view.js';
/** @import {Input, Step} from '../../web/core/types.js' */

const every = planOf(JSON.parse(readFileSync(new URL('../browser/fixtures/every.json',
  import.meta.url), 'utf8')), contract('methods/frame.json'), 1, true);
const plans = readdirSync(new URL('../../protocol/vectors/plans/', import.meta.url))
  .map((file) => contract(`vectors/plans/${file}`)[0].plan);
const members = {presenter: 3, chair: 1, others: 4, all: 5};
let number = 0;

/** Something for an input, unlike all else. @param {any} play @param {Input} input */
function given(play, {page}) {
  number += 1;
  const word = `woord${number}`;
  if (page.as === 'number') return {number: page.range[0] + (number % (page.range[1] - page.range[0]))};
  if (page.as === 'point') return {x: (number % 9) / 10, y: -(number % 7) / 10};
  if (page.as === 'text') {
    return page.fields ? Object.fromEntries(page.fields.map((/** @type {any} */ one) =>
      [one.id ?? one, one === 'due' ? '2026-03-09' : `${word}${one.id ?? one}`])) : {text: word};
  }
  const target = page.of && play.state.items.find((/** @type {any} */ one) =>
    `${one.step}/${one.input}` === page.of);
  if (page.of && !target) return null;
  const options = page.options?.map((/** @type {any} */ one) => one.id);
  return {pick: [...(target ? [target.item] : []), ...(options ? [options[number % options.length]] : [])]};
}

/** A meeting in which everything is written, twice by others and all. @param {any} plan */
function whole(plan) {
  const play = playIn(plan, plan.steps[0].id);
  const [settles] = plan.steps.filter((/** @type {Step} */ step) => step.settles);
  const write = (/** @type {Step} */ step, /** @type {Input} */ input, /** @type {number} */ by) => {
    const json = given(play, input);
    if (!json) return;
    number += 1;
    play.write(number, by, input.id, json);
    const item = play.state.items.at(-1);
    Object.assign(item, {step: step.id}, input.named ? {} : {by: undefined});
  };
  for (const step of plan.steps) {
    for (const input of step.inputs) {
      for (const by of input.by === 'presenter' || input.by === 'chair' ? [members[/** @type {'chair'} */ (input.by)]]
        : [2, 3, 4].filter((n) => n !== 3 || input.by === 'all')) write(step, input, by);
    }
  }
  const mine = settles && play.state.items.find((/** @type {any} */ one) => one.step === settles.id
    && one.by === id('member', 3) && play.texts.get(one.item).text);
  if (mine) play.state.cases[0].item = mine.item;
  return play;
}

/** @param {any} play @param {number} n */
const source = (play, n) => ({...play.for(n), now: () => start_ms,
  name: (/** @type {string} */ member) => ['Anna', 'Bram', 'Celine', 'Daan', 'Elif'][Number(member.slice(1, 8)) - 1],
  note: (/** @type {string} */ step) => `samen${step.replace('.', '')}`,
  isMine: (/** @type {any} */ item) => item.by === id('member', n),
  claimant: () => undefined, markOn: () => '', privateNotes: {}});

/** The words of a text, without what a dialect makes of signs. @param {string} text */
const words = (text) => new Set(text.replaceAll('2026-03-09', dateOf('2026-03-09'))
  .match(/[\p{L}\p{N}]+/gu));

/** What a person reads in the JSON. @param {any} value @param {string} [key] @returns {string[]} */
function strings(value, key = '') {
  if (['step', 'as', 'lens', 'ends', 'sectors', 'square', 'label'].includes(key) && typeof value === 'string')
    return [];
  if (['ends', 'sectors', 'square', 'point', 'kring', 'made_ms'].includes(key)) return [];
  if (key === 'date') return [dateOf(value)];
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  if (typeof value.nl === 'string') return [value.nl];
  return Object.entries(value).flatMap(([name, one]) => strings(one, Array.isArray(value) ? key : name));
}

/** What a screen reader reads: pictures are said beside them. @param {any} node @returns {string} */
function read(node) {
  if (node.nodeType === 3) return node.data;
  if (node.getAttribute('aria-hidden')) return '';
  return [...node.childNodes].map(read).join(' ');
}

// What the page says around a report and a file does not, or the other way round.
const around = words('Wat besproken is, blijft in de groep. Stap van tot Notities voorzitter casus');

for (const plan of [...plans, every]) {
  test(`the report of ${plan.method} says the same on the page, in Markdown and in JSON`, () => {
    const play = whole(plan);
    for (const n of [3, 4]) {
      const made = report(/** @type {any} */ (source(play, n)));
      assert.ok(made);
      emptyPage();
      patch(document.body, reportView(made));
      const page = words(read(document.body));
      const file = words(toMarkdown(made, dictionary()).replace(/&#?\w+;/g, ' ').replace(/\\/g, ''));
      const json = strings(JSON.parse(toJSON(made))).flatMap((text) => [...words(text)]);
      assert.ok(json.length > 5, 'something is in it');
      const only = (/** @type {Set<string>} */ here, /** @type {Set<string>} */ there) =>
        [...here].filter((word) => !there.has(word) && !around.has(word));
      assert.deepEqual(only(page, file), [], 'on the page alone');
      assert.deepEqual(only(file, page), [], 'in Markdown alone');
      assert.deepEqual(only(new Set(json), page), [], 'in JSON alone');
      const said = new Set([...json, ...words(JSON.stringify(made)), ...words(Object.values(dictionary())
        .filter((one) => typeof one === 'string').join(' ')), ...words(dictionary().when(made))]);
      const others = [...page].filter((word) => !said.has(word) && !around.has(word) && !/^\d+$/.test(word));
      const told = words('wit rood geel zwart groen hoed Witte Rode Gele Zwarte Groene Kamer de dromer '
        + `realist criticus 9 maart maandag ${dateOf('2026-03-09')} Wat Wie Wanneer`);
      assert.deepEqual(others.filter((word) => !told.has(word)), [], 'not in JSON');
    }
  });
}

test('the form of a method with sentences has all its steps, also those without words', () => {
  const plan = structuredClone(contract('vectors/plans/bovv6.json')[0].plan);
  for (const step of plan.steps.filter((/** @type {Step} */ one) => one.case)) {
    step.page.form = {nl: `Zin bij ${step.page.label}.`, en: 'Sentence.'};
  }
  plan.page.kinds = [{id: 'praktijk', label: {nl: 'praktijk', en: 'practice'}}];
  const made = report(/** @type {any} */ ({...source(playIn(plan, '1.keuze'), 3), note: () => ''}));
  const [form] = made?.cases ?? [];
  assert.equal(form, undefined, 'nobody presents yet');
  const play = playIn(plan, '1.stelling');
  const own = report(/** @type {any} */ ({...source(play, 3), note: () => ''}));
  assert.deepEqual(own?.cases[0].sections.map(({label}) => label),
    plan.steps.filter((/** @type {Step} */ one) => one.case).map((/** @type {Step} */ one) => one.page.label));
  assert.deepEqual([own?.cases[0].kind, own?.cases[0].presenter], [{nl: 'praktijk', en: 'practice'}, 'Celine']);
  emptyPage();
  patch(document.body, reportView(/** @type {any} */ (own)));
  assert.match(document.body.textContent ?? '', /Datum.*Soort casus.*praktijk.*Naam.*Celine/);
  assert.equal(document.querySelectorAll('em').length, own?.cases[0].sections.length);
});

test('of a note line with parts has what the method calls them, and leaves empty ones out', () => {
  const plan = structuredClone(every);
  const part = (/** @type {string} */ one) => ({id: one, label: {nl: `Wat ${one}`, en: one}});
  plan.steps.find((/** @type {Step} */ one) => one.id === '1.vertel').page.notes = {
    label: {nl: 'Factoren', en: 'Factors'}, fields: [part('hindert'), part('helpt')]};
  const made = report(/** @type {any} */ ({...source(whole(plan), 3), note: (/** @type {string} */ step) =>
    (step === '1.vertel' ? 'tijd\n—\neen collega' : step === '1.besluit' ? 'plat' : '')}));
  emptyPage();
  patch(document.body, reportView(/** @type {any} */ (made)));
  for (const text of [read(document.body), toMarkdown(/** @type {any} */ (made), dictionary())]) {
    assert.match(text, /Factoren[^]*Wat hindert[^]*tijd[^]*Wat helpt[^]*een collega/);
    assert.doesNotMatch(text, /—/);
    assert.match(text, /plat/);
  }
  const half = report(/** @type {any} */ ({...source(whole(plan), 3), note: () => 'tijd'}));
  assert.deepEqual(half?.cases[0].sections.find(({step}) => step === '1.vertel')?.noteParts?.length, 1);
});

test('has pictures: squares, a plane with dots, how often a value was given, hats by sign and word', () => {
  const made = report(/** @type {any} */ (source(whole(every), 3)));
  emptyPage();
  patch(document.body, reportView(/** @type {any} */ (made)));
  const count = (/** @type {string} */ what) => document.querySelectorAll(what).length;
  assert.equal(count('.squares .square'), 3, 'one of the presenter, two of others');
  assert.ok(count('svg.plane .point') >= 5 && count('svg.plane .sector') >= 8);
  assert.ok(count('.bars svg rect') >= 5);
  assert.equal(count('svg.lens-rood'), 1);
  assert.match(document.body.textContent ?? '', /Rode hoed: Wat voel je erbij\?/);
  assert.match(toMarkdown(/** @type {any} */ (made), dictionary()),
    /\*\*Hoe veilig was het\?\*\*\n\n- 1: \d×\n- 2: \d×\n- 3: \d×\n- 4: \d×\n- 5: \d×\n/);
});

test('leaves out what was weighed for the second time, and picks of what is not there', () => {
  const play = playIn(every, '1.schrijf');
  play.open(2, [[10, {valkuil: 'haast'}, 2]]).enter('1.reactie');
  play.write(20, 3, 'weging', {pick: [id('item', 10), 'klopt']})
    .write(21, 3, 'weging', {pick: [id('item', 10), 'schuurt']})
    .write(22, 3, 'weging', {pick: [id('item', 77), 'nieuw']});
  const made = report(/** @type {any} */ ({...source(play, 3), note: () => ''}));
  const weighed = made?.cases[0].sections.find(({step}) => step === '1.reactie')?.fields[0].entries;
  assert.deepEqual(weighed?.map(({picked}) => picked), [['Bram: haast', {nl: 'klopt', en: 'fits'}]]);
});

test('of a meeting without cases everybody has what the group wrote', () => {
  const plan = structuredClone(every);
  plan.page.presented = false;
  for (const step of plan.steps) {
    if (step.case) delete step.case;
    else step.page.part = 'takeaway';
  }
  const play = whole(plan);
  play.state.cases[0].presenter = null;
  const made = report(/** @type {any} */ (source(play, 4)));
  assert.deepEqual(made?.cases.map(({number: one, presenter}) => [one, presenter]), [[0, '']]);
  assert.ok((made?.cases[0].sections.length ?? 0) > 4);
  assert.deepEqual(made?.words, []);
  assert.match(toMarkdown(/** @type {any} */ (made), dictionary()), /\n## Wat we samen afspraken\n/);
});

test('the day of the meeting has its year, and its times where they were planned', () => {
  const play = playIn(planFor('bovv6'), '1.besluit').write(1, 3, 'besluit', {text: 'Bellen'});
  for (const [end_ms, day] of /** @type {const} */ ([[undefined, /Datum:? +[a-z]+ \d+ \w+ 2026\s/],
    [start_ms + 3_600_000, /Datum:? +[a-z]+ \d+ \w+ 2026, (\d\d):00 tot (?!\1)\d\d:00 uur\s/]])) {
    Object.assign(play.state, {start_ms, end_ms});
    const made = report(/** @type {any} */ (source(play, 3)));
    emptyPage();
    patch(document.body, reportView(/** @type {any} */ (made)));
    for (const text of [read(document.body), toMarkdown(/** @type {any} */ (made), dictionary())]) {
      assert.match(text, day);
    }
    assert.equal(JSON.parse(toJSON(/** @type {any} */ (made))).end_ms, end_ms);
  }
});
