// @ts-check
import {explain} from './pieces.js';
/** @import {Client} from '../core/client.js' */

/**
 * What belongs to a text that was not sent yet, beside the text itself, which is a draft of the
 * client: whether it is left out of the reports of others, and why it was refused.
 * @typedef {{private: boolean, problem: string}} Unsent
 */

/** @type {WeakMap<Client, Map<string, Unsent>>} */
const pages = new WeakMap();

/** @type {Unsent} */
const nothing = {private: false, problem: ''};

/** @param {Client} client @param {string} draft @returns {Unsent} */
export function unsent(client, draft) {
  return pages.get(client)?.get(draft) ?? nothing;
}

/** @param {Client} client @param {string} draft @param {Partial<Unsent>} change */
export function setUnsent(client, draft, change) {
  const page = pages.get(client) ?? new Map();
  pages.set(client, page.set(draft, {...unsent(client, draft), ...change}));
  client.touch();
}

/**
 * Sends what is in some drafts, and empties them at the press: what is typed meanwhile is the next
 * text. A text that is refused comes back, before what was typed meanwhile, and is left out of the reports of
 * others if it was to be.
 * @param {Client} client
 * @param {string} name the draft that is told why it was refused
 * @param {{draft: string, text: string}[]} parts
 * @param {() => Promise<any>} send
 */
export async function sendDrafts(client, name, parts, send) {
  const {private: kept} = unsent(client, name);
  for (const {draft} of parts) client.setDraft(draft, '');
  setUnsent(client, name, nothing);
  try {
    await send();
  } catch (problem) {
    for (const {draft, text} of parts) {
      const later = client.draft(draft);
      client.setDraft(draft, later ? `${text}\n${later}` : text);
    }
    setUnsent(client, name, {private: kept, problem: explain(problem)});
  }
}
