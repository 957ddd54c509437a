// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, cards, ignored, lay, open, stranger } from './support/owncards.js';
import { deliver, id, person, seatedPerson, until } from './support/person.js';

describe('own closed cards at another run of the server', () => {
  /** Comes back to a server of another epoch. @param {any} one @param {string} epoch */
  function comeBack(one, epoch) {
    const { length } = one.sockets.all;
    one.sockets.last.end(1006);
    while (one.sockets.all.length === length) one.clock.pass(one.clock.next_ms);
    one.sockets.last.accept().welcome([{ seq: one.play.state.seq, view: one.play.state }], { epoch });
    return one.sockets.last.commands;
  }

  /** @param {any} laid */
  const again = ({ item, envelope }) => ({ do: 'item.add', item, set: 1, envelope });

  /** @param {any[]} commands */
  const bare = (commands) => commands.map(({ ref, ...command }) => command);

  test('are laid again once, before what is unanswered, and nobody is told', async () => {
    const one = await seatedPerson('1.schrijf');
    const first = await lay(one, 'een');
    const second = await lay(one, 'twee');
    answer(one, first);
    answer(one, second);
    const unanswered = await lay(one, 'drie');
    assert.deepEqual(bare(comeBack(one, 'E1')), [again(unanswered)], 'not at the same');
    const before = one.said.length;
    const commands = comeBack(one, 'E2');
    assert.deepEqual(bare(commands), [first, second, unanswered].map(again));
    for (const command of commands.slice(0, 2)) answer(one, command);
    assert.deepEqual(bare(comeBack(one, 'E2')), [again(unanswered)]);
    assert.equal(one.said.length, before);
    assert.equal(one.client.ownCards(1).length, 3);
  });

  test('that is cut off before its answers they are laid again as often as it takes', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    assert.deepEqual(bare(comeBack(one, 'E2')), [again(laid)]);
    assert.deepEqual(bare(comeBack(one, 'E3')), [again(laid)]);
    const reloaded = person(one.stores);
    await reloaded.client.start();
    reloaded.sockets.last.accept()
      .welcome([{ seq: one.play.state.seq, view: one.play.state }], { epoch: 'E4' });
    assert.deepEqual(bare(reloaded.sockets.last.commands), [again(laid)]);
  });

  test('are laid as they were last confirmed, and a change on its way follows', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    for (const text of ['twee', 'drie']) ignored(one.client.edit(laid.item, { text }));
    await until(() => one.sockets.last.commands.length === 3);
    const [, edit, later] = one.sockets.last.commands;
    answer(one, edit);
    const commands = comeBack(one, 'E2');
    assert.deepEqual(bare(commands), [again(edit), ...bare([later])]);
    assert.equal(later.version, 2);
    for (const command of commands) answer(one, command);
    assert.deepEqual(one.client.ownCards(1), [{ item: laid.item, version: 3, json: { text: 'drie' } }]);
    open(one, cards(edit));
    assert.deepEqual(one.client.openingProblem?.changed, [laid.item]);
  });

  test('are not laid again once they are withdrawn, answered or not', async () => {
    const one = await seatedPerson('1.schrijf');
    const gone = await lay(one, 'een');
    const going = await lay(one, 'twee');
    for (const command of [gone, going]) answer(one, command);
    ignored(one.client.withdraw(gone.item));
    ignored(one.client.withdraw(going.item));
    await until(() => one.sockets.last.commands.length === 4);
    const [, , first, second] = one.sockets.last.commands;
    answer(one, first);
    assert.deepEqual(comeBack(one, 'E2'), [second]);
  });

  test('that takes no cards in this step they are laid again in the next', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    const [asked] = comeBack(one, 'E2');
    answer(one, asked, { rejected: { code: 'closed', temporary: false } });
    assert.equal(one.client.ownCards(1).length, 1);
    deliver(one, 'halt.raised', { by: id('member', 2) });
    assert.equal(one.sockets.last.commands.length, 1, 'not before');
    one.play.enter('1.lees');
    one.play.state = { ...one.play.state, seq: one.play.state.seq - 1 };
    deliver(one, 'step.entered', { step: '1.lees', visit: one.play.state.visit + 1, sets: [],
      clock: one.play.state.clock, floor: one.play.state.floor });
    assert.deepEqual(bare(one.sockets.last.commands.slice(1)), [again(laid)]);
    answer(one, one.sockets.last.commands[1]);
    open(one, [stranger]);
    assert.deepEqual(one.client.openingProblem?.missing, [laid.item]);
  });

  test('that enters a step before it answers they are laid again, though they are on their way', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    const [asked] = comeBack(one, 'E2');
    one.play.enter('1.lees');
    one.play.state = { ...one.play.state, seq: one.play.state.seq - 1 };
    deliver(one, 'step.entered', { step: '1.lees', visit: one.play.state.visit + 1, sets: [],
      clock: one.play.state.clock, floor: one.play.state.floor });
    assert.deepEqual(bare(one.sockets.last.commands), [again(laid), again(laid)]);
    answer(one, asked, { rejected: { code: 'closed', temporary: false } });
    answer(one, one.sockets.last.commands[1]);
    assert.deepEqual(bare(comeBack(one, 'E2')), []);
    assert.equal(one.client.ownCards(1).length, 1);
  });

  test('that took none of somebody who had left they are laid again at the return', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    const [asked] = comeBack(one, 'E2');
    answer(one, asked, { rejected: { code: 'not-yours', temporary: false } });
    deliver(one, 'member.left', { member: id('member', 1) });
    assert.equal(one.sockets.last.commands.length, 1, 'not before');
    deliver(one, 'member.returned', { member: id('member', 1) });
    assert.deepEqual(bare(one.sockets.last.commands.slice(1)), [again(laid)]);
  });

  test('that has lost one for good it is told as lost, and the text is among the drafts', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    const [asked] = comeBack(one, 'E2');
    open(one, [stranger]);
    answer(one, asked, { rejected: { code: 'closed', temporary: false } });
    assert.deepEqual(one.client.openingProblem,
      { set: 1, ascending: true, missing: [], changed: [], lost: [laid.item] });
    await until(() => Object.keys(one.client.drafts).length > 0);
    assert.deepEqual(one.client.drafts, { [`refused ${laid.item}`]: 'een' });
  });

  test('that refuses one which lies opened nothing is kept of it', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'een');
    answer(one, laid);
    const late = await lay(one, 'te laat');
    const reloaded = { ...person(one.stores), play: one.play };
    await reloaded.client.start();
    reloaded.sockets.last.accept()
      .welcome([{ seq: one.play.state.seq, view: one.play.state }], { epoch: 'E2' });
    assert.deepEqual(bare(reloaded.sockets.last.commands), [again(laid), again(late)]);
    const [asked] = reloaded.sockets.last.commands;
    open(reloaded, cards(laid));
    answer(reloaded, asked, { rejected: { code: 'id-taken', temporary: false } });
    answer(reloaded, late, { rejected: { code: 'closed', temporary: false } });
    await until(() => Object.keys(reloaded.client.drafts).length > 0);
    assert.deepEqual(reloaded.client.drafts, { [`refused ${late.item}`]: 'te laat' });
    assert.equal(reloaded.client.openingProblem, null);
  });
});
