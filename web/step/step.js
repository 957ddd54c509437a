// @ts-check
import {View, el, guarded} from '../kit/dom.js';
import {asks} from './asks.js';
import {behind} from './behind.js';
import {circleView} from './circleview.js';
import {composer} from './composer.js';
import {floorOf} from '../floors/index.js';
import {kindOfCase} from '../kinds/casekind.js';
import {kindOf} from '../kinds/index.js';
import {dialOf, head} from './head.js';
import {listens} from './listening.js';
import {mainAction} from './mainaction.js';
import {nowYou} from './nowyou.js';
import {showMore} from '../dialogs/more.js';
import {notesOf} from '../dialogs/notes.js';
import {Now} from '../kit/now.js';
import {showPeople} from '../dialogs/people.js';
import {choices, mainButton} from '../kit/pieces.js';
import {allowSound, tone} from '../kit/sound.js';
import {stage} from './stage.js';
import {everySecond} from '../kit/ticker.js';
import {writable, writingOf, written} from './writing.js';
import {unfinishedWords} from './unfinished.js';
import {caseDue, chairOffer, hasNoteLine, isDoorkeeper, stoppedHere} from '../core/meeting.js';
import {pick, t} from '../i18n/index.js';
import './noteline.js';
/** @import {Client} from '../core/client.js' */

/**
 * How long a press is not believed after the button changed, was pressed, or was pressed in vain: it was
 * meant for another. As long as the two presses of a double click may lie apart.
 */
const surprise_ms = 500;
/** From this width on the circle and the table stand side by side, as in `layout.css`. */
const wide_px = 900;
/** How long who reads a card aloud has it before passing on: the server accepts it no sooner. */
const reading_ms = 3000;

