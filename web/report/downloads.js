// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {button} from '../kit/pieces.js';
import {save} from '../kit/save.js';
import {report as make} from './report.js';
import {toJSON, toMarkdown} from './markdown.js';
import {ofPaper} from './words.js';
import {lensWord} from '../kinds/lenses.js';
import {agreedWords, metWords, whenWords} from '../kit/thread.js';
import {dayOf, language, t, timeOf} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** The words of a report file. @returns {import('./markdown.js').Dictionary} */
export function dictionary() {
  const word = (/** @type {string} */ key) => ofPaper(`report.${key}`);
  const day = (/** @type {number} */ time_ms) => dayOf(time_ms, true);
  return {language: language(), day, lens: lensWord,
    when: ({start_ms, end_ms, made_ms}) => (start_ms === undefined || end_ms === undefined
      ? day(start_ms ?? made_ms)
      : t('lobby.when', {day: day(start_ms), from: timeOf(start_ms), to: timeOf(end_ms)})),
    times: (n) => t('rating.times', {n}), title: word('title'), made: word('made'),
    case: word('case'), group: word('group'), stopped: word('stopped'), nothing: word('nothing'),
    actions: word('actions'), what: word('what'), who: word('who'), due: word('due'), note: word('note'),
    marked: word('marked'), mine: word('mine'), ownWords: word('own'), notes: word('notes'),
    next: t('next.title'), nextWords: (made) => [whenWords(made), ...agreedWords(made.agreed)],
    thread: word('thread'), met: metWords,
    takeaway: word('takeaway'), date: word('date'), kind: word('kind'), name: word('name')};
}

/** Buttons that keep the own report as a file. @param {Client} client */
export function downloads(client) {
  return el('div', {class: 'row', key: 'downloads'},
    file('markdown', 'Markdown', client, 'md', 'text/markdown',
      (report) => toMarkdown(report, dictionary())),
    file('json', t('report.json'), client, 'json', 'application/json', toJSON));
}

/**
 * @param {string} name @param {string} label @param {Client} client @param {string} ending
 * @param {string} type @param {(report: any) => string} write
 */
function file(name, label, client, ending, type, write) {
  return button(label, () => run(async () => {
      await client.openAll();
      const report = make(client);
      if (!report) return;
      save(write(report), `kring-${new Date(client.now()).toISOString().slice(0, 10)}.${ending}`,
        type);
      told(client);
    }), {key: name, 'data-test': `save-${name}`, icon: 'save'});
}

/** Tells the group that a report was made, once. @param {Client} client */
export function told(client) {
  if (client.state?.reports.includes(client.me) || client.phase === 'ended') return;
  run(() => client.reportMade());
}
