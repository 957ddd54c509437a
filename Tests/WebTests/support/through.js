// @ts-check
import {emptyPage, rendered} from './dom.js';
import {event, show, type} from './drawn.js';
import {PlayedClient, playIn, writerOf} from './page.js';
import {setImmediate as turn} from 'node:timers/promises';
import assert from 'node:assert/strict';
import {isNext} from '../../../web/core/meeting.js';
import {dateOf} from '../../../web/i18n/index.js';
import '../../../web/step/step.js';
/** @import {Input, Step} from '../../../web/core/types.js' */

/** Shows the step to a member. @param {any} play @param {number} n */
async function pageOf(play, n) {
  const client = new PlayedClient(play, n);
  const view = show('kring-step', {client});
  client.addEventListener('change', () => view.update());
  await rendered();
  return {client, view, find: (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`)};
}

/** Waits until nothing is under way any more. */
async function settled() {
  for (let n = 0; n < 5; n += 1) await rendered();
}

/**
 * Writes to an input as its page lets a person, and returns what was sent.
 * @param {Awaited<ReturnType<typeof pageOf>>} page @param {Input} input
 */
async function write(page, input) {
  const {client, view, find} = page;
  const press = async (/** @type {any} */ node, /** @type {string} */ kind = 'click') => {
    if (kind === 'click') node.click();
    else node.dispatchEvent(event(kind));
    await settled();
  };
  const which = find(`choice-input-${input.id}`);
  if (which) await press(which);
  const vote = find('vote');
  const set = find(`rating-${input.id}`) ?? find(`point-${input.id}`);
  if (set) {
    const slider = set.querySelector('[type=range]');
    const typed = set.querySelector('[type=number]');
    if (slider) {
      slider.value = '4';
      slider.dispatchEvent(event('input'));
      await press(slider, 'change');
    } else if (typed) {
      typed.value = String(input.page.range[1]);
      await press(typed, 'change');
    } else await press(set.querySelector('input'));
  } else if (vote && input.page.of) await press(vote);
  else {
    const fields = [...view.querySelectorAll(`[data-test=field-compose],
      [data-test="field-${input.id}"], [data-test^="field-${input.id}-"]`)];
    const own = fields.filter((field) => field.dataset.test !== 'field-compose');
    const used = own.length > 0 ? own : fields;
    for (const field of used) {
      type(field, field.type === 'date' ? '2026-03-09' : `words of ${field.dataset.test}`);
      await rendered();
    }
    used.at(-1)?.dispatchEvent(event('keydown', {key: 'Enter', ctrlKey: true}));
    await settled();
  }
  return client.sent.filter((one) => one.do === 'item.add');
}

/** What must stand on the page of who can read what was sent. @param {any} json */
function wordsIn(json) {
  return Object.entries(json).filter(([, value]) => typeof value === 'string')
    .map(([key, value]) => (key === 'due' ? dateOf(value) : value));
}

/**
 * The link of the next meeting is made with a button; what a member reads of it is when it is.
 * @param {any} play @param {Awaited<ReturnType<typeof pageOf>>} page @param {Input} input
 */
async function link(play, page, input) {
  assert.ok(page.find('make-next'));
  play.write(60, 2, input.id, {secret: 'A'.repeat(43), start: '2026-03-09T10:00:00Z',
    end: '2026-03-09T11:00:00Z'});
  const other = await pageOf(play, 4);
  assert.match(other.find('next-when').textContent, /9 maart/);
  assert.ok(other.find('join-next'));
  assert.doesNotMatch(other.view.textContent, /AAAA/);
  emptyPage();
  await turn();
}

/**
 * Goes through one input: somebody who may writes, and a member who may read sees it.
 * @param {any} plan @param {Step} step @param {Input} input
 */
export async function through(plan, step, input) {
  const name = `${plan.method} ${step.id}/${input.id} ${JSON.stringify(input)}`;
  const play = playIn(plan, step.id).say('secrecy.discussed'); // so that who wants proof can put themselves on the list
  let n = 50;
  if (input.page.of) { // what is picked must be there
    const [place, id] = input.page.of.split('/');
    for (const by of [2, 5]) {
      n += 1;
      play.write(n, by, id, {text: `target ${n}`});
      play.state.items.at(-1).step = place;
    }
  }
  const page = await pageOf(play, writerOf(input));
  if (isNext(input)) return link(play, page, input);
  assert.equal(page.view.querySelectorAll('[data-test=failed]').length, 0, name);
  const sent = await write(page, input);
  assert.equal(sent.length, 1, `${name}: nothing was sent`);
  const [{json, set, input: live}] = sent;
  assert.equal(set === undefined ? live : play.state.sets.find((one) => one.set === set)?.input,
    input.id, name);
  const seen = page.view.textContent;
  if (!step.settles) for (const words of wordsIn(json)) assert.ok(seen.includes(words), `${name}: own`);

  if (set !== undefined) {
    if (input.opens && input.opens !== step.id) play.enter(input.opens);
    play.own = {};
    play.open(set, [[60, json, input.named ? 2 : undefined], [61, json, input.named ? 5 : undefined]]);
  }
  const reader = input.by === 'presenter' ? 2 : 4;
  const other = await pageOf(play, writerOf(input) === reader ? 5 : reader);
  assert.equal(other.view.querySelectorAll('[data-test=failed]').length, 0, name);
  for (const words of wordsIn(json)) {
    assert.ok(other.view.textContent.includes(words), `${name}: ${words} is not drawn`);
  }
  if (!step.settles && wordsIn(json).length === 0) {
    assert.ok(other.find(`spread-${input.id}`), `${name}: what was given is not drawn`);
  }
  emptyPage();
  await turn(); // else no timer of these pages ever ends, and hundreds of pages stay in memory
}
