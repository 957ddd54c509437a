// @ts-check
import {told} from '../kinds/index.js';
import {namesLens} from '../kinds/lenses.js';
import {withColon} from '../kinds/parts.js';
import {isEmpty} from './report.js';
/** @import {Report, Section, CaseForm} from './report.js' */
/** @import {Entry} from './entries.js' */

/**
 * @typedef {object} Dictionary the words of a report, in one language
 * @property {string} language the key into texts that exist in several
 * @property {(ms: number) => string} day
 * @property {(report: Report) => string} when the day of the meeting, with its times where they were planned
 * @property {(lens: string) => string} lens the word of a hat or a room
 * @property {(n: number) => string} times «3×»
 * @property {string} title «Mijn verslag»
 * @property {string} made before the date
 * @property {string} case before the number, where there are several
 * @property {string} group in the place of `case`, where nobody presents
 * @property {string} stopped
 * @property {string} nothing in the place of all the rest
 * @property {string} date
 * @property {string} kind what a case is of
 * @property {string} name of who presented
 * @property {string} actions
 * @property {string} what
 * @property {string} who
 * @property {string} due
 * @property {string} note
 * @property {string} marked
 * @property {string} mine
 * @property {string} ownWords
 * @property {string} notes
 * @property {string} takeaway
 * @property {string} next
 * @property {(next: NonNullable<Report['next']>) => string[]} nextWords its lines
 * @property {string} thread
 * @property {(met: import('./report.js').MetInReport) => string} met a meeting of the group in a line
 */

/**
 * Writes a report as Markdown. What people wrote stays text: nothing in it becomes markup.
 * @param {Report} report @param {Dictionary} words
 * @returns {string}
 */
