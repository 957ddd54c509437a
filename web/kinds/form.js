// @ts-check
import {View, el} from '../kit/dom.js';
import {explain, tick, wrong} from '../kit/pieces.js';
import {draftOf, Now} from '../kit/now.js';
import {run} from '../kit/act.js';
import {icon} from '../kit/icons.js';
import {idOf} from '../kit/ids.js';
import {dateOf, has, pick, t} from '../i18n/index.js';
import '../kit/composer.js';
/** @import {Client} from '../core/client.js' */
/** @import {Input, Item} from '../core/types.js' */

/**
 * The texts of the presenter in a step: written by the presenter or the pen, read by everybody.
 * A text is a draft on the device until «Laat zien».
 */
export class Form extends View {
  /** @type {Client} */
  client;
  /** @type {string} the item that is being changed */
  #editing = '';
  #problem = '';
  #private = false;

  /** The inputs of the presenter in the current step that are live. @param {Now} now */
  static inputs(now) {
    return (now.step?.inputs ?? []).filter((input) => input.by === 'presenter'
      && input.page.as === 'text' && !now.closed(input));
  }

  /** Whether there is something to show. */
  get hasText() {
    return [...this.querySelectorAll('[data-draft]')]
      .some((field) => /** @type {any} */ (field).value.trim() !== '');
  }

  /** @override */
  content() {
    const now = new Now(this.client);
    const inputs = Form.inputs(now);
    const writes = inputs.some((input) => now.mayWrite(input));
    return [
      writes && !now.isPresenter && el('p', {class: 'quiet', key: 'for'},
        t('form.for', {name: now.name(now.presenter)})),
      inputs.map((input) => this.#input(now, input)),
      writes && this.#drafting(now) && tick({name: 'form-private', label: t('write.private'),
        checked: this.#private, change: (checked) => { this.#private = checked; }}),
      wrong(this.#problem),
    ];
  }

  /** @param {Now} now */
  #drafting(now) {
    return Form.inputs(now).some((input) => fieldsOf(input).some(({id}) =>
      this.client.draft(draftOf(now.state.step ?? '', input.id, id)) !== ''));
  }

  /** @param {Now} now @param {Input} input */
  #input(now, input) {
    const items = now.items(now.state.step ?? '', input.id);
    const writes = now.mayWrite(input);
    const label = pick(input.page.label);
    if (!writes && items.length === 0) return null;
    return el('section', {class: 'stack', key: `${now.state.step}/${input.id}`,
      'data-test': `form-${input.id}`},
    items.map((item) => this.#item(now, input, item, label, writes)),
    writes && items.length < input.max && this.#fields(now, input, label));
  }

  /** @param {Now} now @param {Input} input @param {Item} item @param {string} label
   * @param {boolean} writes */
  #item(now, input, item, label, writes) {
    const json = this.client.text(item) ?? {};
    const parts = fieldsOf(input).map(({id, label: part}) =>
      ({part, words: id === 'due' ? dateOf(json.due) : json[id ?? 'text']}));
    return el('article', {class: 'sheet stack', key: item.item, 'data-test': 'text'},
      el('h3', {class: 'quiet'}, label),
      this.#editing === item.item && !input.page.fields
        ? el('kring-editor', {name: item.item, text: json.text ?? '', label,
          save: async (/** @type {string} */ text) => {
            await this.client.edit(item.item, {...json, text});
            this.#edit('');
          }, cancel: () => this.#edit('')})
        : parts.map(({part, words}) => el('p', {class: 'words'},
          part && el('span', {class: 'quiet'}, `${part}: `), words ?? (json.broken ? t('broken')
            : ''))),
      writes && this.#editing !== item.item && el('div', {class: 'row', key: 'do'},
        input.page.fields
          ? el('button', {type: 'button', 'data-test': 'withdraw',
            onclick: () => run(() => this.client.withdraw(item.item))}, t('withdraw'))
          : el('button', {type: 'button', 'data-test': 'edit',
            onclick: () => this.#edit(item.item)}, icon('write'), t('edit'))));
  }

  /** @param {Now} now @param {Input} input @param {string} label */
  #fields(now, input, label) {
    const step = now.state.step ?? '';
    const fields = fieldsOf(input);
    const one = fields.length === 1;
    return el(one ? 'div' : 'fieldset', {class: one ? 'field' : 'sheet fields', key: 'fields'},
      !one && el('legend', {class: 'label'}, label),
      fields.map(({id, label: part}) => {
        const draft = draftOf(step, input.id, id);
        const name = idOf('draft', draft);
        const shared = {id: name, text: this.client.draft(draft), key: name, 'data-draft': draft,
          'data-test': `field-${input.id}${id ? `-${id}` : ''}`,
          oninput: (/** @type {any} */ event) => this.#typed(draft, event.target.value),
          onkeydown: (/** @type {KeyboardEvent} */ event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.submit();
          }};
        return el('div', {class: 'field', key: name},
          el('label', {for: name}, part || label),
          id === 'due' ? el('input', {type: 'date', ...shared})
            : el('textarea', {rows: 2, ...shared}));
      }));
  }

  /** @param {string} draft @param {string} text */
  #typed(draft, text) {
    this.client.setDraft(draft, text);
    this.update();
    this.dispatchEvent(new Event('typing', {bubbles: true}));
  }

  /** @param {string} item */
  #edit(item) {
    this.#editing = item;
    this.update();
  }

  /** Shows everybody what was written; what is refused stays in its field. */
  async submit() {
    const now = new Now(this.client);
    this.#problem = '';
    // All fields are read at the press: what is typed while the first is on its way is not of it.
    const all = Form.inputs(now).filter((input) => now.mayWrite(input)).map((input) => ({input,
      written: fieldsOf(input).map(({id}) => ({id: id ?? 'text',
        draft: draftOf(now.state.step ?? '', input.id, id)}))
        .map(({id, draft}) => ({id, draft, text: this.client.draft(draft).trim()}))
        .filter(({text}) => text !== '')})).filter(({written}) => written.length > 0);
    for (const {draft} of all.flatMap(({written}) => written)) this.#fill(draft, '');
    const more = this.#private ? {private: true} : {};
    for (const {input, written} of all) {
      const json = Object.fromEntries(written.map(({id, text}) => [id, text]));
      try {
        await this.client.addItem(input.id, {...json, ...more});
      } catch (problem) {
        for (const {draft, text} of written) this.#fill(draft, text);
        this.#problem = explain(problem);
      }
    }
    this.#private = false;
    this.#typed('', '');
  }

  /** @param {string} draft @param {string} text */
  #fill(draft, text) {
    this.client.setDraft(draft, text);
    const field = this.querySelector(`[data-draft="${draft}"]`);
    if (field) /** @type {any} */ (field).value = text;
  }
}
customElements.define('kring-form', Form);

/** The parts of a text: one without a name, or several with a label each. */
/** @param {Input} input @returns {{id?: string, label: string}[]} */
export function fieldsOf(input) {
  if (!input.page.fields) return [{label: ''}];
  return input.page.fields.map((/** @type {any} */ field) => (typeof field === 'string'
    ? {id: field, label: has(`part.of.${field}`) ? t(`part.of.${field}`) : field}
    : {id: field.id, label: pick(field.label)}));
}
