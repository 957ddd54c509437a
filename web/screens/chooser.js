// @ts-check
import {View, el} from '../kit/dom.js';
import {Part} from '../kit/part.js';
import {explain, choices} from '../kit/pieces.js';
import {byFit, experiences, folded, groupsOf, unknownTo, wants} from './fit.js';
import {methodCard} from './method.js';
import {t} from '../i18n/index.js';
/** @import {Fit, Method, Wishes} from './fit.js' */

/**
 * @typedef {object} Maker what a chooser asks of the server
 * @property {() => Promise<{methods: Method[], frame: Record<string, any>}>} methods
 * @property {(id: string) => Promise<any>} method a whole file
 * @property {(wishes: any) => Promise<any>} create
 */

const own = new Part(() => import('./ownmethod.js'));

/**
 * The methods, by what the group wants, how many they are, how much time there is and how used to it they
 * are: those that fit first, the others folded. Dispatches `chosen` with the method: its id, or the whole of
 * one that is not the server's.
 */
export class Chooser extends View {
  /** @type {Maker} */
  maker;
  /** @type {Wishes} */
  wishes = {people: 6, cases: 1, minutes: 60};
  /** What else is asked, ahead of what the group wants. @type {any} */
  asked = null;
  /** When it is, in words; '' for its minutes alone. */
  words = '';
  /** What is wrong with the chosen method, as the server says. @type {any[]} */
  problems = [];
  want = '';
  experience = '';
  /** @type {string|null} */
  chosen = null;
  /** Methods that are not the server's, by id. @type {Map<string, any>} */
  own = new Map();
  /** @type {{methods: Method[], frame: Record<string, any>}|null} */
  #catalogue = null;
  /** Files that somebody looked into. @type {Map<string, any>} */
  #files = new Map();
  /** @type {any} */
  #problem = null;
  /** The order since one was chosen. @type {string[]} */
  #order = [];

  /** @override */
  begin() {
    this.ask();
  }

  /** Asks for the methods. */
  ask() {
    this.#problem = null;
    this.update();
    this.maker.methods().then((catalogue) => {
      this.#catalogue = catalogue;
      this.#tell('ready', catalogue);
    }, (/** @type {any} */ problem) => {
      this.#problem = problem;
      this.#tell('failed', problem);
    });
  }

  /** What can be chosen now, best first, with what is chosen. */
  get offer() {
    const known = (this.#catalogue?.methods ?? []).filter(({id}) => !this.own.has(id));
    const wishes = {...this.wishes, want: this.want, experience: this.experience};
    const all = byFit([...this.own.values(), ...known], wishes);
    // Once one was chosen all keep their places, so that nothing moves under a finger.
    if (this.chosen === null) this.#order = all.map(({method}) => method.id);
    const place = (/** @type {string} */ id) => this.#order.indexOf(id);
    all.sort((a, b) => place(a.method.id) - place(b.method.id));
    return {all, chosen: this.chosen ?? all[0]?.method.id};
  }

  /** The chosen method: its id, or the whole of one that is not the server's; undefined before any is there. */
  get method() {
    const {chosen} = this.offer;
    return chosen === undefined ? undefined : this.own.get(chosen) ?? chosen;
  }

  /** How many meetings it takes for all: one for each group of the size that the method knows. */
  get groups() {
    const {all, chosen} = this.offer;
    const method = all.find((one) => one.method.id === chosen)?.method;
    return method ? groupsOf(method, this.wishes.people) : 1;
  }

  /** What of a method this page cannot show. @param {any} method */
  unknownOf(method) {
    return unknownTo(method);
  }

  /** Takes a method that is not the server's, puts it first and chooses it. @param {any} method */
  take(method) {
    this.own.set(method.id, method);
    this.problems = [];
    this.#inOrder();
    this.#order = [method.id, ...this.#order.filter((id) => id !== method.id)];
    this.choose(method.id);
  }

  /** @param {string} id */
  choose(id) {
    this.chosen = id;
    const {all} = this.offer;
    this.#tell('chosen', all.find(({method}) => method.id === id)?.method);
  }

  /** Makes the order anew; the choice stays. */
  #inOrder() {
    const {chosen} = this;
    this.chosen = null;
    void this.offer;
    this.chosen = chosen;
  }

