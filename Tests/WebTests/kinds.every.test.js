// @ts-check
import {emptyPage, rendered, window} from './support/dom.js';
import {event, show} from './support/drawn.js';
import {id} from './support/meeting.js';
import {PlayedClient, playIn, writerOf} from './support/page.js';
import {through} from './support/through.js';
import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {planOf} from '../browser/fixtures/plan.js';
import {picture} from '../../web/kinds/plane.js';
import {patch} from '../../web/kit/dom.js';
import {sectorAt, where} from '../../web/kinds/sectors.js';
import '../../web/step/step.js';

const read = (/** @type {string} */ path) =>
  JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

/** A method that only the tests have, with every kind of question that there is. */
const every = read('Tests/browser/fixtures/every.json');
const plan = planOf(every, read('protocol/methods/frame.json'), 1, false);

/** A step, as a member sees it. @param {any} play @param {number} n */
async function page(play, n) {
  const client = new PlayedClient(play, n);
  const view = show('kring-step', {client});
  client.addEventListener('change', () => view.update());
  await settled();
  assert.equal(view.querySelectorAll('[data-test=failed]').length, 0);
  const all = (/** @type {string} */ hook) => [...view.querySelectorAll(`[data-test="${hook}"]`)];
  return {client, view, all, find: (/** @type {string} */ hook) => all(hook)[0]};
}

async function settled() {
  for (let n = 0; n < 8; n += 1) {
    await rendered();
    await new Promise((done) => { setTimeout(done); });
  }
}

describe('a method that only the tests have', () => {
  test('uses every kind of question, writer and opening', () => {
    const inputs = every.steps.flatMap((/** @type {any} */ step) => step.inputs ?? []);
    const said = new Set(inputs.flatMap((/** @type {any} */ one) => [one.as, one.by,
      one.opens ? 'closed' : 'live', one.named === false ? 'unnamed' : 'named',
      ...Object.keys(one)]));
    for (const word of ['text', 'pick', 'number', 'point', 'presenter', 'others', 'all', 'closed',
      'live', 'unnamed', 'fields', 'options', 'of', 'range', 'ends', 'lens', 'about', 'kind']) {
      assert.ok(said.has(word), word);
    }
    const steps = new Set(every.steps.flatMap((/** @type {any} */ step) =>
      [step.floor, step.icon, ...Object.keys(step)]));
    for (const word of ['cast', 'show', 'notes', 'over', 'outside']) assert.ok(steps.has(word), word);
  });

  test('has a field for who may write, and shows what was written', async () => {
    for (const step of plan.steps) for (const input of step.inputs) await through(plan, step, input);
  });

  test('puts what a kind of case asks at its first text', async () => {
    const play = playIn(plan, '1.vertel');
    const bram = await page(play, 3);
    assert.match(bram.view.textContent, /Wat gebeurde er op je werk\?/);
    await bram.client.addItem('soort', {pick: ['zaken']});
    await settled();
    assert.match(bram.view.textContent, /Wat deed je voor klanten\?/);
  });

  test('keeps in sight what was chosen in an earlier step', async () => {
    const play = playIn(plan, '1.reactie').write(1, 3, 'vorm', {pick: ['spel']});
    const anna = await page(play.enter('1.praat'), 1);
    assert.match(anna.find('kept').textContent, /Hoe gaan we verder\?.*uitspelen/);
    assert.equal((await page(play.enter('1.besluit'), 1)).find('kept'), undefined);
  });

  test('says the lens of a step in a word, a colour and a shape', async () => {
    const {find} = await page(playIn(plan, '1.hoed'), 2);
    assert.equal(find('lens').textContent.trim(), 'Rode hoed');
    assert.ok(find('lens').querySelector('svg.lens-rood path'));
  });

  test('has no note line where its method wants none', async () => {
    assert.equal((await page(playIn(plan, '1.praat'), 2)).find('note-line'), undefined);
    assert.ok((await page(playIn(plan, '1.spel'), 2)).view.querySelector('kring-note'));
  });

  test('offers both sets that one step opens, with one press', async () => {
    const play = playIn(plan, '1.schrijf').enter('1.vergelijk');
    const anna = await page(play, 1);
    assert.equal(anna.client.moment().state.sets.filter(({state}) => state === 'closed').length, 3);
    const main = anna.find('main-action');
    assert.equal(main.dataset.action, 'open-set');
    await new Promise((done) => { setTimeout(done, 520); }); // a press is believed after a moment
    main.click();
    await settled();
    assert.deepEqual(anna.client.sent.map((one) => [one.do, one.set]),
      [['set.open', 2], ['set.open', 3]]);
    emptyPage();
  });
});

