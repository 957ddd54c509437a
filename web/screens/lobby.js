// @ts-check
import {View, el, guarded} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {asks} from '../step/asks.js';
import {askFirst, toast} from '../kit/dialogs.js';
import {kindOfCase} from '../kinds/casekind.js';
import {kindOf} from '../kinds/index.js';
import {wish, wished} from '../kit/wishes.js';
import {head} from '../step/head.js';
import {showCalendar} from '../dialogs/calendar.js';
import {showTime} from '../dialogs/time.js';
import {callLink, showInvitation} from '../dialogs/invite.js';
import {stepsBar} from './method.js';
import {proofBefore} from './proof.js';
import {before, isAhead} from './before.js';
import {showMethods} from './replan.js';
import {threadView} from './thread.js';
import {showMore} from '../dialogs/more.js';
import {Now} from '../kit/now.js';
import {showPeople} from '../dialogs/people.js';
import {button, choices, explain, mainButton, tick} from '../kit/pieces.js';
import {showPreparing} from '../dialogs/prepare.js';
import {safetyButton} from '../kit/safety.js';
import {circleView} from '../step/circleview.js';
import {bring} from '../core/carry.js';
import {warnings} from '../core/meeting.js';
import {dayOf, listOf, minutesOf, momentOf, pick, t, timeOf} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Who is there, who does what, and the beginning. */
export class Lobby extends View {
  /** @type {Client} */
  client;
  /** Makes another meeting in the place of this one. @type {import('./chooser.js').Maker|undefined} */
  maker;
  /** Whether who made this meeting wants to facilitate it. */
  guides = false;
  /** Whether the others are made up. */
  practises = false;

  #resized = () => this.update();

