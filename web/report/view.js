// @ts-check
import {el} from '../kit/dom.js';
import {pictureOf, told} from '../kinds/index.js';
import {lensSign, lensWord, namesLens} from '../kinds/lenses.js';
import {dictionary} from './downloads.js';
import {isEmpty} from './report.js';
import {isOfPaper, ofPaper} from './words.js';
import {dateOf, isolated, pick, t} from '../i18n/index.js';
/** @import {CaseForm, Field, Report, Section, Tally} from './report.js' */
/** @import {Entry} from './entries.js' */

/** «Mijn verslag» to read and to print. @param {Report} report */
export function reportView(report) {
  const words = dictionary();
  return el('article', {class: 'report', 'data-test': 'report'},
    el('h1', {class: 'read'}, `${words.title}: ${pick(report.method)}`),
    el('p', {class: 'quiet'}, el('bdi', {}, report.me),
      ` · ${words.made} ${words.day(report.made_ms)}`),
    isEmpty(report) && el('p', {key: 'nothing', 'data-test': 'nothing'}, ofPaper('report.nothing')),
    report.cases.map((form) => caseView(form, report)),
    report.takeaways.length > 0 && [el('h2', {key: 'take'}, words.takeaway),
      el('ul', {class: 'bullets', key: 'takes'}, report.takeaways.map((text) =>
        // A date stands in a line of its own.
        el('li', {class: 'words'}, text.split('\n').map(dateOf).join('\n'))))],
    report.words.length > 0 && [el('h2', {key: 'own'}, words.ownWords),
      report.words.map((one) => sectionView(one, `own-${one.step}`))],
    report.notes.length > 0 && [el('h2', {key: 'notes'}, words.notes),
      report.notes.map((one) => el('section', {key: `note-${one.step}`}, el('h3', {}, titleOf(one)),
        el('p', {class: 'words'}, one.text)))],
    report.next && [el('h2', {key: 'next'}, words.next),
      words.nextWords(report.next).map((line) => el('p', {key: line}, line))],
    report.thread.length > 0 && [el('h2', {key: 'thread'}, words.thread),
      el('ul', {class: 'bullets', key: 'meetings'}, report.thread.map((met) =>
        el('li', {class: 'words'}, words.met(met))))],
    el('p', {class: 'quiet'}, ofPaper('report.stays')));
}

/** @param {CaseForm} form @param {Report} report */
function caseView(form, report) {
  const {cases} = report;
  const columns = /** @type {('what'|'who'|'due')[]} */ (['what', 'who', 'due'])
    .filter((name) => form.actions.some((action) => action[name] !== ''));
  const number = cases.length > 1 || form.number > 1 ? ` ${form.number}` : '';
  return el('section', {key: `case-${form.number}`},
    el('h2', {}, form.number > 0 ? `${ofPaper('report.case')}${number}` : ofPaper('report.group'),
      form.stopped && ` (${ofPaper('report.stopped')})`),
    el('dl', {class: 'form-head'},
      headLine('date', dictionary().when(report)),
      form.kind && headLine('kind', pick(form.kind)),
      form.presenter && headLine('name', form.presenter)),
    form.sections.map((one) => sectionView(one, one.step)),
    form.actions.length > 0 && [el('h3', {key: 'actions'}, ofPaper('report.actions')),
      el('table', {key: 'table'},
        el('thead', {}, el('tr', {}, columns.map((name) =>
          el('th', {scope: 'col', key: name}, ofPaper(`report.${name}`))))),
        el('tbody', {}, form.actions.map((action) => el('tr', {}, columns.map((name) =>
          el('td', {key: name, class: 'words'},
            name === 'due' ? dateOf(action.due) : action[name]))))))]);
}

/** @param {'date'|'kind'|'name'} key @param {string} value */
function headLine(key, value) {
  return el('div', {key}, el('dt', {}, ofPaper(`report.${key}`)), el('dd', {class: 'words'}, value));
}

/** @param {Section} one @param {string} key */
function sectionView(one, key) {
  const {form, fields, note, noteLabel, noteParts = []} = one;
  return el('section', {key},
    el('h3', {}, titleOf(one)),
    form && el('p', {class: 'quiet', key: 'form'}, el('em', {}, pick(form))),
    fields.length + note.length + noteParts.length > 0 && el('dl', {key: 'fields'},
      fields.map((field, n) => fieldView(field, n)),
      note.length + noteParts.length > 0 && [
        el('dt', {key: 'note'}, noteLabel ? pick(noteLabel) : ofPaper('report.note')),
        note && el('dd', {key: 'line', class: 'words'}, note),
        noteParts.length > 0 && el('dd', {key: 'parts', class: 'picture'},
          el('dl', {class: 'squares'}, noteParts.map(({label, value}, n) => el('div', {key: n},
            el('dt', {}, pick(label)), el('dd', {class: 'words'}, value)))))]));
}

/** @param {Field} field @param {number} n */
function fieldView(field, n) {
  const {lens, label, tally = [], entries} = field;
  const picture = entries.length > 0 && pictureOf(field, voice);
  return [
    el('dt', {key: `label-${n}`},
      lens && [lensSign(lens), namesLens(pick(label)) ? ' ' : ` ${lensWord(lens)}: `], pick(label)),
    picture && el('dd', {key: `picture-${n}`, class: 'picture'}, picture),
    tally.length > 0 && el('dd', {key: `tally-${n}`, class: 'picture'}, bars(tally)),
    // What stands in the corners of a square need not be said again.
    !field.square && entries.map((entry, place) => el('dd', {key: `entry-${n}-${place}`,
      class: 'words', dir: 'auto'}, told(field.as, entry, voice), tags(entry)))];
}

/** How often each value was given. @param {Tally[]} tally */
function bars(tally) {
  const most = Math.max(1, ...tally.map(({n}) => n));
  return el('div', {class: 'bars'}, tally.map(({label, n}, place) => [
    el('span', {key: `l${place}`, dir: 'auto'}, pick(label)),
    el('svg', {'key': `b${place}`, 'class': 'drawn-bar', 'viewBox': '0 0 100 10',
      'preserveAspectRatio': 'none', 'aria-hidden': 'true'},
    el('rect', {width: (100 * n) / most, height: 10, rx: 1})),
    el('span', {key: `n${place}`, class: 'number'}, t('rating.times', {n}))]));
}

/** The name of a step, with its number. @param {{label: string, name: any}} one */
export function titleOf(one) {
  return one.label ? t('step.title', {label: one.label, name: pick(one.name)}) : pick(one.name);
}

/** How the page speaks of what was written. @type {import('../kinds/registry.js').Voice} */
export const voice = {say: pick, day: dateOf, ends: (low, high) => t('rating.ends', {low, high}),
  part: (part) => (isOfPaper(`report.${part}`) ? ofPaper(`report.${part}`) : part)};

/** @param {Entry} entry */
function tags(entry) {
  const words = [!entry.mine && entry.by && isolated(entry.by), !entry.by && entry.mine && ofPaper('report.mine'),
    entry.marked && ofPaper('report.marked')].filter(Boolean);
  return words.length > 0 && el('span', {class: 'quiet'}, ` (${words.join(', ')})`);
}
