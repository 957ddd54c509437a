// @ts-check
/** @import {View, Item, CardSet, Delivered} from './types.js' */

/** The numbers of the events do not follow on: the client asks for the whole state again. */
export class Gap extends Error {
  /** @param {number} expected @param {number} got */
  constructor(expected, got) {
    super(`event ${got} where ${expected} was due`);
    this.code = 'gap';
    this.expected = expected;
    this.got = got;
  }
}

/** An event that this page does not know: the server is newer, the page must be reloaded. */
export class Newer extends Error {
  /** @param {string} event */
  constructor(event) {
    super(`unknown event ${event}`);
    this.code = 'newer';
    this.event = event;
  }
}

/**
 * Returns the view before the first event.
 * @returns {View}
 */
export function emptyView() {
  return {
    seq: 0, at_ms: 0, session: null, plan: null, edition: 0, members: [], locked: false,
    chair: null, term: 0, back: null, guiding: false, deputy: null, cases: [],
    step: null, visit: 0, visited: [],
    clock: {planned_ms: 0, ran_ms: 0, since_ms: null},
    floor: {turn: 0, speaker: null, card: null, waiting: [], spoken: []},
    called: false, halted: null, pen: null, take: 0, roles: [],
    items: [], notes: [], sets: [], attendance: [], reports: [],
  };
}

/**
 * Returns the state after one element of an `events` frame; the old state stays as it is.
 * Throws `Gap` or `Newer`. `null` is the state of a client that has seen nothing yet.
 * @param {View|null} state
 * @param {Delivered} event
 * @returns {View}
 */
export function reduce(state, event) {
  if ('view' in event) return event.view;
  const before = state ?? emptyView();
  if (event.seq !== before.seq + 1) throw new Gap(before.seq + 1, event.seq);
  if (!('event' in event)) return {...before, seq: event.to ?? event.seq};
  const change = Object.hasOwn(changes, event.event) ? changes[event.event] : undefined;
  if (!change) throw new Newer(event.event);
  // A mark reaches only its maker, so it leaves alone what all others share.
  if (event.event === 'item.marked') return {...before, ...change(before, event), seq: event.seq};
  // Whoever did something is still there.
  const {ending_ms, ...rest} = before;
  const kept = event.by === undefined && ending_ms !== undefined ? before : rest;
  return present({...kept, ...change(before, event), seq: event.seq, at_ms: event.at_ms});
}

/**
 * Returns the time that has run in a step, in milliseconds.
 * @param {{ran_ms: number, since_ms: number|null}} clock
 * @param {number} now
 */
export function elapsed(clock, now) {
  return clock.ran_ms + (clock.since_ms === null ? 0 : Math.max(0, now - clock.since_ms));
}

/**
 * @template {object} T
 * @param {T[]} list
 * @param {(one: T) => boolean} which
 * @param {Partial<T>|((one: T) => T)} change
 * @returns {T[]}
 */
function changed(list, which, change) {
  return list.map((one) => {
    if (!which(one)) return one;
    return typeof change === 'function' ? change(one) : {...one, ...change};
  });
}

/** @param {View} s @param {string} member */
const hasMember = (s, member) => s.members.some((m) => m.member === member);

/** @param {View} s @param {string} member @param {object} change */
function memberChanged(s, member, change) {
  return {members: changed(s.members, (m) => m.member === member, change)};
}

/** @param {View} s @param {string} item @param {Partial<Item>} change */
function itemChanged(s, item, change) {
  return {items: changed(s.items, (i) => i.item === item, change)};
}

/** @param {View} s @param {number} number @param {object} change */
function caseChanged(s, number, change) {
  return {cases: s.cases.map((one, place) => (place === number - 1 ? {...one, ...change} : one))};
}

/** @param {View} s @param {(step: any) => any} change */
function stepsChanged(s, change) {
  return s.plan ? {plan: {...s.plan, steps: s.plan.steps.map(change)}} : {};
}

/** A case that nobody presents yet. */
const noCase = () => ({presenter: null, chair: null, item: null, stopped: false});

/** @param {CardSet} set @param {'opened'|'discarded'} state @returns {CardSet} */
function ended(set, state) {
  const {due_ms: _, late: __, ...rest} = set;
  return {...rest, state};
}

/**
 * Leaves out the keys without a value.
 * @template {object} T @param {T} object @returns {T}
 */
function present(object) {
  const kept = Object.entries(object).filter(([, value]) => value !== undefined);
  return /** @type {T} */ (Object.fromEntries(kept));
}

/**
 * What each event changes.
 * @type {Record<string, (s: View, e: any) => Partial<View>>}
 */
