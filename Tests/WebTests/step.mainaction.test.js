import {test} from 'node:test';
import assert from 'node:assert/strict';
import {emptyPage} from './support/dom.js';
import {Play, id, planOf} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {speak} from '../../web/i18n/index.js';

const {Now} = await import('../../web/kit/now.js');
const {mainAction} = await import('../../web/step/mainaction.js');
await speak('nl');

/** The main button of somebody in the step in which proposals are made. */
function button(written) {
  const play = new Play(planOf('bovv6'), 5).chair(1).enter('1.keuze');
  return mainAction(new Now(new Onlooker(play, 4)), {open: false, below: false, above: false,
    send: async () => 'sent', ...written});
}

test('the button below an empty field goes to the field; the pen is taken by its own name', async () => {
  emptyPage().innerHTML = '<div class="composer"><textarea></textarea></div>';
  const empty = button({open: true});
  assert.deepEqual([empty.key, empty.label], ['lay-down', 'Breng dit in']);
  empty.press();
  assert.equal(document.activeElement?.localName, 'textarea');
  assert.equal(await button({open: true, below: true}).press(), 'sent');
  const none = button({open: false});
  assert.deepEqual([none.key, none.label], ['take-pen', 'Neem de pen']);
});

test('who asks next is not asked for without a connection: the server would know nobody yet', () => {
  const play = new Play(planOf('bovv6'), 5).chair(1).enter('1.beeld');
  play.presence.hands = [{member: id('member', 3)}];
  const onlooker = new Onlooker(play, 1);
  const now = () => mainAction(new Now(onlooker), {open: false, below: false, above: false});
  assert.deepEqual([now().key, now().disabled], ['next-question', false]);
  onlooker.connection = 'offline';
  assert.deepEqual([now().key, now().disabled], ['next-question', true]);
});
