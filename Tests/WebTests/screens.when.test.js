import {test} from 'node:test';
import assert from 'node:assert/strict';
import {troubleIn, whenOf} from '../../web/screens/when.js';

/** A Tuesday morning, on the clock of this machine. */
const now = new Date(2026, 2, 3, 10, 0).getTime();
const when = (date, from, to, at = now) => whenOf({date, from, to}, at);
const trouble = (...filled) => {
  const found = when(...filled).trouble;
  return found && `${found.place} ${found.key}`;
};

test('without anything filled in a meeting is now and lasts an hour', () => {
  assert.deepEqual(when('', '', ''),
    {start_ms: now, end_ms: now + 3_600_000, minutes: 60, trouble: null});
});

test('day, begin and end are those of the clock on the wall', () => {
  const {start_ms, end_ms, minutes, trouble: none} = when('2026-03-10', '14:00', '15:30');
  assert.deepEqual([new Date(start_ms), new Date(end_ms), minutes, none],
    [new Date(2026, 2, 10, 14), new Date(2026, 2, 10, 15, 30), 90, null]);
  assert.equal(when('', '11:00', '').minutes, 60);
  assert.equal(when('', '', '10:45').minutes, 45);
  const late = when('2026-03-10', '22:30', '00:15');
  assert.deepEqual([new Date(late.end_ms), late.minutes], [new Date(2026, 2, 11, 0, 15), 105]);
});

test('what cannot be is told at its field, and never sent', () => {
  assert.equal(trouble('2026-03-10', '', ''), 'from when.from');
  assert.equal(trouble('2026-03-10', '', '11:00'), 'from when.from');
  assert.equal(trouble('2020-01-01', '10:00', '11:00'), 'date when.past');
  assert.equal(trouble('2026-03-03', '09:00', ''), 'date when.past');
  assert.equal(trouble('', '09:00', '11:00'), 'from when.past');
  assert.equal(trouble('2027-04-08', '10:00', '11:00'), 'date when.far');
  assert.equal(trouble('9999-12-31', '10:00', '11:00'), 'date when.far');
  assert.equal(trouble('2026-03-10', '10:00', '18:01'), 'to when.long');
  assert.equal(trouble('2026-03-10', '10:00', '09:00'), 'to when.order');
  assert.equal(trouble('2026-03-10', '10:00', '10:00'), 'to when.order');
  assert.equal(trouble('', '', '10:00'), 'to when.order');
  assert.equal(trouble('', '', '09:30'), 'to when.order');
  assert.equal(trouble('2026-03-10', '10:00', '10:09'), 'to when.short');
  assert.equal(trouble('', '09:50', '10:00'), 'to when.past');
  assert.equal(trouble('12026-03-10', '10:00', '11:00'), 'date when.unfinished');
});

test('the longest, the shortest, the furthest and a late start are possible', () => {
  assert.equal(trouble('2026-03-10', '10:00', '18:00'), null);
  assert.equal(trouble('2026-03-10', '10:00', '10:10'), null);
  assert.equal(trouble('2026-05-31', '10:00', '11:00'), null);
  assert.equal(trouble('', '09:50', '10:50'), null);
});

test('what the server says about the times is told at the same fields', () => {
  const said = (at, code = 'bad-message') => troubleIn({code, at});
  assert.deepEqual(said('$.start_ms'), {place: 'date', key: 'when.far'});
  assert.deepEqual(said('$.end_ms'), {place: 'to', key: 'when.order'});
  assert.deepEqual(said('$.minutes'), {place: 'to', key: 'when.long'});
  assert.equal(said('$.method'), null);
  assert.equal(said('$.end_ms', 'busy'), null);
  assert.equal(troubleIn(null), null);
});
