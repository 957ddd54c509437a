// @ts-check
/** @import {View} from './types.js' */

/**
 * Everything a person can ask for, in the words of the contract. Each helper fills in the counter
 * of what the person saw (visit, turn, term, take), so a late click moves nothing.
 *
 * Each returns a promise: resolves with a `seq` or `true`, rejects with `{code, temporary, …}`.
 * A rejection of an own envelope has the code of `SealError` (`too-long` with `bytes`, `allowed`).
 */
export class Commands extends EventTarget {
  /**
   * The state of the session; null before the first one has come.
   * @returns {View|null}
   */
  get state() {
    return null;
  }

  /**
   * Sends a command; overridden by the client.
   * @param {string} name the `do` of the contract
   * @param {Record<string, any>} [fields]
   * @returns {Promise<number|true>}
   */
  send(name, fields) {
    throw new TypeError(`nothing sends ${name} with ${JSON.stringify(fields)}`);
  }

  get #seen() {
    return this.state ?? {visit: 0, edition: 0, term: 0, take: 0, pen: null, floor: {turn: 0},
      attendance: []};
  }

  // People

  leave() { return this.send('member.leave'); }
  comeBack() { return this.send('member.return'); }
  /** @param {string} member */
  remove(member) { return this.send('member.remove', {member}); }
  /** @param {string} member the newcomer at the door */
  admit(member) { return this.send('door.admit', {member}); }
  /** @param {string} member the newcomer at the door */
  refuse(member) { return this.send('door.refuse', {member}); }
  /** @param {string} member the newcomer at the door @param {string} seat whose seat it was */
  giveSeat(member, seat) { return this.send('seat.give', {member, seat}); }
  takeChair() { return this.send('chair.take', {term: this.#seen.term}); }
  /** @param {string} member */
  giveChair(member) { return this.send('chair.give', {term: this.#seen.term, member}); }
  /** @param {boolean} guiding */
  guide(guiding) { return this.send('chair.guide', {guiding}); }
  /** @param {string|null} member */
  nameDeputy(member) { return this.send('deputy.name', {member}); }

  /**
   * Says who presents a case and, when the chair does, who chairs it.
   * @param {number} number of the case, from 1
   * @param {string|null} presenter
   * @param {string} [chair]
   */
  castCase(number, presenter, chair) {
    return this.send('case.cast', {case: number, presenter, ...(chair ? {chair} : {})});
  }

  /** @param {string} step @param {string} input @param {boolean} named */
  nameInput(step, input, named) { return this.send('input.name', {step, input, named}); }

  // Before the beginning

  /**
   * Chooses another plan: a method of the server, and how many cases of it in how many minutes.
   * @param {{method: string, cases: number, minutes: number, frame?: Record<string, boolean>}} wish
   */
  choosePlan({method, cases, minutes, frame = {}}) {
    return this.send('plan.choose', {edition: this.#seen.edition, method, cases, minutes, frame});
  }

  /**
   * Sets when the meeting is; without times it is planned for none.
   * @param {{start_ms?: number, end_ms?: number}} times
   */
  setTime({start_ms, end_ms}) {
    return this.send('session.time', {edition: this.#seen.edition,
      ...(start_ms === undefined ? {} : {start_ms}), ...(end_ms === undefined ? {} : {end_ms})});
  }

  /** «We zijn er nog»: a session that was left is kept. */
  stay() { return this.send('session.stay'); }

  // Attendance

  /**
   * Notes who is present.
   * @param {string[]} members
   */
  noteAttendance(members) {
    return this.send('attendance.note', {noted: this.#seen.attendance.length, members});
  }
  /** The group has discussed what stays secret. */
  discussSecrecy() { return this.send('secrecy.discuss'); }

  // Steps and time

  /**
   * Enters a step; the first one begins the meeting.
   * @param {string} to
   */
  go(to) { return this.send('step.go', {visit: this.#seen.visit, to}); }
  /**
   * Sets the planned time of this step.
   * @param {number} planned_ms
   */
  planClock(planned_ms) { return this.send('clock.plan', {visit: this.#seen.visit, planned_ms}); }
  /**
   * Gives this step more time.
   * @param {number} minutes
   */
  addMinutes(minutes) {
    return this.planClock((this.state?.clock.planned_ms ?? 0) + minutes * 60_000);
  }
  /** @param {boolean} paused */
  pause(paused) { return this.send('clock.pause', {visit: this.#seen.visit, paused}); }
  /**
   * Sets planned times of steps to come.
   * @param {{step: string, planned_ms: number}[]} planned
   */
  planTime(planned) { return this.send('plan.time', {visit: this.#seen.visit, planned}); }
  callPresenter() { return this.send('presenter.call', {visit: this.#seen.visit}); }
  /**
   * Stops the case.
   * @param {boolean} keep whether its words stay
   */
  stopCase(keep) { return this.send('case.stop', {visit: this.#seen.visit, keep}); }
  raiseHalt() { return this.send('halt.raise', {visit: this.#seen.visit}); }
  clearHalt() { return this.send('halt.clear', {visit: this.#seen.visit}); }
  /**
   * Ends the meeting.
   * @param {number} keep_ms how long the content stays, 0 to 7 days
   */
  close(keep_ms) { return this.send('session.close', {visit: this.#seen.visit, keep_ms}); }
  /** @param {number} keep_ms counted from the close */
  keep(keep_ms) { return this.send('session.keep', {keep_ms}); }
  purge() { return this.send('session.purge'); }
  reportMade() { return this.send('report.made'); }

  /**
   * Has the server sign what it knows of this seat, with a commitment to a paper that it does not see.
   * @param {string} commit 32 bytes
   * @returns {Promise<{statement: import('../proof/proof.js').Statement, signature: string}>}
   */
  async askProof(commit) {
    const answer = /** @type {any} */ (await this.send('proof.ask', {commit}));
    return {statement: answer.statement, signature: answer.signature};
  }

  // The floor

  nextTurn() { return this.send('turn.next', {turn: this.#seen.floor.turn}); }
  /** @param {string} member the speaker */
  laterTurn(member) { return this.send('turn.later', {turn: this.#seen.floor.turn, member}); }
  /** @param {string} member the speaker, or oneself */
  skipTurn(member) { return this.send('turn.skip', {turn: this.#seen.floor.turn, member}); }
  /** @param {string} member */
  giveTurn(member) { return this.send('turn.give', {turn: this.#seen.floor.turn, member}); }
  readTurn() { return this.send('turn.read', {turn: this.#seen.floor.turn}); }
  /** @param {{role: string, member: string}[]} roles a new cast list */
  castRoles(roles) { return this.send('cast.take', {take: this.#seen.take, roles}); }

  // Items that can be read, closed sets, votes, the pen

  /** @param {string} item @param {boolean} folded */
  fold(item, folded) { return this.send('item.fold', {item, folded}); }
  takePen() { return this.send('pen.take', {from: this.#seen.pen}); }
  /** @param {number} set */
  openSet(set) { return this.send('set.open', {set}); }
  /** @param {number} set */
  forceSet(set) { return this.send('set.force', {set}); }
  /** @param {number} set */
  discardSet(set) { return this.send('set.discard', {set}); }

  /**
   * Names the outcome of a choosing step.
   * @param {string|null} item the proposal
   * @param {string} presenter
   * @param {string} [chair] who chairs this case when the chair presents it
   */
  settle(item, presenter, chair) {
    return this.send('vote.settle',
      {visit: this.#seen.visit, item, presenter, ...(chair ? {chair} : {})});
  }
}
