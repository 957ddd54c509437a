// @ts-check
import {View, el} from './dom.js';
import {idOf} from './ids.js';
import {explain, tick, wrong} from './pieces.js';
import {icon} from './icons.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * @typedef {object} Writing what is written and where it goes
 * @property {string} draft the name under which the unsent text is kept on the device
 * @property {string} label
 * @property {any} [promise] what stands under the field
 * @property {(json: Record<string, any>) => Promise<any>} send
 * @property {(text: string) => string} [help] a hint to the writer alone, or ''
 */

/** A field whose text nobody takes away: it is kept at every stroke and given back if it is refused. */
export class Composer extends View {
  /** @type {Client} */
  client;
  /** @type {Writing} */
  writing = {draft: '', label: '', send: async () => {}};
  #private = false;
  #problem = '';
  #help = '';
  #draft = '';

  /** Whether there is something to send. */
  get hasText() {
    return this.#field?.value.trim() !== '' && this.#field !== null;
  }

  /** @returns {HTMLTextAreaElement|null} */
  get #field() {
    return this.querySelector('textarea');
  }

  /** @override */
  content() {
    const {draft, label, promise} = this.writing;
    if (draft !== this.#draft) {
      this.#draft = draft;
      this.#private = false;
      this.#problem = '';
      this.#help = '';
    }
    const id = idOf('write', draft);
    const text = this.client.draft(draft);
    return el('div', {class: 'field composer', key: draft, 'data-test': 'composer'},
      el('label', {for: id}, label),
      el('div', {class: 'row fill'},
        el('textarea', {id, key: draft, text, rows: 1, 'data-test': 'field-compose',
          'aria-describedby': `${id}-promise`,
          oninput: () => this.#typed(), onkeydown: (/** @type {KeyboardEvent} */ event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault();
              this.submit();
            }
          }})),
      el('div', {id: `${id}-promise`, key: 'promise', class: 'stack'}, promise),
      this.#help && el('p', {class: 'quiet', role: 'status', key: 'help', 'data-test': 'help'},
        el('b', {class: 'presenter-word'}, this.#help), ' ', t('help.private')),
      text !== '' && tick({name: `private-${draft}`, label: t('write.private'), checked: this.#private,
        change: (checked) => { this.#private = checked; }}),
      wrong(this.#problem));
  }

  /** Sends the text; it comes back if it is refused. */
  async submit() {
    const field = this.#field;
    const text = field?.value.trim() ?? '';
    if (!field || text === '') {
      field?.focus();
      return;
    }
    const {draft, send} = this.writing;
    const json = {text, ...(this.#private ? {private: true} : {})};
    field.value = '';
    this.client.setDraft(draft, '');
    this.#private = false;
    this.#problem = '';
    this.#help = '';
    this.#tell();
    try {
      await send(json);
    } catch (problem) {
      const now = this.client.draft(draft);
      const back = now ? `${text}\n${now}` : text;
      this.client.setDraft(draft, back);
      if (this.writing.draft === draft && this.#field) this.#field.value = back;
      this.#problem = explain(problem);
      this.#tell();
    }
  }

  /** The field is as high as its text, up to a third of the window. */
  #grow() {
    const field = this.#field;
    if (!field) return;
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight + 3, innerHeight / 3)}px`;
  }

  /** @override */
  render() {
    super.render();
    this.#grow();
  }

  #typed() {
    const text = this.#field?.value ?? '';
    this.client.setDraft(this.writing.draft, text);
    this.#help = this.writing.help?.(text) ?? '';
    this.#tell();
  }

  #tell() {
    this.update();
    this.dispatchEvent(new Event('typing', {bubbles: true}));
  }
}
customElements.define('kring-composer', Composer);

/** Changes a text in its place. Dispatches nothing: `save` and `cancel` are called. */
export class Editor extends View {
  name = '';
  text = '';
  label = '';
  /** @type {(text: string) => Promise<any>} */
  save = async () => {};
  cancel = () => {};
  #problem = '';
  /** @type {Element|null} where the text stands */
  #home = null;

  /** @override */
  connectedCallback() {
    this.#home = this.parentElement;
    super.connectedCallback();
  }

  /** Gives the focus back to the button that began the change. */
  disconnectedCallback() {
    const home = this.#home;
    queueMicrotask(() => {
      if (document.activeElement !== document.body) return;
      /** @type {HTMLElement|null|undefined} */ (home?.querySelector('[data-test=edit]'))?.focus();
    });
  }

  /** @override */
  content() {
    const id = idOf('edit', this.name);
    const done = async () => {
      const text = /** @type {any} */ (this.querySelector('textarea')).value.trim();
      if (text === '') return;
      try {
        await this.save(text);
      } catch (problem) {
        this.#problem = explain(problem);
        this.update();
      }
    };
    return el('div', {class: 'field'},
      el('label', {for: id, class: 'unseen'}, this.label || t('edit')),
      el('textarea', {id, text: this.text, rows: 3, 'data-test': 'field-edit',
        made: (/** @type {any} */ node) => queueMicrotask(() => {
          node.focus();
          node.setSelectionRange(node.value.length, node.value.length);
        }),
        onkeydown: (/** @type {KeyboardEvent} */ event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) done();
          if (event.key === 'Escape') this.cancel();
        }}),
      wrong(this.#problem),
      el('div', {class: 'row'},
        el('button', {type: 'button', 'data-test': 'edit-save', onclick: done}, icon('check'),
          t('save')),
        el('button', {type: 'button', class: 'bare', 'data-test': 'edit-cancel',
          onclick: () => this.cancel()}, t('cancel'))));
  }
}
customElements.define('kring-editor', Editor);
