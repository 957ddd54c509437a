// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deliver, id, path, person, seatedPerson, sealer, secret, stateFor, until }
  from './support/person.js';
import { Client } from '../../web/core/client.js';
import { Throttle } from '../../web/core/throttle.js';
import { deriveKeys, hashOf } from '../../web/seal/keys.js';
import { memoryStore } from '../../web/seal/seat.js';
import { TestClock } from './support/clock.js';

/** Swallows what a test is not about. @param {Promise<any>} promise */
const ignored = (promise) => { promise.catch(() => {}); };

describe('coming in', () => {
  test('the seat is kept before hello is said, and a lost answer costs nothing', async () => {
    const one = person();
    assert.equal(await one.client.prepare(), false);
    await assert.rejects(one.client.start(), (problem) =>
      /** @type {any} */ (problem).code === 'no-name');
    await one.client.start({ name: 'Anna' });
    const keys = await deriveKeys(secret);
    const kept = JSON.parse(one.stores.device.getItem(`kring.seat.${await hashOf(keys.session)}`)
      ?? 'null');
    const { hello } = one.sockets.last.accept();
    assert.deepEqual([kept.seat.member, kept.seat.token], [hello.member, hello.token]);
    assert.equal(hello.session, keys.session);
    assert.equal(hello.joinKey, keys.joinKey);
    assert.deepEqual(await (await sealer()).open(hello.name, hello.member, path.member),
      { name: 'Anna' });
    assert.equal('epoch' in hello || 'after' in hello || 'lost' in hello, false);

    const reloaded = person(one.stores);
    assert.equal(await reloaded.client.prepare(), true);
    await reloaded.client.start();
    assert.deepEqual(reloaded.sockets.last.accept().hello, hello);
  });

  test('comes back after a welcome without a name, and after what it has seen', async () => {
    const one = await seatedPerson('1.beeld');
    assert.equal(one.client.phase, 'meeting');
    deliver(one, 'halt.raised', { by: one.me });
    one.sockets.last.end(1006);
    assert.deepEqual([one.client.connection, one.client.problem?.code], ['offline', 'lost']);
    one.clock.pass(500);
    const { hello } = one.sockets.last.accept();
    assert.equal('name' in hello, false);
    assert.deepEqual([hello.epoch, hello.after], ['E1', one.play.state.seq]);
    one.sockets.last.welcome([]);
    assert.deepEqual([one.client.connection, one.client.problem], ['open', null]);
  });

  test('an epoch counts from the moment that its state has come', async () => {
    const one = await seatedPerson();
    one.sockets.last.end(1006);
    one.clock.pass(500);
    one.sockets.last.accept().say({ welcome: { member: one.me, epoch: 'E2', seq: 1, now_ms: 0,
      heartbeat_ms: 25_000 } }).end(1006);
    one.clock.pass(1000);
    assert.equal(one.sockets.last.accept().hello.epoch, 'E1');
    one.sockets.last.welcome([{ seq: one.play.state.seq, view: one.play.state }], { epoch: 'E3' });
    one.sockets.last.end(1006);
    one.clock.pass(2000);
    assert.equal(one.sockets.last.accept().hello.epoch, 'E3');
  });

  test('the maker shows the claim once, also on a shared computer', async () => {
    const stores = { device: memoryStore(), tab: memoryStore() };
    /** @type {any[]} */
    const posts = [];
    const fetch = /** @type {any} */ (async (/** @type {string} */ url, /** @type {any} */ init) => {
      posts.push([url, init]);
      return { ok: true, json: async () => ({ session: 's' }) };
    });
    const made = await Client.create({ server: 'https://kring.test', method: 'bovv6', cases: 1,
      minutes: 60, callUrl: 'https://call.test/1', creationKey: 'K' }, { fetch, ...stores });
    const [url, init] = posts[0];
    const body = JSON.parse(init.body);
    const keys = await deriveKeys(made.secret);
    assert.equal(url, 'https://kring.test/api/sessions');
    assert.equal(init.headers.Authorization, 'Bearer K');
    assert.deepEqual([body.session, body.join, body.method, body.cases, body.minutes],
      [keys.session, keys.joinKeyHash, 'bovv6', 1, 60]);
    assert.deepEqual(Object.keys(body).sort(),
      ['call', 'cases', 'claim', 'join', 'method', 'minutes', 'session']);
    assert.ok(!init.body.includes('call.test'));
    assert.equal(made.link, `https://kring.test/#${made.secret}`);

    const one = person(stores);
    const client = new Client({ secret: made.secret, server: 'https://kring.test',
      socket: one.sockets.make, clock: one.clock, ...stores });
    assert.equal(await client.prepare(), false);
    assert.equal(client.me, '');
    await client.start({ name: 'Anna', shared: true });
    const { hello } = one.sockets.last.accept();
    assert.equal(await hashOf(hello.claim), body.claim);
    const name = `kring.seat.${await hashOf(keys.session)}`;
    assert.equal(stores.device.getItem(name), null);
    one.sockets.last.welcome([]);
    assert.ok(!(stores.tab.getItem(name) ?? '').includes(hello.claim));
  });

  test('a session that could not be made says why, and an answer that got lost is asked again',
    async () => {
      const stores = { device: memoryStore(), tab: memoryStore() };
      const wishes = { server: 'https://kring.test', method: 'x', cases: 1, minutes: 60 };
      let calls = 0;
      const refusing = /** @type {any} */ (async () => {
        calls += 1;
        if (calls === 1) throw new TypeError('network');
        return { ok: false, status: 400, json: async () => ({ error: { code: 'bad-method',
          temporary: false, problems: [{ path: 'steps[3]', reason: 'r' }] } }) };
      });
      await assert.rejects(Client.create(wishes, { fetch: refusing, ...stores }), (problem) => {
        assert.deepEqual(problem, { code: 'bad-method', temporary: false,
          problems: [{ path: 'steps[3]', reason: 'r' }] });
        return true;
      });
      assert.equal(calls, 2);
      const dead = /** @type {any} */ (async () => { throw new TypeError('network'); });
      await assert.rejects(Client.create(wishes, { fetch: dead, ...stores }), (problem) =>
        /** @type {any} */ (problem).code === 'offline');
    });

  test('waits at the door, and takes the seat that is given back', async () => {
    const one = person();
    await one.client.start({ name: 'Els', lost: true });
    const { hello } = one.sockets.last.accept();
    assert.equal(hello.lost, true);
    one.sockets.last.say({ waiting: { until_ms: 9, reason: 'lost' } });
    assert.deepEqual([one.client.phase, one.client.waiting?.reason], ['waiting', 'lost']);
    const play = stateFor(id('member', 9), 'N', '1.beeld');
    one.sockets.last.welcome([{ seq: play.state.seq, view: play.state }],
      { member: id('member', 9) });
    assert.deepEqual([one.client.phase, one.client.me], ['meeting', id('member', 9)]);
    const reloaded = person(one.stores);
    await reloaded.client.start();
    const again = reloaded.sockets.last.accept().hello;
    assert.deepEqual([again.member, again.token], [id('member', 9), hello.token]);
    assert.equal('lost' in again || 'name' in again, false);
  });

  test('a seat that is of no use is replaced, and its commands are not said by another', async () => {
    const one = await seatedPerson('1.beeld');
    ignored(one.client.raiseHalt());
    await until(() => one.sockets.last.commands.length === 1);
    one.sockets.last.end(4005, 'seat-taken');
    assert.deepEqual([one.client.connection, one.client.problem?.code], ['stopped', 'seat-taken']);
    await assert.rejects(one.client.start(), (problem) =>
      /** @type {any} */ (problem).code === 'no-name');
    await one.client.start({ name: 'Anna', lost: true });
    const { hello } = one.sockets.last.accept();
    assert.notEqual(hello.member, one.me);
    assert.notEqual(hello.token, one.hello.token);
    one.sockets.last.welcome([]);
    assert.deepEqual(one.sockets.last.commands, []);
  });

  test('a purged session leaves nothing in the browser but what the page shows', async () => {
    const one = await seatedPerson('1.beeld');
    one.client.setDraft('x', 'a draft');
    one.client.setPrivateNote('1.beeld', 'a note');
    const receipt = { session: 's', at_ms: 1, events: 42, seats: 6 };
    one.sockets.last.say({ purged: receipt }).end(4004, 'purged');
    assert.equal(one.client.phase, 'ended');
    assert.deepEqual(one.client.receipt, receipt);
    assert.deepEqual(one.said.at(-1), ['purged', receipt]);
    assert.equal(one.client.privateNote('1.beeld'), 'a note');
    assert.equal(one.client.me, one.me);
    const later = person(one.stores);
    assert.equal(await later.client.prepare(), false);
    assert.deepEqual([later.client.draft('x'), later.client.privateNote('1.beeld')], ['', '']);
  });
});