/** One step of the meeting. */
export class Step extends View {
  /** @type {Client} */
  client;
  #visit = -1;
  #action = '';
  /** What the field below is for, where that can be chosen. */
  #input = '';
  /** Until when the main button does nothing. */
  #surprised_ms = 0;
  #called = false;
  /** Whether «Roep de inbrenger terug» flashes. */
  #flashes = false;
  /** Whether the focus is in a field for text. */
  #writes = false;
  /** What of the step depends on the time, as it was drawn last. */
  #due = '';
  #stop = () => {};
  #resized = () => this.update();
  #pressing = false;
  #release = () => setTimeout(() => {
    this.#pressing = false;
    this.update();
  });

  /** @override */
  begin() {
    this.addEventListener('pointerdown', () => { this.#pressing = true; });
    this.addEventListener('focusin', ({target}) => this.#focused(target));
    this.addEventListener('focusout', () => this.#focused(null));
    this.addEventListener('pointerdown', allowSound, {once: true});
  }

  /** @override */
  connectedCallback() {
    notesOf(this.client);
    this.#stop = everySecond(() => this.#tick());
    for (const type of ['pointerup', 'pointercancel']) addEventListener(type, this.#release);
    addEventListener('resize', this.#resized);
    super.connectedCallback();
  }

  disconnectedCallback() {
    this.#stop();
    for (const type of ['pointerup', 'pointercancel']) removeEventListener(type, this.#release);
    removeEventListener('resize', this.#resized);
  }

  /** @param {EventTarget|null} target */
  #focused(target) {
    const writes = target instanceof HTMLElement
      && target.matches('textarea, input:not([type=radio], [type=checkbox], [type=range])');
    if (writes !== this.#writes) {
      this.#writes = writes;
      this.update();
    }
  }

  /**
   * The clock ticks by itself. All else of a step changes with time only now and then: what is asked
   * at zero or too late, and the offer of the chair.
   */
  #tick() {
    const due = timely(new Now(this.client));
    if (due === this.#due) return;
    this.#due = due;
    this.update();
  }

  /** Nothing moves under a finger: what a press aims at stays in its place until it is done. @override */
  update() {
    if (!this.#pressing) super.update();
  }

  /** @override */
  render() {
    super.render();
    const {state} = new Now(this.client);
    if (state.visit !== this.#visit) {
      this.#visit = state.visit;
      for (const part of this.#scrolling()) part.scrollTop = 0;
      this.#called = state.called;
    }
    for (const part of this.#scrolling()) reachable(part);
    this.#due = timely(new Now(this.client));
    this.#calledBack();
  }

  /** What scrolls, in the one column or in two. @returns {NodeListOf<HTMLElement>} */
  #scrolling() {
    return this.querySelectorAll('.scroll, .side, .table');
  }

  /** «Roep de inbrenger terug» sounds and flashes at the presenter. */
  #calledBack() {
    const now = new Now(this.client);
    if (now.state.called && !this.#called && now.isPresenter) {
      tone();
      this.#flashes = true;
      this.update();
    }
    if (!now.state.called) this.#flashes = false;
    this.#called = now.state.called;
  }

  /** @override */
  content() {
    const {client} = this;
    const now = new Now(client);
    const several = writable(now);
    const writing = writingOf(now, this.#input);
    const people = () => showPeople(client);
    // After a stop the group has a moment, before anything of the next step is to be seen.
    const rests = now.state.halted !== null && stoppedHere(now.m) !== undefined;
    const notes = !rests && !now.amOutside && (hasNoteLine(now.m) || client.note(now.state.step ?? ''))
      && el('kring-note', {key: 'note', client});
    // What asks something comes before what is read, in the one column as in two.
    const narrow = innerWidth < wide_px;
    // Who writes for all finds the note line above what is to be read.
    const place = now.hasPen ? 'first' : floorOf(now.step).noted && !now.left ? 'table' : 'last';
    return el('div', {class: `screen meeting ${lookOf(now)}`, 'data-test': 'screen-step',
      'data-step': now.state.step ?? ''},
    guarded(() => head(now, {title: rests ? t('main.halt') : pick(now.step?.page.name), sub: subtitle(now),
      more: () => showMore(client)})),
    el('main', {class: 'scroll', key: 'scroll'},
      el('div', {class: 'side stack', key: 'side'},
        guarded(() => circleView(now, {folded: this.#folded(now), dial: () => dialOf(new Now(client)),
          people})),
        narrow && asks(now), guarded(() => nowYou(now, this.#flashes))),
      el('div', {class: 'table stack', key: 'table'},
        !narrow && asks(now), place === 'first' && notes,
        guarded(() => (now.left || rests ? [] : stage(now, place === 'table' && notes))),
        guarded(() => behind(now)), place === 'last' && notes)),
    el('footer', {class: 'foot', key: 'foot'},
      now.isChair && el('p', {class: 'quiet chair-line', 'data-test': 'chair-line'},
        guarded(() => chairLine(now))),
      several.length > 1 && choices({name: 'input', label: t('write.which'), unseen: true,
        value: several.find(({input}) => input.id === this.#input)?.input.id
          ?? several[0].input.id,
        options: several.map(({input}) => ({value: input.id, label: pick(input.page.label)})),
        change: (value) => {
          this.#input = value;
          this.update();
        }}),
      writing && composer(client, writing),
      this.#main(now)));
  }

  /** @param {Now} now */
  #main(now) {
    const action = mainAction(now, written(now, this.#input));
    const reads = action.key === 'next-card' && !now.isChair;
    const name = `${action.key} ${action.label} ${reads ? now.state.floor.turn : ''}`;
    if (name !== this.#action) this.#pauseMain(reads ? reading_ms : surprise_ms);
    this.#action = name;
    return mainButton(action.label, () => {
      const believed = !this.#surprising;
      this.#pauseMain();
      if (believed) action.press();
    }, {'idle': action.disabled || (reads && this.#surprising), 'quiet': action.quiet,
      'data-action': action.key,
      ...(this.#surprising ? {'aria-disabled': 'true'} : {}),
      'aria-pressed': action.pressed === undefined ? undefined : String(action.pressed)});
  }

  get #surprising() {
    return performance.now() < this.#surprised_ms;
  }

  /** The main button does nothing for a moment, so that nobody presses what they did not mean. */
  #pauseMain(wait_ms = surprise_ms) {
    this.#surprised_ms = performance.now() + wait_ms;
    this.update();
    setTimeout(() => this.update(), wait_ms + 20);
  }

  /**
   * Whether the circle is a row: with a list or cards, in a low window, while somebody writes.
   * @param {Now} now
   */
  #folded(now) {
    if (innerWidth >= wide_px) return innerHeight < 620;
    const {below, above} = written(now, this.#input);
    return fills(now) || this.#writes || innerHeight < 720 || below || above;
  }
}
customElements.define('kring-step', Step);

/** How the page of a presenter outside the circle looks: unlike that of all others. @param {Now} now */
function lookOf(now) {
  return now.isPresenter && now.where !== 'in' ? `me-${now.where}` : '';
}

/** Whether lists, cards or choices lie on the table. @param {Now} now */
function fills(now) {
  const {step, state} = now;
  return state.items.some((item) => item.step === state.step && item.by !== undefined)
    || state.items.some((item) => item.set && now.inputOf(item)?.opens === step?.id)
    || now.presence.hands.length > 0 || listens(now)
    || state.sets.some((set) => now.client.ownCards(set.set).length > 0)
    || (!step?.settles && step?.inputs.some((input) => kindOf(input).fills))
    || floorOf(step).fills(now);
}

/** What is longer than its place, with nothing in it to stop at, can be scrolled by keys. @param {HTMLElement} part */
function reachable(part) {
  const stops = part.querySelector('a[href], button, input, select, textarea, summary, [tabindex]');
  const lonely = !stops && part.scrollHeight > part.clientHeight;
  if (lonely && !part.hasAttribute('tabindex')) part.tabIndex = 0;
  else if (!lonely) part.removeAttribute('tabindex');
}

/** What of a step changes with time alone, as one word. @param {Now} now */
function timely(now) {
  return JSON.stringify([now.clock?.overdue, now.clock?.colour, now.overrun?.minutes,
    chairOffer(now.m), isDoorkeeper(now.m), caseDue(now.m)]);
}

/** @param {Now} now */
function subtitle(now) {
  const {case: number, page: {label = ''} = {}} = now.step ?? {};
  const where = [label && t('step.label', {label}),
    now.plan.cases > 1 && number && t('steps.caseof', {case: number, cases: now.plan.cases}),
    number && pick(kindOfCase(now.client, number)?.label)].filter(Boolean).join(' · ');
  // Where both are too long for the line, where we are says more.
  return where === '' ? pick(now.plan.page.name)
    : [where, el('span', {class: 'by-method', key: 'method'}, ` · ${pick(now.plan.page.name)}`)];
}

/** What only the chair sees: what is unfinished, who has not spoken. @param {Now} now */
function chairLine(now) {
  return [t('foot.chair'), ...(now.state.halted ? [] : unfinishedWords(now))].join(' · ');
}
