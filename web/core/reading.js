// @ts-check
import {Commands} from './commands.js';
/** @import {Status} from '../net/connection.js' */
/** @import {Sealer} from '../seal/envelope.js' */
/** @import {Attendance, Phase} from './attendance.js' */
/** @import {Claims} from './claims.js' */
/** @import {Desk} from './desk.js' */
/** @import {OwnCards} from './owncards.js' */
/** @import {Scribe} from './scribe.js' */
/** @import {Texts} from './texts.js' */
/** @import {View, Presence, Item, OwnCard, Problem} from './types.js' */

/**
 * @typedef {{desk: Desk, own: OwnCards, sealer: Sealer, texts: Texts, scribe: Scribe,
 *   attendance: Attendance, claims: Claims}} Parts
 */

/**
 * Nobody is here yet.
 * @type {Presence}
 */
const nobody = {members: [], hands: [], door: []};

/** What a page can read of a session: where it stands, what was written, what is kept here. */
export class Reading extends Commands {
  /**
   * What the client is made of, once it is prepared; not for pages.
   * @protected
   * @type {Parts|null}
   */
  parts = null;

  /** Whether the others are made up. */
  practises = false;

  // How it stands

  /**
   * The state of the session; null before the first one has come.
   * @returns {View|null}
   * @override
   */
  get state() {
    return this.parts?.attendance.follower.state ?? null;
  }

  /**
   * Who is here, ready, waiting for the floor or at the door.
   * @returns {Presence}
   */
  get presence() {
    return this.parts?.attendance.follower.presence ?? nobody;
  }

  /** @returns {Phase} */
  get phase() {
    return this.parts?.attendance.phase ?? 'connecting';
  }

  /** @returns {Status} */
  get connection() {
    return this.parts?.attendance.connection ?? 'connecting';
  }

  /**
   * Why there is no connection, or why it stopped.
   * @returns {Problem|null}
   */
  get problem() {
    return this.parts?.attendance.problem ?? null;
  }

  /** At the door: until when, and why. */
  get waiting() {
    return this.parts?.attendance.waiting ?? null;
  }

  /** What was wrong with an opened set; stays until `forgiveOpening`. */
  get openingProblem() {
    return this.parts?.attendance.openingProblem ?? null;
  }

  /** The receipt after a purge: {session, at_ms, events, seats}. */
  get receipt() {
    return this.parts?.attendance.receipt ?? null;
  }

  /** The limits of the server: {members, items, text_bytes}. */
  get limits() {
    return this.parts?.attendance.limits ?? {};
  }

  /** The id of this member, or '' before there is one. */
  get me() {
    return this.parts?.attendance.me ?? '';
  }

  /** How many commands the server has not answered yet. */
  get unanswered() {
    return this.parts?.attendance.unanswered ?? 0;
  }

  // What can be read

  /**
   * What an item says, checked by its input's kind; undefined while it opens, `{broken: true}` if
   * it does not open or says anything else.
   * @param {Item} item
   */
  text(item) {
    return this.parts?.texts.item(this.state, item);
  }

  /**
   * A name, also of a newcomer: no two are the same, and none turns a sentence round that it is put
   * into. Undefined while it opens.
   * @param {string} member
   */
  name(member) {
    return this.parts?.texts.name(this.state, this.presence, member);
  }

  /**
   * The note line of a step, '' if there is none; undefined while it opens.
   * @param {string} step
   */
  note(step) {
    return this.parts?.texts.note(this.state, step);
  }

  /**
   * One's own mark on an item, or ''.
   * @param {Item} item
   */
  markOn(item) {
    return this.parts?.texts.mark(item) ?? '';
  }

  /**
   * The link of the call, if there is one.
   * @returns {string|undefined}
   */
  callUrl() {
    return this.parts?.texts.callUrl(this.state);
  }

  /**
   * Whether this member wrote an item, unnamed ones of this tab included.
   * @param {Item} item
   */
  isMine(item) {
    return item.by === this.me || this.claimant(item) === this.me
      || this.parts?.desk.mine[item.item] !== undefined;
  }

  /**
   * Who showed that an unnamed card is theirs.
   * @param {Item} item
   */
  claimant(item) {
    return this.parts?.claims.by(item);
  }

  /** Opens everything that can be read, for the report. */
  async openAll() {
    if (this.state) await this.parts?.claims.all(this.state.items);
    await this.parts?.texts.all(this.state, this.presence);
  }

  // What stays in the browser

  /**
   * The earlier meetings that this browser is still to bring to the lobby.
   * @returns {import('./thread.js').Met[]}
   */
  get brings() {
    return this.parts?.desk.brings ?? [];
  }

  /** They are there. */
  brought() {
    if (this.parts) this.parts.desk.brings = [];
  }

  /** Until when this device has a use for it, in milliseconds since 1970. */
  get until_ms() {
    return this.parts?.desk.seat.until_ms ?? 0;
  }

  /** Whether this is a shared computer, on which nothing may stay. */
  get shared() {
    return this.parts?.desk.shared ?? false;
  }

  /** Says `change` soon: for what a page shows and keeps outside of the state. */
  touch() {}

  /**
   * One's own cards in a set that is not open yet.
   * @param {number} set @returns {OwnCard[]}
   */
  ownCards(set) {
    return this.parts?.own.inSet(set) ?? [];
  }

  /**
   * All that is typed and not shared, by key.
   * @returns {Record<string, string>}
   */
  get drafts() {
    return this.parts?.desk.drafts ?? {};
  }

  /** @param {string} key @returns {string} */
  draft(key) {
    return this.parts?.desk.draft(key) ?? '';
  }

  /** @param {string} key @param {string} text '' forgets it */
  setDraft(key, text) {
    this.parts?.desk.setDraft(key, text);
    this.touch();
  }

  /**
   * The private notes by step.
   * @returns {Record<string, string>}
   */
  get privateNotes() {
    return this.parts?.desk.notes ?? {};
  }

  /** @param {string} step @returns {string} */
  privateNote(step) {
    return this.privateNotes[step] ?? '';
  }

  /** @param {string} step @param {string} text */
  setPrivateNote(step, text) {
    this.parts?.desk.setNote(step, text);
    this.touch();
  }
}