export function toMarkdown(report, words) {
  const say = speaker(words);
  const lines = [`# ${words.title}: ${escape(say(report.method))}`, '',
    `${escape(report.me)} · ${words.made} ${words.day(report.made_ms)}`];
  if (isEmpty(report)) lines.push('', words.nothing);
  for (const form of report.cases) lines.push(...caseLines(form, report, words));
  if (report.takeaways.length > 0) {
    lines.push('', `## ${words.takeaway}`, '', ...report.takeaways.map(bullet));
  }
  if (report.words.length > 0) {
    lines.push('', `## ${words.ownWords}`);
    for (const one of report.words) lines.push(...sectionLines(one, {...words, mine: ''}));
  }
  if (report.notes.length > 0) {
    lines.push('', `## ${words.notes}`);
    for (const one of report.notes) {
      lines.push('', `### ${titleOf(one, say)}`, '', block(one.text));
    }
  }
  if (report.next) {
    lines.push('', `## ${words.next}`);
    for (const line of words.nextWords(report.next)) lines.push('', escape(line));
  }
  if (report.thread.length > 0) {
    lines.push('', `## ${words.thread}`, '', ...report.thread.map((met) => bullet(words.met(met))));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Writes a report as JSON, for other programs.
 * @param {Report} report
 * @returns {string}
 */
export function toJSON(report) {
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** @param {Dictionary} words @returns {(text: any) => string} */
function speaker({language}) {
  return (text) => (typeof text === 'string' ? text : text?.[language] ?? Object.values(text ?? {})[0] ?? '');
}

/** @param {Dictionary} words @returns {import('../kinds/registry.js').Voice} */
function voiceOf(words) {
  return {say: speaker(words), day: (date) => date, ends: (low, high) => `${low} – ${high}`,
    part: (part) => String(/** @type {any} */ (words)[part] ?? part)};
}

/** @param {CaseForm} form @param {Report} report @param {Dictionary} words */
function caseLines(form, report, words) {
  const {cases} = report;
  const number = cases.length > 1 || form.number > 1 ? ` ${form.number}` : '';
  const lines = ['', `## ${form.number > 0 ? `${words.case}${number}` : words.group}${
    form.stopped ? ` (${words.stopped})` : ''}`, '',
  bullet(`${words.date}: ${words.when(report)}`)];
  if (form.kind) lines.push(bullet(`${words.kind}: ${speaker(words)(form.kind)}`));
  if (form.presenter) lines.push(bullet(`${words.name}: ${form.presenter}`));
  for (const one of form.sections) lines.push(...sectionLines(one, words));
  if (form.actions.length > 0) lines.push('', `### ${words.actions}`, '', ...table(form, words));
  return lines;
}

/** @param {CaseForm} form @param {Dictionary} words */
function table({actions}, words) {
  // A cell is one line.
  const cell = (/** @type {string} */ text) =>
    escape(text.split(/\s*[\r\n]+\s*/).filter(Boolean).join(' / '));
  const columns = /** @type {('what'|'who'|'due')[]} */ (['what', 'who', 'due'])
    .filter((name) => actions.some((action) => action[name] !== ''));
  const row = (/** @type {string[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [row(columns.map((name) => words[name])), row(columns.map(() => '---')),
    ...actions.map((action) => row(columns.map((name) => cell(action[name]))))];
}

/** @param {Section} one @param {Dictionary} words */
function sectionLines(one, words) {
  const say = speaker(words);
  const lines = ['', `### ${titleOf(one, say)}`];
  if (one.form) lines.push('', block(say(one.form)));
  for (const {label, lens, as, entries, tally = []} of one.fields) {
    lines.push('', `**${escape(`${lens && !namesLens(say(label)) ? `${words.lens(lens)}: ` : ''}${say(label)}`)}**`, '',
      ...tally.map(({label: value, n}) => bullet(`${withColon(say(value))} ${words.times(n)}`)),
      ...entries.map((entry) => entryLine(entry, as, words)));
  }
  const {note, noteLabel, noteParts = []} = one;
  if (note !== '' || noteParts.length > 0) {
    lines.push('', `**${noteLabel ? escape(say(noteLabel)) : words.note}**`, '',
      ...(note ? [block(note)] : []),
      ...noteParts.map(({label, value}) => bullet(`${withColon(say(label))} ${value}`)));
  }
  return lines;
}

/** @param {{label: string, name: any}} one @param {(text: any) => string} say */
function titleOf(one, say) {
  return one.label === '' ? escape(say(one.name)) : `${escape(one.label)}. ${escape(say(one.name))}`;
}

/** @param {Entry} entry @param {string} as @param {Dictionary} words */
function entryLine(entry, as, words) {
  const writer = entry.mine ? !entry.by && words.mine : entry.by && escape(entry.by);
  const tags = [writer, entry.marked && words.marked].filter(Boolean);
  return `${bullet(told(as, entry, voiceOf(words)))}${tags.length > 0 ? ` (${tags.join(', ')})` : ''}`;
}

/** A line of a list; two blanks at the end of a line keep the next one apart. @param {string} text */
function bullet(text) {
  return `- ${escape(text).replace(/\n/g, '  \n    ')}`;
}

/** @param {string} text */
function block(text) {
  return escape(text).replace(/\n/g, '  \n');
}

/** What some dialects of Markdown read as markup, and not all let a backslash take from it. */
const odd = /[&<>|~^$@]|^[=:]|=(?==)|(?<==)=|:(?=\/\/|\w+:)|(?<=\bwww)\./gim;
const named = /** @type {Record<string, string>} */ ({'&': '&amp;', '<': '&lt;', '>': '&gt;'});

/**
 * Takes from a text what any common dialect of Markdown would read as markup: signs, links, and what
 * stands at the beginning of a line, where blanks mean something too. An empty line stays a line.
 * @param {string} text
 */
function escape(text) {
  return text.replace(/\r\n?/g, '\n')
    .replace(/[\\`*_[\]{}#!]/g, '\\$&')
    .replace(odd, (sign) => named[sign] ?? `&#${sign.codePointAt(0)};`)
    .replace(/^[ \t]+|[ \t]+$/gm, (blanks) => '\u00a0'.repeat(blanks.length))
    .replace(/^$/gm, text.includes('\n') ? '\u00a0' : '')
    .replace(/^(\u00a0*)([-+])/gm, '$1\\$2')
    .replace(/^(\u00a0*)(\(?)(\d{1,9}|[a-z]{1,4})([.)])(?=\s|$)/gim, (_, blanks, open, word, sign) =>
      `${blanks}${open && '\\('}${word}\\${sign}`);
}
