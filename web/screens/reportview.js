// @ts-check
import {el} from '../kit/dom.js';
import {told} from '../kinds/index.js';
import {dictionary} from '../report/downloads.js';
import {dateOf, has, isolated, pick, t} from '../i18n/index.js';

/** «Mijn verslag» to read and to print. @param {import('../report/report.js').Report} report */
export function reportView(report) {
  const words = dictionary();
  return el('article', {class: 'report', 'data-test': 'report'},
    el('h1', {class: 'read'}, `${words.title}: ${pick(report.method)}`),
    el('p', {class: 'quiet'}, el('bdi', {}, report.me),
      ` · ${words.made} ${words.date(report.made_ms)}`),
    report.cases.map((form) => caseView(form, report.cases.length)),
    report.takeaways.length > 0 && [el('h2', {key: 'take'}, words.takeaway),
      el('ul', {class: 'bullets', key: 'takes'}, report.takeaways.map((text) =>
        el('li', {class: 'words'}, text)))],
    report.words.length > 0 && [el('h2', {key: 'own'}, words.ownWords),
      report.words.map((one) => sectionView(one, `own-${one.step}`))],
    report.notes.length > 0 && [el('h2', {key: 'notes'}, words.notes),
      report.notes.map((one) => el('section', {key: `note-${one.step}`}, el('h3', {}, titleOf(one)),
        el('p', {class: 'words'}, one.text)))],
    el('p', {class: 'quiet'}, t('report.stays')));
}

/** @param {import('../report/report.js').CaseForm} form @param {number} count */
function caseView(form, count) {
  const columns = /** @type {('what'|'who'|'due')[]} */ (['what', 'who', 'due'])
    .filter((name) => form.actions.some((action) => action[name] !== ''));
  return el('section', {key: `case-${form.number}`},
    el('h2', {}, `${t('report.case')}${count > 1 || form.number > 1 ? ` ${form.number}` : ''}`,
      form.stopped && ` (${t('report.stopped')})`),
    form.proposal && el('p', {class: 'words read'}, form.proposal),
    form.sections.map((one) => sectionView(one, one.step)),
    form.actions.length > 0 && [el('h3', {key: 'actions'}, t('report.actions')),
      el('table', {key: 'table'},
        el('thead', {}, el('tr', {}, columns.map((name) =>
          el('th', {scope: 'col', key: name}, t(`report.${name}`))))),
        el('tbody', {}, form.actions.map((action) => el('tr', {}, columns.map((name) =>
          el('td', {key: name, class: 'words'},
            name === 'due' ? dateOf(action.due) : action[name]))))))]);
}

/** @param {import('../report/report.js').Section} one @param {string} key */
function sectionView(one, key) {
  return el('section', {key},
    el('h3', {}, titleOf(one)),
    el('dl', {}, one.fields.map((field) => [
      el('dt', {}, pick(field.label)),
      field.entries.map((entry) => el('dd', {class: 'words', dir: 'auto'},
        told(field.as, entry, voice), tags(entry)))]),
    one.note && [el('dt', {key: 'note'}, t('report.note')), el('dd', {key: 'line', class: 'words'}, one.note)]));
}

/** @param {{label: string, name: any}} one */
function titleOf(one) {
  return one.label ? t('step.title', {label: one.label, name: pick(one.name)}) : pick(one.name);
}

/** How the page speaks of what was written. @type {import('../kinds/registry.js').Voice} */
const voice = {say: pick, day: dateOf, ends: (low, high) => t('rating.ends', {low, high}),
  part: (part) => (has(`report.${part}`) ? t(`report.${part}`) : part)};

/** @param {import('../report/entries.js').Entry} entry */
function tags(entry) {
  const words = [!entry.mine && entry.by && isolated(entry.by), !entry.by && entry.mine && t('report.mine'),
    entry.marked && t('report.marked')].filter(Boolean);
  return words.length > 0 && el('span', {class: 'quiet'}, ` (${words.join(', ')})`);
}
