// @ts-check
import {rendered} from './support/dom.js';
import {paper, proofOf, signingServer} from './support/proofs.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {toFile, toLink} from '../../web/proof/proof.js';
import {words} from '../../web/proof/words.js';
import '../../web/proof/checkpage.js';

await speak('nl');
const server = await signingServer();
const proof = await proofOf(server);

/** The page as it stands at an address; `asked` are the paths that it asked for. */
async function checking(fragment = '', answer = async () => ({v: 1, keys: server.keys})) {
  /** @type {string[]} */
  const asked = [];
  document.body.replaceChildren();
  history.replaceState(null, '', `#${fragment}`);
  const view = Object.assign(/** @type {any} */ (document.createElement('kring-check')), {
    place: new URL('https://kring.example/proof'),
    ask: (/** @type {string} */ path) => {
      asked.push(path);
      return answer();
    }});
  document.body.append(view);
  const settle = async () => {
    for (let turn = 0; turn < 40; turn += 1) await new Promise((done) => setTimeout(done));
    await rendered();
  };
  await settle();
  const find = (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
  return {view, find, asked, settle, said: () => find('result').textContent,
    choose: async (/** @type {string} */ text) => {
      const input = find('file');
      Object.defineProperty(input, 'files', {configurable: true, value: [{size: text.length, text: async () => text}]});
      input.dispatchEvent(new window.Event('change'));
      await settle();
    }};
}

const linked = (/** @type {any} */ one) => toLink('', one).slice(1);

test('a good link says in a sentence what is certain, and only the list of keys was asked for', async () => {
  const {said, find, asked} = await checking(linked(proof));
  assert.match(said(), /op dinsdag 3 maart 2026 van \d\d:\d\d tot \d\d:\d\d, deze deelnemer was 127 van 129 minuten/);
  assert.match(said(), /Naam en nummer heeft de deelnemer zelf ingevuld/);
  assert.match(find('paper').textContent, /117 minuten \(niet afgerond\)/);
  assert.match(find('paper').textContent, /Z\. Özdemir-de Wit/);
  assert.deepEqual(asked, ['https://kring.example/.well-known/kring.json']);
});

test('of a proof that does not hold nothing is shown but why', async () => {
  const changed = {...proof, paper: {...paper, name: 'M. Ander'}};
  const {said, find} = await checking(linked(changed));
  assert.match(said(), /papier is veranderd/);
  assert.equal(find('paper'), null);
  assert.doesNotMatch(document.body.textContent ?? '', /Ander\b/);
});

test('another server is named, and nothing is asked of anybody', async () => {
  const other = await proofOf(await signingServer('https://ander.example'));
  const page = await checking(linked(other));
  assert.match(page.said(), /een andere server: https:\/\/ander\.example\./);
  assert.equal(page.find('go').getAttribute('href'), toLink('https://ander.example/proof', other));
  assert.deepEqual(page.asked, []);
  const odd = await checking(linked(await proofOf(await signingServer('javascript:alert(1)'))));
  assert.match(odd.said(), /geen adres/);
  assert.equal(odd.find('go'), null);
});

test('a file is read in the place of a link, and what is none says what it is', async () => {
  const {said, choose, find} = await checking();
  assert.equal(said(), '');
  await choose('{"kring": 1, "cases": []}');
  assert.match(said(), /verslag van een bijeenkomst/);
  await choose(toFile(proof));
  assert.match(said(), /127 van 129/);
  await choose('x'.repeat(100_001));
  assert.match(said(), /te groot/);
  assert.equal(find('paper'), null);
});

test('without a connection it says so, and asks again', async () => {
  let there = false;
  const {said, find, settle} = await checking(linked(proof), async () => {
    if (!there) throw new TypeError('offline');
    return {v: 1, keys: server.keys};
  });
  assert.match(said(), /niet op te vragen/);
  there = true;
  find('again').click();
  await settle();
  assert.match(said(), /127 van 129/);
});

test('every text is there in both languages with the same blanks, and promises nothing of a register', () => {
  const blanks = (/** @type {string} */ text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  assert.deepEqual(Object.keys(words.nl).sort(), Object.keys(words.en).sort());
  const never = /toetsing|geaccrediteerd|accredit|\bpunt(?:en)?\b|\bpoints?\b/i;
  for (const planted of ['toetsing', 'Geaccrediteerd', 'accredited', 'punten', 'points']) assert.match(planted, never);
  for (const [language, texts] of Object.entries(words)) {
    for (const [key, text] of Object.entries(texts)) {
      assert.deepEqual(blanks(text), blanks(words.nl[key]), `${language}: ${key}`);
      assert.doesNotMatch(text, never, `${language}: ${key}`);
    }
  }
});
