// @ts-check
import {View, el} from '../kit/dom.js';
import {button} from '../kit/pieces.js';
import {copy, save} from '../kit/save.js';
import {textField} from '../kit/textfield.js';
import {lensWord} from '../kinds/lenses.js';
import {copyText, linesOf, longestMail, mailTo, placesOf, proposals, willing} from './copy.js';
import {dictionary} from './downloads.js';
import {titleOf, voice} from './view.js';
import {ofPaper as t} from './words.js';
import {isolated, listOf, pick, t as ofPage} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Line, Place} from './copy.js' */

/** How many characters stand around a place at the desk. */
const around = 60;

/**
 * «Kopie zonder namen»: the own form, in which each place that may say who or where is decided by hand. What was
 * decided lives in this element alone; nothing is sent.
 */
export class Copy extends View {
  /** @type {Client} */
  client;
  /** What stands instead of each place, by its key. @type {Map<string, string>} */
  #decided = new Map();
  /** The keys of each decision, the last one at the end. @type {string[][]} */
  #past = [];
  /** What is written in the place of what does not go along, by line. @type {Map<string, string>} */
  #own = new Map();
  /** What was typed for a place and not decided yet. @type {Map<string, string>} */
  #typed = new Map();
  /** The key of the place that was asked for; '' for the first that is open. */
  #at = '';

