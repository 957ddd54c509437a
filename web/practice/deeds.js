// @ts-check
/** @import {Client} from '../core/client.js' */
/** @import {Field} from '../core/inputs.js' */
/** @import {Moment, Step} from '../core/types.js' */
/** @import {Words} from './words.js' */
/** @typedef {typeof import('../core/meeting.js')} Rules what the screens ask, too */

/**
 * What a made-up colleague does next.
 * @typedef {object} Deed
 * @property {string} key the same as long as it is the same deed
 * @property {number} after_ms how long it has to be wanted before it is done: the pace of people
 * @property {(client: Client) => any} act
 */

/**
 * A colleague: its place among them, from 0, the member ids of all of them, and the part of the time
 * that people take in which all is done (1 but in tests). The first one leads when nobody else does,
 * the second one has a case. The rules are given and not imported: this file is fetched by itself, and
 * they are in what everybody has.
 * @typedef {{place: number, colleagues: string[], pace: number, rules: Rules}} Cast
 */

const second = 1000;
/** How long a chair waits for the person at most. */
const patience_ms = 90 * second;
/** How long a step lasts at least, so that it can be read. */
const least_ms = 20 * second;
/** How long the questions last, which the person may ask as long as they want to. */
const questions_ms = 90 * second;

/**
 * What a colleague does next in this moment, or null. Asks the same selectors as the page does.
 * @param {Moment} m @param {Cast} cast @param {Words} words
 * @returns {Deed|null}
 */
export function nextDeed(m, cast, words) {
  const {rules} = cast;
  const {state} = m;
  if (state.purge_ms !== undefined || !rules.roles(m).takesPart) return null;
  if (state.visit === 0) return inLobby(m, cast);
  const step = rules.currentStep(m);
  if (!step) return null;
  return takingChair(m, cast) ?? writing(m, cast, words) ?? speaking(m, step, cast)
    ?? (rules.roles(m).chair ? leading(m, step, cast) : null);
}

/** Whoever is no colleague: the person who practises. @param {Moment} m @param {Cast} cast */
function people(m, {colleagues, rules}) {
  return rules.round(m).filter((member) => !colleagues.includes(member));
}

/** @param {Moment} m @param {Cast} cast @returns {Deed|null} */
function inLobby(m, cast) {
  const {rules} = cast;
  if (people(m, cast).length === 0) return null;
  const taking = takingChair(m, cast);
  if (taking) return taking;
  const first = rules.nextStep(m);
  if (!first || !rules.roles(m).chair) return null;
  return {key: 'begin', after_ms: 12 * second, act: (client) => client.go(first.id)};
}

/**
 * The first colleague chairs where nobody does, if the person leaves it.
 * @param {Moment} m @param {Cast} cast @returns {Deed|null}
 */
function takingChair(m, {place, rules}) {
  if (place !== 0 || m.state.chair !== null || rules.presenter(m) === m.me) return null;
  return {key: `chair-${m.state.term}`, after_ms: 40 * second, act: (client) => client.takeChair()};
}

// Writing

/** @param {Moment} m @param {Cast} cast @param {Words} words @returns {Deed|null} */
function writing(m, cast, words) {
  const {rules} = cast;
  if (m.state.halted !== null || m.state.step === null) return null;
  for (const field of rules.inputsFor(m)) {
    const {input, items, own, set} = field;
    if (!field.may || field.left === 0) continue;
    const there = own.length + items.filter((item) => item.by === m.me).length;
    const content = there > 0 ? null : contentOf(m, field, cast, words);
    if (!content) continue;
    const key = `write-${m.state.visit}-${field.path}`;
    const after_ms = (10 + 7 * cast.place) * second;
    const asks = input.by === 'others' && rules.floorOf(rules.currentStep(m)).asks;
    return {key, after_ms, act: async (client) => {
      if (set) return client.addCard(set.set, content);
      const item = client.newId();
      await client.addItem(input.id, content, item);
      if (asks) client.hand(true, item);
    }};
  }
  return null;
}

/**
 * What a colleague writes to an input of the method that one practises with, or null for nothing.
 * @param {Moment} m @param {Field} field @param {Cast} cast @param {Words} words
 * @returns {Record<string, any>|null}
 */
function contentOf(m, {input}, cast, words) {
  const {place} = cast;
  const {of, options, range, fields} = input.page;
  // Of one there is nothing to choose.
  if (of) return proposals(m, of, cast).length > 1 ? choice(m, of, cast) : null;
  if (options) return {pick: [options[0].id]};
  if (range) return {number: range[1] - place % 2};
  const text = words.write[input.id]?.[place];
  if (!text) return null;
  if (!fields) return {text};
  const [first] = fields.map((/** @type {any} */ field) => field.id ?? field);
  return {[first]: text};
}

/**
 * What the person brings goes first: they are here to practise.
 * @param {Moment} m @param {string} of @param {Cast} cast
 */
function choice(m, of, cast) {
  const all = proposals(m, of, cast);
  const chosen = all.find((item) => !cast.colleagues.includes(item.by ?? '')) ?? all[0];
  return chosen ? {pick: [chosen.item]} : null;
}

/** @param {Moment} m @param {string} of `STEP/INPUT` @param {Cast} cast */
function proposals(m, of, {rules}) {
  const [step, input] = of.split('/');
  return rules.itemsOf(m, step, input).filter((item) => !item.folded);
}

