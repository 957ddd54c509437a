// @ts-check
import {ofPaper} from './words.js';

/**
 * Asks the server of this page whether what was removed may remain in backups of a database.
 * @param {(path: string) => Promise<any>} ask
 * @returns {Promise<() => string|null>} what to say of it, in the language of that moment; null: nothing does
 */
export async function remains(ask = async (path) => {
  const answer = await fetch(path, {cache: 'no-store'});
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}) {
  // Beside the page, so that it is found below a base as well.
  const days = (await ask('.well-known/kring.json'))?.retention_days;
  if (days === undefined) return () => null;
  if (!Number.isSafeInteger(days) || days < 1) throw new Error('retention_days is no number of days');
  return () => ofPaper('safe.remains', {n: days});
}
