// What a screen reader announces by itself in a whole meeting, as chair, presenter and other. The lists
// are in announcements.txt, which `KRING_WRITE_ANNOUNCEMENTS=1 node --test` on this file writes anew.
import {rendered} from './support/dom.js';
import {afterEach, beforeEach, mock, test} from 'node:test';
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {show} from './support/drawn.js';
import {Listening} from './support/listening.js';
import {Play, id, planOf, start_ms} from './support/meeting.js';
import {PlayedClient} from './support/page.js';
import {speak} from '../../web/i18n/index.js';
import '../../web/step/step.js';

const {Said, announcements} = await import('../../web/core/announcer.js');
const {Speaker} = await import('../../web/step/speaker.js');
const {toast} = await import('../../web/kit/dialogs.js');
const file = new URL('./announcements.txt', import.meta.url);
const M = (n) => id('member', n);
const roles = {chair: 1, presenter: 3, other: 4};
const least_ms = 3000;

beforeEach(async () => {
  await speak('nl');
  mock.timers.enable({apis: ['setTimeout', 'Date']});
  const started = performance.now();
  mock.method(performance, 'now', () => started + Date.now());
});

afterEach(() => {
  mock.reset();
  mock.timers.reset();
});

/** A meeting of five that somebody goes through with the page on, listening to what it says. */
class Attended {
  play = new Play(planOf('bovv6'), 5);
  /** @type {{at_ms: number, polite: string, words: string}[]} */
  said = [];
  #stop = new AbortController();

  /** @param {number} n */
  constructor(n) {
    this.client = new PlayedClient(this.play, n);
    this.play.chair(1).say('deputy.changed', {deputy: M(2)});
    this.play.enter('voor.inchecken', {waiting: [1, 2, 3, 4, 5].map(M)});
    this.view = show('kring-step', {client: this.client});
    this.client.addEventListener('change', () => this.view.update());
    new Speaker(this.client, this.#stop.signal);
    this.listening = new Listening();
    this.client.dispatchEvent(new Said('step', {}));
  }

  /**
   * Lets something happen in the meeting, tells it as the client does, and lets seconds pass.
   * @param {number} seconds @param {(play: Play) => any} [happens] @param {[string, any][]} [more]
   */
  async goOn(seconds, happens = () => {}, more = []) {
    const before = this.play.state;
    happens(this.play);
    for (const said of announcements(before, this.play.state, this.client.me)) {
      this.client.dispatchEvent(said);
    }
    for (const [type, detail] of more) this.client.dispatchEvent(new Said(type, detail));
    this.client.dispatchEvent(new Said('change'));
    await this.#hear();
    for (let second = 0; second < seconds; second += 1) {
      this.play.now += 1000;
      mock.timers.tick(1000);
      await this.#hear();
    }
  }

  async #hear() {
    await rendered();
    const at_ms = this.play.now - start_ms;
    this.said.push(...this.listening.heard().map((one) => ({at_ms, ...one})));
  }

  leave() {
    this.#stop.abort();
    this.listening.stop();
    this.view.remove();
  }
}

/** Everybody in turn. @param {Attended} meeting @param {number} seconds @param {any} [floor] */
async function inTurn(meeting, seconds, floor = () => ({})) {
  for (const n of [1, 2, 3, 4, 5]) {
    await meeting.goOn(seconds, (play) => play.turn({speaker: M(n),
      waiting: [1, 2, 3, 4, 5].filter((one) => one > n).map(M), ...floor(n)}));
  }
  await meeting.goOn(2, (play) => play.turn({speaker: null, card: null, waiting: []}));
}

/** A whole BOvV meeting. @param {Attended} meeting */
async function hold(meeting) {
  await meeting.goOn(6);
  await inTurn(meeting, 8);
  await choose(meeting);
  await ask(meeting);
  await advise(meeting);
  await decide(meeting);
}

/** @param {Attended} meeting */
async function choose(meeting) {
  await meeting.goOn(10, (play) => play.enter('1.keuze'));
  await meeting.goOn(6, (play) => play.write(1, 3, 'zaak', {text: 'Een ouder die belt'}));
  await meeting.goOn(5, (play) => play.open(1, []), [['opened', {set: 1, forced: false}]]);
  await meeting.goOn(5, (play) => play.presents(1, 3));
  await meeting.goOn(20, (play) => play.enter('1.stelling', {speaker: M(3)}));
  await meeting.goOn(5, (play) => play.write(2, 3, 'casus', {text: 'Een moeder belt elke week.'}));
}

/**
 * Questions, somebody at the door, «Even stilstaan», a chair who drops out and comes back.
 * @param {Attended} meeting
 */
