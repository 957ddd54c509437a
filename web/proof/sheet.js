// @ts-check
import {el} from '../kit/dom.js';
import '../kit/qrdrawing.js';
import {linesOf} from './lines.js';
/** @import {Line} from './lines.js' */
/** @import {Proof} from './proof.js' */
/** @import {Speaker} from './words.js' */

/** A QR code with more characters than this scans badly from paper. */
const scannable = 1100;

/**
 * The certificate as it is printed: one A4.
 * @param {Proof} proof @param {Speaker} say in the language of the paper
 * @param {{method: string, page: string, link: string}} more the method's name, the address where proofs
 *   are checked, and the short link of this one
 */
export function certificate({paper, statement}, say, {method, page, link}) {
  const {t, day, time} = say;
  const {noted_ms, began_ms, reference} = statement;
  const last = noted_ms.at(-1);
  const confirmed = [paper.leader, last && t('paper.confirmed', {day: day(last), time: time(last)})].filter(Boolean);
  return el('article', {'class': 'certificate', 'data-test': 'certificate', 'lang': say.language},
    el('h1', {}, t('paper.title'), el('span', {class: 'quiet'}, ` — ${t('paper.subtitle')}`)),
    linesOf(paper, statement, say, method).map((lines, n) => el('dl', {class: 'paper-lines', key: n}, lines.map(view))),
    el('section', {class: 'confirm', key: 'confirm'},
      el('p', {}, t('paper.confirm')),
      confirmed.length > 0 && el('p', {class: 'words', key: 'who'}, confirmed.join(' · ')),
      el('div', {class: 'signatures'}, ['paper.signature', 'paper.signature.own'].map((key) =>
        el('p', {key}, `${t(key)}:`)))),
    el('div', {class: 'paper-foot', key: 'foot'},
      link.length <= scannable && el('kring-qr', {link, label: t('paper.qr')}),
      el('div', {},
        el('p', {}, `${t('paper.reference')}: `, el('b', {class: 'number'}, reference)),
        el('p', {}, el('em', {}, t('paper.foot'))),
        el('p', {}, t('paper.zone', {zone: say.zone(began_ms)}), ' ', t('paper.check', {page})),
        link.length > scannable && el('p', {key: 'noqr'}, t('paper.noqr')))));
}

/**
 * The list of whoever led, with room to sign: who put themselves on it, and lines for the others.
 * @param {{listed: {name: string, number: string, whole: boolean}[], rest: number}} people `whole`:
 *   whether they were there at every check; `rest`: how many are not on the list
 * @param {Proof} proof of whoever prints it @param {Speaker} say
 */
export function attendanceList({listed, rest}, {paper, statement}, say) {
  const {t, day, time} = say;
  const {began_ms, ended_ms, reference} = statement;
  const lines = linesOf(paper, statement, say).flat().filter(({key}) =>
    ['kind', 'date', 'start', 'end', 'break', 'members', 'leader', 'secrecy'].includes(key));
  const rows = [...listed, ...Array.from({length: rest}, () => ({name: '', number: '', whole: false}))];
  return el('article', {'class': 'certificate', 'data-test': 'list', 'lang': say.language},
    el('h1', {}, t('list.title')),
    el('dl', {class: 'paper-lines', key: 'head'}, lines.map(view)),
    el('table', {key: 'table'},
      el('thead', {}, el('tr', {}, ['name', 'register', 'from', 'to', 'initials'].map((key) =>
        el('th', {scope: 'col', key}, t(`list.${key}`))))),
      el('tbody', {}, rows.map(({name, number, whole}, n) => el('tr', {key: n},
        el('td', {class: 'words'}, name), el('td', {class: 'words'}, number),
        el('td', {}, whole ? time(began_ms) : ''), el('td', {}, whole ? time(ended_ms) : ''), el('td', {}))))),
    el('p', {class: 'quiet', key: 'foot'}, `${t('paper.reference')}: ${reference}. `, t('list.foot'), ' ',
      t('paper.zone', {zone: say.zone(began_ms)}), ` ${day(statement.issued_ms)}`));
}

/** A heading with what stands behind it. @param {Line} line */
export function view({key, label, value}) {
  const room = value.length > 80 ? 'widest' : value.length > 32 ? 'wide' : undefined;
  return el('div', {key, class: room}, el('dt', {}, label), el('dd', {class: 'words'}, value));
}
