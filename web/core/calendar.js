// @ts-check
import {hashOf} from '../seal/keys.js';

/**
 * A meeting for a calendar.
 * @typedef {object} Appointment
 * @property {string} uid the same for the same meeting, so that it is entered once
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {number} made_ms when this text is made
 * @property {number} edition raised with each change, so that the newer one takes the place of the older
 * @property {string} title
 * @property {string} words what stands below the title, of any number of lines
 * @property {string} [place] where to click: the link of the video call
 * @property {string} [reminder] what the calendar says a day before; without it nothing
 */

const octetsOfALine = 75;

/**
 * An iCalendar file with one event. Times are in UTC, so that no list of time zones is needed and
 * each calendar shows its own local time, whatever summer time does in between.
 * Source: RFC 5545, sections 3.1 (lines end with CRLF and are folded after 75 octets), 3.3.11
 * (escapes in texts), 3.6.1 (VEVENT), 3.6.6 (VALARM) and 3.8.7.4 (SEQUENCE).
 * @param {Appointment} of
 */
export function toCalendar({uid, start_ms, end_ms, made_ms, edition, title, words, place, reminder}) {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Kring//Kring//NL', 'METHOD:PUBLISH',
    'BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${utc(made_ms)}`, `SEQUENCE:${edition}`, `DTSTART:${utc(start_ms)}`,
    `DTEND:${utc(end_ms)}`, `SUMMARY:${escaped(title)}`, `DESCRIPTION:${escaped(words)}`,
    ...(place ? [`LOCATION:${escaped(place)}`] : []),
    // Others may read the calendar; what is in it beyond the time is nobody else's business.
    'CLASS:PRIVATE',
    ...(reminder ? ['BEGIN:VALARM', 'ACTION:DISPLAY', 'TRIGGER:-P1D',
      `DESCRIPTION:${escaped(reminder)}`, 'END:VALARM'] : []),
    'END:VEVENT', 'END:VCALENDAR'];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/**
 * What a meeting is called in calendars: of its link secret alone, and one can come back to neither
 * the secret nor the name by which the server knows the session.
 * @param {string} secret 43 characters of base64url
 */
export async function calendarUid(secret) {
  const hash = await hashOf(new TextEncoder().encode(`kring.1 calendar ${secret}`));
  return `${hash.slice(0, 22)}@kring`;
}

/** `20260309T083000Z` @param {number} time_ms */
function utc(time_ms) {
  return `${new Date(time_ms).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

/** @param {string} text */
function escaped(text) {
  const lines = text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|[\r\n\u2028\u2029]/g, '\\n');
  // Other control characters have no place in a calendar.
  return Array.from(lines, (each) => each < ' ' || each === '\u007f' ? ' ' : each).join('');
}

/**
 * Breaks a line between characters where it grows too long; what follows begins with a space.
 * @param {string} line
 */
function folded(line) {
  const encoder = new TextEncoder();
  let whole = '';
  let octets = 0;
  for (const character of line) {
    const more = encoder.encode(character).length;
    if (octets + more > octetsOfALine) {
      whole += '\r\n ';
      octets = 1;
    }
    whole += character;
    octets += more;
  }
  return whole;
}