async function ask(meeting) {
  await meeting.goOn(5, (play) => play.enter('1.beeld'));
  await meeting.goOn(1, ({presence}) => { presence.hands = [{member: M(4)}]; });
  await meeting.goOn(9, (play) => {
    play.presence.hands = [];
    play.turn({speaker: M(4)});
  });
  await meeting.goOn(6, ({presence}) => { presence.door = [{member: M(9), name: 'N', lost: false}]; });
  await meeting.goOn(4, (play) => {
    play.presence.door = [];
    play.turn({speaker: null});
  });
  await meeting.goOn(12, (play) => play.say('halt.raised', {by: M(5)}));
  await meeting.goOn(5, (play) => play.say('halt.cleared'));
  await meeting.goOn(8, (play) => play.is(1, {away: true}).say('chair.changed',
    {chair: M(2), term: play.state.term + 1, back: M(1)}));
  await meeting.goOn(8, (play) => play.say('chair.changed',
    {chair: M(1), term: play.state.term + 1, back: null}));
  await meeting.goOn(12, (play) => play.enter('1.oordeel1', {speaker: M(3)}));
}

/**
 * Cards in silence, for longer than planned; then they open, with the step in which they are read.
 * @param {Attended} meeting
 */
async function advise(meeting) {
  await meeting.goOn(10, (play) => play.enter('1.schrijf'));
  await meeting.goOn(5, (play) => { play.now += play.state.clock.planned_ms; });
  await meeting.goOn(6, (play) => play.enter('1.lees').open(2,
    [[10, {text: 'Bel zelf.'}], [11, {text: 'Vraag door.'}], [12, {text: 'Rust uit.'}]]),
  [['opened', {set: 2, forced: false}]]);
  await inTurn(meeting, 7, (n) => ({card: n < 4 ? id('item', 9 + n) : null}));
}

/** @param {Attended} meeting */
async function decide(meeting) {
  await meeting.goOn(15, (play) => play.enter('1.besluit', {speaker: M(3)}));
  await meeting.goOn(5, (play) => play.enter('na.oogst', {waiting: [1, 2, 3, 4, 5].map(M)}));
  await inTurn(meeting, 6);
  await meeting.goOn(10, (play) => play.enter('na.evaluatie'));
  await meeting.goOn(5, (play) => play.open(play.state.sets.length, []),
    [['opened', {set: 4, forced: false}]]);
  await meeting.goOn(8, (play) => play.enter('na.slot'));
  meeting.view.remove();
  await meeting.goOn(5, (play) => play.say('session.closed', {purge_ms: play.now + 86_400_000}));
}

/** @param {number} ms */
const clock = (ms) => [ms / 60_000, (ms / 1000) % 60]
  .map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');

/** What was announced to each role. @type {Map<string, Attended['said']>} */
const heard = new Map();

/** @param {string} role */
async function heardBy(role) {
  if (!heard.has(role)) {
    const meeting = new Attended(roles[role]);
    await hold(meeting);
    meeting.leave();
    heard.set(role, meeting.said);
  }
  return heard.get(role) ?? [];
}

test('a screen reader announces the recorded words, in order, as chair, presenter and other',
  async () => {
    const parts = [];
    for (const role of Object.keys(roles)) {
      const lines = (await heardBy(role)).map(({at_ms, polite, words}) =>
        `${clock(at_ms)} ${polite} ${words}`);
      parts.push([`# ${role}`, ...lines].join('\n'));
    }
    const text = `${parts.join('\n\n')}\n`;
    if (process.env.KRING_WRITE_ANNOUNCEMENTS) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'),
      'what is announced changed: read it; KRING_WRITE_ANNOUNCEMENTS=1 writes the lists anew');
  });

test('in a whole meeting everything is polite, and comes at most once in three seconds', async () => {
  for (const role of Object.keys(roles)) {
    const said = await heardBy(role);
    assert.ok(said.length >= 11, `${role} hears ${said.length} announcements in eleven steps`);
    assert.deepEqual(said.filter(({polite}) => polite !== 'polite'), [], role);
    const soon = said.filter(({at_ms}, n) => n > 0 && at_ms - said[n - 1].at_ms < least_ms);
    assert.deepEqual(soon, [], role);
  }
});

test('what is said elsewhere, or loudly, would be heard by this test', async () => {
  const meeting = new Attended(1);
  await meeting.goOn(1);
  const before = meeting.said.length;
  toast('Gekopieerd.');
  await meeting.goOn(1);
  const alert = document.createElement('p');
  alert.setAttribute('role', 'alert');
  alert.textContent = 'Er ging iets mis.';
  document.body.append(alert);
  await meeting.goOn(1);
  assert.deepEqual(meeting.said.slice(before).map(({polite, words}) => [polite, words]),
    [['polite', 'Gekopieerd.'], ['assertive', 'Er ging iets mis.']]);
  meeting.leave();
});
