// @ts-check
import * as meeting from '../core/meeting.js';
import {t, pick} from '../i18n/index.js';
/** @import {Input, Item, Step, Moment} from '../core/types.js' */
/** @import {Client} from '../core/client.js' */

/** How this moment of the meeting looks to one member: the selectors, with names and words. */
export class Now {
  /** @param {Client} client with a state */
  constructor(client) {
    this.client = client;
    const m = client.moment();
    if (!m) throw new Error('there is no state yet');
    this.m = m;
    this.state = this.m.state;
    this.presence = this.m.presence;
    this.me = this.m.me;
    this.plan = /** @type {import('../core/types.js').Plan} */ (this.state.plan);
    this.step = meeting.currentStep(this.m);
  }

  // People

  /** Everybody whose seat is not closed, in order of the seats. */
  get members() { return meeting.seated(this.m); }
  get isChair() { return this.state.chair === this.me; }
  get isDeputy() { return this.state.deputy === this.me; }
  get isPresenter() { return this.me !== '' && this.presenter === this.me; }
  get hasPen() { return this.state.pen === this.me; }
  get left() { return !meeting.roles(this.m).takesPart; }
  get case() { return meeting.caseOf(this.m); }
  get presenter() { return meeting.presenter(this.m); }
  get role() { return meeting.voice(this.m); }

  /** @param {string|null|undefined} member */
  name(member) {
    if (!member) return t('nobody');
    return this.client.name(member) ?? '…';
  }

  /** @param {string} member */
  here(member) {
    return this.presence.members.find((one) => one.member === member);
  }

  /** Whether somebody takes part just now. @param {string} member */
  present(member) {
    return meeting.round(this.m).includes(member) && meeting.isHere(this.m, member);
  }

  /** The names of everybody who takes part, for a choice. */
  get people() {
    return meeting.round(this.m).map((member) => ({value: member, label: this.name(member)}));
  }

  get where() { return meeting.outside(this.m); }

  /** Whether I present and am outside the circle. */
  get amOutside() { return this.isPresenter && ['turned', 'away'].includes(this.where); }

  // What can be written and read

  /** @param {Input} input */
  mayWrite(input) { return meeting.mayWrite(this.m, input); }
  /** @param {Input} input */
  closed(input) { return input.opens !== undefined; }

  /** The set of a closed input that takes cards now. @param {Input} input */
  setOf(input) {
    const set = meeting.setOf(this.m, this.step?.id ?? '', input.id);
    return set?.state === 'closed' ? set : undefined;
  }

  /** The closed sets that can be opened in this step. */
  get openable() { return meeting.openableSets(this.m); }

  /** The closed sets that this step fills. */
  get filling() {
    return this.state.sets.filter((set) => set.state === 'closed' && set.step === this.step?.id);
  }

  /** @param {{step: string, input: string}} place */
  inputOf(place) { return meeting.inputOf(this.m, place); }
  /** @param {string} step @param {string} input */
  items(step, input) { return meeting.itemsOf(this.m, step, input); }

  // Where we are

  /** «Stap 3 · Beeldvorming» @param {Step|undefined} step */
  titleOf(step) {
    if (!step) return '';
    const name = pick(step.page.name);
    return step.page.label ? t('step.title', {label: step.page.label, name}) : name;
  }

  /** «Naar Stap 4 · Oordeelsvorming», and «Naar casus 2: …» where the next case begins. @param {Step} step */
  wayTo(step) {
    const words = {step: this.titleOf(step), case: step.case ?? 0};
    return t(step.case !== undefined && step.case > 1 && step.case !== this.step?.case ? 'main.go.case'
      : 'main.go', words);
  }

  get ahead() { return meeting.stepsToCome(this.m); }
  get next() { return meeting.nextStep(this.m); }
  get previous() { return meeting.previousStep(this.m); }
  /** @param {Step} step */
  isSettled(step) { return meeting.isSettled(this.m, step); }
  get clock() { return meeting.clockView(this.m); }
  /** The time left in this step, below zero when it is over. */
  get left_ms() { return this.clock?.left_ms ?? 0; }
  get paused() { return this.clock?.paused === true; }
  /** What runs over and can still be brought back; null once the planned end is behind. */
  get overrun() {
    const over = meeting.overrun(this.m);
    return over && over.planned.length > 0 && this.m.now < (this.state.end_ms ?? 0) ? over : null;
  }
}

/**
 * The draft of a text by the presenter: the same for each case, so that it can be prepared.
 * @param {string} step @param {string} input @param {string} [field]
 */
export function draftOf(step, input, field) {
  return `${step.replace(/^\d+\./, '')}/${input}${field ? `/${field}` : ''}`;
}
