// @ts-check
import {View, el} from '../kit/dom.js';
import {languageChooser} from '../kit/languagechooser.js';
import {button, wordMark} from '../kit/pieces.js';
import {language, languageChanges} from '../i18n/index.js';
import {check, keysOf} from './check.js';
import {linesOf} from './lines.js';
import {fromFile, fromLink, NotAProof, toLink} from './proof.js';
import {view} from './sheet.js';
import {speaker} from './words.js';
/** @import {Certain, Why} from './check.js' */
/** @import {Line} from './lines.js' */
/** @import {Proof} from './proof.js' */

/** No file of a proof is larger, so a larger one is not read at all. In bytes. */
const largest = 100_000;

/** What a server recorded; the person typed all else. */
const recorded = ['date', 'start', 'end', 'break', 'present', 'noted', 'members', 'method', 'cases', 'secrecy'];

/**
 * @typedef {object} Told what came out of looking at a proof
 * @property {NotAProof} [bad]
 * @property {Proof} [proof]
 * @property {Why|'offline'|'elsewhere'} [why]
 * @property {Certain|null} [certain]
 */

/** The page that says what is certain of a proof of attendance; the proof is sent nowhere. */
export class CheckPage extends View {
  /** Where the page is, without what stands behind `#`. @type {URL} */
  place = new URL(location.href);
  /** @type {(path: string) => Promise<any>} asks the server of this page for its list of keys */
  ask = async (path) => (await fetch(path, {cache: 'no-store'})).json();
  /** @type {Told|null} */
  #told = null;
  #busy = false;
  /** Which proof is looked at: an answer about an earlier one comes too late. */
  #turn = 0;
  /** @type {() => any} */
  #again = () => {};

  /** @override */
  begin() {
    languageChanges.addEventListener('change', () => {
      document.documentElement.lang = language();
      this.render();
    });
    addEventListener('hashchange', () => this.#link());
    addEventListener('dragover', (event) => event.preventDefault());
    addEventListener('drop', (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) this.#file(file);
    });
    this.#link();
  }

  #link() {
    const fragment = location.hash.slice(1);
    if (fragment) this.#look(() => fromLink(fragment));
  }

  /** @param {File} file */
  #file(file) {
    return this.#look(async () => {
      if (file.size > largest) throw new NotAProof('long', {most: largest});
      return fromFile(await file.text());
    });
  }

  /** @param {() => Promise<Proof>} read */
  async #look(read) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#busy = true;
    this.#again = () => this.#look(read);
    this.update();
    const told = await this.#judge(read);
    if (turn !== this.#turn) return;
    this.#told = told;
    this.#busy = false;
    this.update();
  }

  /** @param {() => Promise<Proof>} read @returns {Promise<Told>} */
  async #judge(read) {
    let proof;
    try {
      proof = await read();
    } catch (error) {
      if (error instanceof NotAProof) return {bad: error};
      throw error;
    }
    if (proof.statement.server !== this.place.origin) return {proof, why: 'elsewhere'};
    let listed;
    try {
      listed = await this.ask(new URL('.well-known/kring.json', this.place).href);
    } catch {
      return {proof, why: 'offline'};
    }
    return {proof, ...await check(proof, keysOf(listed))};
  }

  /** @override */
  content() {
    const {t} = speaker(language());
    const {proof, why} = this.#told ?? {};
    const holds = !this.#busy && why === 'certain';
    document.title = `${t('check.title')} · Kring`;
    return el('div', {'class': 'screen letter', 'data-test': 'screen-check'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body'}, el('div', {class: 'stack'},
        el('h1', {class: 'read'}, t('check.title')),
        el('div', {'role': 'status', 'key': 'result', 'data-test': 'result'},
          this.#busy ? el('p', {}, t('check.busy')) : this.#result()),
        holds && proof && this.#paper(proof),
        holds && button(t('check.print'), () => print(), {'class': 'at-start no-print', 'data-test': 'print'}),
        el('div', {class: 'field no-print', key: 'file'},
          el('p', {class: 'quiet', key: 'how'}, t('check.how')),
          el('label', {for: 'proof-file'}, t(this.#told ? 'check.other' : 'check.choose')),
          el('input', {'type': 'file', 'id': 'proof-file', 'accept': '.json,application/json', 'data-test': 'file',
            'onchange': (/** @type {any} */ event) => {
              const [file] = event.target.files;
              event.target.value = ''; // the same file again, once it was changed, is a change too
              if (file) this.#file(file);
            }}),
          el('p', {class: 'quiet', key: 'drop'}, t('check.drop'))))));
  }

  #result() {
    const say = speaker(language());
    const {t, day, time} = say;
    const {bad, proof, why, certain} = this.#told ?? {};
    if (bad) {
      return el('div', {class: 'ask serious'}, el('h2', {}, t('bad.title')),
        el('p', {}, t(`bad.${bad.code}`, bad.blanks)));
    }
    if (!proof || !why) return null;
    const {server, key, issued_ms} = proof.statement;
    if (why === 'elsewhere') return this.#elsewhere(proof);
    if (why === 'certain' && certain) {
      const {began_ms, ended_ms, present, minutes} = certain;
      return el('div', {class: 'now-you'},
        el('p', {'class': 'read', 'data-test': 'certain'}, t('why.certain', {day: day(began_ms), from: time(began_ms),
          to: time(ended_ms), present, minutes})),
        el('p', {class: 'quiet'}, t('check.signed', {server, day: day(issued_ms), time: time(issued_ms)}),
          ` ${t('paper.zone', {zone: say.zone(began_ms)})}`));
    }
    return el('div', {class: 'ask serious'}, el('p', {'data-test': `why-${why}`}, t(`why.${why}`, {sign: key})),
      why === 'offline' && button(t('why.again'), () => this.#again(), {'data-test': 'again'}));
  }

  /**
   * Another server is named, and gone to only by who trusts it: anybody can write a server's name.
   * @param {Proof} proof
   */
  #elsewhere(proof) {
    const {t} = speaker(language());
    const {server} = proof.statement;
    if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol)) {
      return el('p', {'class': 'ask serious', 'data-test': 'why-odd'}, t('why.elsewhere.odd', {server}));
    }
    const {origin} = new URL(server);
    return el('div', {'class': 'ask', 'data-test': 'why-elsewhere'}, el('p', {}, t('why.elsewhere', {server: origin})),
      el('p', {}, el('a', {'href': toLink(`${origin}/proof`, proof), 'rel': 'noreferrer', 'data-test': 'go'},
        t('why.elsewhere.go', {server: new URL(server).host}))));
  }

  /** What is on the paper, apart by who says it. @param {Proof} proof */
  #paper({paper, statement}) {
    const say = speaker(language());
    const lines = linesOf(paper, statement, say).flat();
    const part = (/** @type {string} */ title, /** @type {Line[]} */ list) => [
      el('h3', {key: title}, say.t(title)), el('dl', {class: 'paper-lines', key: `${title}-lines`}, list.map(view))];
    return el('section', {'class': 'sheet stack', 'key': 'paper', 'data-test': 'paper'},
      el('h2', {}, say.t('check.paper')),
      part('check.server', [...lines.filter(({key}) => recorded.includes(key)),
        {key: 'reference', label: say.t('paper.reference'), value: statement.reference}]),
      part('check.own', lines.filter(({key}) => !recorded.includes(key))));
  }
}
customElements.define('kring-check', CheckPage);
