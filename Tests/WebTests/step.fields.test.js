import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {id, planOf} from './support/meeting.js';
import {PlayedClient, playIn} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/step.js';

await speak('nl');

const references = ['aria-labelledby', 'aria-describedby', 'aria-controls', 'aria-details', 'for'];

/** Every step of every method that is offered, as one of five sees it; 4 has the pen. */
async function everyStep(look) {
  for (const method of ['bovv6', 'incident']) {
    const plan = planOf(method);
    for (const step of plan.steps) {
      for (let n = 1; n <= 5; n += 1) {
        const play = playIn(plan, step.id).say('pen.changed', {pen: id('member', 4)});
        const page = show('kring-step', {client: new PlayedClient(play, n)});
        await rendered();
        look(page, `${method} ${step.id} of ${n}`, step);
      }
    }
  }
}

test('what one element says of another is there, in every step for everybody', async () => {
  let followed = 0;
  await everyStep((page, place) => {
    for (const name of references) {
      for (const node of page.querySelectorAll(`[${name}]`)) {
        for (const target of node.getAttribute(name).split(/\s+/)) {
          assert.ok(document.getElementById(target), `${name}="${target}" in ${place}`);
          followed += 1;
        }
      }
    }
    const ids = [...page.querySelectorAll('[id]')].map((node) => node.id);
    assert.equal(new Set(ids).size, ids.length, place);
    assert.ok(ids.every((one) => one !== '' && !/\s/.test(one)), place);
  });
  assert.ok(followed > 100);
});

test('a field for a card without a name says so, and has no open field beside it', async () => {
  let seen = 0;
  await everyStep((page, place, step) => {
    const field = page.querySelector('[data-test=field-compose]');
    const unnamed = step.inputs.some(({opens, named, page: {as}}) => opens && !named && as === 'text');
    if (!field || !unnamed) return;
    seen += 1;
    const promise = document.getElementById(field.getAttribute('aria-describedby'));
    assert.match(promise.textContent, /Je naam staat niet bij je kaart/, place);
    assert.equal(page.querySelectorAll('textarea').length, 1, place);
    assert.equal(page.querySelector('[data-test=note-line]'), null, place);
  });
  assert.ok(seen >= 4);
});