describe('following', () => {
  test('a gap asks for the whole state, and shows the old one until it comes', async () => {
    const one = await seatedPerson('1.beeld');
    const { seq } = one.play.state;
    one.sockets.last.say({ events: [{ seq: seq + 2, at_ms: 1, event: 'halt.cleared' }] });
    assert.equal(one.client.problem?.code, 'gap');
    assert.equal(one.client.state?.seq, seq);
    one.clock.pass(500);
    const { hello } = one.sockets.last.accept();
    assert.equal('after' in hello || 'epoch' in hello, false);
    one.sockets.last.welcome([{ seq: 99, view: { ...one.play.state, seq: 99 } }]);
    assert.equal(one.client.state?.seq, 99);
    assert.equal(one.client.problem, null);
  });

  test('an unknown event stops and asks for a reload', async () => {
    const one = await seatedPerson('1.beeld');
    one.sockets.last.say({ events: [{ seq: one.play.state.seq + 1, at_ms: 1, event: 'tea' }] });
    assert.deepEqual([one.client.connection, one.client.problem], ['stopped',
      { code: 'newer', event: 'tea' }]);
  });

  test('tells step, turn, chair and notice, and change once for a frame', async () => {
    const one = await seatedPerson('1.beeld');
    await until(() => one.client.name(one.me) === 'Anna');
    let changes = 0;
    one.client.addEventListener('change', () => { changes += 1; });
    deliver(one, 'chair.changed', { chair: one.me, term: 1, back: null });
    deliver(one, 'turn.changed', { floor: { ...one.play.state.floor, turn: 9, speaker: one.me } });
    await Promise.resolve();
    assert.equal(changes, 1);
    deliver(one, 'step.entered', { step: '1.oordeel1', visit: 2, sets: [],
      clock: one.play.state.clock, floor: one.play.state.floor });
    one.sockets.last.say({ notice: { code: 'too-few', set: 1, writers: 2, minimum: 3 } });
    assert.deepEqual(one.said, [
      ['chair', { chair: one.me, back: null, mine: true, lost: false }],
      ['turn', { speaker: one.me, card: null, mine: true }],
      ['step', { step: '1.oordeel1', visit: 2 }],
      ['notice', { code: 'too-few', set: 1, writers: 2, minimum: 3 }]]);
  });

  test('goes by the time of the server', async () => {
    const one = await seatedPerson();
    const here = one.clock.now_ms;
    one.sockets.last.say({ pong: here + 5000 });
    assert.equal(one.client.now(), here + 5000);
    one.clock.pass(1000);
    assert.equal(one.client.now(), here + 6000);
  });

  test('repeats hand, readiness and background after a welcome', async () => {
    const one = await seatedPerson('1.schrijf');
    one.client.hand(true, id('item', 1));
    one.client.ready(true);
    one.client.background(true);
    const said = one.sockets.last.sent.slice(1);
    assert.deepEqual(said, [{ do: 'hand', up: true, item: id('item', 1) },
      { do: 'ready', visit: 1, ready: true }, { do: 'background', background: true }]);
    one.sockets.last.end(1006);
    one.clock.pass(500);
    one.sockets.last.accept().welcome([]);
    assert.deepEqual(one.sockets.last.sent.slice(1), said);
  });

  test('a hand that was taken down, and readiness of another step, are not repeated', async () => {
    const one = await seatedPerson('1.schrijf');
    one.client.hand(true);
    one.client.ready(true);
    one.sockets.last.say({ presence: { members: [], hands: [], door: [] } });
    deliver(one, 'step.entered', { step: '1.lees', visit: 2, sets: [],
      clock: one.play.state.clock, floor: one.play.state.floor });
    one.sockets.last.end(1006);
    one.clock.pass(500);
    one.sockets.last.accept().welcome([]);
    assert.equal(one.sockets.last.sent.length, 1);
  });
});

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
    assert.deepEqual(one.client.text(card), { text: 'Wat wil je?' });
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
    assert.deepEqual(one.client.text(card), { broken: true });
    await until(() => one.client.name(id('member', 2)) !== undefined);
    assert.equal(one.client.name(id('member', 2)), '?');
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

