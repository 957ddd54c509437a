// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { answer, cards, ignored, lay, open, stranger } from './support/owncards.js';
import { deliver, id, person, seatedPerson, until } from './support/person.js';
import { itemOf, newCard } from '../../web/seal/cardnonce.js';
import { memoryStore } from '../../web/seal/seat.js';

describe('own closed cards', () => {
  test('are kept beside the seat, over a reload, until their set ends', async () => {
    const one = await seatedPerson('1.schrijf');
    const command = await lay(one, 'Ik zou vragen');
    answer(one, command);
    const own = [{ item: command.item, version: 1, json: { text: 'Ik zou vragen' } }];
    assert.deepEqual(one.client.ownCards(1), own);
    const reloaded = person(one.stores);
    await reloaded.client.start();
    assert.deepEqual(reloaded.client.ownCards(1), own);
    reloaded.sockets.last.accept().welcome([{ seq: one.play.state.seq, view: one.play.state }]);
    assert.deepEqual(reloaded.client.ownCards(1), own);
    open({ ...reloaded, play: one.play }, cards(command));
    assert.deepEqual(reloaded.client.ownCards(1), []);
    assert.equal(reloaded.client.openingProblem, null);
    assert.deepEqual(reloaded.said.at(-1), ['opened', { set: 1, forced: false, problem: null }]);
    const after = person(one.stores);
    await after.client.prepare();
    assert.deepEqual(after.client.ownCards(1), []);
    const item = /** @type {any} */ (reloaded.client.state).items[0];
    assert.equal(after.client.isMine(item), true, 'known in the tab');
    const elsewhere = person({ device: one.stores.device, tab: memoryStore() });
    await elsewhere.client.prepare();
    assert.equal(elsewhere.client.isMine(item), false, 'and nowhere else');
  });

  test('the id of a card comes of what only its writer has, which a claim shows', async () => {
    const one = await seatedPerson('1.schrijf');
    const command = await lay(one, 'Ik zou vragen');
    answer(one, command);
    await assert.rejects(one.client.claim(command.item), 'not before it is open');
    open(one, cards(command));
    const after = person(one.stores);
    await after.client.start();
    ignored(one.client.claim(command.item));
    await until(() => one.sockets.last.commands.length === 2);
    const claim = one.sockets.last.commands[1];
    assert.deepEqual([claim.do, claim.item], ['item.claim', command.item]);
    assert.equal(await itemOf(claim.nonce), command.item);
    await assert.rejects(one.client.claim(id('item', 1)), 'not another one');
  });

  test('a claim that nothing proves is shown to nobody', async () => {
    const one = await seatedPerson('1.schrijf');
    const { nonce, item } = await newCard();
    const items = cards({ item, envelope: 'X' }, { item: id('item', 1), envelope: 'Y' },
      { item: id('item', 2), envelope: 'Z' });
    open(one, items);
    deliver(one, 'item.claimed', { by: id('member', 2), item, nonce });
    deliver(one, 'item.claimed', { by: id('member', 2), item: id('item', 1), nonce });
    deliver(one, 'item.claimed', { by: id('member', 2), item: id('item', 2) });
    await one.client.openAll();
    const state = /** @type {any} */ (one.client.state);
    assert.deepEqual(state.items.map((/** @type {any} */ card) => one.client.claimant(card)),
      items.map((card) => (card.item === item ? id('member', 2) : undefined)));
  });

  test('a card that is refused is a card no more', async () => {
    const one = await seatedPerson('1.schrijf');
    const asked = one.client.addCard(1, { text: 'te veel' });
    await until(() => one.sockets.last.commands.length === 1);
    answer(one, one.sockets.last.commands[0], { rejected: { code: 'full', temporary: false } });
    await assert.rejects(asked, (problem) => /** @type {any} */ (problem).code === 'full');
    assert.deepEqual(one.client.ownCards(1), []);
  });

  test('an edit is made on the version before, and a refused one gives the old words back',
    async () => {
      const one = await seatedPerson('1.schrijf');
      const first = await lay(one, 'eerst');
      answer(one, first);
      ignored(one.client.edit(first.item, { text: 'toen' }));
      await until(() => one.sockets.last.commands.length === 2);
      const edit = one.sockets.last.commands[1];
      assert.deepEqual([edit.do, edit.set, edit.version], ['item.edit', 1, 1]);
      assert.deepEqual(one.client.ownCards(1)[0].json, { text: 'toen' });
      answer(one, edit);
      ignored(one.client.edit(first.item, { text: 'later' }));
      await until(() => one.sockets.last.commands.length === 3);
      assert.equal(one.sockets.last.commands[2].version, 2);
      answer(one, one.sockets.last.commands[2], { rejected: { code: 'closed', temporary: false } });
      assert.deepEqual(one.client.ownCards(1),
        [{ item: first.item, version: 2, json: { text: 'toen' } }]);
    });

  test('of changes on their way at the opening any may have come in time', async () => {
    for (const came of [0, 1, 2]) {
      const one = await seatedPerson('1.schrijf');
      const first = await lay(one, 'een');
      for (const text of ['twee', 'drie']) ignored(one.client.edit(first.item, { text }));
      await until(() => one.sockets.last.commands.length === 3);
      const { envelope } = one.sockets.last.commands[came];
      open(one, [{ item: first.item, envelope }]);
      assert.equal(one.client.openingProblem, null, `the ${came}. text`);
    }
    const one = await seatedPerson('1.schrijf');
    const first = await lay(one, 'een');
    ignored(one.client.edit(first.item, { text: 'twee' }));
    await until(() => one.sockets.last.commands.length === 2);
    answer(one, first);
    answer(one, one.sockets.last.commands[1]);
    open(one, [{ item: first.item, envelope: first.envelope }]);
    assert.deepEqual(one.client.openingProblem?.changed, [first.item], 'what was replaced may not');
  });

  test('of two edits that are refused one after the other the next is made on what is there', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = await lay(one, 'Ik zou vragen');
    answer(one, laid);
    const commands = () => one.sockets.last.commands;
    ignored(one.client.edit(laid.item, { text: 'Veel te lang' }));
    ignored(one.client.edit(laid.item, { text: 'Nog langer' }));
    await until(() => commands().length === 3);
    for (const [place, code] of [[1, 'too-much'], [2, 'stale']]) {
      answer(one, commands()[/** @type {number} */ (place)], { rejected: { code, temporary: false } });
    }
    assert.deepEqual(one.client.ownCards(1),
      [{ item: laid.item, version: 1, json: { text: 'Ik zou vragen' } }]);
    ignored(one.client.edit(laid.item, { text: 'Ik zou wachten' }));
    await until(() => commands().length === 4);
    assert.equal(commands()[3].version, 1);
  });

  test('a withdrawn card is gone at once, and back if that was refused', async () => {
    const one = await seatedPerson('1.schrijf');
    const first = await lay(one, 'weg');
    answer(one, first);
    ignored(one.client.withdraw(first.item));
    await until(() => one.sockets.last.commands.length === 2);
    assert.deepEqual(one.client.ownCards(1), []);
    const withdraw = one.sockets.last.commands[1];
    assert.deepEqual([withdraw.do, withdraw.set], ['item.withdraw', 1]);
    answer(one, withdraw, { rejected: { code: 'closed', temporary: false } });
    assert.equal(one.client.ownCards(1).length, 1);
    ignored(one.client.withdraw(first.item));
    await until(() => one.sockets.last.commands.length === 3);
    answer(one, one.sockets.last.commands[2]);
    open(one, []);
    assert.equal(one.client.openingProblem, null);
  });


  test('a card that is left out of the opening is noticed', async () => {
    const one = await seatedPerson('1.schrijf');
    const mine = await lay(one, 'mijn');
    answer(one, mine);
    open(one, [stranger]);
    const problem = { set: 1, ascending: true, missing: [mine.item], changed: [], lost: [] };
    assert.deepEqual(one.client.openingProblem, problem);
    assert.deepEqual(one.said.at(-1), ['opened', { set: 1, forced: false, problem }]);
    one.client.forgiveOpening();
    assert.equal(one.client.openingProblem, null);
  });

  test('a card that was changed is noticed', async () => {
    const one = await seatedPerson('1.schrijf');
    const mine = await lay(one, 'mijn');
    answer(one, mine);
    open(one, cards({ ...mine, envelope: 'Y' }));
    assert.deepEqual(one.client.openingProblem?.changed, [mine.item]);
  });

  test('a wrong order is noticed, also without an own card', async () => {
    const one = await seatedPerson('1.schrijf');
    open(one, [{ item: id('item', 2), envelope: 'X' }, stranger]);
    assert.equal(one.client.openingProblem?.ascending, false);
  });

  test('an opening that was missed is checked in the state that comes later', async () => {
    const one = await seatedPerson('1.schrijf');
    const mine = await lay(one, 'mijn');
    answer(one, mine);
    one.sockets.last.end(1006);
    one.clock.pass(500);
    one.play.say('set.opened', { set: 1, forced: false, items: [stranger] });
    one.sockets.last.accept().welcome([{ seq: one.play.state.seq, view: one.play.state }]);
    assert.deepEqual(one.client.openingProblem?.missing, [mine.item]);
  });

  test('what was on its way at the opening may be in it or not', async () => {
    for (const arrived of [true, false]) {
      const one = await seatedPerson('1.schrijf');
      const sent = await lay(one, 'net nog');
      open(one, arrived ? cards(sent) : []);
      assert.equal(one.client.openingProblem, null, `arrived: ${arrived}`);
    }
    for (const edited of [true, false]) {
      const one = await seatedPerson('1.schrijf');
      const sent = await lay(one, 'eerst');
      answer(one, sent);
      ignored(one.client.edit(sent.item, { text: 'toen' }));
      await until(() => one.sockets.last.commands.length === 2);
      open(one, cards(edited ? one.sockets.last.commands[1] : sent));
      assert.equal(one.client.openingProblem, null, `edited: ${edited}`);
    }
    for (const withdrawn of [true, false]) {
      const one = await seatedPerson('1.schrijf');
      const sent = await lay(one, 'weg');
      answer(one, sent);
      ignored(one.client.withdraw(sent.item));
      await until(() => one.sockets.last.commands.length === 2);
      open(one, withdrawn ? [] : cards(sent));
      assert.equal(one.client.openingProblem, null, `withdrawn: ${withdrawn}`);
    }
  });

  test('cards of a discarded set are forgotten without a word', async () => {
    const one = await seatedPerson('1.schrijf');
    answer(one, await lay(one, 'weg'));
    deliver(one, 'set.discarded', { set: 1 });
    assert.deepEqual(one.client.ownCards(1), []);
    assert.equal(one.client.openingProblem, null);
  });

  test('an answer that comes after a reload still counts', async () => {
    const one = await seatedPerson('1.schrijf');
    const sent = await lay(one, 'mijn');
    const reloaded = person(one.stores);
    await reloaded.client.start();
    reloaded.sockets.last.accept().welcome([{ seq: one.play.state.seq, view: one.play.state }]);
    const [again] = reloaded.sockets.last.commands;
    assert.deepEqual(again, sent);
    answer(reloaded, again);
    open({ ...reloaded, play: one.play }, []);
    assert.deepEqual(reloaded.client.openingProblem?.missing, [sent.item]);
  });

  test('a card that was refused after a reload is among the drafts, with what else was typed', async () => {
    const one = await seatedPerson('1.schrijf');
    const sent = await lay(one, 'te laat');
    const reloaded = person(one.stores);
    await reloaded.client.start();
    one.play.enter('1.lees').say('set.opened', { set: 1, forced: false, items: [] });
    reloaded.sockets.last.accept().welcome([{ seq: one.play.state.seq, view: one.play.state }]);
    answer(reloaded, sent, { rejected: { code: 'closed', temporary: false } });
    await until(() => Object.keys(reloaded.client.drafts).length > 0);
    assert.deepEqual(reloaded.client.drafts, { [`refused ${sent.item}`]: 'te laat' });
  });

  test('a refusal that the page waits for is told where it was sent, and kept nowhere else', async () => {
    const one = await seatedPerson('1.schrijf');
    const laid = one.client.addCard(1, { text: 'te laat' });
    await until(() => one.sockets.last.commands.length === 1);
    answer(one, one.sockets.last.commands[0], { rejected: { code: 'closed', temporary: false } });
    await assert.rejects(laid, (problem) => /** @type {any} */ (problem).code === 'closed');
    assert.deepEqual(one.client.drafts, {});
  });
});
