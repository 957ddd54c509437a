// @ts-check
import {rendered} from './support/dom.js';
import {event, show, type} from './support/drawn.js';
import {five} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {signingServer} from './support/proofs.js';
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {speak} from '../../web/i18n/index.js';
import {check} from '../../web/proof/check.js';
import {cleanText, emptyDraft, paperOf} from '../../web/proof/draft.js';
import {minutesPresent} from '../../web/proof/lines.js';
import {fromLink} from '../../web/proof/proof.js';
import {registers, warningsFor} from '../../web/proof/registers.js';
import {speaker} from '../../web/proof/words.js';
import '../../web/proof/making.js';

await speak('nl');
const server = await signingServer();

/** The view in which a proof is made, after the close. */
async function making(kept = /** @type {Record<string, string>} */ ({}), n = 3) {
  const client = new PlayedClient(five('na.slot'), n);
  /** @type {string[]} */
  const asked = [];
  Object.assign(client, {askProof: (/** @type {string} */ commit) => {
    asked.push(commit);
    return server.state(commit);
  }});
  Object.assign(client.state, {purge_ms: client.now() + 3_600_000});
  const device = {getItem: (/** @type {string} */ name) => kept[name] ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ value) => { kept[name] = value; },
    removeItem: (/** @type {string} */ name) => { delete kept[name]; }};
  const view = show('kring-proof', {client, device: () => device});
  await rendered();
  const find = (/** @type {string} */ hook) => view.querySelector(`[data-test="${hook}"]`);
  const settle = async () => {
    do await new Promise((done) => setTimeout(done, 5));
    while (find('make-proof')?.getAttribute('aria-disabled') === 'true');
    await rendered();
  };
  return {view, client, find, asked, kept, settle,
    press: async (/** @type {string} */ hook) => {
      find(hook).click();
      await settle();
    },
    turn: async (/** @type {string} */ hook, /** @type {boolean} */ on) => {
      find(hook).checked = on;
      find(hook).dispatchEvent(event('change'));
      await settle();
    }};
}

test('one press makes a paper of which the server sees no word, and that verifies', async () => {
  const {find, asked, press, view, client} = await making();
  type(find('field-name'), '  Z.  Özdemir-de Wit ');
  type(find('field-role'), 'advocaat');
  type(find('field-leader'), 'A. Jansen');
  await rendered();
  type(find('field-leaderRole'), 'begeleider');
  await press('make-proof');
  assert.equal(asked.length, 1);
  assert.deepEqual(client.sent, [], 'nothing else was sent');
  const paper = find('certificate');
  assert.ok(paper);
  const labels = [...paper.querySelectorAll('dt')].map((one) => one.textContent);
  assert.deepEqual(labels, ['Naam', 'Functie', 'Soort bijeenkomst', 'Datum', 'Begin', 'Einde', 'Pauze',
    'Aanwezig geweest', 'Online, met beeld', 'Aanwezigheid vastgesteld om', 'Aantal deelnemers',
    'Begeleider / gespreksleider / moderator', 'Nam zelf deel', 'Methode', 'Casussen besproken',
    'Ik bracht zelf in', 'Reikwijdte van de geheimhouding vooraf besproken']);
  assert.match(paper.textContent, /117 minuten \(niet afgerond\)/);
  assert.match(paper.textContent, /Ik bevestig dat de hierboven genoemde persoon heeft deelgenomen\./);
  const link = view.querySelector('kring-qr').link;
  const proof = await fromLink(link.split('#')[1]);
  assert.ok(link.startsWith('https://kring.example/proof#z'));
  assert.equal(proof.paper.name, 'Z. Özdemir-de Wit');
  assert.equal((await check(proof, server.keys)).why, 'certain');
});

test('without a name nothing is asked of the server, and the field says what is missing', async () => {
  const {find, asked, press} = await making();
  await press('make-proof');
  assert.deepEqual(asked, []);
  assert.match(find('trouble-name').textContent, /voorletters en achternaam/);
  type(find('field-name'), 'A. Jansen');
  await rendered();
  assert.equal(find('trouble-name'), null);
});

test('the paper speaks English on a Dutch page', async () => {
  const {find, press, turn} = await making();
  type(find('field-name'), 'A. Jansen');
  await turn('choice-language-en', true);
  await press('make-proof');
  const paper = find('certificate');
  assert.equal(paper.getAttribute('lang'), 'en');
  assert.match(paper.textContent, /Certificate of attendance — peer consultation/);
  assert.match(paper.textContent, /Minutes present \(not rounded\)117 minutes/);
  assert.match(paper.textContent, /Kind of meetingpeer consultation/);
  assert.match(find('print-proof').textContent, /Print/);
});

test('own details stay on the device only while that is ticked', async () => {
  const kept = {};
  const first = await making(kept);
  type(first.find('field-name'), 'A. Jansen');
  assert.deepEqual(kept, {});
  await first.turn('tick-keep', true);
  type(first.find('field-number'), 'A1');
  const second = await making(kept);
  assert.equal(second.find('field-name').value, 'A. Jansen');
  assert.equal(second.find('field-number').value, 'A1');
  await second.turn('tick-keep', false);
  assert.deepEqual(kept, {});
  assert.equal((await making(kept)).find('field-name').value, '');
  assert.equal((await making({'kring.proof': '{'})).find('field-name').value, '', 'what cannot be read is no detail');
});

