// @ts-check
import {dateContent, localIso} from './poll.js';
import {keyOf, metContent, threadOf} from './thread.js';
import {itemsOf} from './moment.js';
/** @import {Client} from './client.js' */
/** @import {Intention, Met} from './thread.js' */

/**
 * @typedef {object} Brought what a member brings along to a meeting that has not begun
 * @property {string} name
 * @property {boolean} shared whether nothing may stay on the device
 * @property {Met[]} thread the meetings before it
 * @property {Intention[]} [intentions] one's own
 * @property {{start_ms: number, end_ms: number}[]} [dates] to put forward
 * @property {boolean} [comes] says that one comes
 */

/** How long the next meeting may keep somebody waiting who takes a seat in it. */
const patience_ms = 20_000;

/**
 * Takes a seat in the lobby of another session and writes there what one brings, each thing once, however
 * often it is tried. The seat stays in this browser; the connection does not. Returns until when this
 * device has a use for it, in milliseconds since 1970. Fails with `{code}`: `begun` where the meeting goes
 * on already, `waiting` where somebody has to let newcomers in, else as a connection fails.
 * @param {Client} client of this session @param {string} secret of the other one @param {Brought} brought
 */
export async function takeAlong(client, secret, brought) {
  const other = client.another(secret);
  try {
    const seated = await other.prepare();
    await other.start(seated ? {} : {name: brought.name, shared: brought.shared});
    await arrived(other);
    await bring(other, brought);
    return other.until_ms;
  } catch (problem) {
    // A place at a door is no seat: else this browser would say that it has one.
    if (/** @type {any} */ (problem)?.code === 'waiting') other.giveUp();
    throw problem;
  } finally {
    other.stop();
  }
}

/**
 * Writes in a lobby what is not there yet.
 * @param {Client} client @param {Omit<Brought, 'name'|'shared'>} brought
 */
export async function bring(client, {thread, intentions = [], dates = [], comes = false}) {
  await client.openAll();
  const m = client.moment();
  const lobby = m?.state.plan?.lobby;
  if (!m || !lobby) throw {code: 'begun', temporary: false};
  const known = new Set(threadOf(m).meetings.map(keyOf));
  const mine = (/** @type {string} */ input) => new Set(itemsOf(m, lobby.id, input)
    .filter(({by}) => by === client.me).map((item) => JSON.stringify(m.text(item))));
  const offered = itemsOf(m, lobby.id, 'datum').map((item) => m.text(item)?.start);
  const [before, said] = [mine('voornemen'), mine('komt')];
  const texts = [
    ...thread.filter((met) => !known.has(keyOf(met))).map((met) => ['draad', metContent(met)]),
    ...dates.filter(({start_ms}) => !offered.includes(localIso(start_ms)))
      .map(({start_ms, end_ms}) => ['datum', dateContent(start_ms, end_ms)]),
    ...intentions.map(({what, due}) => ({what, ...(due ? {due} : {})}))
      .filter((content) => !before.has(JSON.stringify(content))).map((content) => ['voornemen', content]),
    ...(comes && said.size === 0 ? [['komt', {pick: ['ja']}]] : [])];
  const there = new Set(lobby.inputs.map(({id}) => id));
  const sent = await Promise.allSettled(texts.filter(([input]) => there.has(String(input)))
    .map(([input, content]) => client.addItem(String(input), /** @type {any} */ (content))));
  // Only now: what is refused keeps nothing else back.
  const refused = sent.find(({status}) => status === 'rejected');
  if (refused) throw /** @type {PromiseRejectedResult} */ (refused).reason;
}

/** Resolves once a client stands in its lobby. @param {Client} client @returns {Promise<void>} */
function arrived(client) {
  return new Promise((resolve, reject) => {
    const end = (/** @type {() => void} */ how) => {
      clearTimeout(timer);
      client.removeEventListener('change', look);
      how();
    };
    const timer = setTimeout(() => end(() => reject({code: 'offline', temporary: true})), patience_ms);
    const look = () => {
      const {phase, problem, connection} = client;
      if (phase === 'lobby') end(resolve);
      else if (phase === 'meeting' || phase === 'closed') end(() => reject({code: 'begun', temporary: false}));
      else if (phase === 'waiting') end(() => reject({code: 'waiting', temporary: false}));
      else if (phase === 'ended' || (connection === 'stopped' && problem)) {
        end(() => reject(problem ?? {code: 'purged', temporary: false}));
      }
    };
    client.addEventListener('change', look);
    look();
  });
}
