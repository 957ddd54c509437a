// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { deliver, id, path, person, seatedPerson, sealer, secret, stateFor, until }
  from './support/person.js';
import { Client } from '../../web/core/client.js';
import { deriveKeys, hashOf } from '../../web/seal/keys.js';
import { token } from '../../web/seal/random.js';
import { memoryStore, sweepSeats } from '../../web/seal/seat.js';
import { TestClock } from './support/clock.js';

/** Swallows what a test is not about. @param {Promise<any>} promise */
const ignored = (promise) => { promise.catch(() => {}); };

/** @param {import('../../web/seal/seat.js').Store} store */
const names = (store) => Array.from({ length: store.length }, (_, place) => store.key(place) ?? '');

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

  test('a link is asked about without a seat, and only that there is no meeting is a problem', async () => {
    const {session, joinKey} = await deriveKeys(secret);
    for (const [code, reason, phase] of /** @type {[number, string, string][]} */ (
      [[4002, 'no-session', 'ended'], [4005, 'no-name', 'connecting'], [1006, '', 'connecting'],
        [4103, 'storage', 'connecting'], [4200, 'drain', 'connecting']])) {
      const one = person();
      await one.client.prepare();
      one.client.look();
      const {member, token: drawn, ...rest} = one.sockets.last.accept().hello;
      assert.deepEqual(rest, {do: 'hello', kring: 1, session, joinKey});
      assert.match(member, /^[0-9a-f-]{36}$/);
      one.sockets.last.end(code, reason);
      assert.deepEqual([one.client.phase, one.client.problem?.code],
        [phase, phase === 'ended' ? 'no-session' : undefined]);
      one.clock.pass(60_000);
      assert.equal(one.sockets.all.length, 1, 'asked once');
      assert.deepEqual([...names(one.stores.device), ...names(one.stores.tab)], [], 'keeps nothing');
      if (phase === 'ended') continue;
      await one.client.start({name: 'Anna'});
      const {hello} = one.sockets.last.accept();
      assert.notEqual(hello.member, member, 'the seat is another');
      assert.notEqual(hello.token, drawn);
    }
  });

  test('who stops waiting at the door leaves nothing on the device, and asks under another seat later', async () => {
    const one = person();
    await one.client.start({name: 'Anna'});
    const {hello} = one.sockets.last.accept();
    assert.notDeepEqual(names(one.stores.device), []);
    one.client.giveUp();
    assert.deepEqual([...names(one.stores.device), ...names(one.stores.tab)], []);
    const again = person(one.stores);
    assert.equal(await again.client.prepare(), false, 'a name is asked for');
    await again.client.start({name: 'Anna'});
    assert.notEqual(again.sockets.last.accept().hello.member, hello.member);
  });

  test('who comes in, or goes, before the link was answered is not told of it any more', async () => {
    for (const answered of [true, false]) {
      const one = person();
      await one.client.prepare();
      one.client.look();
      const [asked] = one.sockets.all;
      if (answered) asked.accept();
      if (answered) await one.client.start({name: 'Anna'});
      else one.client.stop();
      if (!answered) assert.deepEqual([asked.accept().sent, asked.closedBy], [[], 'client']);
      asked.end(4002, 'no-session');
      assert.deepEqual([one.client.phase, one.client.problem], ['connecting', null]);
    }
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
      minutes: 60, callUrl: 'https://call.test/1', creationKey: 'K' },
    { fetch, clock: new TestClock(), ...stores });
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
    one.sockets.last.say({ notice: { code: 'too-few', set: 1 } });
    assert.deepEqual(one.said, [
      ['chair', { chair: one.me, back: null, mine: true, lost: false }],
      ['turn', { speaker: one.me, card: null, mine: true }],
      ['step', { step: '1.oordeel1', visit: 2 }],
      ['notice', { code: 'too-few', set: 1 }]]);
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
    assert.deepEqual(said, [{ do: 'hand', visit: 1, up: true, item: id('item', 1) },
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

describe('the pad', () => {
  test('is sealed on the device, and of what is being typed only the tab knows', async () => {
    const one = await seatedPerson('1.schrijf');
    const words = ['voor mij alleen', 'nog niet af', 'een dichte kaart'];
    one.client.setPrivateNote('1.beeld', words[0]);
    one.client.setDraft('1.schrijf/advies', words[1]);
    one.client.addCard(1, { text: words[2] }).catch(() => {});
    const device = () => Array.from({ length: one.stores.device.length }, (_, place) =>
      one.stores.device.getItem(one.stores.device.key(place) ?? '')).join();
    const pads = () => Object.keys(JSON.parse(device()).kept);
    await until(() => one.sockets.last.commands.length === 1);
    one.clock.pass(1000);
    await until(() => pads().includes('pad') && !names(one.stores.tab).some((name) =>
      name.startsWith('kring.pad.')));
    for (const word of words) assert.ok(!device().includes(word), word);
    const reloaded = person(one.stores);
    await reloaded.client.prepare();
    assert.equal(reloaded.client.privateNote('1.beeld'), words[0]);
    assert.deepEqual(reloaded.client.ownCards(1).map(({ json }) => json.text), [words[2]]);
  });

  test('can be read with the link of its session only', async () => {
    const one = await seatedPerson('1.beeld');
    one.client.setPrivateNote('1.beeld', 'geheim');
    one.clock.pass(1000);
    const { device } = one.stores;
    const name = device.key(0) ?? '';
    await until(() => JSON.parse(device.getItem(name) ?? '').kept.pad);
    const other = person({ device, tab: memoryStore() }, token());
    await other.client.prepare();
    const session = (await deriveKeys(other.secret)).session;
    device.setItem(`kring.seat.${await hashOf(session)}`, device.getItem(name) ?? '');
    const thief = person({ device, tab: memoryStore() }, other.secret);
    assert.equal(await thief.client.prepare(), true);
    assert.equal(thief.client.privateNote('1.beeld'), '');
  });

  test('of a session that is over goes at the next visit, whatever is opened', async () => {
    const one = await seatedPerson('1.beeld');
    const { device } = one.stores;
    assert.equal(sweepSeats(device, one.clock.now()), 1);
    const day_ms = 24 * 60 * 60 * 1000;
    assert.equal(sweepSeats(device, one.clock.now() + 8 * day_ms - 1), 1);
    deliver(one, 'session.closed', { purge_ms: one.clock.now() + day_ms });
    assert.equal(sweepSeats(device, one.clock.now() + day_ms), 1);
    device.setItem('another', 'thing');
    assert.equal(sweepSeats(device, one.clock.now() + day_ms + 1), 0);
    assert.deepEqual([device.length, device.key(0)], [1, 'another']);
  });

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
