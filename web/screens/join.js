// @ts-check
import {View, el} from '../kit/dom.js';
import {button, circlePicture, explain, mainButton, tick, wordMark, wrong} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {languageChooser} from '../kit/languagechooser.js';
import {numbered, safetyButton} from '../kit/safety.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * What somebody filled in, for when it is asked again: nothing is asked twice.
 * @type {WeakMap<Client, {name: string, shared: boolean, remember: boolean}>}
 */
const filled = new WeakMap();

/** A name, the ground rules, one button. */
export class Join extends View {
  /** @type {Client} */
  client;
  /** What went wrong before, if anything. @type {any} */
  problem = null;
  lost = false;
  /** Whether somebody else has seen the link. */
  seen = false;
  /** Whether the others are made up. */
  practises = false;
  #name = '';
  #rules = false;
  #shared = false;
  #remember = false;
  #busy = false;
  #missing = '';

  /** Who was here before keeps the name and what the device may keep, and has agreed. @override */
  begin() {
    const before = filled.get(this.client);
    if (!before) return;
    this.#name = before.name;
    this.#shared = before.shared;
    this.#remember = before.remember;
    this.#rules = true;
  }

  /** @override */
  content() {
    return el('form', {class: 'screen letter', 'data-test': 'screen-join', novalidate: true,
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        this.#enter();
      }},
    el('header', {class: 'head'}, wordMark(), languageChooser()),
    el('main', {class: 'body'}, el('div', {class: 'stack loose'},
      el('h1', {class: 'read'}, this.lost ? t('join.lost.title') : t('join.title')),
      this.practises && el('p', {class: 'ask', key: 'practice', 'data-test': 'practice'},
        t('practice.words')),
      // What is the matter with the seat is answered right there.
      this.problem && !this.lost && el('div', {'class': 'ask', 'key': 'problem', 'role': 'alert',
        'data-test': 'wrong'}, el('p', {}, explain(this.problem)),
        el('div', {class: 'row'}, this.#lostButton(t('join.lost.go')))),
      this.lost && el('p', {}, t('join.lost.words')),
      this.seen && el('p', {class: 'ask', key: 'seen', 'data-test': 'seen'}, t('link.seen')),
      ['site', 'nothing'].includes(this.client.keeps) && el('p', {class: 'ask', key: 'keeps',
        'data-test': 'keeps'}, t(`join.keeps.${this.client.keeps}`)),
      textField({id: 'field-name', test: 'field-name', label: t('join.name'),
        hint: t('join.name.hint'), value: this.#name, input: (text) => { this.#name = text; },
        more: {name: 'name', autocomplete: 'given-name', maxlength: 40, autofocus: true,
          required: true}}),
      el('section', {class: 'sheet stack', 'aria-labelledby': 'rules'},
        el('h2', {id: 'rules'}, t('join.rules')),
        el('ol', {class: 'numbers'}, numbered('rule').map((words) => el('li', {}, words))),
        tick({name: 'rules', label: t('join.agree'), checked: this.#rules, change: (checked) => {
          this.#rules = checked;
          this.#missing = '';
          this.update();
        }})),
      this.client.keeps !== 'nothing' && el('div', {class: 'stack'},
        tick({name: 'shared', checked: this.#shared,
          label: [t('join.shared'), el('span', {class: 'quiet reason'}, t('join.shared.hint'))],
          change: (checked) => {
            this.#shared = checked;
            this.update();
          }}),
        // Made-up colleagues meet once.
        !this.#shared && !this.practises && tick({name: 'remember', checked: this.#remember,
          label: [t('join.remember'), el('span', {class: 'quiet reason'}, t('join.remember.hint'))],
          change: (checked) => { this.#remember = checked; }})),
      el('div', {class: 'row'}, safetyButton(), (!this.problem || this.lost) && this.#lostButton()))),
    el('footer', {class: 'foot'},
      wrong(this.#missing || (this.problem && this.lost ? explain(this.problem) : '')),
      mainButton(this.lost ? t('join.lost.go') : t('join.go'), undefined, {'type': 'submit',
        'aria-disabled': this.#busy ? 'true' : undefined})));
  }

  /** To the way back to one's own seat, and from it. */
  #lostButton(words = t(this.lost ? 'join.new' : 'join.lost')) {
    return button(words, () => {
      this.lost = !this.lost;
      this.problem = null;
      this.update();
    }, {class: 'link', key: 'lost', 'data-test': 'lost'});
  }

  async #enter() {
    if (this.#busy) return;
    const name = this.#name.trim();
    if (!name || !this.#rules) {
      this.#missing = t(name ? 'join.missing.rules' : 'join.missing.name');
      this.render();
      document.getElementById(name ? 'tick-rules' : 'field-name')?.focus();
      return;
    }
    this.#busy = true;
    const [shared, remember] = [this.#shared, this.#remember];
    filled.set(this.client, {name, shared, remember});
    this.update();
    try {
      await this.client.start({name, shared, lost: this.lost});
      this.dispatchEvent(new CustomEvent('joined', {detail: remember && !shared}));
    } catch (problem) {
      this.problem = problem;
    }
    this.#busy = false;
    this.update();
  }
}
customElements.define('kring-join', Join);

/**
 * At the door: what is waited for, and that nothing is received meanwhile.
 * @param {Client} client @param {() => void} leave ends the waiting
 */
export function doorScreen(client, leave) {
  const lost = client.waiting?.reason === 'lost';
  return el('div', {class: 'screen letter few', key: 'door', 'data-test': 'screen-door'},
    el('header', {class: 'head'}, wordMark(), languageChooser()),
    el('main', {class: 'body'}, el('div', {class: 'stack', role: 'status'},
      el('div', {class: 'hero'}, circlePicture(true),
        el('h1', {class: 'read'}, t(lost ? 'door.lost.title' : 'door.title'), ' ',
          el('span', {'class': 'knocking', 'aria-hidden': 'true'}))),
      el('p', {}, t(lost ? 'door.lost.words' : 'door.words')),
      el('p', {class: 'quiet'}, t('door.until')))),
    el('footer', {class: 'foot', key: 'foot'},
      button(t('door.leave'), leave, {'class': 'main-action', 'data-test': 'door-leave'})));
}