const changes = {
  created: (s, e) => present({
    session: e.session, plan: e.plan, start_ms: e.start_ms, end_ms: e.end_ms, call: e.call,
    cases: Array.from({length: e.plan.cases}, noCase),
  }),

  'member.joined': (s, e) => ({members: [...s.members,
    {member: e.member, name: e.name, host: e.host, left: false, removed: false}]}),
  'member.left': (s, e) => memberChanged(s, e.member, {left: true}),
  'member.returned': (s, e) => memberChanged(s, e.member, {left: false}),
  'member.removed': (s, e) => (!hasMember(s, e.member) ? {}
    : {...memberChanged(s, e.member, {removed: true}), locked: true}),
  'seat.given': (s, e) => (!hasMember(s, e.member) ? {} : {
    ...memberChanged(s, e.member, {given: {at_ms: e.at_ms, by: e.by}}),
    sets: changed(s.sets,
      (set) => set.state === 'closed' && !(set.late ?? []).includes(e.member),
      (set) => ({...set, late: [...(set.late ?? []), e.member]})),
  }),
  'chair.changed': (s, e) => ({chair: e.chair, term: e.term, back: e.back}),
  'chair.guiding': (s, e) => ({guiding: e.guiding}),
  'deputy.changed': (s, e) => ({deputy: e.deputy}),
  'pen.changed': (s, e) => ({pen: e.pen}),
  'report.made': (s, e) =>
    (!e.by || s.reports.includes(e.by) ? {} : {reports: [...s.reports, e.by]}),

  'case.cast': (s, e) => caseChanged(s, e.case, {presenter: e.presenter, chair: e.chair}),
  'vote.settled': (s, e) => caseChanged(s, e.case, {presenter: e.presenter, item: e.item}),
  'case.stopped': (s, e) => {
    const stopped = caseChanged(s, e.case, {stopped: true});
    if (e.keep) return stopped;
    const gone = new Set(s.plan?.steps.filter((p) => p.case === e.case).map((p) => p.id));
    return {...stopped, items: s.items.filter((i) => !gone.has(i.step)),
      notes: s.notes.filter((n) => !gone.has(n.step))};
  },
  'input.named': (s, e) => stepsChanged(s, (step) => (step.id !== e.step ? step
    : {...step, inputs: changed(step.inputs, (/** @type {any} */ i) => i.id === e.input, {named: e.named})})),
  'plan.timed': (s, e) => stepsChanged(s, (step) => {
    const time = e.planned.find((/** @type {any} */ one) => one.step === step.id);
    return time ? {...step, planned_ms: time.planned_ms} : step;
  }),

  'step.entered': (s, e) => ({
    step: e.step, visit: e.visit, clock: e.clock, floor: e.floor,
    visited: s.visited.includes(e.step) ? s.visited : [...s.visited, e.step],
    called: false, halted: null, roles: [],
    sets: [...s.sets, ...e.sets.map((/** @type {any} */ made) => ({set: made.set, step: e.step,
      input: made.input, named: made.named, state: 'closed'}))],
  }),
  'clock.changed': (s, e) => ({clock: e.clock}),
  'presenter.called': () => ({called: true}),
  'halt.raised': (s, e) => ({halted: e.by ?? null}),
  'halt.cleared': () => ({halted: null}),
  'turn.changed': (s, e) => ({floor: e.floor}),
  'cast.changed': (s, e) => ({take: e.take, roles: e.roles}),
  'session.closed': (s, e) => ({purge_ms: e.purge_ms, step: null,
    clock: {...s.clock, ran_ms: elapsed(s.clock, e.at_ms), since_ms: null}}),
  'session.kept': (s, e) => ({purge_ms: e.purge_ms}),
  'plan.chosen': (s, e) => ({edition: e.edition, plan: e.plan,
    cases: Array.from({length: e.plan.cases}, (_, place) => s.cases[place] ?? noCase())}),
  'session.timed': (s, e) => ({edition: e.edition, start_ms: e.start_ms, end_ms: e.end_ms}),
  'session.ending': (s, e) => ({ending_ms: e.purge_ms}),
  'session.stayed': () => ({}),
  'attendance.noted': (s, e) => ({attendance: [...s.attendance, {at_ms: e.at_ms, members: e.members}]}),
  'secrecy.discussed': (s, e) => ({secrecy_ms: e.at_ms}),

  'item.added': (s, e) => ({items: [...s.items, present({item: e.item, step: e.step,
    input: e.input, by: e.by, version: 1, envelope: e.envelope, folded: false})]}),
  'item.edited': (s, e) => itemChanged(s, e.item, {version: e.version, envelope: e.envelope}),
  'item.withdrawn': (s, e) => ({items: s.items.filter((i) => i.item !== e.item)}),
  'item.folded': (s, e) => itemChanged(s, e.item, {folded: e.folded}),
  'item.claimed': (s, e) => itemChanged(s, e.item,
    present({claimed: e.by, nonce: e.nonce})),
  'item.marked': (s, e) => itemChanged(s, e.item, {mark: {mark: e.mark, envelope: e.envelope}}),
  'note.written': (s, e) => {
    const line = present({step: e.step, by: e.by, note: e.note, envelope: e.envelope});
    const written = s.notes.some((n) => n.step === e.step);
    return {notes: written ? s.notes.map((n) => (n.step === e.step ? line : n))
      : [...s.notes, line]};
  },
  'set.opened': (s, e) => {
    const set = s.sets.find((one) => one.set === e.set);
    if (!set) return {};
    return {
      sets: changed(s.sets, (one) => one === set, (one) => ended(one, 'opened')),
      items: [...s.items, ...e.items.map((/** @type {Record<string, any>} */ card) =>
        present({item: card.item, step: set.step, input: set.input, set: e.set, by: card.by,
          version: 1, envelope: card.envelope, folded: false}))],
    };
  },
  'set.forcing': (s, e) => ({sets: s.sets.map(({due_ms, ...set}) => {
    const due = set.set === e.set ? e.due_ms ?? undefined : due_ms;
    return due === undefined ? set : {...set, due_ms: due};
  })}),
  'set.discarded': (s, e) => ({sets: changed(s.sets, (one) => one.set === e.set,
    (one) => ended(one, 'discarded'))}),
};
