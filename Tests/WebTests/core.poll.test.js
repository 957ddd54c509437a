import {test} from 'node:test';
import assert from 'node:assert/strict';
import {Play, id, planOf, start_ms} from './support/meeting.js';
import {comers, dateContent, datesOf, warnings} from '../../web/core/meeting.js';

const day = 86_400_000;

/** A lobby of five in which 1 and 2 put dates forward, items 1 and 2, in the other order. */
function lobby() {
  const play = new Play(planOf('bovv6'), 5);
  play.write(1, 1, 'datum', {start: '2026-02-05T10:00:00+01:00', end: '2026-02-05T11:30:00+01:00'});
  play.write(2, 2, 'datum', {start: '2026-02-03T09:00:00Z', end: '2026-02-03T10:00:00Z'});
  return play;
}

let last = 100;
/** A member answers to a date. */
const answer = (play, member, date, word) => {
  last += 1;
  return play.write(last, member, 'past', {pick: [id('item', date), word]});
};
const said = (play) => datesOf(play.for(3)).dates.map(({item, said: of, best}) =>
  [Number(item.slice(1, 8)), of.ja.length, of.lieverniet.length, of.nee.length, best]);

test('dates stand in the order of time, with the clock of who put them forward', () => {
  const {dates, broken} = datesOf(lobby().for(3));
  assert.equal(broken, 0);
  assert.deepEqual(dates.map(({item, by, start_ms: at, offset, past}) => [item, by, at, offset, past]),
    [[id('item', 2), id('member', 2), Date.UTC(2026, 1, 3, 9), 0, false],
      [id('item', 1), id('member', 1), Date.UTC(2026, 1, 5, 9), 60, false]]);
});

test('who can come counts before who likes to, and «liever niet» is counted apart', () => {
  const play = lobby();
  assert.deepEqual(said(play), [[2, 0, 0, 0, false], [1, 0, 0, 0, false]]);
  for (const member of [1, 2]) answer(play, member, 2, 'ja');
  for (const member of [1, 2, 3]) answer(play, member, 1, 'lieverniet');
  answer(play, 4, 1, 'nee');
  assert.deepEqual(said(play), [[2, 2, 0, 0, false], [1, 0, 3, 1, true]]);
  answer(play, 3, 2, 'lieverniet');
  assert.deepEqual(said(play), [[2, 2, 1, 0, true], [1, 0, 3, 1, false]]);
});

test('the last answer of a member counts, and none of who has left', () => {
  const play = lobby();
  answer(play, 1, 2, 'ja');
  answer(play, 1, 2, 'nee');
  answer(play, 2, 2, 'ja');
  assert.deepEqual(said(play)[0], [2, 1, 0, 1, true]);
  play.say('member.left', {by: id('member', 2), member: id('member', 2)});
  assert.deepEqual(said(play)[0], [2, 0, 0, 1, false]);
});

test('what is no date is counted, shown nowhere, and answers to it count for nothing', () => {
  const play = lobby();
  const bad = [{start: 'tomorrow', end: 'later'}, {start: '2026-02-03T09:00:00Z'},
    {start: '2026-02-03T09:00:00Z', end: '2026-02-03T09:00:00Z'},
    {start: '2026-02-03T09:00:00Z', end: '2026-03-03T09:00:00Z'},
    {start: '2026-02-03T09:00', end: '2026-02-03T10:00'}, {text: 'x'}];
  bad.forEach((json, n) => play.write(10 + n, 3, 'datum', json));
  answer(play, 1, 10, 'ja');
  const {dates, broken} = datesOf(play.for(3));
  assert.deepEqual([dates.length, broken], [2, bad.length]);
  assert.ok(dates.every((date) => date.said.ja.length === 0));
});

test('a date that is over is not the best one, and a meeting after all of them has none', () => {
  const play = lobby();
  answer(play, 1, 2, 'ja');
  play.now = Date.UTC(2026, 1, 4);
  assert.deepEqual(datesOf(play.for(1)).dates.map(({past, best}) => [past, best]),
    [[true, false], [false, false]]);
});

test('a date comes back from its envelope, in both hours that a change of the clock gives twice', () => {
  for (const at of [start_ms, Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)]) {
    const play = new Play(planOf('bovv6'), 2);
    play.write(1, 1, 'datum', dateContent(at, at + 3_600_000));
    const [date] = datesOf(play.for(1)).dates;
    assert.deepEqual([date.start_ms, date.end_ms], [at, at + 3_600_000]);
  }
});

test('five dates of twelve people are counted', () => {
  const play = new Play(planOf('bovv6'), 12);
  for (let n = 1; n <= 5; n += 1) {
    play.write(n, n, 'datum', dateContent(start_ms + n * day, start_ms + n * day + 3_600_000));
  }
  for (let n = 1; n <= 5; n += 1) for (let member = 1; member <= 12; member += 1) answer(play, member, n, 'ja');
  assert.deepEqual(said(play).map(([, ja]) => ja), [12, 12, 12, 12, 12]);
});

test('who says not to come does not count for the size of the group', () => {
  const play = new Play(planOf('bovv6'), 5).chair(1);
  assert.ok(!warnings(play.for(1)).some(({code}) => code === 'below-ideal'));
  play.write(1, 2, 'komt', {pick: ['nee']}).write(2, 3, 'komt', {pick: ['misschien']});
  assert.deepEqual(comers(play.for(1), 'nee'), [id('member', 2)]);
  assert.ok(warnings(play.for(1)).some(({code, people}) => code === 'below-ideal' && people === 4));
});
