// @ts-check
import {takeAlong} from '../core/carry.js';
import {isRemembered, remember} from '../core/remembered.js';
import {el} from '../kit/dom.js';
import {refreshDialogs, toast} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {tick} from '../kit/pieces.js';
import {secretIn} from '../seal/keys.js';
import {haltNote, intentionsCarried, nextOf, ownIntentions, withThis} from '../core/meeting.js';
import {dateOf, pick, t, unisolated} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Intention, Next} from '../core/thread.js' */

/**
 * @typedef {object} Place one's own place in the next meeting
 * @property {boolean} taken whether this browser has a seat there
 * @property {boolean} [busy]
 * @property {any} [problem]
 */

/** By the secret of the next meeting. @type {Map<string, Place>} */
const places = new Map();

/** Meetings that were made when nothing could be written any more, by client. @type {WeakMap<Client, Next>} */
export const madeLate = new WeakMap();

/** The next meeting, as far as this page knows it. @param {Now} now */
export const nextFor = ({client, m}) => nextOf(m) ?? madeLate.get(client);

/**
 * One's own place in the next meeting; looks once whether this browser has a seat there.
 * @param {Client} client @param {string} secret @returns {Place}
 */
export function placeIn(client, secret) {
  const known = places.get(secret);
  if (known) return known;
  /** @type {Place} */
  const place = {taken: false};
  places.set(secret, place);
  client.another(secret).prepare().then((seated) => {
    place.taken ||= seated;
    client.touch();
  });
  return place;
}

/**
 * Takes one's seat in the next meeting, with the intentions that one wants to bring.
 * @param {Client} client @param {Next} next @param {Partial<import('../core/carry.js').Brought>} [more]
 */
export async function join(client, next, more = {}) {
  const place = placeIn(client, next.secret);
  if (place.busy) return;
  place.busy = true;
  place.problem = null;
  client.touch();
  try {
    const now = new Now(client);
    const until_ms = await takeAlong(client, next.secret, {name: unisolated(now.name(now.me)), shared: client.shared,
      thread: threadWith(now), comes: next.start_ms !== undefined, ...more});
    place.taken = true;
    // Whoever wants this meeting on their start page, wants the next one there.
    if (isRemembered(client.device, secretIn(client.link) ?? '')) {
      remember(client.device, {secret: next.secret, method: pick(now.plan.page.name),
        start_ms: next.start_ms, until_ms});
    }
    toast(t('next.taken'));
  } catch (problem) {
    place.problem = problem;
  }
  place.busy = false;
  client.touch();
}

/** The thread with this meeting, and what was agreed for the next one. @param {Now} now */
export function threadWith(now) {
  return withThis(now.m, (member) => unisolated(now.name(member)), pick(now.plan.page.name),
    nextFor(now)?.agreed);
}

/**
 * What one can take along to the next meeting: one's intentions, and the line of «Even stilstaan».
 * @param {Now} now @returns {Intention[]}
 */
export function toTakeAlong({client, m}) {
  const line = client.privateNote(haltNote).trim();
  const own = ownIntentions(m);
  return line ? [...own.slice(0, intentionsCarried - 1), {what: line, due: ''}] : own;
}

/**
 * What stays behind unless it is ticked: the line of «Even stilstaan», which nobody else has seen.
 * @param {Client} client @param {Intention[]} mine @returns {Set<Intention>}
 */
export function unseen(client, mine) {
  const line = client.privateNote(haltNote).trim();
  return new Set(mine.filter(({what}) => what === line));
}

/** One's own intentions, each to be left out. @param {Intention[]} mine @param {Set<Intention>} out */
export function intentionTicks(mine, out) {
  return mine.length > 0 && el('fieldset', {class: 'bare-set', key: 'intentions'},
    el('legend', {class: 'label'}, t('next.intentions')),
    mine.map((one, n) => tick({name: `intention-${n}`, checked: !out.has(one),
      label: [one.what, one.due && ` (${dateOf(one.due)})`].filter(Boolean).join(''),
      change: (checked) => {
        if (checked) out.delete(one);
        else out.add(one);
        refreshDialogs();
      }})));
}