  /** @override */
  connectedCallback() {
    addEventListener('resize', this.#resized);
    super.connectedCallback();
  }

  disconnectedCallback() {
    removeEventListener('resize', this.#resized);
  }

  /** @override */
  content() {
    const {client} = this;
    bringKept(client);
    const now = new Now(client);
    const {state} = now;
    const call = client.callUrl();
    const last = [
      guarded(() => this.#plan(now)),
      !this.practises && el('section', {class: 'sheet row', key: 'invite'},
        el('span', {class: 'grow'}, t('lobby.invite')),
        button(t('lobby.link'), () => showInvitation(client), {'data-test': 'invite', 'icon': 'link'}),
        call && callLink(call)),
      el('p', {class: 'quiet', key: 'secrecy'}, t('lobby.secrecy'), ' ', safetyButton())];
    return el('div', {class: 'screen meeting lobby', 'data-test': 'screen-lobby'},
      guarded(() => head(now, {title: t(isFar(now) ? 'lobby.planned' : 'lobby.title'), sub: pick(now.plan.page.name),
        more: () => showMore(client)})),
      el('main', {class: 'scroll', key: 'scroll'}, el('div', {class: 'side stack', key: 'side'},
        guarded(() => circleView(now, {folded: isLow(),
          people: () => showPeople(client), dial: () => dialOf(now)})),
        isLow() && el('p', {class: 'quiet', key: 'who', 'aria-hidden': 'true'},
          listOf(now.members.filter(({left}) => !left).map(({member}) => now.name(member)))),
        el('section', {class: 'now-you', 'data-test': 'now-you'},
          el('h2', {}, t(isFar(now) ? 'lobby.then' : 'lobby.now')), el('p', {}, guarded(() => lobbyWords(now)))),
        guarded(() => warningsView(now)),
        isWide() && last),
      el('div', {class: 'table stack', key: 'table'},
        this.practises && el('p', {class: 'ask', key: 'practice', 'data-test': 'practice'},
          t('practice.words')),
        asks(now),
        !this.practises && guarded(() => before(now, this.#mayPlan(now)
          ? ({start_ms, end_ms}) => run(() => client.setTime({start_ms, end_ms})) : undefined)),
        guarded(() => threadView(now)),
        // Where nobody presents, as in a group's first meeting, there is nobody to name.
        state.cases.map((_, n) => now.plan.steps.some((step) => step.case === n + 1)
          && guarded(() => this.#presenter(now, n + 1))),
        guarded(() => this.#roles(now)),
        guarded(() => this.#names(now)),
        !this.practises && guarded(() => proofBefore(this, now)),
        !isWide() && last)),
      el('footer', {class: 'foot', key: 'foot'},
        now.isChair && el('p', {class: 'quiet'}, t('foot.chair')),
        this.#main(now)));
  }

  /** @param {Now} now */
  #main(now) {
    const {client} = this;
    // Days before, nobody is to begin by mistake.
    if (now.isChair) {
      return mainButton(t(isFar(now) ? 'main.begin.early' : 'main.begin'), () => begin(now),
        {quiet: isFar(now)});
    }
    if (now.state.cases.some(({presenter}) => presenter === now.me)) {
      return mainButton(t('main.prepare'), () => showPreparing(client));
    }
    if (!now.state.chair) return mainButton(this.#chairWords(now), () => this.#takeChair());
    if (this.practises) return mainButton(t('lobby.wait'), undefined, {idle: true});
    return mainButton(t('lobby.invite'), () => showInvitation(client), {quiet: true});
  }

  /** Whoever made the meeting to facilitate it takes the chair for that. @param {Now} now */
  #chairWords(now) {
    return t(this.guides && this.#made(now) ? 'main.guide' : 'main.chair');
  }

  /** @param {Now} now */
  #made(now) {
    return now.members.some(({member, host}) => host && member === now.me);
  }

  #takeChair() {
    const {client} = this;
    return run(async () => {
      await client.takeChair();
      if (this.guides && this.#made(new Now(client))) await client.guide(true);
    });
  }

  /** «Ik begeleid deze groep» @param {Now} now */
  #guiding(now) {
    const {chair, guiding} = now.state;
    if (!chair) return null;
    if (!now.isChair) {
      return guiding && el('p', {class: 'quiet', key: 'guides', 'data-test': 'guided'},
        t('lobby.guides', {name: now.name(chair)}));
    }
    return tick({name: 'guides', checked: guiding, label: [t('start.guides'),
      el('span', {class: 'quiet reason'}, t('start.guides.hint'))],
    change: (checked) => run(() => this.client.guide(checked))});
  }

  /** Whether I may change plan and time. @param {Now} now */
  #mayPlan(now) {
    return now.isChair || now.state.chair === null;
  }

  /** Another method, while nothing has begun: everybody can look. */
  #otherMethod() {
    const {client, maker} = this;
    return maker && button(t('lobby.method'), () => showMethods(client, maker, (made) =>
      this.dispatchEvent(new CustomEvent('made', {detail: made, bubbles: true}))), {'key': 'method',
      'data-test': 'other-method', 'aria-haspopup': 'dialog'});
  }

  /** @param {Now} now */
  #plan(now) {
    const {steps, page, cases} = now.plan;
    const whole = steps.reduce((sum, step) => sum + step.planned_ms, 0);
    return el('section', {class: 'sheet stack', key: 'plan', 'data-test': 'plan'},
      el('p', {class: 'spread quiet'},
        el('span', {}, timesOf(now)),
        el('span', {}, t('lobby.length', {minutes: minutesOf(whole),
          cases: t('lobby.cases', {n: cases})}))),
      (now.state.start_ms ?? 0) > now.m.now && now.state.end_ms && button(t('calendar.title'),
        () => showCalendar(this.client), {'key': 'calendar', 'data-test': 'calendar',
          'class': 'at-start', 'icon': 'save', 'aria-haspopup': 'dialog'}),
      el('h2', {}, pick(page.name)),
      stepsBar(steps.map((step) => ({icon: step.page.icon, minutes: step.planned_ms / 60_000}))),
      el('details', {}, el('summary', {}, t('method.steps', {n: steps.length})),
        el('ol', {class: 'method-steps'}, steps.map((step) =>
          el('li', {key: step.id, class: `kind-${step.page.icon}`},
            el('span', {class: 'grow'}, el('b', {}, now.titleOf(step)),
              el('span', {class: 'quiet'}, ` ${t('minutes', {n: minutesOf(step.planned_ms)})}`),
              el('br', {}), pick(step.page.do?.others)))))),
      el('div', {class: 'row', key: 'change'},
        !this.practises && this.#mayPlan(now) && button(t('time.change'), () => showTime(this.client),
          {'key': 'time', 'data-test': 'change-time', 'aria-haspopup': 'dialog'}),
        this.#otherMethod()));
  }

  /** «Wie brengt een casus in?» @param {Now} now @param {number} number */
  #presenter(now, number) {
    const {presenter} = now.state.cases[number - 1];
    const kind = kindOfCase(now.client, number);
    const label = now.plan.cases > 1 ? t('lobby.presenter.case', {case: number})
      : t('lobby.presenter');
    return el('div', {class: 'sheet stack', key: `case-${number}`, 'data-test': `case-${number}`},
      this.#select(`presenter-${number}`, label, presenter ?? '',
        [{value: '', label: t('lobby.presenter.open')}, ...this.#mayPresent(now, presenter)],
        (member) => castCase(now, number, member || null)),
      kind && el('p', {class: 'quiet', key: 'kind', 'data-test': 'kind'},
        t('lobby.kind', {kind: pick(kind.label)})),
      presenter === now.me && now.isChair && button(t('main.prepare'),
        () => showPreparing(this.client), {'class': 'at-start', 'data-test': 'prepare'}));
  }

  /**
   * Only the chair can put itself forward: another chair is needed then.
   * @param {Now} now @param {string|null} presenter
   */
  #mayPresent(now, presenter) {
    const {chair} = now.state;
    return now.people.filter(({value}) => value === presenter || value !== chair
      || (now.isChair && !now.state.guiding));
  }

  /** @param {Now} now */
  #roles(now) {
    const {client} = this;
    const {chair, deputy} = now.state;
    const host = now.state.members.find((member) => member.host)?.member;
    return el('section', {class: 'sheet stack', key: 'roles'},
      el('div', {class: 'row'},
        el('p', {class: 'grow'}, chair ? t('lobby.chair', {name: now.name(chair)})
          : host ? t('lobby.nochair.host', {name: now.name(host)}) : t('lobby.nochair')),
        // Who presents has another main button.
        !chair && now.state.cases.some(({presenter}) => presenter === now.me) && button(
          this.#chairWords(now), () => this.#takeChair(), {'data-test': 'take-chair'})),
      this.#guiding(now),
      now.isChair
        ? this.#select('deputy', t('lobby.deputy.choose'), deputy ?? '',
          [{value: '', label: t('nobody')}, ...now.people.filter(({value}) => value !== now.me)],
          (member) => client.nameDeputy(member || null))
        : deputy && el('p', {class: 'quiet'}, t('lobby.deputy', {name: now.name(deputy)})));
  }

  /** «Kaarten met naam of zonder naam?», once for each kind of card. @param {Now} now */
  #names(now) {
    const inputs = now.plan.steps.flatMap((step) => step.inputs
      .filter((input) => input.opens && kindOf(input).cards && input.by !== 'presenter')
      .map((input) => ({step, input})));
    const kinds = [...new Set(inputs.map(({input}) => input.id))];
    const may = now.isChair || !now.state.chair;
    if (kinds.length === 0) return null;
    if (!may && inputs.every(({input}) => input.named === inputs[0].input.named)) {
      return el('p', {class: 'sheet', key: 'names', 'data-test': 'names'},
        t(inputs[0].input.named ? 'lobby.all.named' : 'lobby.all.unnamed'));
    }
    return el('section', {class: 'sheet stack', key: 'names', 'data-test': 'names'},
      el('h2', {}, t('lobby.names')),
      kinds.map((kind) => {
        const all = inputs.filter(({input}) => input.id === kind);
        const {named, page} = all[0].input;
        const words = pick(page.label);
        if (!may) {
          const how = t(named ? 'names.with' : 'names.without');
          return el('p', {key: kind}, `${words}: ${how}`);
        }
        const name = `named-${kind}`;
        return choices({name, label: words, value: wished(this.client, name, named),
          options: [{value: false, label: t('names.without')}, {value: true,
            label: t('names.with')}],
          change: (value) => wish(this.client, name, value, () => Promise.all(all.map(
            ({step, input}) => this.client.nameInput(step.id, input.id, value))))});
      }));
  }

  /** @param {string} name @param {string} label @param {string} value
   * @param {{value: string, label: string}[]} options @param {(value: string) => any} change */
  #select(name, label, value, options, change) {
    return el('div', {class: 'field'}, el('label', {for: name}, label),
      el('select', {id: name, value: wished(this.client, name, value), 'data-test': name,
        onchange: (/** @type {any} */ event) => wish(this.client, name, event.target.value, change)},
      options.map((option) => el('option', {key: option.value, value: option.value},
        option.label))));
  }
}
customElements.define('kring-lobby', Lobby);

/** Lobbies to which earlier meetings are just brought. @type {WeakSet<Client>} */
const bringing = new WeakSet();

/**
 * Who made this meeting out of a report brings the thread.
 * @param {Client} client
 */
async function bringKept(client) {
  if (client.brings.length === 0 || client.connection !== 'open' || bringing.has(client)) return;
  bringing.add(client);
  try {
    await bring(client, {thread: client.brings});
  } catch (problem) {
    const {temporary} = /** @type {any} */ (problem);
    if (temporary) return void bringing.delete(client);
    toast(explain(problem)); // tried again it would be refused again
  }
  client.brought();
}

/** Whether the circle would leave no room for what is decided; who is here is said in words then. */
function isLow() {
  return innerHeight < (innerWidth < 360 ? 660 : 480);
}

/** Whether there is a column beside the table, as in `layout.css`: what is settled already stands there. */
function isWide() {
  return innerWidth >= 900;
}

/**
 * Says who presents; when the chair does, asks who chairs that case.
 * @param {Now} now @param {number} number @param {string|null} member
 */
export function castCase(now, number, member) {
  const {client} = now;
  if (!member || member !== now.state.chair) return run(() => client.castCase(number, member));
  return askFirst({key: 'whochairs', title: t('cast.chair.title', {name: now.name(member)}),
    words: t('cast.chair.words'), answers: now.people.filter(({value}) => value !== member)
      .map(({value, label}) => ({label, test: `chairs-${label}`,
        press: () => run(() => client.castCase(number, member, value))}))});
}

/** @param {Now} now @returns {import('../step/circle.js').Dial} */
function dialOf(now) {
  const all = now.members.filter(({left}) => !left).length;
  const here = now.members.filter(({member}) => now.present(member)).length;
  return {time: here === all ? String(here) : `${here} / ${all}`, left: all ? here / all : 0,
    mood: '', under: t('dial.here')};
}

/** Whether the meeting is planned for later than today's next hour. @param {Now} now */
function isFar(now) {
  return now.state.start_ms !== undefined && isAhead(now);
}

/** @param {Now} now */
function lobbyWords(now) {
  const {start_ms} = now.state;
  if (isFar(now)) return t('lobby.you.planned', {moment: momentOf(Number(start_ms), now.m.now)});

  const away = now.members.filter(({member}) => !now.present(member) && member !== now.me)
    .map(({member}) => now.name(member));
  if (now.state.cases.some(({presenter}) => presenter === now.me)) return t('lobby.you.present');
  if (!now.state.chair) return t('lobby.you.nochair');
  if (!now.isChair) return t('lobby.you.wait', {name: now.name(now.state.chair)});
  return away.length ? t('lobby.you.away', {names: listOf(away), n: away.length})
    : t('lobby.you.begin');
}

/** When it is: the end today, all of it on another day. @param {Now} now */
function timesOf(now) {
  const {start_ms, end_ms} = now.state;
  if (!end_ms) return '';
  const day = dayOf(start_ms ?? end_ms);
  return day === dayOf(now.m.now) ? t('lobby.until', {time: timeOf(end_ms)})
    : t('lobby.when', {day, from: timeOf(start_ms ?? end_ms), to: timeOf(end_ms)});
}

/** What does not fit, in words; nothing of it blocks. @param {Now} now */
function warningsView(now) {
  const words = warnings(now.m).filter(({code}) => !['no-chair', 'presenter-chairs'].includes(code))
    .map(({code, ...blanks}) => t(`warn.${code}`, {...form(now, code, blanks), ...blanks}));
  return words.length > 0 && el('div', {class: 'ask', key: 'warnings', 'data-test': 'warnings'},
    words.map((each) => el('p', {key: each}, each)));
}

/**
 * Which form a warning takes: with one ideal size or several, with one case or a number of them.
 * @param {Now} now @param {string} code @param {Record<string, any>} blanks
 * @returns {Record<string, number>}
 */
function form(now, code, {from, to}) {
  if (code === 'below-ideal' || code === 'above-ideal') return {n: from === to ? 1 : 2};
  return code === 'no-presenter' ? {n: now.plan.cases} : {};
}

/** Begins; a group that is too small is asked about once. @param {Now} now */
async function begin(now) {
  const first = now.ahead[0];
  if (!first) return toast(t('problem.no-step'));
  const go = () => run(() => beginFitted(now.client, first.id));
  const small = warnings(now.m).find(({code}) => code === 'below-smallest');
  if (!small) return go();
  return askFirst({key: 'begin', title: t('lobby.begin.title'),
    words: t('warn.below-smallest', {people: small.people, from: small.from}),
    answers: [{label: t('lobby.begin.anyway'), test: 'begin-anyway', press: go}]});
}

/**
 * Enters the first step; the steps to come get the time that is left until the planned end.
 * @param {Client} client @param {string} first
 */
async function beginFitted(client, first) {
  const fit = () => {
    const {overrun} = new Now(client);
    if (overrun?.fits) run(() => client.planTime(overrun.planned));
  };
  client.addEventListener('step', fit, {once: true});
  try {
    await client.go(first);
  } catch (problem) {
    client.removeEventListener('step', fit);
    throw problem;
  }
}
