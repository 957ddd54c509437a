// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deliver, id, person, seatedPerson, sealer, stateFor, until } from './support/person.js';
import { Throttle } from '../../web/core/throttle.js';
import { TestClock } from './support/clock.js';

/** Swallows what a test is not about. @param {Promise<any>} promise */
const ignored = (promise) => { promise.catch(() => {}); };

describe('reading', () => {
  test('opens texts once, names, notes and the link of the call', async () => {
    const one = await seatedPerson('1.beeld');
    const box = await sealer();
    const item = id('item', 1);
    deliver(one, 'item.added', { by: id('member', 2), item, step: '1.beeld', input: 'vragen',
      envelope: await box.seal({ text: 'Wat wil je?' }, item, '1.beeld/vragen') });
    const note = id('note', 1);
    deliver(one, 'note.written', { by: one.me, step: '1.beeld', note,
      envelope: await box.seal({ text: 'regel' }, note, '1.beeld/note') });
    const card = /** @type {any} */ (one.client.state).items[0];
    assert.equal(one.client.text(card), undefined);
    await until(() => one.client.text(card));
    assert.deepEqual({ ...one.client.text(card) }, { text: 'Wat wil je?' });
    await until(() => one.client.note('1.beeld') !== undefined);
    assert.equal(one.client.note('1.beeld'), 'regel');
    assert.equal(one.client.note('1.lees'), '');
    assert.equal(one.client.callUrl(), undefined);
  });

  test('what was moved or does not open says so, and breaks nothing', async () => {
    const one = await seatedPerson('1.beeld');
    const item = id('item', 1);
    const envelope = await (await sealer()).seal({ text: 'x' }, item, '1.lees/anders');
    deliver(one, 'item.added', { by: one.me, item, step: '1.beeld', input: 'vragen', envelope });
    const card = /** @type {any} */ (one.client.state).items[0];
    one.client.text(card);
    await until(() => one.client.text(card));
    assert.deepEqual({ ...one.client.text(card) }, { broken: true });
    await until(() => one.client.name(id('member', 2)) !== undefined);
    assert.equal(one.client.name(id('member', 2)), '?');
  });

  test('who was just let in and still stands at the door has no number', async () => {
    const one = await seatedPerson('1.beeld');
    const [late, name] = [id('member', 9), 'Dora'];
    const envelope = await (await sealer()).seal({ name }, late, 'member');
    one.sockets.last.say({ presence: { members: [], hands: [],
      door: [{ member: late, name: envelope, lost: false }] } });
    deliver(one, 'member.joined', { member: late, name: envelope, host: false });
    await one.client.openAll();
    assert.equal(one.client.name(late), name);
  });

  test('the link of the call is a web address or nothing', async () => {
    const box = await sealer();
    for (const [url, shown] of [['https://call.test/1', 'https://call.test/1'],
      ['javascript:alert(1)', undefined]]) {
      const one = person();
      await one.client.start({ name: 'Anna' });
      const { hello } = one.sockets.last.accept();
      const play = stateFor(hello.member, hello.name);
      const call = { item: id('item', 7), envelope: await box.seal({ url }, id('item', 7), 'call') };
      one.sockets.last.welcome([{ seq: 7, view: { ...play.state, call } }]);
      await one.client.openAll();
      assert.equal(one.client.callUrl(), shown);
    }
  });
});

