// @ts-check
/** @import {View} from './types.js' */

/** An event with a `detail`, as all engines and Node 18 know how to make it. */
export class Said extends Event {
  /** @param {string} type @param {any} [detail] */
  constructor(type, detail) {
    super(type);
    this.detail = detail;
  }
}

/**
 * Returns what is worth announcing between two states of one member.
 * @param {View} before @param {View} after @param {string} me
 * @returns {Said[]}
 */
export function announcements(before, after, me) {
  const said = [];
  if (before.visit !== after.visit || before.step !== after.step) {
    said.push(new Said('step', {step: after.step, visit: after.visit}));
  }
  if (before.floor.turn !== after.floor.turn) {
    const {speaker, card} = after.floor;
    said.push(new Said('turn',
      {speaker, card, mine: speaker === me && before.floor.speaker !== me}));
  }
  if (before.term !== after.term) {
    said.push(new Said('chair', {chair: after.chair, back: after.back,
      mine: after.chair === me, lost: before.chair === me && after.chair !== me}));
  }
  return said;
}
