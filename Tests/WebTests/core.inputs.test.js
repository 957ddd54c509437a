// @ts-check
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as meeting from '../../web/core/meeting.js';
import { Play, five, id, planOf, start_ms } from './support/meeting.js';

const minute = 60_000;
const M = (/** @type {number} */ n) => id('member', n);

describe('what I may write', () => {
  const fields = (/** @type {Play} */ play, /** @type {number} */ n) =>
    Object.fromEntries(meeting.inputsFor(play.for(n)).map(({ input, may, left }) =>
      [input.id, may ? left : -1]));

  test('follows the role, and the pen writes for the presenter', () => {
    const play = five('1.stelling').say('pen.changed', { pen: M(4) });
    assert.deepEqual([1, 3, 4].map((n) => fields(play, n)), [
      { soort: -1, casus: -1, vraag: -1 }, { soort: 1, casus: 1, vraag: 1 },
      { soort: 1, casus: 1, vraag: 1 }]);
    play.write(1, 4, 'casus', { text: 'x' });
    assert.deepEqual(fields(play, 3), { soort: 1, casus: 0, vraag: 1 });
  });

  test('a closed text of the presenter is not for the pen', () => {
    const play = five('1.noteren', {}, planOf('incident')).say('pen.changed', { pen: M(4) });
    assert.deepEqual([3, 4].map((n) => fields(play, n).afloop), [1, -1]);
  });

  test('the pen writes nothing for the presenter where nobody speaks, or beside unnamed cards', () => {
    const plan = structuredClone(planOf('bovv6'));
    const step = plan.steps.find((/** @type {any} */ one) => one.id === '1.schrijf');
    step.inputs.push({ ...plan.steps.find((/** @type {any} */ one) => one.id === '1.stelling')
      .inputs.find((/** @type {any} */ input) => input.id === 'casus') });
    const pen = () => five('1.schrijf', {}, plan).say('pen.changed', { pen: M(4) });
    assert.deepEqual([3, 4].map((n) => fields(pen(), n).casus), [1, -1]);
    step.floor = 'free';
    assert.deepEqual([3, 4].map((n) => fields(pen(), n).casus), [1, -1]);
    step.inputs[0].named = true;
    assert.deepEqual([3, 4].map((n) => fields(pen(), n).casus), [1, 1]);
  });

  test('others are all but the presenter, without a chair who only leads', () => {
    const play = five('1.beeld').write(1, 4, 'vragen', {});
    assert.deepEqual([1, 3, 4, 5].map((n) => fields(play, n).vragen), [8, -1, 7, 8]);
    play.say('chair.guiding', { guiding: true });
    assert.deepEqual([1, 4].map((n) => fields(play, n).vragen), [-1, 7]);
  });

  test('a closed input counts my own cards, and takes none when its set is open', () => {
    const play = five('1.schrijf');
    play.own[1] = [{ item: 'a' }, { item: 'b' }];
    const [field] = meeting.inputsFor(play.for(4));
    assert.deepEqual([field.set?.set, field.left, field.named, field.own.length, field.path],
      [1, 0, false, 2, '1.schrijf/advies']);
    play.open(1, []);
    assert.deepEqual(meeting.inputsFor(play.for(4))[0].may, false);
  });

  test('cards of an earlier step are taken until they are opened', () => {
    const play = five('1.schrijf').enter('1.lees');
    const earlier = () => meeting.inputsFor(play.for(4)).find(({ path }) =>
      path === '1.schrijf/advies');
    assert.equal(earlier()?.may, true);
    assert.equal(earlier()?.set?.set, 1);
    play.open(1, [[11, {}]]);
    assert.equal(earlier(), undefined);
  });

  test('a seat given after a set was made writes nothing in it', () => {
    const play = five('1.schrijf').say('seat.given', { member: M(4), newcomer: M(9) });
    const may = (/** @type {number} */ n) => meeting.inputsFor(play.for(n))
      .find(({ set }) => set?.set === 1)?.may;
    assert.deepEqual([may(4), may(5)], [false, true]);
  });

  test('nobody writes who has left', () => {
    assert.deepEqual(fields(five('1.beeld').say('member.left', { member: M(4) }), 4),
      { vragen: -1 });
  });

  test('a set can be opened in the step that it opens in, and is left behind after it', () => {
    const play = five('1.schrijf');
    assert.equal(meeting.openSet(play.for(1)), undefined);
    assert.deepEqual(meeting.setsLeftBehind(play.for(1), '1.lees'), []);
    assert.deepEqual(meeting.setsLeftBehind(play.for(1), '1.besluit').map((one) => one.set), [1]);
    play.enter('1.lees');
    assert.equal(meeting.openSet(play.for(1))?.set, 1);
    play.open(1, []);
    assert.equal(meeting.openSet(play.for(1)), undefined);
  });

  test('says what is not finished', () => {
    const codes = (/** @type {Play} */ play) => meeting.unfinished(play.for(1))
      .map((one) => one.code);
    assert.deepEqual(codes(five('1.stelling')), ['not-written', 'not-written']);
    assert.deepEqual(codes(five('1.stelling').write(1, 3, 'casus', {})), ['not-written']);
    const writing = five('1.schrijf').is(2, { ready: true });
    assert.deepEqual(meeting.unfinished(writing.for(1)),
      [{ code: 'not-ready', members: [M(4), M(5)] }]);
    assert.deepEqual(codes(writing.enter('1.lees')), ['set-closed']);
    const choosing = new Play(planOf('bovv6'), 3).chair(1).enter('1.keuze');
    assert.deepEqual(codes(choosing), ['set-closed', 'not-settled']);
    assert.deepEqual(meeting.unfinished(five('1.beeld').for(1), [M(4)]),
      [{ code: 'not-spoken', members: [M(4)] }]);
  });
});

