// @ts-check
import {View, el} from '../kit/dom.js';
import {toast} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {button} from '../kit/pieces.js';
import {copy, save} from '../kit/save.js';
import {textField} from '../kit/textfield.js';
import {listed} from '../core/noting.js';
import {language, momentOf} from '../i18n/index.js';
import {cleanText, emptyDraft, paperOf, remember, rememberedOn} from './draft.js';
import {questions} from './form.js';
import {commitOf, drawSalt, toFile, toLink, toShortLink} from './proof.js';
import {attendanceList, certificate} from './sheet.js';
import {speaker} from './words.js';
/** @import {Client} from '../core/client.js' */
/** @import {Draft} from './draft.js' */
/** @import {Proof} from './proof.js' */

/** @typedef {'form'|'paper'|'list'|'own'} Shown */

/** What stands on the personal page, in this order. */
const ownFields = ['learned', 'technical', 'normative', 'personal', 'area', 'will'];

/** «Bewijs van deelname»: what is filled in, and the papers that come of it. None of it is sent or kept. */
export class Making extends View {
  /** @type {Client} */
  client;
  /** What outlives the window; some browsers refuse it. */
  device = () => /** @type {import('../seal/seat.js').Store} */ (globalThis.localStorage);
  /** @type {Draft} */
  #draft = emptyDraft(language());
  #keeps = false;
  #register = '';
  #trouble = '';
  #busy = false;
  /** @type {Shown} */
  #shown = 'form';
  /** What was made, with its short link. @type {{proof: Proof, short: string}|null} */
  #made = null;
  /** @type {Record<string, string>} */
  #own = {};

