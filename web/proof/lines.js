// @ts-check
import {wholeMinutes} from './check.js';
/** @import {Paper, Statement} from './proof.js' */
/** @import {Speaker} from './words.js' */

/** @typedef {{key: string, label: string, value: string}} Line what stands behind a heading on a paper */

/** The fixed list that a paper says what it was about with: nothing of the content. */
export const subjects = ['together', 'client', 'self', 'practice', 'ethics', 'load', 'power', 'enterprise'];

/** The kinds of meetings that have a name of their own. */
export const kinds = ['intervisie', 'gio'];

/**
 * A text in one line, without what steers a printer or the direction of writing: a paper may have been made
 * elsewhere, and nothing on it is to look like what the server says.
 * @param {string} text
 */
export function oneLine(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '').replace(/[\p{Cc}\s]+/gu, ' ').trim();
}

/** How many characters a text on a paper may have, so that all of it stays one sheet. */
export const textLength = 80;

/** How many what somebody adds about it may have. */
export const aboutLength = 60;

/**
 * How long a seat was there, in whole minutes without the breaks. Somebody who was not connected in a
 * break loses it all the same: never too much is said.
 * @param {Pick<Statement, 'present_ms'|'break_ms'>} statement
 */
export function minutesPresent({present_ms, break_ms}) {
  return wholeMinutes(present_ms - break_ms);
}

/**
 * What a paper says, in the lines and the order of the printed one; what is empty is left out.
 * @param {Paper} paper @param {Statement} statement @param {Speaker} say
 * @param {string} [method] its name; without it its id
 * @returns {Line[][]} groups of lines
 */
export function linesOf({...paper}, statement, say, method = statement.method) {
  for (const [name, value] of Object.entries(paper)) if (typeof value === 'string') paper[name] = oneLine(value);
  const {t, day, time} = say;
  const times = (/** @type {number[]} */ list) => list.map(time).join(', ');
  const yes = (/** @type {any} */ value) => (typeof value === 'boolean' ? t(value ? 'yes' : 'no') : '');
  const {began_ms, ended_ms, break_ms, noted_ms, secrecy_ms, members, cases, version} = statement;
  const leader = [paper.leader, paper.leader_role, paper.leader_number].filter(Boolean).join(', ');
  const about = [paper.subjects, paper.about].filter(Boolean).join(', ');
  const line = (/** @type {string} */ key, /** @type {any} */ value) =>
    ({key, label: t(`line.${key}`), value: String(value ?? '')});
  return [
    [line('name', paper.name), line('role', paper.role),
      line('register', [paper.register, paper.number].filter(Boolean).join(', '))],
    [line('kind', paper.kind), line('date', day(began_ms)), line('start', time(began_ms)),
      line('end', time(ended_ms)), line('break', minutes(say, wholeMinutes(break_ms))),
      line('present', t('minutes.exact', {n: minutesPresent(statement)})),
      line('video', yes(paper.video)), line('noted', times(noted_ms))],
    [line('members', members), line('others', paper.others), line('leader', leader),
      line('joined', leader && yes(paper.leader_joined))],
    [line('method', t('method', {method, version})), line('cases', cases),
      line('questions', paper.questions), line('presented', yes(paper.presented)),
      line('secrecy', secrecy_ms === undefined ? t('no') : t('secrecy.at', {time: time(secrecy_ms)})),
      line('about', about)],
  ].map((group) => group.filter(({value}) => value !== ''));
}

/** @param {Speaker} say @param {number} n */
function minutes({t}, n) {
  return n > 0 ? t('minutes', {n}) : t('break.none');
}
