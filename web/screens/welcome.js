// @ts-check
import {View, el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {button, circlePicture} from '../kit/pieces.js';
import {numbered, safetyButton} from '../kit/safety.js';
import {textField} from '../kit/textfield.js';
import {reporting} from '../report/part.js';
import {secretIn} from '../seal/keys.js';
import {meetingsHere} from './meetingshere.js';
import {t} from '../i18n/index.js';

/** In a window of this size what it is can be read without unfolding it. */
const roomy = {width: 400, height: 760};

/**
 * The head of the start page: what this is, how it goes, and the way in for who was invited. Dispatches
 * `practise`.
 */
export class Welcome extends View {
  /** How many seats in meetings this device keeps. */
  seats = 0;
  /** What this device keeps. @type {import('../seal/seat.js').Store|undefined} */
  device;
  /** Whether one can practise. */
  practice = false;
  #pasted = '';
  #trouble = '';
  #open = false;
  #width = 0;
  #measure = () => {
    // A keyboard on the screen makes a window low while somebody types in it, and no narrower.
    if (innerWidth === this.#width) return;
    this.#width = innerWidth;
    this.#open = innerWidth >= roomy.width && innerHeight >= roomy.height;
    this.update();
  };

  /** @override */
  connectedCallback() {
    addEventListener('resize', this.#measure);
    this.#measure();
    super.connectedCallback();
  }

  disconnectedCallback() {
    removeEventListener('resize', this.#measure);
  }

  /** @override */
  content() {
    return el('div', {class: 'welcome stack'},
      el('div', {class: 'hero'}, circlePicture(), el('h1', {class: 'read'}, t('start.what'))),
      this.device && meetingsHere(this.device, () => this.update()),
      el('details', {class: 'how', key: 'how', open: this.#open, 'data-test': 'how'},
        el('summary', {}, t('start.how')),
        el('ol', {class: 'how-steps'}, numbered('start.how').map((words) => el('li', {}, words))),
        el('p', {class: 'quiet'}, t('start.more'), ' ', button(t('example.show'), showExample,
          {'class': 'link', 'data-test': 'example', 'aria-haspopup': 'dialog'})),
        this.practice && el('p', {key: 'practice'}, button(t('practice.start'),
          () => this.dispatchEvent(new Event('practise')), {'class': 'link', 'data-test': 'practise'}),
        el('br', {}), el('span', {class: 'quiet'}, t('practice.hint')))),
      el('div', {class: 'row ways', key: 'ways'},
        el('details', {class: 'fold', key: 'invited', open: this.seats > 0, 'data-test': 'invited'},
          el('summary', {}, t('start.invitation')), this.#invitation()),
        safetyButton()));
  }

  /** Who has the link in a mail or a chat can paste it here. */
  #invitation() {
    return el('div', {class: 'stack'},
      el('p', {class: this.seats > 0 ? 'ask' : 'quiet'}, t(this.seats > 0 ? 'start.seat' : 'start.invited')),
      textField({id: 'field-link', test: 'field-link', label: t('start.paste'), value: this.#pasted,
        trouble: this.#trouble, more: {autocomplete: 'off', spellcheck: 'false', inputmode: 'url'},
        send: () => this.#enter(), input: (text) => {
          this.#pasted = text;
          this.#trouble = '';
          this.update();
        }}),
      button(t('invite.enter'), () => this.#enter(), {'class': 'at-start', 'data-test': 'follow-link'}));
  }

  /** Goes where the link leads, as if it had been opened. */
  #enter() {
    const key = keyIn(this.#pasted);
    this.#trouble = key ? '' : t('start.paste.wrong');
    this.render();
    if (key) location.hash = key;
    else document.getElementById('field-link')?.focus();
  }
}
customElements.define('kring-welcome', Welcome);

/**
 * The secret in what somebody pastes, which may be the whole invitation, or ''. Only of a link of this
 * Kring: with the key of another one nothing opens here.
 * @param {string} pasted
 */
function keyIn(pasted) {
  const link = pasted.match(/https?:\/\/[^\s<>"]+/gi)?.find((one) => one.startsWith(`${location.origin}/`));
  return (link && secretIn(link)) ?? '';
}

/** What comes out of a meeting, before there was one: fetched when somebody asks for it. */
async function showExample() {
  await reporting.fetch();
  show({key: 'example', title: () => t('example.title'), content: () => [
    el('p', {class: 'quiet'}, t('example.words')),
    el('div', {class: 'sheet'}, reporting.module ? reporting.module.exampleView() : t('problem.offline'))]});
}