describe('who is still busy in a silent step', () => {
  const busy = (/** @type {Play} */ play) => meeting.unfinished(play.for(1))
    .flatMap(({ code, members }) => (code === 'not-ready' ? members : []));

  test('is who has something to write and did not say «ready», never the chair', () => {
    const play = five('1.schrijf');
    assert.deepEqual(busy(play), [M(2), M(4), M(5)]);
    for (const n of [2, 4, 5]) play.is(n, { ready: true });
    assert.deepEqual(busy(play), []);
  });

  test('is not who left or has no connection', () => {
    const play = five('1.schrijf').is(4, { away_ms: 1 }).say('member.left', { member: M(5) });
    assert.deepEqual(busy(play), [M(2)]);
  });

  test('is the presenter where the presenter writes too', () => {
    const incident = planOf('incident');
    assert.deepEqual(busy(five('1.noteren', {}, incident)), [M(2), M(3), M(4), M(5)]);
    assert.deepEqual(busy(five('1.standpunt', {}, incident)), [M(2), M(4), M(5)]);
  });

  test('is everybody but the chair where there is nothing to write', () => {
    const plan = structuredClone(planOf('bovv6'));
    const step = plan.steps.find((/** @type {any} */ one) => one.id === '1.schrijf');
    step.inputs = [];
    assert.deepEqual(busy(five('1.schrijf', {}, plan)), [M(2), M(3), M(4), M(5)]);
  });
});

describe('the note line', () => {
  test('is where people talk, and not where they write in silence', () => {
    const line = (/** @type {string} */ step, plan = planOf('bovv6')) =>
      meeting.hasNoteLine(five(step, {}, plan).for(4));
    assert.deepEqual(['1.stelling', '1.beeld', '1.schrijf', '1.lees', 'na.oogst'].map((one) =>
      line(one)), [true, true, false, true, true]);
    assert.equal(line('1.noteren', planOf('incident')), false);
    assert.equal(line('1.discussie', planOf('incident')), true);
    assert.equal(meeting.hasNoteLine(five().for(4)), false);
  });

  test('is not beside a field for cards without a name, where people may talk too', () => {
    const plan = structuredClone(planOf('bovv6'));
    const step = plan.steps.find((/** @type {any} */ one) => one.id === '1.schrijf');
    step.floor = 'free';
    const play = five('1.schrijf', {}, plan);
    assert.deepEqual([3, 4].map((n) => meeting.hasNoteLine(play.for(n))), [true, false]);
    assert.deepEqual([3, 4].map((n) => meeting.mainAction(play.for(n))), ['take-pen', 'ready']);
    step.inputs[0].named = true;
    assert.equal(meeting.hasNoteLine(five('1.schrijf', {}, plan).for(4)), true);
  });

  test('is not beside that field in the next step either, until the cards are open', () => {
    const play = five('1.schrijf').enter('1.lees');
    const lines = () => [3, 4].map((n) => meeting.hasNoteLine(play.for(n)));
    assert.deepEqual(lines(), [true, false]);
    play.open(1, []);
    assert.deepEqual(lines(), [true, true]);
  });
});

