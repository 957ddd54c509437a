// @ts-check
import {toast} from './dialogs.js';
import {explain} from './pieces.js';

/** What a person need not hear about: it was done already, or somebody was just quicker. */
const silent = ['stale', 'stopped', 'no-turn'];

/**
 * Does what was asked and says so if it could not be done. Resolves with whether it was.
 * @param {() => Promise<any>} send
 * @returns {Promise<boolean>}
 */
export async function run(send) {
  try {
    await send();
    return true;
  } catch (problem) {
    const code = /** @type {any} */ (problem)?.code;
    if (!code) throw problem;
    if (!silent.includes(code)) toast(explain(problem));
    return false;
  }
}
