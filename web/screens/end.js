// @ts-check
import {View, el, guarded} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {ask, asks} from '../step/asks.js';
import {behind} from '../step/behind.js';
import {keeping} from '../dialogs/closing.js';
import {nextView} from '../dialogs/next.js';
import {seatsOf} from '../dialogs/people.js';
import {kindOf} from '../kinds/index.js';
import '../step/circle.js';
import {askFirst, show, toast} from '../kit/dialogs.js';
import {languageChooser} from '../kit/languagechooser.js';
import {Now} from '../kit/now.js';
import {renew} from '../kit/part.js';
import {button, choices, explain, mainButton, wordMark} from '../kit/pieces.js';
import {privacy} from '../dialogs/privacy.js';
import {wish, wished} from '../kit/wishes.js';
import {askRemains, remainsWords, safetyButton} from '../kit/safety.js';
import {reporting} from '../report/part.js';
import {listOf, momentOf, pick, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Screens 7 and 8: the end, the own report, and the purge. */
export class End extends View {
  /** @type {Client} */
  client;
  #reading = false;
  #copying = false;
  #proving = false;
  #isRemainsAsked = false;

  /** @override */
  content() {
    const {client} = this;
    const now = client.state ? new Now(client) : null;
    const ended = client.phase === 'ended';
    const parts = reporting.module;
    if (this.#copying && now && reporting.module) return this.#copy();
    const made = this.#reading && now && parts ? drawn(parts, client) : null;
    if (this.#proving && now && !ended) return this.#proof();
    return el('div', {class: 'screen letter', 'data-test': made ? 'screen-report' : 'screen-end'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body', key: made ? 'report' : 'end'},
        made ? el('div', {class: 'stack loose'}, this.#reportHead(),
          el('div', {class: 'sheet'}, made)) : this.#end(now, ended)),
      el('footer', {class: 'foot'}, this.#main(Boolean(made), Boolean(now))));
  }

  /** The copy without names, and the way back from it. */
  #copy() {
    return el('div', {class: 'screen letter', 'data-test': 'screen-copy'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body', key: 'copy'}, el('div', {}, el('kring-copy', {client: this.client,
        drawn: (/** @type {View} */ node) => node.update()}))),
      el('footer', {class: 'foot'}, mainButton(t('copy.back'), () => {
        this.#copying = false;
        this.update();
      }, {quiet: true})));
  }

  async #startCopy() {
    await reporting.fetch();
    if (!reporting.module) return renew();
    this.#copying = true;
    this.update();
  }

  /** @param {boolean} reading @param {boolean} has whether there is anything to report */
  #main(reading, has) {
    if (reading) {
      return mainButton(t('report.print'), () => {
        // Told only now, as when it is saved as a file: who looks at it has nothing yet.
        reporting.module?.told(this.client);
        globalThis.print();
      });
    }
    if (has) return mainButton(t('report.make'), () => this.#read());
    return mainButton(t('stopped.start'), () => this.dispatchEvent(
      new CustomEvent('leave', {bubbles: true})));
  }

  /** «Bewijs van deelname» in the place of the end. */
  #proof() {
    const back = () => {
      this.#proving = false;
      this.update();
    };
    return el('div', {'class': 'screen letter', 'data-test': 'screen-proof'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body', key: 'proof'}, el('div', {}, reporting.shown(this,
        () => el('kring-proof', {key: 'proof', client: this.client, onback: back}),
        (failed) => el('div', {class: 'stack'}, el('p', {role: 'status'}, t(failed ? 'problem.offline' : 'wait')),
          button(t('report.back'), back))))));
  }

  async #read() {
    await Promise.all([reporting.fetch(), this.client.openAll()]);
    const parts = reporting.module;
    if (!parts) return renew();
    if (!drawn(parts, this.client)) return toast(t('report.failed'));
    this.#reading = true;
    this.update();
  }

  #reportHead() {
    return el('div', {class: 'stack no-print'},
      button(t('report.back'), () => {
        this.#reading = false;
        this.update();
      }, {class: 'bare at-start', icon: 'back', 'data-test': 'report-back'}),
      el('p', {class: 'quiet'}, t('report.how')),
      el('kring-downloads', {client: this.client}),
      presented(this.client) && button(t('copy.title'), () => this.#startCopy(),
        {'key': 'copy', 'class': 'at-start', 'data-test': 'make-copy'}));
  }

  /** @param {Now|null} now @param {boolean} ended */
  #end(now, ended) {
    const {client} = this;
    if (ended) return this.#ended(now);
    if (!now) return el('p', {}, t('connecting'));
    const until = momentOf(now.state.purge_ms ?? 0, client.now());
    const without = now.members.filter(({member}) => !now.state.reports.includes(member));
    return el('div', {class: 'stack'}, asks(now), guarded(() => behind(now)),
      el('div', {}, el('h1', {class: 'read'}, t('end.title')),
        el('p', {class: 'quiet', 'data-test': 'sum'}, sumOf(now))),
      el('p', {class: 'now-you', 'data-test': 'until'}, t('end.words', {until})),
      el('section', {class: 'stack', 'data-test': 'reports', key: 'reports'},
        el('h2', {}, t('end.reports')),
        el('kring-circle', {seats: reportSeats(now), dial: () => reportDial(now)})),
      guarded(() => nextView(now)),
      guarded(() => privacy(now)),
      this.#offer(until),
      now.isChair && this.#chair(now, without.map(({member}) => now.name(member))),
      el('p', {}, safetyButton()));
  }

  /** A proof can be made until the purge, and never after it. @param {string} until */
  #offer(until) {
    return el('section', {class: 'sheet stack', key: 'proof'},
      el('h2', {}, t('proof.title')), el('p', {class: 'quiet'}, t('proof.until', {until})),
      button(t('proof.title'), async () => {
        await Promise.all([reporting.fetch(this), this.client.openAll()]);
        this.#proving = true;
        this.update();
      }, {'class': 'at-start', 'data-test': 'proof'}));
  }

  /** @param {Now} now @param {string[]} without */
  #chair(now, without) {
    const {client} = this;
    return el('section', {class: 'sheet stack', key: 'chair'},
      el('h2', {}, t('foot.chair')),
      button(t('end.keep'), () => showKeeping(client), {'data-test': 'keep'}),
      button(t('end.purge'), () => askFirst({key: 'purge', title: t('end.purge'),
        words: [without.length > 0 && t('end.purge.without', {names: listOf(without),
          n: without.length}), t('end.purge.words'), t('end.purge.proof')].filter(Boolean).join(' '),
        answers: [{label: t('end.purge.sure'), kind: 'danger', test: 'purge-sure',
          press: () => run(() => client.purge())}]}), {'class': 'bare alarm', 'data-test': 'purge'}));
  }

  /** @param {Now|null} now */
  #ended(now) {
    const {receipt, problem} = this.client;
    const isGone = Boolean(receipt || now);
    if (isGone && !this.#isRemainsAsked) {
      this.#isRemainsAsked = true;
      askRemains().then(() => this.update());
    }
    return el('div', {class: 'stack', role: 'status'},
      el('h1', {class: 'read'}, t(isGone ? 'ended.title' : 'ended.none')),
      el('p', {'data-test': 'gone'}, isGone ? remainsWords() ?? t('ended.words') : explain(problem)),
      receipt && el('dl', {class: 'sheet stack', 'data-test': 'receipt', key: 'receipt'},
        [['ended.when', momentOf(receipt.at_ms, this.client.now())],
          ['ended.events', String(receipt.events)], ['ended.seats', String(receipt.seats)],
          ['ended.session', receipt.session]].map(([key, value]) => el('div', {key},
          el('dt', {class: 'quiet'}, t(key)), el('dd', {class: 'number'}, value)))),
      now && ask('keeps', t('ended.keeps')), now && guarded(() => behind(now)));
  }
}
customElements.define('kring-end', End);

