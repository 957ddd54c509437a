import {test} from 'node:test';
import assert from 'node:assert/strict';
import {rendered, window} from './support/dom.js';
import {event, show, type} from './support/drawn.js';
import './support/webcrypto.js';
import {until} from './support/person.js';
import {token} from '../../web/seal/random.js';
import {memoryStore} from '../../web/seal/seat.js';

await import('../../web/screens/app.js');
await import('../../web/screens/start.js');

const settled = async () => {
  for (let turn = 0; turn < 30; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    await rendered();
  }
};

/** A client that gets no connection. */
class Unconnected extends window.EventTarget {
  phase = 'connecting';
  connection = 'connecting';
  problem = null;
  waked = 0;
  constructor(secret, answers, seated) {
    super();
    Object.assign(this, {link: `https://kring.example/#${secret}`, answers, seated});
  }
  prepare() { return Promise.resolve(this.seated); }
  start() { return Promise.resolve(); }
  look() { this.looked = (this.looked ?? 0) + 1; }
  whoAnswers() { return Promise.resolve(this.answers); }
  wake() { this.waked += 1; }
  stop() { this.stopped = true; }
  giveUp() { this.gone = true; }
  background() {}
}

/** The page at an address. */
async function open(path, {seats = 0, answers = 'kring', seated = false, methods} = {}) {
  history.replaceState(null, '', path);
  const clients = [];
  const app = document.createElement('kring-app');
  const world = {tab: memoryStore(), seats, create: async () => ({}),
    methods: methods ?? (async () => ({methods: [], frame: {}})),
    makeClient: (secret) => {
      clients.push(new Unconnected(secret, answers, seated));
      return clients[clients.length - 1];
    }};
  app.world = world;
  app.prepare();
  const add = window.addEventListener;
  const listeners = [];
  window.addEventListener = (...listener) => {
    listeners.push(listener);
    add.apply(window, listener);
  };
  document.body.replaceChildren(app);
  await settled();
  window.addEventListener = add;
  const find = (name) => document.querySelector(`[data-test="${name}"]`);
  return {app, clients, find, close: () => {
    document.body.replaceChildren();
    for (const [name, call] of listeners) window.removeEventListener(name, call);
  }};
}

test('the address alone opens the start page, which says what is missing and where it is', async () => {
  const page = await open('/');
  assert.match(page.find('invited').textContent, /link uit je uitnodiging/);
  assert.equal(page.find('damaged'), null);
  page.close();
  const known = await open('/', {seats: 1});
  assert.match(known.find('invited').textContent, /Op dit apparaat heb je een plek/);
  known.close();
});

test('who has an invitation pastes its link on the start page, and comes in', async () => {
  const page = await open('/');
  assert.equal(page.find('invited').open, false, 'folded');
  const paste = async (/** @type {string} */ link) => {
    type(page.find('field-link'), link);
    page.find('follow-link').click();
    window.dispatchEvent(event('hashchange'));
    await settled();
  };
  for (const link of ['', 'Kom je ook?', `https://elders.example/#${token()}`, 'https://kring.example/']) {
    await paste(link);
    assert.match(page.find('trouble-link').textContent, /geen hele link van deze Kring/);
  }
  page.close();
  for (const put of [(link) => ` ${link} `, (link) => `Kom je? ‹${link}›, tot dan!`,
    (link) => `https://call.example/kamer Kring: ${link} Breng je een casus in?`, // lines become spaces
    (link) => link.replace('#', '%23')]) {
    const secret = token();
    const one = await open('/');
    type(one.find('field-link'), put(`https://kring.example/#${secret}`));
    one.find('follow-link').click();
    window.dispatchEvent(event('hashchange'));
    await settled();
    assert.ok(one.find('screen-join'), put('LINK'));
    assert.deepEqual([one.clients[0].link, location.hash], [`https://kring.example/#${secret}`, '']);
    one.close();
  }
});

test('a link that is cut is told within the page, and the key leaves the address bar', async () => {
  const page = await open(`/#${token().slice(3)}`);
  assert.equal(location.href, 'https://kring.example/');
  assert.match(page.find('damaged').textContent, /niet compleet/);
  assert.ok(page.find('screen-start').contains(page.find('damaged')), 'not above the screen');
  page.close();
});

test('a link that a filter rewrote comes in, and says that the filter has seen it', async () => {
  for (const put of [(key) => `/%23${key}`, (key) => `/?x=1%23${key}`]) {
    const secret = token();
    const page = await open(put(secret));
    assert.equal(location.href, 'https://kring.example/');
    assert.equal(page.clients[0].link, `https://kring.example/#${secret}`);
    assert.match(page.find('seen').textContent, /filter/);
    page.close();
  }
});

test('a damaged link over a meeting leaves the meeting alone and is told in a line', async () => {
  const page = await open(`/#${token()}`);
  assert.ok(page.find('screen-join'));
  location.hash = `#${token().slice(5)}`;
  window.dispatchEvent(event('hashchange'));
  await settled();
  assert.ok(page.find('screen-join'), 'still there');
  assert.equal(location.hash, '');
  assert.deepEqual([page.clients.length, page.clients[0].stopped], [1, undefined]);
  assert.match(page.find('toast').textContent, /Je bent nog in deze bijeenkomst/);
  page.close();
});

