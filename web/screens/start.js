// @ts-check
import {View, el} from '../kit/dom.js';
import './chooser.js';
import './welcome.js';
import {frameFields} from './frame.js';
import {threadField} from './threadfield.js';
import {button, choices, explain, mainButton, tick, wordMark, wrong} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {troubleIn, whenOf} from './when.js';
import {whenFields} from './whenfields.js';
import {languageChooser} from '../kit/languagechooser.js';
import {isCallLink} from '../core/contents.js';
import {dayOf, t, timeOf} from '../i18n/index.js';
/** @import {Chooser} from './chooser.js' */

/** The method that one practises with. */
const practised = 'bovv6';

/** What this is, and making a meeting. Dispatches `made` with the new session. */
export class Start extends View {
  /** @type {import('./chooser.js').Maker} */
  maker;
  /** Whether a link was opened that was not whole. */
  damaged = false;
  /** How many seats in meetings this device keeps. */
  seats = 0;
  /** What this device keeps. @type {import('../seal/seat.js').Store|undefined} */
  device;
  people = 6;
  cases = 1;
  /** Whether who makes the meeting leads it and takes no part in what is said of the case. */
  guides = false;
  /** Whether practising was wanted last, and not a meeting. */
  #practises = false;
  /** What methods are chosen by, once it is here. @type {any} */
  #catalogue = null;
  /** @type {Chooser|undefined} */
  #chooser;
  /** @type {any} */
  #problem = null;
  #busy = false;
  #needsKey = false;
  /**
   * A time field that was left half filled in when the button was pressed.
   * @type {import('./when.js').Trouble|null}
   */
  #unfinished = null;
  /** What is wrong with the link of the call, once the button was pressed. */
  #badCall = '';
  /** The meetings of a group that goes on, out of a report. @type {import('../core/thread.js').Met[]} */
  #thread = [];
  #badThread = '';
  #when = {date: '', from: '', to: ''};
  #call = '';
  #key = '';
  /** @type {Record<string, boolean>} */
  #frame = {};

  get #times() {
    return whenOf(this.#when, Date.now());
  }

