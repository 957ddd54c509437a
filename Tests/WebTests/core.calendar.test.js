import {test} from 'node:test';
import assert from 'node:assert/strict';
import './support/dom.js';
import {Play, planOf, start_ms} from './support/meeting.js';
import {Onlooker} from './support/onlooker.js';
import {calendarUid, toCalendar} from '../../web/core/calendar.js';
import {speak} from '../../web/i18n/index.js';

const {appointmentOf} = await import('../../web/dialogs/calendar.js');

const appointment = {uid: 'u@kring', start_ms: Date.UTC(2027, 2, 28, 0, 30),
  end_ms: Date.UTC(2027, 2, 28, 2), made_ms: Date.UTC(2027, 0, 2, 3, 4, 5), edition: 3, title: 'Intervisie',
  words: ''};
const lines = (text) => text.replaceAll('\r\n ', '').split('\r\n');

test('times are moments in UTC, also in the night in which summer time begins', () => {
  const text = toCalendar(appointment);
  assert.ok(text.endsWith('END:VCALENDAR\r\n'));
  for (const line of ['DTSTART:20270328T003000Z', 'DTEND:20270328T020000Z',
    'DTSTAMP:20270102T030405Z', 'UID:u@kring', 'SEQUENCE:3', 'SUMMARY:Intervisie', 'CLASS:PRIVATE']) {
    assert.ok(lines(text).includes(line), line);
  }
  assert.doesNotMatch(text, /LOCATION|VALARM/);
});

test('no line is longer than 75 octets, no character is cut, and the text comes back whole', () => {
  for (const words of ['x'.repeat(400), 'é'.repeat(200), '😀'.repeat(90), 'a😀'.repeat(70)]) {
    const text = toCalendar({...appointment, words});
    for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.doesNotMatch(text, /\uFFFD/);
    assert.ok(lines(text).includes(`DESCRIPTION:${words}`));
  }
});

test('what people write can begin no line of its own', () => {
  const text = toCalendar({...appointment, words: 'a\r\nEND:VEVENT\u2028b;c,d\\e\u0000',
    title: 'x\nATTACH:y', place: 'https://call.example/a,b', reminder: 'z\rEND:VALARM'});
  assert.ok(lines(text).includes(String.raw`DESCRIPTION:a\nEND:VEVENT\nb\;c\,d\\e `));
  assert.ok(lines(text).includes(String.raw`SUMMARY:x\nATTACH:y`));
  assert.ok(lines(text).includes(String.raw`LOCATION:https://call.example/a\,b`));
  assert.equal(lines(text).filter((line) => /^(END|ATTACH)/.test(line)).join(),
    'END:VALARM,END:VEVENT,END:VCALENDAR');
});

test('a meeting keeps its name in calendars, another one has another, and neither tells the secret', async () => {
  const [one, again, other] = await Promise.all(['A', 'A', 'B'].map((letter) =>
    calendarUid(letter.repeat(43))));
  assert.equal(one, again);
  assert.notEqual(one, other);
  assert.match(one, /^[\w-]{22}@kring$/);
});

test('the link to Kring goes along for who asks for it only, the link of the call always', async () => {
  await speak('nl');
  const play = new Play(planOf('bovv6'), 3, {start_ms, end_ms: start_ms + 3_600_000});
  const client = new Onlooker(play, 1);
  client.link = `https://kring.example/#${'A'.repeat(43)}`;
  client.callUrl = () => 'https://call.example/room';
  const without = await appointmentOf(client, false);
  assert.doesNotMatch(without, /A{20}|kring\.example/);
  assert.match(without, /LOCATION:https:\/\/call\.example\/room/);
  assert.ok(lines(await appointmentOf(client, true)).some((line) => line.includes(client.link)));
  const open = new Onlooker(new Play(planOf('bovv6'), 3), 1);
  assert.equal(await appointmentOf(open, true), null, 'a meeting without a time');
});