describe('who plays whom', () => {
  /** @param {any} play */
  const cast = (play, ...roles) => play.say('cast.changed', {take: play.state.take + 1,
    roles: roles.map(([role, n]) => ({role, member: id('member', n)}))});

  test('each takes the roles that are free and theirs, and leaves them', async () => {
    const play = playIn(plan, '1.spel');
    const daan = await page(play, 4);
    assert.deepEqual(daan.all('role-play').map((one) => one.getAttribute('aria-label')),
      ['Ik speel: De ander']);
    daan.find('role-play').click();
    await settled();
    assert.deepEqual(daan.client.sent, [{do: 'cast.take', take: 0,
      roles: [{role: 'ander', member: id('member', 4)}]}]);
    cast(play, ['ander', 4], ['zelf', 3]);
    daan.client.touch();
    await settled();
    assert.match(daan.find('cast').textContent, /De inbrenger Celine.*De ander Daan/);
    daan.find('role-stop').click();
    await settled();
    assert.deepEqual(daan.client.sent.at(-1)?.roles, [{role: 'zelf', member: id('member', 3)}]);
  });

  test('who played is told to leave the role, after the scene and after the step', async () => {
    for (const end of [(/** @type {any} */ play) => cast(play),
      (/** @type {any} */ play) => play.enter('1.besluit')]) {
      const play = cast(playIn(plan, '1.spel'), ['ander', 4]);
      const daan = await page(play, 4);
      assert.equal(daan.find('out-of-role'), undefined);
      end(play);
      daan.client.touch();
      await settled();
      assert.match(daan.find('out-of-role').textContent, /zeg je eigen naam\. Je speelde: De ander/);
      daan.find('own-name').click();
      await settled();
      assert.equal(daan.find('out-of-role'), undefined);
      assert.equal((await page(play, 2)).find('out-of-role'), undefined, 'nobody else');
    }
  });

  test('the chair ends a scene for all', async () => {
    const play = cast(playIn(plan, '1.spel'), ['ander', 4]);
    assert.equal((await page(play, 2)).find('scene-done'), undefined);
    const anna = await page(play, 1);
    anna.find('scene-done').click();
    await settled();
    assert.deepEqual(anna.client.sent.at(-1)?.roles, []);
  });
});

describe('what a changed client sends', () => {
  test('counts nowhere, and everybody is told that there is something broken', async () => {
    const play = playIn(plan, '1.praat');
    play.write(1, 2, 'eens', {pick: ['ja']}).write(2, 4, 'eens', {pick: ['misschien']})
      .write(3, 5, 'eens', {broken: true});
    const {find} = await page(play, 3);
    assert.match(find('spread-eens').textContent, /ja1×.*deels0×nee0×/);
    assert.match(find('broken').textContent, /^2 antwoorden zijn kapot/);
  });

  test('a pick of no card that is there, or of a card once more, does not count', async () => {
    const play = playIn(plan, '1.schrijf');
    play.open(2, [[10, {valkuil: 'x'}, 2]]).enter('1.reactie');
    play.write(20, 3, 'weging', {pick: [id('item', 10), 'klopt']})
      .write(21, 3, 'weging', {pick: [id('item', 10), 'schuurt']})
      .write(22, 3, 'weging', {pick: [id('item', 77), 'nieuw']});
    const {find} = await page(play, 2);
    const said = find('spread-weging').textContent;
    assert.match(said, /klopt/);
    assert.doesNotMatch(said.replace(/^.* · Klopt, schuurt of nieuw\?/, ''), /schuurt|nieuw/);
    assert.match(find('broken').textContent, /^2 /);
  });

  test('a point outside the plane is broken, beside those that are in it', async () => {
    const play = playIn(plan, '1.schrijf').enter('1.vergelijk');
    play.open(3, [[30, {x: 0.5, y: 0.5}, 2], [31, {broken: true}, 5]]);
    const {find, view} = await page(play, 4);
    assert.equal(view.querySelectorAll('.plane .point').length, 1);
    assert.match(find('broken').textContent, /^Eén antwoord is kapot/);
  });
});