  get #minutes() {
    return this.#times.minutes;
  }

  /** What is wrong with the times: seen here, or said by the server. */
  get #trouble() {
    return this.#unfinished ?? this.#times.trouble ?? troubleIn(this.#problem);
  }

  /** @override */
  content() {
    return el('div', {class: 'screen letter start', 'data-test': 'screen-start'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body'}, el('div', {class: 'stack loose'},
        this.damaged && el('p', {class: 'ask serious', role: 'alert', key: 'damaged',
          'data-test': 'damaged'}, t('link.damaged')),
        el('kring-welcome', {key: 'welcome', seats: this.seats, device: this.device, practice: this.#mayPractise,
          onpractise: () => this.#practise()}),
        el('div', {class: 'stack loose', key: 'make'}, el('section', {class: 'stack',
          'aria-labelledby': 'methods'},
          el('h2', {id: 'methods'}, t('start.methods')),
          el('kring-chooser', {key: 'chooser', maker: this.maker, wishes: this.#wishes,
            asked: this.#questions(), words: this.#words(),
            problems: this.#problem?.code === 'bad-method' ? this.#problem.problems ?? [] : [],
            made: (/** @type {Chooser} */ node) => { this.#chooser = node; },
            onready: (/** @type {any} */ {detail}) => this.#ready(detail),
            onfailed: (/** @type {any} */ {detail}) => this.#failed(detail),
            onchosen: (/** @type {any} */ {detail}) => this.#chosen(detail)})),
        textField({id: 'field-call', test: 'field-call', label: t('start.call'),
          hint: t('start.call.hint'), type: 'url', value: this.#call, trouble: this.#badCall,
          more: {name: 'call', placeholder: 'https://', autocomplete: 'off'},
          input: (text) => {
            this.#call = text;
            this.#badCall = '';
            this.update();
          }}),
        frameFields(this.#catalogue?.frame, this.#minutes, this.#frame, (chosen) => {
          this.#frame = chosen;
          this.update();
        }),
        threadField({thread: this.#thread, trouble: this.#badThread, change: (thread, trouble) => {
          this.#thread = thread;
          this.#badThread = trouble;
          this.update();
        }})))),
      el('footer', {class: 'foot'},
        wrong(this.#problem && !this.#needsKey && !troubleIn(this.#problem)
          ? explain(this.#problem) : ''),
        this.#needsKey && textField({id: 'field-key', test: 'field-key', label: t('start.key'),
          hint: t('start.key.hint'), type: 'password', value: this.#key,
          input: (text) => { this.#key = text; }}),
        !this.#catalogue && this.#problem
          ? mainButton(t('stopped.again'), () => this.#chooser?.ask())
          : mainButton(this.#busy ? t('wait') : t('start.go'), () => this.#go(),
            {idle: this.#busy || !this.#catalogue})));
  }

  /** What only the start page asks before a method is chosen: how many, and when. */
  #questions() {
    return [
      el('div', {class: 'two', key: 'many'}, this.#counter(), choices({name: 'cases',
        label: t('start.cases'), value: this.cases, options: [{value: 1, label: t('start.one')},
          {value: 2, label: t('start.two')}, {value: 3, label: t('start.three')}],
        change: (value) => this.#set('cases', value)})),
      tick({name: 'guides', label: [t('start.guides'),
        el('span', {class: 'quiet reason'}, t('start.guides.hint'))], checked: this.guides,
      change: (checked) => this.#set('guides', checked)}),
      this.#whenFields(),
    ];
  }

  /** When it is, and whether who makes it leads it, in words. */
  #words() {
    const {start_ms, end_ms, minutes} = this.#times;
    const {date, from} = this.#when;
    const when = !this.#trouble && (date || from)
      ? t('start.when.set', {day: dayOf(start_ms), from: timeOf(start_ms), to: timeOf(end_ms)})
      : t('start.when.now', {minutes});
    return [when, this.guides && t('start.guides')].filter(Boolean).join(' · ');
  }

  #counter() {
    const step = (/** @type {number} */ by) =>
      this.#set('people', Math.min(12, Math.max(3, this.people + by)));
    return el('div', {class: 'field', role: 'group', 'aria-labelledby': 'people'},
      el('span', {class: 'label', id: 'people'}, t('start.people')),
      el('div', {class: 'counter', 'data-again': true},
        button('−', () => step(-1), {'aria-label': t('start.fewer'), disabled: this.people <= 3}),
        el('output', {class: 'read number', 'data-test': 'people'}, this.people),
        button('+', () => step(1), {'aria-label': t('start.more.people'),
          disabled: this.people >= 12})));
  }

  #whenFields() {
    return el('fieldset', {'class': 'bare-set', 'key': 'when', 'data-test': 'when'},
      el('legend', {class: 'label'}, t('start.when')),
      whenFields({wished: this.#when, trouble: this.#trouble, change: (name, text) => {
        this.#when = {...this.#when, [name]: text};
        this.#unfinished = null;
        if (troubleIn(this.#problem)) this.#problem = null;
        this.update();
      }}));
  }

  /** What the methods are chosen by. */
  get #wishes() {
    return {people: this.people - (this.guides ? 1 : 0), cases: this.cases, minutes: this.#minutes};
  }

  /** @param {any} catalogue */
  #ready(catalogue) {
    this.#catalogue = catalogue;
    this.#problem = null;
    this.update();
  }

  /** @param {any} problem */
  #failed(problem) {
    this.#problem = problem;
    this.update();
  }

  /** In some methods everybody has a turn. @param {any} method */
  #chosen(method) {
    if (this.#problem?.code === 'bad-method') this.#problem = null;
    if (method?.cases > this.cases) this.cases = method.cases;
    this.update();
  }

  /** @param {'people'|'cases'|'guides'} name @param {any} value */
  #set(name, value) {
    /** @type {any} */ (this)[name] = value;
    this.update();
  }

  /** Goes to the first field that is in the way; says whether there is none. @param {string} call */
  #mayMake(call) {
    const half = /** @type {import('./when.js').Place[]} */ (['date', 'from', 'to']).find((name) =>
      /** @type {HTMLInputElement|null} */ (this.querySelector(`[name=${name}]`))?.validity?.badInput);
    this.#unfinished = half ? {place: half, key: 'when.unfinished'} : null;
    this.#problem = null;
    this.#badCall = call && !isCallLink(call) ? t('start.call.wrong') : '';
    this.render();
    return this.#goTo(this.#trouble?.place ?? (this.#badCall && 'call'));
  }

  /**
   * Unfolds a field and goes there; says whether there was nothing to go to.
   * @param {string} [name]
   */
  #goTo(name) {
    const field = name && /** @type {any} */ (this.querySelector(`[name=${name}]`));
    if (!field) return true;
    const folded = field.closest('details');
    if (folded) folded.open = true;
    field.focus();
    return false;
  }

  /** What the main button does: after the code was asked for, what was wanted before. */
  #go() {
    return this.#needsKey && this.#practises ? this.#practise() : this.#make();
  }

  async #make() {
    this.#practises = false;
    const method = this.#chooser?.method;
    const callUrl = callLinkOf(this.#call.trim());
    const creationKey = this.#key.trim();
    if (!this.#mayMake(callUrl)) return;
    const {start_ms, end_ms, minutes} = this.#times;
    const wishes = {method, cases: this.cases, minutes, start_ms, end_ms,
      ...(Object.keys(this.#frame).length ? {frame: this.#frame} : {}),
      ...(callUrl ? {callUrl} : {}), ...(creationKey ? {creationKey} : {}),
      ...(this.#thread.length > 0 ? {thread: this.#thread} : {})};
    return this.#create(async () => {
      const made = await this.maker.create(wishes);
      // A method for trios: a meeting for each, with a link of its own; who makes them is in the first.
      const others = [];
      for (let n = 1; n < (this.#chooser?.groups ?? 1); n += 1) {
        others.push((await this.maker.create(wishes)).link);
      }
      return {...made, others, guides: this.guides};
    });
  }

  /** Whether one can practise; before the methods are there as if so, so that nothing moves. */
  get #mayPractise() {
    const methods = this.#catalogue?.methods ?? [{id: practised}];
    return methods.some((/** @type {{id: string}} */ {id}) => id === practised);
  }

  /** «Oefen met een bedachte groep»: a meeting of one case, with what the frame has by itself. */
  #practise() {
    this.#practises = true;
    const creationKey = this.#key.trim();
    return this.#create(async () => ({...await this.maker.create({method: practised, cases: 1,
      minutes: 60, ...(creationKey ? {creationKey} : {})}), practises: true}));
  }

  /** @param {() => Promise<Record<string, any>>} make */
  async #create(make) {
    if (this.#busy) return;
    this.#busy = true;
    this.update();
    try {
      this.dispatchEvent(new CustomEvent('made', {detail: await make()}));
    } catch (problem) {
      this.#problem = problem;
      this.#needsKey = /** @type {any} */ (problem)?.code === 'creation-key';
    }
    this.#busy = false;
    this.render();
    this.#goTo(troubleIn(this.#problem)?.place);
  }
}
customElements.define('kring-start', Start);

/**
 * An address as a browser writes it, with the scheme that people leave out.
 * @param {string} typed
 */
function callLinkOf(typed) {
  if (typed === '') return '';
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  try {
    // A space is a sign of something else than an address; a browser would write %20 for it.
    return /\s/.test(typed) ? typed : new URL(address).href;
  } catch {
    return typed;
  }
}
