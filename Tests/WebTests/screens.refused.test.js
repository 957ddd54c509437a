// @ts-check
import {rendered} from './support/dom.js';
import {event, show} from './support/drawn.js';
import {Play, planOf} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import '../../web/screens/lobby.js';

test('what is chosen in the lobby shows while it is asked, and is taken back when it is refused', async () => {
  const play = new Play(planOf('bovv6'), 4).chair(1);
  const client = Object.assign(new PlayedClient(play, 1), {phase: 'lobby'});
  const view = show('kring-lobby', {client});
  client.addEventListener('change', () => view.update());
  await rendered();
  const find = (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
  /** @type {(problem: any) => void} */
  let refuse = () => {};
  client.answers = () => new Promise((_, no) => { refuse = no; });

  const select = find('deputy');
  const before = select.value;
  select.value = client.state.members[2].member;
  select.dispatchEvent(event('change'));
  client.touch();
  await rendered();
  assert.equal(select.value, client.state.members[2].member);
  refuse({code: 'not-now', temporary: false});
  await rendered();
  assert.equal(select.value, before);

  const [on, off] = ['true', 'false'].map((one) => view.querySelector(
    `[data-test^=choice-named-][data-test$=-${one}]`));
  const [chosen, other] = on.checked ? [on, off] : [off, on];
  other.click();
  client.touch();
  await rendered();
  assert.ok(other.checked);
  refuse({code: 'not-now', temporary: false});
  await rendered();
  assert.ok(chosen.checked && !other.checked);
});
