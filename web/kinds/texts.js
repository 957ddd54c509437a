// @ts-check
import {View, el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {icon} from '../kit/icons.js';
import {Now} from '../kit/now.js';
import {t} from '../i18n/index.js';
import '../kit/composer.js';
/** @import {Client} from '../core/client.js' */
/** @import {Item} from '../core/types.js' */

/** What was written live to an input: each with its writer, one's own to change or take away. */
export class TextList extends View {
  /** @type {Client} */
  client;
  input = '';
  #editing = '';

  /** @override */
  content() {
    const now = new Now(this.client);
    const items = now.items(now.state.step ?? '', this.input)
      .filter((item) => !item.folded || now.isChair);
    return el('ul', {class: 'list'}, items.map((item) => el('li', {key: item.item,
      'data-test': 'live-text'}, this.#editing === item.item ? this.#editor(item)
      : this.#entry(now, item))));
  }

  /** @param {Now} now @param {Item} item */
  #entry(now, item) {
    const mine = item.by === now.me;
    const act = (/** @type {string} */ key, /** @type {string} */ drawing,
      /** @type {string} */ words, /** @type {() => any} */ press) =>
      el('button', {key, type: 'button', class: 'bare', 'data-test': key, onclick: press},
        icon(drawing), words);
    return [
      el('span', {key: 'words', class: 'grow words'}, item.folded ? t('card.folded')
        : now.words(item)),
      el('span', {key: 'by', class: 'quiet'}, now.name(item.by)),
      mine && el('span', {key: 'do', class: 'row'},
        act('edit', 'write', t('edit'), () => this.#edit(item.item)),
        act('withdraw', 'close', t('withdraw'),
          () => run(() => this.client.withdraw(item.item)))),
      now.isChair && !mine && act('fold', 'close', t(item.folded ? 'unfold' : 'fold'),
        () => run(() => this.client.fold(item.item, !item.folded))),
    ];
  }

  /** @param {Item} item */
  #editor(item) {
    const json = this.client.text(item) ?? {};
    return el('kring-editor', {key: 'editor', class: 'grow', name: item.item, text: json.text ?? '',
      save: async (/** @type {string} */ text) => {
        await this.client.edit(item.item, {...json, text});
        this.#edit('');
      }, cancel: () => this.#edit('')});
  }

  /** @param {string} item */
  #edit(item) {
    this.#editing = item;
    this.update();
  }
}
customElements.define('kring-texts', TextList);
