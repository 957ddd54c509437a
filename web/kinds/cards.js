// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {takeAway} from '../kit/undo.js';
import {isEdited} from '../kit/editing.js';
import {icon} from '../kit/icons.js';
import {safetyButton} from '../kit/safety.js';
import {button, nameAt} from '../kit/pieces.js';
import {t} from '../i18n/index.js';
import {editButton, editor} from './editor.js';
import {signOf} from './lenses.js';
import {partsView} from './parts.js';
import {kindOf, wordsOf} from './registry.js';
/** @import {Now} from '../kit/now.js' */
/** @import {CardSet, Input, Item, OwnCard} from '../core/types.js' */

/** One's own cards in closed sets: to read again, change and take away. @param {Now} now */
export function ownCards(now) {
  return now.state.sets.filter((set) => set.state === 'closed').map((set) => {
    const input = now.inputOf(set);
    const cards = now.client.ownCards(set.set);
    return input && kindOf(input).cards && cards.length > 0 && ownSet(now, set, input, cards);
  });
}

/**
 * Folded, in steps that neither fill nor open the set.
 * @param {Now} now @param {CardSet} set @param {Input} input @param {OwnCard[]} cards
 */
function ownSet(now, set, input, cards) {
  const here = [set.step, input.opens].includes(now.state.step ?? '');
  const opens = now.plan.steps.find((step) => step.id === input.opens);
  const head = el('span', {class: 'quiet'}, icon('lock'), ' ', signOf(input),
    t('own.title', {n: cards.length}), ` · ${t('own.closed')}`);
  return el(here ? 'section' : 'details', {class: 'stack', key: `own-${set.set}`,
    'data-test': 'own-cards'}, here ? head : el('summary', {}, head),
  el('ul', {class: 'stack'}, cards.map((card) => el('li', {key: card.item, class: 'card mine',
    'data-test': 'own-card'}, isEdited(now.client, card.item)
    ? editor(now, input, card.item, card.json) : ownCard(now, set, input, card)))),
  el('p', {class: 'quiet', key: 'words'},
    t('own.words', {step: opens ? now.titleOf(opens) : ''})));
}

/** @param {Now} now @param {CardSet} set @param {Input} input @param {OwnCard} card */
function ownCard(now, {set}, input, {item, json}) {
  const words = (kindOf(input).parts?.(input, json) ?? []).map(({value}) => value).join(' · ');
  const may = (/** @type {Now} */ {state}) => state.sets.some((one) => one.set === set
    && one.state === 'closed' && one.step === state.step);

  return [cardWords(input, json),
    el('div', {class: 'row'}, editButton(now, input, item, json),
      button(t('withdraw'), () => takeAway(now, item, {words, may,
        back: () => now.client.addCard(set, json)}), {'class': 'bare', 'data-test': 'withdraw',
        'aria-label': nameAt(t('withdraw'), words)}))];
}

/**
 * What stands on a card, each part in its place.
 * @param {Input} input @param {Record<string, any>} json @param {Record<string, any>} [props]
 */
function cardWords(input, json, props) {
  return partsView(input, kindOf(input).parts?.(input, json) ?? [], props);
}

/**
 * What is promised at the field of a card: for cards without a name, and for cards with one. At the next
 * card in short, since all of it was there to read at the first.
 * @param {Now} now @param {{named: boolean, byPresenter?: boolean, again?: boolean}} set
 */
export function promiseOf(now, set) {
  const few = now.members.length <= 4;
  return el('p', {class: 'promise', key: 'promise', 'data-test': 'promise-short'},
    set.byPresenter ? t('promise.presenter') : set.named ? t('promise.named')
      : [t(set.again ? 'promise.again' : 'promise.short'), ' ', few && `${t('promise.few')} `,
        safetyButton(t('promise.how'))]);
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
  item.folded ? el('p', {}, t('card.folded')) : wordsOnCard(now, item, big),
  el('div', {class: 'row'},
    item.by && el('bdi', {class: 'quiet'}, now.name(item.by)),
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
  const words = item.folded ? '' : wordsOf(now, item);
  const claimable = mine && !item.by && !item.claimed && now.inputOf(item)?.claimable;
  return [
    claimable && big && button(t('card.claim'), () => run(() => client.claim(item.item)),
      {key: 'claim', class: 'bare', 'data-test': 'claim', 'aria-label': nameAt(t('card.claim'), words)}),
    now.isPresenter && !big && !item.folded && button(t('main.touched'),
      () => run(() => client.mark(item, touched ? '' : 'touched')), {key: 'touch', class: 'bare',
      'aria-pressed': String(touched), 'data-test': 'touch', icon: 'touched',
      'aria-label': nameAt(t('main.touched'), words)}),
    now.isChair && (big || item.folded) && button(t(item.folded ? 'unfold' : 'fold'),
      () => run(() => client.fold(item.item, !item.folded)), {key: 'fold', class: 'bare',
      'data-test': 'fold', 'aria-label': nameAt(t(item.folded ? 'unfold' : 'fold'), words)}),
  ];
}

/** @param {Now} now @param {Item} item @param {boolean} big */
function wordsOnCard(now, item, big) {
  const json = now.client.text(item);
  const input = now.inputOf(item);
  const props = {'class': big ? 'words read' : 'words', 'data-test': 'card-text'};
  if (json && !json.broken && input && kindOf(input).parts) return cardWords(input, json, props);
  return el('p', props, wordsOf(now, item));
}
