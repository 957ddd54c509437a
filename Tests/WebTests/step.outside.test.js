// @ts-check
import './support/dom.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {show} from './support/drawn.js';
import {rendered} from './support/dom.js';
import {five, id, planOf} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {speak} from '../../web/i18n/index.js';
import {cameBack} from '../../web/core/meeting.js';
import '../../web/step/step.js';

const {Now} = await import('../../web/kit/now.js');
const {askedOf} = await import('../../web/step/asks.js');
await speak('nl');

/** A meeting whose analysis has the presenter in a place, and the step after it in another. */
function meeting(/** @type {string} */ where, next = 'in') {
  const plan = structuredClone(planOf('incident'));
  const steps = plan.steps.filter((/** @type {any} */ step) => step.case);
  steps.find((/** @type {any} */ step) => step.id === '1.analyse').outside = where;
  steps.find((/** @type {any} */ step) => step.id === '1.standpunt').outside = next;
  return five('1.informatie', {}, plan);
}

/** What somebody's page shows. @param {any} play @param {number} n */
async function page(play, n) {
  const client = new PlayedClient(play, n);
  const view = show('kring-step', {client});
  await rendered();
  const find = (/** @type {string} */ test) => view.querySelector(`[data-test="${test}"]`);
  return {view, client, find, words: () => find('call-words')?.textContent ?? '',
    look: () => find('call-words')?.className ?? '',
    asked: askedOf(new Now(client)).map(({key, words}) => `${key}: ${words}`)};
}

test('silent, turned and away differ on the page of everybody, by words, by look and by what can be done', async () => {
  const seen = new Set();
  const looks = new Set();
  for (const where of ['silent', 'turned', 'away']) {
    for (const n of [1, 3, 4]) {
      const {words, look, view, find} = await page(meeting(where).enter('1.analyse'), n);
      assert.notEqual(words(), '', `${where} for ${n}`);
      seen.add(words());
      looks.add(`${n} ${look()} ${view.firstElementChild.className}`);
      // The presenter outside has a pad and nothing else; whoever only keeps silent sees the table.
      assert.equal(Boolean(find('pad')), n === 3 && where !== 'silent', `${where} for ${n}`);
      assert.equal(Boolean(find('call-back')), n === 1 && where !== 'silent', `${where} for ${n}`);
    }
  }
  assert.equal(looks.size, 9);
  assert.equal(seen.size, 8, 'the chair reads what the others read, with a button when there is one');
});

test('the seat of who is silent, turned or away is drawn differently', async () => {
  const drawn = new Set();
  for (const where of ['silent', 'turned', 'away']) {
    const {view} = await page(meeting(where).enter('1.analyse'), 4);
    const seat = [...view.querySelectorAll('[data-test=seat]')]
      .find((/** @type {any} */ one) => one.dataset.name === 'Celine');
    drawn.add(seat.getAttribute('class').split(' ').filter((/** @type {string} */ word) =>
      ['silent', 'turned', 'outside'].includes(word)).join());
  }
  assert.deepEqual([...drawn], ['silent', 'turned', 'outside']);
});

test('after turned and after away everybody is told what to switch on again, in the step that follows', async () => {
  for (const where of ['turned', 'away']) {
    const play = meeting(where).enter('1.analyse').enter('1.standpunt');
    assert.match((await page(play, 3)).asked.join(), /back: Je doet weer mee: zet je camera en/);
    assert.match((await page(play, 4)).asked.join(), /back: Celine doet weer mee. Wacht tot/);
    assert.match((await page(play, 1)).asked.join(), /back: Celine doet weer mee/);
  }
});

test('where the presenter stays silent, the camera goes on and the microphone stays off', async () => {
  const play = meeting('turned', 'silent').enter('1.analyse').enter('1.standpunt');
  assert.match((await page(play, 3)).asked.join(), /back: Zet je camera weer aan. Je microfoon blijft/);
  assert.match((await page(play, 4)).asked.join(), /back: Celine komt weer in beeld en zegt nog niets/);
});

test('who is called back in the step itself, and the others, are told too', async () => {
  const play = meeting('away').enter('1.analyse').say('presenter.called');
  const mine = await page(play, 3);
  assert.match(mine.find('now-you').textContent, /teruggeroepen.*Kom terug in het videogesprek/);
  assert.match((await page(play, 4)).asked.join(), /back: Celine doet weer mee/);
  assert.equal((await page(play, 1)).find('call-back'), null);
});

test('nobody comes back who stayed, is still outside, or was silent', () => {
  const back = (/** @type {any} */ play) => cameBack(play.for(4));
  assert.equal(back(meeting('turned').enter('1.analyse')), null);
  assert.equal(back(meeting('silent').enter('1.analyse').enter('1.standpunt')), null);
  assert.equal(back(meeting('turned', 'away').enter('1.analyse').enter('1.standpunt')), null);
  assert.equal(back(meeting('in').enter('1.analyse').enter('1.standpunt')), null);
  // Later steps say it no more; going back to before the absence says it again.
  const play = meeting('turned').enter('1.analyse').enter('1.standpunt').enter('1.standpunten');
  assert.equal(back(play), null);
  assert.deepEqual(back(meeting('turned').enter('1.analyse').enter('1.informatie')),
    {member: id('member', 3), where: 'in'});
});

test('the presenter of the last case comes back where nobody presents', () => {
  const play = meeting('turned').enter('1.analyse').enter('na.oogst');
  assert.deepEqual(cameBack(play.for(3)), {member: id('member', 3), where: 'in'});
});