  /** @override */
  begin() {
    const now = new Now(this.client);
    const own = rememberedOn(this.device);
    this.#keeps = own !== null;
    const {chair, guiding, cases} = now.state;
    const list = listed(now.m);
    const [me, leader] = [now.me, chair].map((one) => list.find(({member}) => member === one));
    Object.assign(this.#draft, me && {name: me.name, number: me.number}, own, {
      presented: cases.some(({presenter}) => presenter === now.me),
      leader: leader?.name ?? '', leaderNumber: leader?.number ?? '', leaderJoined: !guiding});
  }

  /** @override */
  content() {
    const {t} = this.#say;
    return el('div', {class: 'stack'},
      this.#bar(),
      this.#shown === 'form' ? this.#form() : this.#shown === 'own' ? this.#ownPage() : this.#paper(t));
  }

  get #say() {
    return speaker(language());
  }

  /** The others on the list. */
  get #others() {
    const now = new Now(this.client);
    return listed(now.m).filter(({member}) => member !== now.me).map(({name}) => name);
  }

  /** @param {Shown} shown */
  #show(shown) {
    this.#shown = shown;
    this.update();
  }

  #bar() {
    const {t} = this.#say;
    const back = this.#shown === 'list' || this.#shown === 'own' ? /** @type {const} */ ('paper') : null;
    return el('div', {class: 'row no-print', key: 'bar'},
      back && this.#made ? button(t('made.back'), () => this.#show(back),
        {'class': 'bare', 'icon': 'back', 'data-test': 'paper-back'})
        : button(t('make.back'), () => this.dispatchEvent(new CustomEvent('back')),
          {'class': 'bare', 'icon': 'back', 'data-test': 'proof-back'}));
  }

  #form() {
    const {t} = this.#say;
    const now = new Now(this.client);
    return [
      el('h1', {class: 'read', key: 'title'}, t('make.title')),
      el('p', {key: 'words'}, t('make.words')),
      el('p', {class: 'now-you', key: 'until', 'data-test': 'proof-until'}, t('make.until',
        {until: momentOf(now.state.purge_ms ?? 0, this.client.now())})),
      questions({draft: this.#draft, say: this.#say, others: this.#others, trouble: this.#trouble,
        keeps: this.#keeps, forRegister: this.#register, meeting: this.#meeting(now),
        set: (change) => {
          Object.assign(this.#draft, change);
          this.#trouble = '';
          this.#remember();
          this.update();
        },
        choose: (id) => {
          this.#register = id;
          this.update();
        },
        keep: (keeps) => {
          this.#keeps = keeps;
          if (!keeps) remember(this.device, null);
          this.#remember();
          this.update();
        }}),
      el('div', {class: 'row', key: 'do'},
        button(t(this.#busy ? 'make.doing' : 'make.do'), () => this.#make(),
          {'class': 'do', 'data-test': 'make-proof', 'aria-disabled': this.#busy ? 'true' : undefined}),
        button(t('made.own'), () => this.#show('own'), {'class': 'bare', 'data-test': 'own-page'})),
    ];
  }

  #remember() {
    if (this.#keeps) remember(this.device, this.#draft);
  }

  /** How long the meeting took as far as this page knows, and with how many. @param {Now} now */
  #meeting(now) {
    const {statement} = this.#made?.proof ?? {};
    const planned_ms = now.plan.steps.reduce((sum, step) => sum + step.planned_ms, 0);
    const took_ms = statement ? statement.ended_ms - statement.began_ms - statement.break_ms : planned_ms;
    return {minutes: Math.floor(took_ms / 60_000), people: now.members.length};
  }

  async #make() {
    if (this.#busy) return;
    const {t} = this.#say;
    if (cleanText(this.#draft.name) === '') {
      this.#trouble = t('make.name.missing');
      this.update();
      return;
    }
    this.#busy = true;
    this.update();
    try {
      const paper = paperOf(this.#draft, this.#others, speaker(this.#draft.language));
      const salt = drawSalt();
      const {statement, signature} = await this.client.askProof(await commitOf(paper, salt));
      const proof = {paper, salt, statement, signature};
      this.#made = {proof, short: await toShortLink(this.#page, proof)};
      this.#shown = 'paper';
    } catch (problem) {
      console.warn('no proof was made', problem);
      const {code} = /** @type {any} */ (problem);
      toast(t(code === 'too-much' ? 'make.toomany' : 'make.failed'));
    } finally {
      this.#busy = false;
      this.update();
    }
  }

  /** Where proofs of this server are checked. */
  get #page() {
    return `${this.client.link.split('#')[0]}proof`;
  }

  /** @param {(key: string) => string} t */
  #paper(t) {
    const {proof, short} = /** @type {{proof: Proof, short: string}} */ (this.#made);
    const say = speaker(String(proof.paper.language));
    const now = new Now(this.client);
    const names = now.plan.page.name;
    if (this.#shown === 'list') {
      return [this.#printing(t, []), el('div', {class: 'sheet', key: 'list'},
        attendanceList(people(now), proof, say))];
    }
    return [
      this.#printing(t, [
        button(t('made.save'), () => save(toFile(proof), `kring-${dateOf(proof.statement.began_ms)}-proof.json`,
          'application/json'), {'data-test': 'save-proof', 'icon': 'save'}),
        button(t('made.copy'), () => copy(toLink(this.#page, proof), t('made.copied')),
          {'data-test': 'copy-proof', 'icon': 'link'}),
        button(t('made.again'), () => this.#show('form'), {'data-test': 'change-proof'}),
        (now.isChair || now.state.chair === null)
          && button(t('made.list'), () => this.#show('list'), {'data-test': 'make-list'}),
        button(t('made.own'), () => this.#show('own'), {'data-test': 'own-page'})]),
      el('p', {class: 'quiet no-print', key: 'words'}, t('made.words')),
      el('div', {class: 'sheet', key: 'paper'}, certificate(proof, say, {page: this.#page, link: short,
        method: names?.[say.language] ?? String(Object.values(names ?? {})[0] ?? proof.statement.method)}))];
  }

  /** @param {(key: string) => string} t @param {any[]} more */
  #printing(t, more) {
    return el('div', {class: 'row no-print', key: 'printing'},
      button(t('made.print'), () => print(), {'class': 'do', 'data-test': 'print-proof'}), more);
  }

  /** The personal page: apart from the others, and nowhere kept. */
  #ownPage() {
    const {t} = this.#say;
    return [
      el('div', {class: 'stack no-print', key: 'own'},
        el('h1', {class: 'read'}, t('own.title')), el('p', {}, t('own.words')),
        ownFields.map((one) => textField({id: `own-${one}`, label: t(`own.${one}`), test: `own-${one}`, rows: 3,
          value: this.#own[one] ?? '', input: (text) => {
            this.#own[one] = text;
            this.update();
          }})),
        button(t('own.print'), () => print(), {'class': 'do at-start', 'data-test': 'print-own'})),
      el('article', {'class': 'certificate on-paper', 'key': 'own-paper', 'data-test': 'own-paper'},
        el('h1', {}, t('own.title')),
        ownFields.filter((one) => (this.#own[one] ?? '').trim() !== '').map((one) => el('section', {key: one},
          el('h2', {}, t(`own.${one}`)), el('p', {class: 'words'}, this.#own[one])))),
    ];
  }
}
customElements.define('kring-proof', Making);

/** Who is on the list, and how many are not. @param {Now} now */
function people(now) {
  const {attendance} = now.state;
  const all = listed(now.m);
  return {rest: Math.max(0, now.members.length - all.length), listed: all.map(({member, name, number}) => ({name,
    number, whole: attendance.length > 0 && attendance.every(({members}) => members.includes(member))}))};
}

/** The day in a file's name. @param {number} time_ms */
function dateOf(time_ms) {
  return new Date(time_ms).toISOString().slice(0, 10);
}