describe('a plane', () => {
  test('knows its sectors clockwise from the top, and says them', () => {
    const names = ['a', 'b', 'c', 'd'];
    assert.deepEqual([[0.1, 0.9], [0.9, -0.1], [-0.1, -0.9], [-0.9, 0.1], [0, 0]]
      .map(([x, y]) => sectorAt(names, {x, y})), ['a', 'b', 'c', 'd', undefined]);
    assert.equal(where(['tegen', 'samen', 'onder', 'boven'], names, {x: -0.4, y: 0.2}),
      'd: tegen 40%, boven 20%');
  });

  test('has its words at the side of the axis where fewer points lie', () => {
    const ends = ['tegen', 'samen', 'onder', 'boven'];
    const heights = (/** @type {any[]} */ points, options = [{id: 'a', label: 'a'}]) => {
      const drawn = document.createElement('div');
      patch(drawn, picture({ends, options}, points, {}));
      return Object.fromEntries([...drawn.querySelectorAll('.end')].map((word) =>
        [word.textContent, [word.getAttribute('y'), word.getAttribute('text-anchor')]]));
    };
    const usual = heights([]);
    assert.deepEqual([usual.tegen, usual.boven], [['-5', 'start'], ['-86', 'start']]);
    const covered = heights([{x: -0.8, y: 0.1}, {x: 0.2, y: 0.9}]);
    assert.deepEqual([covered.tegen, covered.boven], [['13', 'start'], ['-86', 'end']]);
    assert.deepEqual([covered.samen, covered.onder], [usual.samen, usual.onder]);
  });

  test('is drawn to with a finger: where it is let go is the point, not where it began', async () => {
    const bram = await page(playIn(plan, '1.besluit'), 3);
    const svg = bram.find('plane');
    svg.getBoundingClientRect = () => ({left: 0, top: 0, width: 240, height: 240});
    const pointer = (/** @type {string} */ type, /** @type {number} */ x, /** @type {number} */ y) =>
      svg.dispatchEvent(Object.assign(new window.MouseEvent(type, {bubbles: true, clientX: x,
        clientY: y}), {pointerId: 1}));
    pointer('pointerdown', 120, 120);
    pointer('pointermove', 150, 100);
    assert.equal(bram.client.sent.length, 0, 'nothing is sent on the way');
    assert.equal(svg.querySelector('.point circle').getAttribute('cx'), '30');
    pointer('pointerup', 180, 60);
    await settled();
    assert.deepEqual(bram.client.sent.map(({input, json}) => ({input, json})),
      [{input: 'plek', json: {x: 0.6, y: 0.6}}]);
    pointer('pointerdown', 120, 120);
    pointer('pointercancel', 0, 0);
    pointer('pointerup', 10, 10);
    await settled();
    assert.equal(bram.client.sent.length, 1, 'a finger that scrolls places nothing');
  });

  test('is reached with a keyboard by a slider for each axis', async () => {
    const bram = await page(playIn(plan, '1.besluit'), 3);
    const slider = bram.find('point-plek-y');
    slider.value = '-4';
    slider.dispatchEvent(event('input'));
    slider.dispatchEvent(event('change'));
    await settled();
    assert.deepEqual(bram.client.sent.at(-1)?.json, {x: 0, y: -0.4});
    assert.match(slider.getAttribute('aria-valuetext'), /onder 40%/);
  });
});

test('every input of the method has somebody who writes it', () => {
  for (const step of plan.steps) for (const input of step.inputs) assert.ok(writerOf(input), input.id);
});
