// @ts-check
import {run} from './act.js';
import {el} from './dom.js';
import {button} from './pieces.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */
/** @import {Now} from './now.js' */

/**
 * What somebody took away last, how it comes back, and whether that can be done. It is kept on this page
 * alone, until the step ends.
 * @typedef {{visit: number, words: string, back: () => Promise<any>, may: (now: Now) => boolean}} Taken
 */

/** @type {WeakMap<Client, Taken>} */
const taken = new WeakMap();

/**
 * Takes a text away; from then on it can be put back.
 * @param {Now} now @param {string} item
 * @param {{words: string, back: () => Promise<any>, may?: (now: Now) => boolean}} undo
 */
export async function takeAway({client, state: {visit}}, item, {words, back, may = () => true}) {
  if (!await run(() => client.withdraw(item))) return;
  taken.set(client, {visit, words, back, may});
  client.touch();
}

/** The line that says so, with the way back. @param {Now} now */
export function takenAway(now) {
  const {client} = now;
  const last = taken.get(client);
  if (last?.visit !== now.state.visit || !last.may(now)) return null;
  return el('section', {'class': 'sheet row', 'key': 'taken', 'data-test': 'taken'},
    el('p', {class: 'grow'}, t('withdraw.done'), ' ', el('span', {class: 'words quiet'}, `«${last.words}»`)),
    button(t('withdraw.back'), async () => {
      // What cannot come back stays here to be copied.
      if (!await run(last.back)) return;
      taken.delete(client);
      client.touch();
    }, {'icon': 'back', 'data-test': 'put-back'}));
}