describe('a vote', () => {
  /** Two proposals, and what is voted. @param {[number, any][]} cards */
  function voted(cards) {
    const play = new Play(planOf('bovv6'), 5).chair(1).enter('1.keuze')
      .write(1, 2, 'zaak', { text: 'a' }).write(2, 3, 'zaak', { text: 'b' });
    return play.open(1, cards);
  }
  const pick = (/** @type {string} */ choice) => ({ pick: [choice] });

  test('counts cards that open and name a proposal, one for each card', () => {
    const play = voted([[11, pick(id('item', 2))], [12, pick(id('item', 2))],
      [13, { pick: [id('item', 1), id('item', 2)] }], [14, { broken: true }],
      [15, pick(id('item', 99))], [16, { pick: 'x' }], [17, pick(id('item', 11))]]);
    assert.deepEqual(meeting.votes(play.for(1), 1), {
      counts: [{ choice: id('item', 1), votes: 0 }, { choice: id('item', 2), votes: 2 }],
      top: [id('item', 2)], votes: 2, invalid: 5 });
  });

  test('does not count for a proposal that came after the opening', () => {
    const play = voted([[11, pick(id('item', 3))], [12, pick(id('item', 1))]])
      .write(3, 4, 'zaak', { text: 'late' });
    const counted = meeting.votes(play.for(1), 1);
    assert.deepEqual(counted?.counts.map((one) => one.choice), [id('item', 1), id('item', 2)]);
    assert.equal(counted?.invalid, 1);
  });

  test('shows a tie, and nobody on top of nothing', () => {
    const tie = voted([[11, pick(id('item', 1))], [12, pick(id('item', 2))]]);
    assert.deepEqual(meeting.votes(tie.for(1), 1)?.top, [id('item', 1), id('item', 2)]);
    assert.deepEqual(meeting.votes(voted([]).for(1), 1)?.top, []);
  });

  test('is not there before the opening, nor while a card is being opened', () => {
    const play = new Play(planOf('bovv6'), 5).enter('1.keuze');
    assert.equal(meeting.votes(play.for(1), 1), undefined);
    assert.equal(meeting.votes(voted([[11, undefined]]).for(1), 1), undefined);
    assert.equal(meeting.votes(play.for(1), 7), undefined);
  });

  test('counts options where there are any', () => {
    const plan = structuredClone(planOf('bovv6'));
    const step = plan.steps.find((/** @type {any} */ one) => one.id === '1.keuze');
    delete step.inputs[1].page.of;
    step.inputs[1].page.options = [{ id: 'ja', label: {} }, { id: 'nee', label: {} }];
    const play = new Play(plan, 5).enter('1.keuze').open(1, [[11, pick('nee')], [12, pick('eh')]]);
    assert.deepEqual(meeting.votes(play.for(1), 1), {
      counts: [{ choice: 'ja', votes: 0 }, { choice: 'nee', votes: 1 }], top: ['nee'], votes: 1,
      invalid: 1 });
  });
});

describe('the lobby warns', () => {
  const codes = (/** @type {Play} */ play) => meeting.warnings(play.for(1)).map((one) => one.code);

  test('about the size of the group', () => {
    const of = (/** @type {number} */ members) => codes(new Play(planOf('bovv6'), members).chair(1));
    assert.deepEqual([2, 3, 4, 5, 6, 7, 8, 9].map((n) => of(n)[0] ?? ''), ['below-smallest',
      'below-ideal', 'below-ideal', '', '', 'above-ideal', 'above-ideal', 'above-largest']);
  });

  test('about the time until the end, the settled choice not counted', () => {
    const until = (/** @type {number} */ minutes) => new Play(planOf('bovv6'), 5,
      { start_ms, end_ms: start_ms + minutes * minute }).chair(1);
    assert.deepEqual(codes(until(60)), []);
    assert.deepEqual(codes(until(56)), [], 'that fits itself');
    assert.deepEqual(meeting.warnings(until(50).for(1)),
      [{ code: 'shorter', n: 50, blocks: false }]);
    assert.deepEqual(codes(until(55)), ['shorter']);
    assert.deepEqual(codes(until(55).presents(1, 3)), []);
    assert.deepEqual(meeting.warnings(until(8).for(1)),
      [{ code: 'short', n: 8, least: 24, blocks: false }]);
    const over = until(60);
    over.now += 60 * minute;
    assert.deepEqual(meeting.warnings(over.for(1)), [{ code: 'ended', blocks: false }]);
  });

  test('about roles that stand in the way of beginning', () => {
    const play = new Play(planOf('bovv6'), 5);
    assert.deepEqual(meeting.warnings(play.for(1)), [{ code: 'no-chair', blocks: true }]);
    play.chair(1).presents(1, 1);
    assert.deepEqual(meeting.warnings(play.for(1)),
      [{ code: 'presenter-chairs', case: 1, blocks: true }]);
    play.say('case.cast', { case: 1, presenter: M(1), chair: M(2) });
    assert.deepEqual(codes(play), []);
  });
});