test('who put themselves on the list finds their own name and number filled in', async () => {
  const {client} = await making({}, 1);
  client.play.write(1, 1, 'lijst', {naam: 'A. Jansen', nummer: 'N1'});
  await client.touch();
  const view = show('kring-proof', {client, device: () => ({getItem: () => null})});
  await rendered();
  const value = (/** @type {string} */ hook) => /** @type {any} */ (view.querySelector(`[data-test="${hook}"]`)).value;
  assert.deepEqual(['field-name', 'field-number'].map(value), ['A. Jansen', 'N1']);
});

test('the names of the others are those who put themselves on the list, and can be left off', async () => {
  const page = await making({}, 1); // who chairs
  const {client, find, press, turn} = page;
  for (const [n, naam] of /** @type {[number, string][]} */ ([[1, 'A. Jansen'], [3, 'C. de Wit'], [4, 'D. 李']])) {
    client.play.write(n, n, 'lijst', {naam, nummer: `N${n}`});
  }
  await client.touch();
  /** @type {any} */ (page.view).update();
  await rendered();
  type(find('field-name'), 'A. Jansen');
  await press('make-proof');
  assert.match(find('certificate').textContent, /Namen van de anderenC\. de Wit, D\. 李/);
  await press('make-list');
  const rows = [...find('list').querySelectorAll('tbody tr')].map((row) => row.textContent);
  assert.equal(rows.length, client.state.members.length);
  assert.deepEqual(rows.slice(0, 3), ['A. JansenN1', 'C. de WitN3', 'D. 李N4'], 'nobody was noted');
  assert.doesNotMatch(find('list').textContent, /certificaat|Ik bracht/);
  await press('paper-back');
  await press('change-proof');
  await turn('tick-others', false);
  await press('make-proof');
  assert.doesNotMatch(find('certificate').textContent, /D\. 李/);
});

test('the personal page has what was typed on it, and is on no other paper', async () => {
  const {find, press, view} = await making();
  await press('own-page');
  type(find('own-learned'), 'Eerst vragen.');
  await rendered();
  assert.match(find('own-paper').textContent, /Wat ik leerdeEerst vragen\./);
  await press('proof-back').catch(() => {});
  assert.doesNotMatch(JSON.stringify(paperOf(emptyDraft('nl'), [], speaker('nl'))), /vragen\./);
  assert.ok(view);
});

test('a paper has no empty lines, one line for each text, and no more than fits', () => {
  const say = speaker('nl');
  assert.deepEqual(paperOf(emptyDraft('nl'), [], say),
    {v: 1, language: 'nl', kind: 'intervisie', video: true, presented: false});
  const paper = paperOf({...emptyDraft('nl'), name: 'Z\u202e\n.  X', leaderRole: 'begeleider', kind: 'other',
    otherKind: '', subjects: ['self', 'load'], about: 'x'.repeat(70)}, ['A', ' '], say);
  assert.deepEqual(paper, {v: 1, language: 'nl', name: 'Z . X', video: true, others: 'A', presented: false,
    subjects: 'eigen functioneren, werkdruk', about: 'x'.repeat(60)});
  assert.equal(cleanText('e\u0301\ud800'), 'é');
});

test('minutes leave the breaks out and are never more than was connected', () => {
  assert.equal(minutesPresent({present_ms: 129 * 60_000 - 1, break_ms: 600_000}), 118);
  assert.equal(minutesPresent({present_ms: 300_000, break_ms: 600_000}), 0);
});

test('a register warns of what it asks otherwise, says when that was looked up, and promises nothing', () => {
  const [nl, en] = [speaker('nl'), speaker('en')];
  const [first, source] = warningsFor('nova', {minutes: 60, people: 6}, nl);
  assert.equal(first, 'Dit duurt 60 minuten; een advocaat heeft 2 uur nodig.');
  assert.match(source, /^Nagekeken op .* 2026, bij advocatenorde\.nl/);
  assert.match(warningsFor('nova', {minutes: 60, people: 2}, en).join(' '), /needs 2 hours.*group of at least 3/);
  assert.equal(warningsFor('nova', {minutes: 250, people: 11}, nl).length, 3);
  assert.deepEqual(warningsFor('skj', {minutes: 60, people: 2}, nl), []);
  assert.deepEqual(warningsFor('', {minutes: 1, people: 1}, nl), []);
  assert.match(warningsFor('vs', {minutes: 500, people: 5}, nl)[0], /tellen niet mee/);
  for (const one of registers) {
    assert.match(one.looked_up, /^\d{4}-\d\d-\d\d$/);
    assert.ok(one.source && one.name.nl && one.name.en && one.who.nl && one.who.en, one.id);
    assert.doesNotMatch(JSON.stringify(one), /toetsing|accredit|\bpunt(?:en)?\b|\bpoints?\b/i);
  }
});