describe('own closed cards', () => {
  /** Lays a card and returns its command. @param {any} one @param {string} text */
  async function lay(one, text) {
    const count = one.sockets.last.commands.length;
    ignored(one.client.addCard(1, { text }));
    await until(() => one.sockets.last.commands.length > count);
    return one.sockets.last.commands.at(-1);
  }

  /** @param {any} one @param {any} command @param {any} [answer] */
  const answer = (one, command, answer = { ok: true }) =>
    one.sockets.last.say({ ref: command.ref, ...answer });

  /** @param {any} one @param {any[]} items */
  const open = (one, items) => deliver(one, 'set.opened', { set: 1, forced: false, items });

  /** @param {any[]} commands */
  const cards = (...commands) => commands.map(({ item, envelope }) => ({ item, envelope }))
    .sort((a, b) => (a.item < b.item ? -1 : 1));

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

  const stranger = { item: id('item', 1), envelope: 'X' };

  test('a card that is left out of the opening is noticed', async () => {
    const one = await seatedPerson('1.schrijf');
    const mine = await lay(one, 'mijn');
    answer(one, mine);
    open(one, [stranger]);
    const problem = { set: 1, ascending: true, missing: [mine.item], changed: [] };
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
    one.sockets.last.accept().welcome([{ seq: one.play.state.seq, view: one.play.state }],
      { epoch: 'E2' });
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
});

describe('the pad', () => {
  test('drafts and private notes survive a reload, and an empty one is forgotten', async () => {
    const one = await seatedPerson('1.beeld');
    one.client.setDraft('1.beeld/vragen', 'Wat als');
    one.client.setPrivateNote('1.beeld', 'niet vergeten');
    const reloaded = person(one.stores);
    await reloaded.client.prepare();
    assert.equal(reloaded.client.draft('1.beeld/vragen'), 'Wat als');
    assert.deepEqual(reloaded.client.privateNotes, { '1.beeld': 'niet vergeten' });
    reloaded.client.setDraft('1.beeld/vragen', '');
    const third = person(one.stores);
    await third.client.prepare();
    assert.equal(third.client.draft('1.beeld/vragen'), '');
  });

  test('what was written before joining goes along to the seat', async () => {
    const one = person();
    await one.client.prepare();
    one.client.setDraft('casus', 'voorbereid');
    await one.client.start({ name: 'Anna' });
    const reloaded = person(one.stores);
    await reloaded.client.prepare();
    assert.equal(reloaded.client.draft('casus'), 'voorbereid');
  });
});
