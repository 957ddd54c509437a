// @ts-check
import {View, el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {run} from '../kit/act.js';
import {safetyButton} from '../dialogs/safety.js';
import {t} from '../i18n/index.js';
import '../kit/composer.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Client} from '../core/client.js' */
/** @import {Item, OwnCard} from '../core/types.js' */

/** One's own cards in a closed set: to read again, change and take away. */
export class OwnCardList extends View {
  /** @type {Client} */
  client;
  set = 0;
  /** Folded, in steps that neither fill nor open the set. */
  aside = false;
  #editing = '';

  /** @override */
  content() {
    const cards = this.client.ownCards(this.set)
      .filter((card) => card.json.text !== undefined);
    if (cards.length === 0) return [];
    const head = el('span', {class: 'quiet'}, icon('lock'), ' ', t('own.title', {n: cards.length}),
      ` · ${t('own.closed')}`);
    if (this.aside) {
      return el('details', {'data-test': 'own-cards'}, el('summary', {}, head), this.#list(cards));
    }
    return el('section', {class: 'stack', 'data-test': 'own-cards'}, head, this.#list(cards));
  }

  /** @param {OwnCard[]} cards */
  #list(cards) {
    return [
      el('ul', {class: 'stack'}, cards.map((card) => el('li',
        {key: card.item, class: 'card mine', 'data-test': 'own-card'},
        this.#editing === card.item
          ? el('kring-editor', {name: card.item, text: card.json.text,
            save: async (/** @type {string} */ text) => {
              await this.client.edit(card.item, {...card.json, text});
              this.#edit('');
            }, cancel: () => this.#edit('')})
          : [el('p', {class: 'words'}, card.json.text),
            el('div', {class: 'row'},
              el('button', {type: 'button', 'data-test': 'edit',
                onclick: () => this.#edit(card.item)}, icon('write'), t('edit')),
              el('button', {type: 'button', class: 'bare', 'data-test': 'withdraw',
                onclick: () => run(() => this.client.withdraw(card.item))}, t('withdraw')))]))),
      el('p', {class: 'quiet', key: 'words'}, t('own.words')),
    ];
  }

  /** @param {string} item */
  #edit(item) {
    this.#editing = item;
    this.update();
  }
}
customElements.define('kring-own-cards', OwnCardList);

/** What is promised at the field of a card: for cards without a name, and for cards with one. */
/** @param {Now} now @param {{named: boolean, byPresenter?: boolean}} set */
export function promiseOf(now, set) {
  const few = now.members.length <= 4;
  return el('p', {class: 'promise', key: 'promise', 'data-test': 'promise-short'},
    set.byPresenter ? t('promise.presenter') : set.named ? t('promise.named')
      : [t('promise.short'), ' ', few && `${t('promise.few')} `, safetyButton(t('promise.how'))]);
}

/**
 * The opened cards of an input, as they lie on the table.
 * @param {Now} now @param {import('../core/types.js').Item[]} items
 * @param {{inHand?: string|null, waiting?: string[]}} [round] a round over these cards
 */
export function openedCards(now, items, {inHand = null, waiting = []} = {}) {
  const order = inHand ? [...items.filter(({item}) => item === inHand),
    ...items.filter(({item}) => item !== inHand)] : items;
  return el('ul', {class: 'cards', 'data-test': 'cards'}, order.map((item) =>
    card(now, item, item.item === inHand, Boolean(inHand) && item.item !== inHand
      && !waiting.includes(item.item))));
}

/** @param {Now} now @param {Item} item @param {boolean} big @param {boolean} past */
function card(now, item, big, past) {
  const {client} = now;
  const mine = client.isMine(item);
  const claimant = client.claimant(item);
  const touched = client.markOn(item) === 'touched';
  const kind = ['card', mine && 'mine', big && 'in-hand', past && 'past', item.folded && 'folded'];
  return el('li', {key: item.item, class: kind.filter(Boolean).join(' '), 'data-test': 'card',
    'data-item': item.item, 'aria-current': big ? 'true' : undefined},
  item.folded ? el('p', {}, t('card.folded'))
    : el('p', {class: `words ${big ? 'read' : ''}`, 'data-test': 'card-text'}, now.words(item)),
  el('div', {class: 'row'},
    item.by && el('span', {class: 'quiet'}, now.name(item.by)),
    !item.by && claimant && el('span', {class: 'quiet'},
      t('card.claimed', {name: now.name(claimant)})),
    mine && !item.by && !claimant && el('span', {class: 'mark own'}, t('card.yours')),
    touched && el('span', {class: 'mark touched'}, icon('touched'), t('card.touched')),
    past && el('span', {class: 'quiet'}, icon('check'), t('card.done'))),
  (big || !past) && el('div', {class: 'row', key: 'do'}, cardActions(now, item, mine, touched, big)));
}

/** @param {Now} now @param {Item} item @param {boolean} mine @param {boolean} touched
 * @param {boolean} big */
function cardActions(now, item, mine, touched, big) {
  const {client} = now;
  const claimable = mine && !item.by && !item.claimed && now.inputOf(item)?.claimable;
  return [
    claimable && big && el('button', {key: 'claim', type: 'button', class: 'bare',
      'data-test': 'claim', onclick: () => run(() => client.claim(item.item))}, t('card.claim')),
    now.isPresenter && !big && !item.folded && el('button', {key: 'touch', type: 'button',
      class: 'bare', 'aria-pressed': String(touched), 'data-test': 'touch',
      onclick: () => run(() => client.mark(item, touched ? '' : 'touched'))},
    icon('touched'), t('main.touched')),
    now.isChair && (big || item.folded) && el('button', {key: 'fold', type: 'button', class: 'bare',
      'data-test': 'fold', onclick: () => run(() => client.fold(item.item, !item.folded))},
    t(item.folded ? 'unfold' : 'fold')),
  ];
}
