// @ts-check
import {path} from '../seal/envelope.js';
import {isNext} from './thread.js';
/** @import {Sealer} from '../seal/envelope.js' */
/** @import {Plan} from './types.js' */

/** Under what texts wait among the drafts that were refused when no field was there any more, by item. */
export const refusedName = 'refused ';

/** Under what the note lines wait among the drafts that are not written yet, by step. */
export const noteName = 'note ';

/** Commands that bring what somebody typed. */
const typed = ['item.add', 'item.edit'];

/**
 * What somebody typed into a command that this page did not send itself, and of which it knows the sealed
 * text only; '' for a choice or a number. For which step it was is not said, so each is tried.
 * @param {Sealer} sealer @param {Plan} plan @param {Record<string, any>} command
 * @returns {Promise<string>}
 */
export async function typedIn(sealer, plan, command) {
  if (!typed.includes(command.do)) return '';
  for (const step of plan.steps) {
    // The link of the next meeting was typed by nobody.
    for (const {id} of step.inputs.filter((input) => !isNext(input))) {
      const json = await sealer.open(command.envelope, command.item, path.input(step.id, id)).catch(() => null);
      if (json) return Object.values(json).filter((part) => typeof part === 'string').join(' · ');
    }
  }
  return '';
}