  /** @override */
  content() {
    const {client} = this;
    const lines = linesOf(client, wordsOfCopy()).map((line) => (line.as === 'left'
      ? {...line, text: this.#own.get(line.id) ?? ''} : line));
    const names = (client.state?.members ?? []).map(({member}) => client.name(member) ?? '');
    const places = placesOf(lines, names);
    const open = places.filter(({key}) => !this.#decided.has(key));
    return el('div', {class: 'stack loose'},
      el('div', {class: 'stack'}, el('h1', {class: 'read'}, ofPage('copy.title')),
        el('p', {}, t('copy.words')),
        el('p', {class: 'quiet'}, t('copy.guess')),
        el('p', {class: 'quiet', 'data-test': 'copy-yes'}, this.#consent())),
      this.#desk(lines, places, open),
      el('article', {'class': 'sheet report', 'data-test': 'copy-form', 'aria-label': t('copy.form')},
        lines.map((line) => this.#line(line, places, open))),
      this.#result(lines, places, open.length));
  }

  /** Whose words go along. */
  #consent() {
    const {client} = this;
    const may = willing(client);
    const yes = (client.state?.members ?? []).filter(({member}) => may.has(member) && member !== client.me)
      .map(({member}) => client.name(member) ?? '').filter(Boolean);
    return yes.length > 0 ? t('copy.yes', {names: listOf(yes), n: yes.length}) : t('copy.yes.none');
  }

  /** The place that is to be decided now. @param {Line[]} lines @param {Place[]} places @param {Place[]} open */
  #desk(lines, places, open) {
    const proposed = proposals(places, (kind) => t(`copy.for.${kind}`));
    const place = places.find(({key}) => key === this.#at) ?? open[0];
    const alike = place && open.filter(({found}) => found.text === place.found.text);
    return el('section', {'class': 'sheet stack', 'key': 'desk', 'aria-label': t('copy.desk'),
      'data-test': 'copy-desk'},
      el('p', {'class': 'label', 'role': 'status', 'data-test': 'copy-left'},
        open.length > 0 ? t('copy.left', {n: open.length}) : t('copy.none')),
      place && this.#form(place, alike, lines, proposed.get(place.key) ?? ''),
      this.#past.length > 0 && button(t('copy.undo'), () => this.#undo(),
        {'key': 'undo', 'class': 'bare at-start', 'icon': 'back', 'data-test': 'copy-undo'}));
  }

  /** @param {Place} place @param {Place[]} alike @param {Line[]} lines @param {string} proposal */
  #form(place, alike, lines, proposal) {
    const {key, line, found} = place;
    const text = lines.find(({id}) => id === line)?.text ?? '';
    const value = () => this.#typed.get(key) ?? this.#decided.get(key) ?? proposal;
    return el('form', {class: 'copy-desk', key: 'form', onsubmit: (/** @type {Event} */ event) => {
      event.preventDefault();
      this.#decide([place], value().trim());
    }},
    el('p', {id: 'copy-around', class: 'words copy-around', 'data-test': 'copy-around'},
      text.slice(Math.max(0, found.from - around), found.from), el('mark', {}, found.text),
      text.slice(found.to, found.to + around)),
    textField({id: 'copy-word', test: 'copy-word', value: value(), label: t('copy.instead'),
      input: (typed) => {
        this.#typed.set(key, typed);
        this.update();
      }, more: {'aria-describedby': 'copy-around', 'autocomplete': 'off', 'maxlength': 200}}),
    el('div', {class: 'row'},
      button(t('copy.replace'), undefined,
        {'key': 'replace', 'type': 'submit', 'class': 'do', 'data-test': 'copy-replace'}),
      alike.length > 1 && button(t('copy.replace.all', {n: alike.length}), () => this.#decide(alike, value().trim()),
        {'key': 'all', 'data-test': 'copy-all'}),
      button(t('copy.keep'), () => this.#decide([place], found.text), {'key': 'keep', 'data-test': 'copy-keep'})));
  }

  /** @param {Place[]} places @param {string} words what stands there from now on; '' takes it out */
  #decide(places, words) {
    for (const {key} of places) {
      this.#decided.set(key, words);
      this.#typed.delete(key);
    }
    this.#past.push(places.map(({key}) => key));
    this.#at = '';
    this.update();
  }

  /** Takes the last decision back, and returns to it. */
  #undo() {
    const keys = this.#past.pop() ?? [];
    for (const key of keys) this.#decided.delete(key);
    [this.#at] = [keys[0] ?? ''];
    this.update();
  }

  /** @param {Line} line @param {Place[]} places @param {Place[]} open */
  #line(line, places, open) {
    const {id: key, as, text} = line;
    if (as === 'title') return el('h2', {key, class: 'words'}, text);
    if (as === 'step') return el('h3', {key, class: 'words'}, text);
    if (as === 'form') return el('p', {key, class: 'quiet'}, el('em', {}, text));
    if (as === 'label') return el('p', {key, class: 'copy-label'}, text);
    const words = text !== '' && el('p', {'key': `${key}-words`, 'class': 'words copy-words',
      'data-test': 'copy-words'}, this.#marked(line, places, open));
    return as === 'left' ? el('div', {key, class: 'stack'}, this.#left(line), words) : words;
  }

  /** What does not go along, and room for own words in its place. @param {Line} line */
  #left({id, text, unnamed = 0, named = 0, noted = false}) {
    return [named > 0 && el('p', {key: 'named', class: 'quiet'}, t('copy.without', {n: named})),
      noted && el('p', {key: 'noted', class: 'quiet'}, t('copy.notes')),
      unnamed > 0 && textField({id: `copy-own-${id}`, test: `copy-own-${id}`, value: text, rows: 2,
        label: t('copy.own'), hint: t('copy.unnamed', {n: unnamed}),
        input: (typed) => {
          this.#own.set(id, typed);
          this.update();
        }, more: {maxlength: 4000}})];
  }

  /** A text with its places, each a button. @param {Line} line @param {Place[]} places @param {Place[]} open */
  #marked({id, text}, places, open) {
    const current = this.#at || open[0]?.key;
    let from = 0;
    const parts = places.filter(({line}) => line === id).flatMap(({key, found}) => {
      const ahead = text.slice(from, found.from);
      from = found.to;
      const decided = this.#decided.get(key);
      return [ahead, button(decided ?? found.text, () => this.#choose(key), {key,
        'class': decided === undefined ? 'copy-place' : 'copy-place done',
        'aria-current': key === current ? 'true' : undefined,
        'aria-label': decided === undefined ? t('copy.place', {word: isolated(found.text)})
          : decided === found.text ? t('copy.kept', {word: isolated(found.text)})
            : t('copy.replaced', {word: isolated(found.text), by: isolated(decided)})})];
    });
    return [...parts, text.slice(from)];
  }

  /** Goes to a place, decided or not. @param {string} key */
  #choose(key) {
    this.#at = key;
    this.render();
    /** @type {HTMLInputElement|null} */
    const field = this.querySelector('#copy-word');
    field?.focus();
    field?.select();
  }

  /**
   * What can be done with the copy once every place was looked at.
   * @param {Line[]} lines @param {Place[]} places @param {number} left
   */
  #result(lines, places, left) {
    if (left > 0) {
      return el('p', {'key': 'wait', 'class': 'quiet', 'data-test': 'copy-wait'}, t('copy.first', {n: left}));
    }
    const {plan} = this.client.state ?? {};
    const text = copyText(lines, places, this.#decided);
    const bank = plan?.page.bank;
    const name = pick(plan?.page.name);
    const mail = bank && mailTo(bank, t('copy.subject', {method: name}), text, t('copy.cut'));
    return el('section', {'class': 'sheet stack', 'key': 'result', 'aria-label': t('copy.take'),
      'data-test': 'copy-result'},
      el('h2', {}, t('copy.take')),
      el('p', {}, t('copy.read')),
      el('div', {class: 'row'},
        button(t('copy.copy'), () => copy(text, t('copy.copied')), {'class': 'do', 'data-test': 'copy-copy'}),
        button(t('copy.save'), () => save(text, 'kring-kopie.txt', 'text/plain'),
          {'icon': 'save', 'data-test': 'copy-save'})),
      mail ? [el('p', {key: 'mail'}, el('a', {'href': mail.link, 'data-test': 'copy-mail'},
        t('copy.mail', {bank}))),
      el('p', {'key': 'mailed', 'class': 'quiet', 'data-test': 'copy-mail-words'}, t('copy.mail.words'),
        !mail.whole && ` ${t('copy.mail.long', {most: longestMail})}`)]
        : el('p', {key: 'nobank', class: 'quiet'}, t('copy.nobank')));
  }
}
customElements.define('kring-copy', Copy);

/** @returns {import('./copy.js').Say} */
function wordsOfCopy() {
  const {date, kind, name, case: one, actions, note, when, times} = dictionary();
  return {date, kind, name, case: one, actions, note, when, times, lens: lensWord, title: titleOf, voice};
}