  /** @param {string} type @param {any} detail */
  #tell(type, detail) {
    this.update();
    this.dispatchEvent(new CustomEvent(type, {detail}));
  }

  /** @override */
  content() {
    if (this.problems.length > 0) own.fetch(this);
    const {all, chosen} = this.offer;
    const {first, more, rest} = folded(all, chosen);
    const cards = (/** @type {typeof all} */ list) => list.map((one) => this.#card(one, chosen));
    const fold = (/** @type {string} */ key, /** @type {typeof all} */ list) => list.length > 0
      && el('details', {key, 'class': 'fold', 'data-test': `fold-${key}`},
        el('summary', {}, t(`methods.${key}`, {n: list.length})), el('div', {class: 'stack'}, cards(list)));
    return [
      this.#filters(),
      !this.#catalogue && (this.#problem ? el('p', {class: 'alarm', key: 'problem'}, explain(this.#problem))
        : el('p', {class: 'quiet', key: 'wait'}, t('wait'))),
      this.#catalogue && !all.some(({fit}) => fit.rank < 3)
        && el('p', {class: 'ask', key: 'none', 'data-test': 'none-fits'}, t('methods.none')),
      el('div', {class: 'stack', key: 'first'}, cards(first)), fold('more', more), fold('rest', rest),
      own.module ? own.module.ownMethod(this) : el('details', {class: 'field', key: 'own',
        ontoggle: (/** @type {any} */ event) => { if (event.target.open) own.fetch(this); }},
      el('summary', {'data-test': 'own'}, t('method.own')), el('p', {class: 'quiet'}, t('wait'))),
    ];
  }

  /** What methods are chosen by: in one line, and unfolded to change it. */
  #filters() {
    const {people, cases, minutes} = this.wishes;
    const line = [t('wishes.people', {n: people}), t('lobby.cases', {n: cases}),
      this.words || t('minutes', {n: minutes}), this.want && t(`want.${this.want}`),
      this.experience && t(`experience.${this.experience}`)].filter(Boolean).join(' · ');
    return el('details', {'class': 'sheet', 'key': 'wishes', 'data-test': 'wishes'},
      el('summary', {'data-test': 'wishes-line'}, el('span', {}, line,
        el('span', {class: 'quiet reason'}, t(this.asked ? 'wishes.change' : 'wishes.help')))),
      el('div', {class: 'fields', key: 'asked'}, this.asked, this.#questions()));
  }

  #questions() {
    const set = (/** @type {'want'|'experience'} */ name) => (/** @type {string} */ value) => {
      this[name] = value;
      this.#inOrder(); // who asks for something else wants to see it
      this.update();
    };
    return [
      choices({name: 'want', label: t('want'), value: this.want,
        options: ['', ...wants].map((value) => ({value, label: t(`want.${value || 'any'}`)})), change: set('want')}),
      choices({name: 'experience', label: t('experience'), value: this.experience,
        options: ['', ...experiences].map((value) =>
          ({value, label: t(`experience.${value || 'any'}`)})), change: set('experience')}),
    ];
  }

  /** @param {{method: Method, fit: Fit}} one @param {string|undefined} chosen */
  #card({method, fit}, chosen) {
    const {id} = method;
    const file = this.own.get(id) ?? this.#files.get(id);
    return methodCard({method, fit, chosen: id === chosen, want: this.want, file,
      each: Math.floor(this.wishes.minutes / this.wishes.cases),
      choose: () => this.choose(id), look: () => this.#look(id),
      more: file && own.module?.changing(this, file)});
  }

  /** Fetches a file to look into. @param {string} id */
  async #look(id) {
    own.fetch(this);
    if (this.own.has(id) || this.#files.has(id)) return;
    try {
      this.#files.set(id, await this.maker.method(id));
    } catch (problem) {
      this.#problem = problem;
    }
    this.update();
  }
}
customElements.define('kring-chooser', Chooser);