describe('writing', () => {
  test('fills in the counters of what the person saw', async () => {
    const one = await seatedPerson('1.beeld');
    const { client } = one;
    for (const asked of [client.go('1.lees'), client.nextTurn(), client.takeChair(),
      client.takePen(), client.addMinutes(1), client.castRoles([])]) ignored(asked);
    await until(() => one.sockets.last.commands.length === 6);
    const { floor, clock } = one.play.state;
    assert.deepEqual(one.sockets.last.commands.map(({ ref, ...rest }) => rest), [
      { do: 'step.go', visit: 1, to: '1.lees' }, { do: 'turn.next', turn: floor.turn },
      { do: 'chair.take', term: 0 }, { do: 'pen.take', from: null },
      { do: 'clock.plan', visit: 1, planned_ms: clock.planned_ms + 60_000 },
      { do: 'cast.take', take: 0, roles: [] }]);
  });

  test('an item is sealed for its place; commands keep the order in which they were given',
    async () => {
      const one = await seatedPerson('1.beeld');
      ignored(one.client.addItem('vragen', { text: 'Wat?' }, id('item', 1)));
      ignored(one.client.raiseHalt());
      await until(() => one.sockets.last.commands.length === 2);
      const [added, halt] = one.sockets.last.commands;
      assert.deepEqual([added.do, added.visit, added.input, halt.do],
        ['item.add', 1, 'vragen', 'halt.raise']);
      assert.deepEqual(await (await sealer()).open(added.envelope, id('item', 1), '1.beeld/vragen'),
        { text: 'Wat?' });
    });

  test('a text that is too long is refused here, and what follows is still sent', async () => {
    const one = await seatedPerson('1.beeld');
    await assert.rejects(one.client.addItem('vragen', { text: 'x'.repeat(5000) }), (problem) => {
      const { code, allowed } = /** @type {any} */ (problem);
      assert.deepEqual([code, allowed], ['too-long', 4094]);
      return true;
    });
    ignored(one.client.raiseHalt());
    await until(() => one.sockets.last.commands.length === 1);
  });

  test('a throttle never sends before the last is answered, also after a refusal', async () => {
    const clock = new TestClock();
    /** @type {{text: string, resolve: Function, reject: Function}[]} */
    const sent = [];
    const throttle = new Throttle(clock, 2000, (text) => new Promise((resolve, reject) => {
      sent.push({ text, resolve, reject });
    }));
    const first = throttle.offer('a');
    const second = throttle.offer('b');
    clock.pass(10_000);
    assert.deepEqual(sent.map(({ text }) => text), ['a']);
    sent[0].reject({ code: 'not-pen' });
    await assert.rejects(first, (problem) => /** @type {any} */ (problem).code === 'not-pen');
    await until(() => sent.length === 2);
    sent[1].resolve(7);
    assert.equal(await second, 7);
  });

  test('a note line is a draft until it is written, and one that is refused stays one', async () => {
    const one = await seatedPerson('1.stelling');
    const sent = () => one.sockets.last.commands;
    const first = one.client.writeNote('a');
    await until(() => sent().length === 1);
    assert.deepEqual(one.client.drafts, { 'note 1.stelling': 'a' });
    one.sockets.last.say({ ref: sent()[0].ref, ok: 5 });
    assert.equal(await first, 5);
    assert.deepEqual(one.client.drafts, {});
    one.clock.pass(2000);
    const second = one.client.writeNote('ab');
    await until(() => sent().length === 2);
    one.sockets.last.say({ ref: sent()[1].ref, rejected: { code: 'not-pen', temporary: false } });
    await assert.rejects(second);
    assert.deepEqual(one.client.drafts, { 'note 1.stelling': 'ab' });
  });

  test('what was typed in one step is not written in the next, however late it is sent', async () => {
    const one = await seatedPerson('1.stelling');
    const sent = () => one.sockets.last.commands;
    ignored(one.client.writeNote('a'));
    await until(() => sent().length === 1);
    ignored(one.client.writeNote('ab'));
    const { visit } = one.play.state;
    one.play.enter('1.beeld');
    one.sockets.last.say({ events: [{ seq: one.play.state.seq, view: one.play.state }] });
    one.clock.pass(2000);
    one.sockets.last.say({ ref: sent()[0].ref, rejected: { code: 'stale', temporary: false } });
    await until(() => sent().length === 2);
    assert.equal(sent()[1].visit, visit);
    const { note, envelope } = sent()[1];
    assert.deepEqual(await (await sealer()).open(envelope, note, '1.stelling/note'), { text: 'ab' });
  });

  test('of many note lines within 2 s only the last is sent, and not before an answer', async () => {
    const one = await seatedPerson('1.beeld');
    const sent = () => one.sockets.last.commands;
    ignored(one.client.writeNote('a'));
    await until(() => sent().length === 1);
    ignored(one.client.writeNote('ab'));
    ignored(one.client.writeNote('abc'));
    one.clock.pass(5000);
    assert.equal(sent().length, 1);
    one.sockets.last.say({ ref: sent()[0].ref, ok: 5 });
    await until(() => sent().length === 2);
    const { note, envelope } = sent()[1];
    assert.deepEqual(await (await sealer()).open(envelope, note, '1.beeld/note'), { text: 'abc' });
    one.sockets.last.say({ ref: sent()[1].ref, ok: 6 });
    const last = one.client.writeNote('abcd');
    one.clock.pass(1999);
    assert.equal(sent().length, 2);
    one.clock.pass(1);
    await until(() => sent().length === 3);
    one.sockets.last.say({ ref: sent()[2].ref, ok: 7 });
    assert.equal(await last, 7);
  });

  test('a mark is sealed under its own id and can be taken back', async () => {
    const one = await seatedPerson('1.lees');
    const item = { ...(/** @type {any} */ ({})), item: id('item', 1), step: '1.schrijf' };
    ignored(one.client.mark(item, 'touched'));
    await until(() => one.sockets.last.commands.length === 1);
    const [{ mark, envelope, ...rest }] = one.sockets.last.commands;
    assert.deepEqual(rest, { ref: 0, do: 'item.mark', item: id('item', 1) });
    assert.deepEqual(await (await sealer()).open(envelope, mark, '1.schrijf/mark'),
      { mark: 'touched' });
  });
});