test('the own link opened once more leaves the meeting alone, and begins anew once it stopped', async () => {
  const secret = token();
  const page = await open(`/#${secret}`, {seated: true});
  const again = async () => {
    location.hash = `#${secret}`;
    window.dispatchEvent(event('hashchange'));
    await settled();
    assert.equal(location.hash, '');
  };
  await again();
  assert.deepEqual([page.clients.length, page.clients[0].stopped], [1, undefined]);
  page.clients[0].connection = 'stopped';
  await again();
  assert.equal(page.clients.length, 2);
  const last = page.clients[1];
  last.phase = 'waiting';
  last.dispatchEvent(new window.Event('change'));
  await settled();
  assert.ok(page.find('screen-door'), 'what is shown follows the new connection');
  page.close();
});

test('a link to no meeting is told before anybody types a name or agrees to rules', async () => {
  const page = await open(`/#${token()}`);
  const [client] = page.clients;
  assert.ok(page.find('screen-join'), 'nobody waits for the answer');
  assert.equal(client.looked, 1);
  Object.assign(client, {phase: 'ended', connection: 'connecting', state: null, receipt: null,
    problem: {code: 'no-session'}});
  client.dispatchEvent(event('change'));
  await until(() => page.find('screen-end'));
  assert.equal(page.find('screen-join'), null);
  assert.match(page.find('screen-end').textContent, /bestaat niet \(meer\)/);
  assert.doesNotMatch(page.find('screen-end').textContent, /gewist/, 'nothing was');
  page.close();
  const known = await open(`/#${token()}`, {seated: true});
  assert.equal(known.clients[0].looked, undefined, 'who has a seat comes in with it');
  known.close();
});

test('who waits at the door may stop waiting, and is back at the start', async () => {
  const page = await open(`/#${token()}`, {seated: true});
  const [client] = page.clients;
  client.phase = 'waiting';
  client.dispatchEvent(new window.Event('change'));
  await settled();
  page.find('door-leave').click();
  await settled();
  assert.ok(page.find('screen-start'));
  assert.deepEqual([client.stopped, client.gone], [true, true], 'and nothing is kept of it');
  page.close();
});

test('a connection that does not come is explained after some seconds, with a way on', async (t) => {
  const ticks = new Set();
  t.mock.method(globalThis, 'setInterval', (call, every_ms) => ticks.add([call, every_ms]));
  const pass = (ms) => [...ticks].filter(([, every]) => every === ms).forEach(([call]) => call());
  for (const [answers, words] of [['kring', /VPN of filter/], ['other', /inloggen/],
    ['nothing', /internet/]]) {
    const page = await open(`/#${token()}`, {answers, seated: true});
    assert.equal(page.find('slow'), null);
    pass(8_000);
    await settled();
    assert.match(page.find('slow').textContent, words);
    page.find('main-action').click();
    assert.equal(page.clients[0].waked, 1);
    page.clients[0].phase = 'waiting';
    pass(8_000);
    await settled();
    assert.equal(page.find('slow'), null);
    page.close();
    ticks.clear();
  }
});

test('a network that goes or comes, and a window that is looked at again, are asked about at once', async () => {
  const page = await open(`/#${token()}`, {seated: true});
  for (const [n, name] of ['offline', 'online', 'focus'].entries()) {
    window.dispatchEvent(event(name));
    assert.equal(page.clients[0].waked, n + 1, name);
  }
  page.close();
  window.dispatchEvent(event('offline'));
  assert.equal(page.clients[0].waked, 3, 'a page that is left asks nothing');
});

test('a page to log in to in the place of the methods is explained, and can be tried again',
  async () => {
    let asked = 0;
    const page = await open('/', {methods: async () => {
      asked += 1;
      if (asked === 1) throw {code: 'not-kring', temporary: true};
      return {methods: [], frame: {}};
    }});
    assert.match(page.find('wrong').textContent, /inloggen op dit netwerk/);
    page.find('main-action').click();
    await settled();
    assert.equal(asked, 2);
    assert.equal(page.find('wrong'), null);
    page.close();
  });

test('the join page says what is lost in a frame and in a browser that keeps nothing', async () => {
  const said = {device: null, site: /een andere site/, nothing: /niets van Kring bewaren/};
  for (const [keeps, words] of Object.entries(said)) {
    const join = show('kring-join', {client: {keeps}});
    await settled();
    const line = join.querySelector('[data-test=keeps]');
    if (words) assert.match(line.textContent, words);
    else assert.equal(line, null);
    assert.equal(join.querySelector('[name=shared]') === null, keeps === 'nothing');
    join.remove();
  }
});

test('a name that others would not be shown is refused here', async () => {
  const {Client} = await import('../../web/core/client.js');
  const {TestClock} = await import('./support/clock.js');
  const client = new Client({secret: token(), server: 'https://kring.test', clock: new TestClock(),
    socket: () => assert.fail('connected'), device: memoryStore(), tab: memoryStore()});
  await client.prepare();
  const join = show('kring-join', {client});
  await settled();
  type(join.querySelector('[name=name]'), '\u3164\u200b');
  join.querySelector('[name=rules]').click();
  await settled();
  join.dispatchEvent(event('submit'));
  join.querySelector('form').dispatchEvent(event('submit'));
  await settled();
  assert.match(join.querySelector('[data-test=wrong]').textContent, /1 tot 40 tekens/);
  join.remove();
});
