// @ts-check
import {isCallLink} from './contents.js';
import {deriveKeys, hashOf} from '../seal/keys.js';
import {Sealer, path} from '../seal/envelope.js';
import {token, uuid} from '../seal/random.js';

/**
 * @typedef {object} Wishes
 * @property {string} server `https://HOST/PATH`, where the page is, without a slash at the end
 * @property {string|object} method the id of a method, or a whole method file
 * @property {number} cases
 * @property {number} minutes length of the meeting
 * @property {Record<string, boolean>} [frame] parts of the frame to put on or off
 * @property {number} [start_ms]
 * @property {number} [end_ms]
 * @property {string} [callUrl] the link of the video call; it is sealed
 * @property {string} [creationKey] where the server asks for one
 *
 * @typedef {{link: string, secret: string, session: string, claim: string}} Made
 */

/**
 * Makes a session on the server. An attempt without an answer is repeated.
 * Fails with `{code, temporary, at?, expected?, problems?}`; `offline` when nothing answered.
 * @param {Wishes} wishes
 * @param {{fetch: typeof fetch}} tools
 * @returns {Promise<Made>}
 */
export async function createSession(wishes, tools) {
  const secret = token();
  const claim = token();
  const keys = await deriveKeys(secret);
  const {server, creationKey, callUrl, ...choices} = wishes;
  if (callUrl && !isCallLink(callUrl)) throw {code: 'bad-call-link', temporary: false};
  const body = {session: keys.session, join: keys.joinKeyHash, claim: await hashOf(claim),
    ...choices, ...(callUrl ? {call: await sealedCall(keys, callUrl)} : {})};
  await post(`${server}/api/sessions`, JSON.stringify(body), creationKey, tools.fetch);
  return {link: `${server}/#${secret}`, secret, session: keys.session, claim};
}

/**
 * Fetches what methods are chosen by, and the parts of the frame.
 * @param {string} server
 * @param {{fetch: typeof fetch}} tools
 * @returns {Promise<{methods: Record<string, any>[], frame: Record<string, any>}>}
 */
export async function fetchMethods(server, tools) {
  const response = await answered(() => tools.fetch(`${server}/api/methods`));
  if (!response.ok) throw await errorOf(response);
  const {methods, frame} = await jsonOf(response);
  if (!Array.isArray(methods)) throw notKring;
  return {methods, frame};
}

/**
 * Fetches a method file.
 * @param {string} server
 * @param {string} id
 * @param {{fetch: typeof fetch}} tools
 * @returns {Promise<Record<string, any>>}
 */
export async function fetchMethod(server, id, tools) {
  const response = await answered(() => tools.fetch(`${server}/api/methods/${id}`));
  if (!response.ok) throw await errorOf(response);
  const method = await jsonOf(response);
  if (!Array.isArray(method.steps)) throw notKring;
  return method;
}

/**
 * Finds out what answers in the place of the server, for somebody who gets no connection:
 * `kring`, so that only WebSockets are held back; `other`, such as the page of a network where one
 * has to log in first; `nothing`.
 * @param {string} server @param {{fetch: typeof fetch}} tools
 * @returns {Promise<'kring'|'other'|'nothing'>}
 */
export async function whoAnswers(server, tools) {
  try {
    // Nothing is asked with this method, and nobody else refuses it in these words.
    const response = await tools.fetch(`${server}/api/sessions`);
    const {error} = await jsonOf(response);
    return typeof error?.code === 'string' ? 'kring' : 'other';
  } catch (problem) {
    return problem === notKring ? 'other' : 'nothing';
  }
}

/** Something else than this server answers, such as the page of a network to log in to. */
const notKring = Object.freeze({code: 'not-kring', temporary: true});

/** @param {Response} response @returns {Promise<Record<string, any>>} */
async function jsonOf(response) {
  let value;
  try {
    value = await response.json();
  } catch {
    throw notKring;
  }
  if (value === null || typeof value !== 'object') throw notKring;
  return value;
}

/** @param {import('../seal/keys.js').Keys} keys @param {string} url */
async function sealedCall(keys, url) {
  const item = uuid();
  return {item, envelope: await new Sealer(keys).seal({url}, item, path.call)};
}

/**
 * The same body twice makes one session, so an attempt without an answer is simply repeated.
 * @param {string} url @param {string} body @param {string|undefined} key @param {typeof fetch} ask
 */
async function post(url, body, key, ask) {
  const headers = {'Content-Type': 'application/json',
    ...(key ? {Authorization: `Bearer ${key}`} : {})};
  const response = await answered(() => ask(url, {method: 'POST', headers, body}));
  if (!response.ok) throw await errorOf(response);
  if (typeof (await jsonOf(response)).session !== 'string') throw notKring;
}

/** @param {() => Promise<Response>} ask @returns {Promise<Response>} */
async function answered(ask) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch {
      if (attempt === 3) throw {code: 'offline', temporary: true};
    }
  }
}

/** @param {Response} response */
async function errorOf(response) {
  const {error} = await jsonOf(response).catch(() => ({error: undefined}));
  if (typeof error?.code === 'string') return error;
  return response.status >= 500 ? {code: `http-${response.status}`, temporary: true} : notKring;
}