// Speaking

/** @param {Moment} m @param {Step} step @param {Cast} cast @returns {Deed|null} */
function speaking(m, step, cast) {
  const {rules} = cast;
  const {state} = m;
  const key = `${state.visit}-${state.floor.turn}`;
  const action = rules.mainAction(m);
  if (state.halted !== null) return null;
  if (state.floor.speaker === m.me) {
    return {key: `done-${key}`, after_ms: 9 * second, act: (client) => client.nextTurn()};
  }
  // Somebody begins to read when the person does not.
  if (action === 'read-aloud' && state.floor.speaker === null) {
    return {key: `read-${key}`, after_ms: (8 + 5 * cast.place) * second,
      act: (client) => client.readTurn()};
  }
  if (action === 'raise-hand' && cast.place === 3 && !spoke(m)) {
    return {key: `hand-${state.visit}`, after_ms: 45 * second, act: (client) => client.hand(true)};
  }
  const asked = state.floor.speaker !== null && cast.colleagues.includes(state.floor.speaker);
  if (rules.presenter(m) === m.me && action === 'next-question' && rules.queue(m).length > 0
    && (asked || state.floor.speaker === null)) {
    return {key: `answer-${key}`, after_ms: 12 * second, act: (client) => client.nextTurn()};
  }
  return action === 'ready' && !rules.roles(m).chair
    ? {key: `ready-${state.visit}-${step.id}`, after_ms: (6 + 3 * cast.place) * second,
      act: (client) => client.ready(true)} : null;
}

/** Whether this colleague had the floor in this step. @param {Moment} m */
function spoke(m) {
  return m.state.floor.spoken.some((one) => one.member === m.me);
}

// Leading

/** @param {Moment} m @param {Step} step @param {Cast} cast @returns {Deed|null} */
function leading(m, step, cast) {
  const {rules} = cast;
  const {state} = m;
  const action = rules.mainAction(m);
  const key = `${action}-${state.visit}-${state.floor.turn}`;
  const mine = (/** @type {number} */ after_s, /** @type {Deed['act']} */ act) =>
    ({key, after_ms: after_s * second, act});
  switch (action) {
    case 'clear-halt': return mine(20, (client) => client.clearHalt());
    case 'settle': return settling(m, step, cast, mine);
    case 'open-set': return isTime(m, step, cast)
      ? mine(15, (client) => opening(client, rules.openSet(m)?.set ?? 0)) : null;
    case 'next-turn': case 'next-question': case 'next-card':
      // Who speaks ends by themself; the person is given time.
      return mine(state.floor.speaker === null ? (state.floor.card === null ? 4 : 40) : 60,
        (client) => client.nextTurn());
    case 'show-cards': return isTime(m, step, cast) ? mine(3, async (client) => {
      const next = rules.nextStep(m);
      if (next) await client.go(next.id);
    }) : null;
    case 'next-step': return isTime(m, step, cast)
      ? mine(3, (client) => client.go(rules.nextStep(m)?.id ?? '')) : null;
    case 'close': return isTime(m, step, cast) ? mine(20, (client) => client.close(3_600_000)) : null;
    default: return null;
  }
}

/**
 * What too few have written for is thrown away; the others went on.
 * @param {Client} client @param {number} set
 */
async function opening(client, set) {
  try {
    await client.openSet(set);
  } catch (problem) {
    if (/** @type {any} */ (problem)?.code === 'too-few') await client.discardSet(set);
  }
}

/** @param {Moment} m @param {Step} step @param {Cast} cast
 * @param {(after_s: number, act: Deed['act']) => Deed} mine @returns {Deed|null} */
function settling(m, step, cast, mine) {
  const voted = step.inputs.find((input) => input.page.of);
  const chosen = voted && choice(m, voted.page.of ?? '', cast)?.pick[0];
  const item = m.state.items.find((one) => one.item === chosen);
  if (!item?.by || cast.rules.isSettled(m, step)) return null;
  return mine(15, (client) => client.settle(item.item, item.by ?? ''));
}

/**
 * Whether the chair goes on: there was time to read, and nobody is busy any more; or the person has
 * been waited for long enough. Colleagues are waited for longer: they do write, but their network may
 * be slow, or gone.
 * @param {Moment} m @param {Step} step @param {Cast} cast
 */
function isTime(m, step, cast) {
  const {rules} = cast;
  const {clock} = m.state;
  const ran_ms = (clock.ran_ms + (clock.since_ms === null ? 0 : m.now - clock.since_ms)) / cast.pace;
  if (ran_ms < (rules.floorOf(step).asks ? questions_ms : least_ms)) return false;
  const open = rules.unfinished(m);
  const presenter = open.some(({code}) => code === 'not-written') ? rules.presenter(m) : null;
  const busy = rules.round(m).filter((member) => member === presenter
    || open.some(({code, members}) => code === 'not-ready' && members?.includes(member))
    || !cast.colleagues.includes(member) && rules.mainAction({...m, me: member}) === 'ready');
  if (busy.length === 0) return true;
  return ran_ms >= patience_ms * (busy.some((member) => cast.colleagues.includes(member)) ? 4 : 1);
}
