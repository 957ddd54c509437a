// @ts-check
import {describe, test} from 'node:test';
import assert from 'node:assert/strict';
import {Play, contract, id, planOf, start_ms} from './support/meeting.js';
import {carried, chaired, metContent, nextOf, ownIntentions, presented, threadIn, threadOf,
  turnOf, withThis} from '../../web/core/thread.js';
import {bring, takeAlong} from '../../web/core/carry.js';
import {rendered} from './support/dom.js';
import {show} from './support/drawn.js';
import {PlayedClient} from './support/page.js';
import {person, until} from './support/person.js';
import '../../web/step/step.js';
import {forgetMeeting, remember, rememberedIn} from '../../web/core/remembered.js';
import {allowedBytes} from '../../web/seal/envelope.js';
import {memoryStore} from '../../web/seal/seat.js';

const nobody = {presenter: '', chair: ''};
/** @param {string} date @param {any} [more] */
const met = (date, more = {}) => ({date, method: 'BOvV', chair: '', presenters: [], safety: [],
  agreed: nobody, ...more});
/** @param {string} member */
const name = (member) => ['Anna', 'Bram', 'Celine', 'Daan', 'Elif'][Number(member.slice(1, 8)) - 1];
/** A plan with look back, which the usual one has not. */
const long = contract('vectors/plans/bovv6.json').map((/** @type {any} */ {plan}) => plan)
  .find(({steps}) => steps.some((/** @type {any} */ step) => step.id === 'voor.terugblik'));

describe('the thread', () => {
  test('what is written comes back, each meeting once, in the order of time', () => {
    const play = new Play(planOf('bovv6'), 5);
    const all = [met('2026-03-01', {chair: 'Anna', presenters: ['Bram', 'Els (2)'], safety: [0, 0, 1, 3, 1],
      agreed: {presenter: 'Celine', chair: ''}}), met('2026-01-15', {agreed: {presenter: '', chair: 'Daan'}})];
    play.now = Date.parse('2026-03-09');
    all.forEach((one, n) => play.write(n + 1, 1, 'draad', metContent(one)));
    play.write(9, 2, 'draad', metContent(all[1]));
    // Whoever brings it again, otherwise, changes nothing.
    play.write(10, 5, 'draad',
      metContent({...all[0], safety: [9, 0, 0, 0, 0], agreed: {presenter: 'Elif', chair: ''}}));
    assert.deepEqual(threadOf(play.for(3)), {meetings: [all[1], all[0]], broken: 0});
  });

  test('a meeting that is brought in two languages is one', () => {
    const play = new Play(planOf('bovv6'), 5);
    play.now = Date.parse('2026-03-09');
    ['BOvV in zes stappen', 'BOvV six steps'].forEach((method, n) =>
      play.write(n + 1, n + 1, 'draad', metContent(met('2026-03-01', {method, chair: 'Anna', presenters: ['Bram']}))));
    assert.equal(threadOf(play.for(3)).meetings.length, 1);
  });

  test('what cannot be read is counted, and a spread of fewer than four is none', () => {
    const play = new Play(planOf('bovv6'), 5);
    play.now = Date.parse('2026-03-09');
    const bad = [{method: 'x'}, {date: 'morgen'}, {date: '2026-13-45'}, {date: '9 maart', chair: 'Anna'}];
    bad.forEach((json, n) => play.write(n + 1, 1, 'draad', json));
    for (const [n, safety] of ['0 0 1 1 1', '5 5', '0 0 0 -4 9', '1 1 1 1 1.5', '9 9 9 9 a'].entries()) {
      play.write(20 + n, 2, 'draad', {date: `2026-01-0${n + 1}`, safety});
    }
    const {meetings, broken} = threadOf(play.for(1));
    assert.equal(broken, bad.length);
    assert.deepEqual(meetings.map(({safety}) => safety), [[], [], [], [], []]);
  });

  test('what is yet to come stands in the place of no real meeting', () => {
    const play = new Play(planOf('bovv6'), 5);
    play.write(1, 1, 'draad', metContent(met('2025-12-01'))).write(2, 1, 'draad', metContent(met('2026-01-02')));
    for (let n = 1; n <= carried; n += 1) play.write(10 + n, 5, 'draad', metContent(met(`9999-12-0${n}`)));
    const {meetings, broken} = threadOf(play.for(1));
    assert.deepEqual([meetings.map(({date}) => date), broken], [['2025-12-01', '2026-01-02'], carried]);
    assert.equal(withThis(play.for(1), name, 'BOvV').length, 3);
  });

  test('a line is carried on in no more than it came with, whatever stands in it', () => {
    const play = new Play(planOf('bovv6'), 5);
    const words = ['\u202ea\nb', 'x'.repeat(3000), 'a\n'.repeat(1500), '\u{1f600}'.repeat(900)];
    words.forEach((text, n) => play.write(n + 1, 5, 'draad', {date: `2025-01-0${n + 1}`, method: text, chair: text,
      presenters: text, agreed: text}));
    const {meetings} = threadOf(play.for(1));
    assert.deepEqual([meetings[0].method, meetings[0].chair, meetings[0].presenters], ['a b', 'a b', ['a', 'b']]);
    for (const one of meetings) {
      assert.ok(new TextEncoder().encode(JSON.stringify(metContent(one))).length < allowedBytes);
      assert.ok(one.presenters.length <= 6 && !/[\n\u202e]/.test(JSON.stringify(Object.values(one))));
    }
  });

  test('of five hundred meetings the latest are carried on', () => {
    const day = (/** @type {number} */ n) => new Date(Date.UTC(2010, 0, 1 + 10 * n)).toISOString().slice(0, 10);
    const file = JSON.stringify({kring: 1, method: {nl: 'BOvV'}, made_ms: 0,
      thread: Array.from({length: 500}, (_, n) => met(day(n)))});
    const read = threadIn(file, () => '');
    assert.deepEqual(read.map(({date}) => date), Array.from({length: carried}, (_, n) => day(492 + n)));
  });

  test('this meeting stands at its end, with the spread that everybody saw', () => {
    const play = new Play(planOf('bovv6'), 5, {start_ms}).chair(2).presents(1, 3);
    const m = play.for(1);
    assert.deepEqual(withThis(m, name, 'BOvV').at(-1), met('2026-01-01', {chair: 'Bram', presenters: ['Celine']}));
    play.state.items = [1, 5, 5, 4].map((number, n) => {
      play.texts.set(id('item', 70 + n), {number});
      return /** @type {any} */ ({item: id('item', 70 + n), step: 'na.evaluatie', input: 'veiligheid', set: 1});
    });
    assert.deepEqual(withThis(play.for(1), name, 'BOvV').at(-1)?.safety, [1, 0, 0, 1, 2]);
    play.state.items.pop();
    assert.deepEqual(withThis(play.for(1), name, 'BOvV').at(-1)?.safety, []);
  });

  test('it is the turn of who did it least, and of these longest ago', () => {
    const meetings = [met('2026-01-01', {chair: 'Anna'}), met('2026-02-01', {chair: 'Bram'}),
      met('2026-03-01', {chair: 'Anna'})];
    assert.equal(turnOf(['Anna', 'Bram', 'Celine'], meetings, chaired), 'Celine');
    assert.equal(turnOf(['Anna', 'Bram'], meetings, chaired), 'Bram');
    assert.equal(turnOf(['Bram', 'Anna'], meetings.slice(0, 2), chaired), 'Anna');
    assert.equal(turnOf(['Anna', 'Bram'], meetings, presented), 'Anna');
    assert.equal(turnOf([], meetings, chaired), '');
  });
});

