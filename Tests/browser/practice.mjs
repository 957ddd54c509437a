// A whole practice meeting against a running server, in a few seconds instead of half an hour: the
// colleagues of the page, and a person who joins under a name and does only what is asked for on the
// command line. Prints what happened as JSON.
//
//     node practice.mjs SERVER LANGUAGE present|watch|lead
import {createRequire} from 'node:module';
import '../WebTests/support/dom.js';
import '../WebTests/support/webcrypto.js';
import {Client} from '../../web/core/client.js';
import {inputContent} from '../../web/kinds/index.js';
import * as rules from '../../web/core/meeting.js';
import {PracticeGroup} from '../../web/practice/group.js';
import {memoryStore} from '../../web/seal/seat.js';

const {WebSocket: Socket} = createRequire(import.meta.url)('ws'); // jsdom's own
const [server, language, role] = process.argv.slice(2);
const pace = 1 / 60;
const tools = () => ({tab: memoryStore(), device: memoryStore(), fetch, kinds: async () => inputContent,
  socket: (/** @type {string} */ url, /** @type {string} */ protocol) => new Socket(url, protocol),
  clock: {now: () => Date.now(), setTimeout, clearTimeout}});
/** Waits until something is so. */
async function until(/** @type {() => boolean} */ so) {
  while (!so()) await new Promise((go) => setTimeout(go, 20));
}
const made = await Client.create({server, method: 'bovv6', cases: 1, minutes: 60}, tools());
const person = new Client({secret: made.secret, server, ...tools()});
await person.start({name: 'Anna'});
await until(() => person.me !== '' && person.state !== null);
const group = await PracticeGroup.gather({...tools(), rules, language, pace,
  clientOf: (stores) => new Client({secret: made.secret, server, ...tools(), ...stores})});

/** @type {string[]} */
const steps = [];
person.addEventListener('step', (event) => steps.push(/** @type {any} */ (event).detail.step));

/** What the person does, at most once each. */
const done = new Set();
async function act() {
  const m = person.moment();
  if (!m || role === 'watch') return;
  const action = rules.mainAction(m);
  const once = async (/** @type {string} */ key, /** @type {() => any} */ body) => {
    if (done.has(key)) return;
    done.add(key);
    await body();
  };
  if (role === 'present' && m.state.step === '1.keuze' && m.state.chair !== null) {
    await once('case', () => person.addItem('zaak', {text: 'Mijn casus'}));
  }
  if (role === 'lead' && action === 'take-chair') await once('chair', () => person.takeChair());
  if (role === 'lead' && action === 'begin') {
    await once('begin', () => person.go(rules.nextStep(m)?.id ?? ''));
  }
  if (action === 'ready') person.ready(true);
  if (m.state.floor.speaker === person.me) {
    await once(`turn-${m.state.floor.turn}`, () => person.nextTurn());
  }
}

const end = Date.now() + 150_000;
while (person.state?.purge_ms === undefined && Date.now() < end
  && !(role === 'lead' && done.has('begin') && steps.length > 0)) {
  await act().catch(() => null);
  await new Promise((go) => setTimeout(go, 20));
}
await person.openAll();
const {state} = person;
console.log(JSON.stringify({closed: state?.purge_ms !== undefined, steps,
  names: state?.members.map(({member}) => person.name(member)),
  chair: state?.chair && person.name(state.chair), me: person.name(person.me),
  presenter: state?.cases[0].presenter && person.name(state.cases[0].presenter),
  texts: state?.items.map((item) => ({place: `${item.step}/${item.input}`,
    by: item.by ? person.name(item.by) : null, ...person.text(item)})),
  sets: state?.sets.map((set) => `${set.step}/${set.input} ${set.state}`)}));
group.stop();
person.stop();
process.exit(0);