/** Whether I presented a case, whose form is mine to pass on. @param {Client} client */
function presented({state, me}) {
  return state?.plan?.page.presented !== false && Boolean(state?.cases.some(({presenter}) => presenter === me));
}

/** What the meeting was, in a line: its method, cases, people and cards. @param {Now} now */
function sumOf(now) {
  const {cases, items, visit} = now.state;
  const presented = cases.filter(({presenter}) => presenter).length;
  const cards = items.filter((item) => item.set && isCard(now.inputOf(item))).length;
  return visit === 0 ? '' : [pick(now.plan.page.name), presented > 0 && t('lobby.cases', {n: presented}),
    t('wishes.people', {n: now.members.length}), cards > 0 && t('end.cards', {n: cards})]
    .filter(Boolean).join(' · ');
}

/** @param {import('../core/types.js').Input|undefined} input */
function isCard(input) {
  return input !== undefined && kindOf(input).cards;
}

/** The circle once more: a tick at who has a report. @param {Now} now */
function reportSeats(now) {
  return seatsOf(now).map((seat) => {
    const ready = now.state.reports.includes(seat.member);
    return {...seat, ready, hand: false, speaks: false, presents: false, role: '',
      said: `${seat.name}: ${t(ready ? 'end.has' : 'end.hasnot')}`};
  });
}

/** How many have one. @param {Now} now @returns {import('../step/circle.js').Dial} */
function reportDial(now) {
  const all = now.members.length;
  const has = now.members.filter(({member}) => now.state.reports.includes(member)).length;
  return {time: `${has} / ${all}`, left: all ? has / all : 0, mood: '', under: t('end.dial')};
}

/**
 * The own report as it is drawn, or null if it cannot be made.
 * @param {NonNullable<typeof reporting.module>} parts @param {Client} client
 */
function drawn(parts, client) {
  try {
    const made = parts.report(client);
    return made ? parts.reportView(made) : null;
  } catch (error) {
    console.error(error);
    return null;
  }
}

/**
 * How long the content stays after all; what holds now is chosen.
 * @param {Client} client
 */
function showKeeping(client) {
  show({key: 'keep', title: () => t('end.keep'), content: () => choices({name: 'keep',
    label: t('closing.keep'), value: wished(client, 'keep', keptFor(client)),
    options: keeping.map(({value, key}) => ({value, label: t(key)})),
    change: (keep_ms) => wish(client, 'keep', keep_ms, () => client.keep(keep_ms))})});
}

/**
 * Which choice holds. It is counted from the close, of which only is known that it was not after the last
 * thing that happened: the shortest that reaches from there to the end.
 * @param {Client} client
 */
function keptFor({state}) {
  const left_ms = (state?.purge_ms ?? 0) - (state?.at_ms ?? 0);
  return keeping.find(({value}) => value >= left_ms)?.value ?? null;
}