describe('intentions', () => {
  test('are what I said that I will do, and as presenter', () => {
    const play = new Play(planOf('bovv6'), 5).chair(1).presents(1, 3).enter('1.besluit')
      .write(1, 3, 'acties', {what: 'Bellen', due: '2026-03-09'}).enter('na.oogst')
      .write(2, 3, 'actie', {what: 'Lezen'}).write(3, 2, 'actie', {due: '2026-03-09'});
    assert.deepEqual(ownIntentions(play.for(3)), [{what: 'Bellen', due: '2026-03-09'}, {what: 'Lezen', due: ''}]);
    assert.deepEqual(ownIntentions(play.for(2)), []);
    assert.deepEqual(ownIntentions(play.for(1)), []);
  });

  test('are looked back on by their owner alone', async () => {
    const play = new Play(long, 5).write(1, 2, 'voornemen', {what: 'Bellen'}).write(2, 3, 'voornemen', {what: 'Lezen'});
    play.chair(1).enter('voor.terugblik').write(3, 3, 'gekomen', {pick: [id('item', 1), 'gedaan']});
    const shown = async (/** @type {number} */ n) => {
      const view = show('kring-step', {client: new PlayedClient(play, n)});
      await rendered();
      return (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
    };
    const bram = await shown(2);
    assert.match(bram('rating-gekomen').textContent, /Bellen/);
    assert.doesNotMatch(bram('rating-gekomen').textContent, /Lezen/);
    assert.equal(bram('spread-gekomen'), null, 'what Celine says of it counts for nothing');
    play.write(4, 2, 'gekomen', {pick: [id('item', 1), 'deels']});
    assert.match((await shown(4))('spread-gekomen').textContent, /Bellen.*deels$/s);
  });
});

test('the next meeting is the first link that is one, whose maker is known', () => {
  const play = new Play(planOf('bovv6'), 5).chair(1).enter('na.slot');
  assert.equal(nextOf(play.for(1)), undefined);
  const secret = `${'A'.repeat(42)}E`;
  play.write(1, 2, 'volgende', {secret: 'https://evil.example/'}).write(2, 3, 'volgende', {start: 'x'})
    .write(3, 4, 'volgende', {secret, chair: 'Anna'}).write(4, 5, 'volgende', {secret: `${'B'.repeat(42)}E`});
  assert.deepEqual(nextOf(play.for(1)), {item: id('item', 3), by: id('member', 4), secret,
    agreed: {presenter: '', chair: 'Anna'}});
  delete play.state.items[2].by;
  assert.equal(nextOf(play.for(1))?.item, id('item', 4));
});

test('a next meeting that nobody wants is taken out of the way by its maker, or by the chair', async () => {
  const play = new Play(planOf('bovv6'), 5).chair(1).enter('na.slot')
    .write(1, 4, 'volgende', {secret: `${'A'.repeat(42)}E`});
  const away = async (/** @type {number} */ n) => {
    const client = new PlayedClient(play, n);
    const view = show('kring-step', {client});
    await rendered();
    /** @type {any} */ (view.querySelector('[data-test="next-away"]'))?.click();
    await rendered();
    return client.sent;
  };
  assert.deepEqual(await away(2), []);
  assert.deepEqual(await away(1), [{do: 'item.fold', item: id('item', 1), folded: true}]);
  assert.deepEqual(await away(4), [{do: 'item.withdraw', item: id('item', 1)}]);
  assert.equal(nextOf(play.for(1)), undefined);
});

describe('what is taken along', () => {
  test('is sent as far as it may be: what is refused keeps nothing else back', async () => {
    const client = new PlayedClient(new Play(planOf('bovv6'), 5), 2);
    client.openAll = async () => {};
    client.answers = () => {
      if (client.sent.at(-1)?.input === 'draad') throw {code: 'full'};
    };
    await assert.rejects(bring(client, {thread: [met('2025-12-01')], intentions: [{what: 'Bellen', due: ''}],
      comes: true}), {code: 'full'});
    assert.deepEqual(client.sent.map(({input}) => input), ['draad', 'voornemen', 'komt']);
  });

  test('a place at the door is no seat', async () => {
    const one = person();
    const going = takeAlong(one.client, one.secret, {name: 'Anna', shared: false, thread: []});
    await until(() => one.sockets.all.length > 0);
    one.sockets.last.accept();
    one.sockets.last.say({waiting: {until_ms: start_ms + 60_000, reason: 'door'}});
    await assert.rejects(going, {code: 'waiting'});
    assert.equal(await person(one.stores).client.prepare(), false);
  });
});

describe('a report file', () => {
  const say = (/** @type {any} */ words) => words.nl;
  const report = {kring: 1, method: {nl: 'Roddelen'}, made_ms: start_ms};

  test('that is none says what it is', () => {
    for (const text of ['', 'geen', '{']) {
      assert.throws(() => threadIn(text, say), (problem) => problem.key === 'thread.noreport');
    }
    for (const json of [null, [], 3, {}, {kring: 2}, {...report, made_ms: '1'}, {...report, method: 'x'}]) {
      assert.throws(() => threadIn(JSON.stringify(json), say), (problem) => problem.key === 'thread.noreport');
    }
  });

  test('of before the thread gives that meeting', () => {
    assert.deepEqual(threadIn(JSON.stringify(report), say), [met('2026-01-01', {method: 'Roddelen'})]);
  });

  test('with lines that are none leaves these out', () => {
    const thread = [null, 3, {date: '2026-01-01'}, {...met('2026-02-30x')}, met('2026-02-03', {chair: 'Anna'})];
    assert.deepEqual(threadIn(JSON.stringify({...report, thread}), say), [met('2026-02-03', {chair: 'Anna'})]);
  });
});

test('a device remembers what is coming, forgets what is over and what it is told to forget', () => {
  const store = memoryStore();
  const one = (/** @type {string} */ sign, /** @type {any} */ more) =>
    ({secret: `${sign.repeat(42)}E`, method: 'BOvV', until_ms: 100, ...more});
  remember(store, one('A', {start_ms: 50}));
  remember(store, one('B', {}));
  remember(store, one('C', {start_ms: 20, until_ms: 30}));
  assert.deepEqual(rememberedIn(store, 10).map(({secret}) => secret[0]), ['C', 'A', 'B']);
  assert.deepEqual(rememberedIn(store, 40).map(({secret}) => secret[0]), ['A', 'B']);
  remember(store, one('B', {start_ms: 10}));
  assert.deepEqual(rememberedIn(store, 40).map(({secret}) => secret[0]), ['B', 'A']);
  forgetMeeting(store, one('B', {}).secret);
  forgetMeeting(store, one('A', {}).secret);
  assert.equal(store.getItem('kring.meetings'), null);
  for (const odd of ['[', '{}', '[null,{"secret":"x","method":"y","until_ms":1}]']) {
    store.setItem('kring.meetings', odd);
    assert.deepEqual(rememberedIn(store, 0), []);
  }
});
