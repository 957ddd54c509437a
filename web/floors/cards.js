// @ts-check
import {el} from '../kit/dom.js';
import {openedCards} from '../kinds/cards.js';
import {pick, t} from '../i18n/index.js';
import {speakers, turns} from './turns.js';
/** @import {Floor} from './index.js' */
/** @import {Now} from '../kit/now.js' */

/** A round over the opened cards of an input (`over`): the one in hand is big. @type {Floor} */
export const cards = {
  ...turns,
  table: (now) => round(now),
  holds: (now, {path}) => path === now.step?.over,
  given: false,
  asksUnspoken: false,
};

/** @param {Now} now */
function round(now) {
  const {step, state} = now;
  const [place, input] = String(step?.over).split('/');
  const items = now.items(place, input);
  const closed = now.openable.some((set) => set.step === place && set.input === input);
  if (items.length === 0) {
    return [el('p', {class: 'quiet', key: 'round'}, t(closed ? 'cards.closed' : 'cards.none')),
      state.floor.speaker && speakers(now)];
  }
  const unnamed = items.some((item) => !item.by);
  return el('section', {class: 'stack', key: 'round', 'data-test': 'round'},
    state.floor.speaker && state.floor.card && el('p', {class: 'quiet', key: 'reads'},
      t(state.floor.speaker === now.me ? 'cards.youread' : 'cards.reads',
        {name: now.name(state.floor.speaker)})),
    el('h2', {class: 'unseen', key: 'title'}, pick(now.inputOf(items[0])?.page.label)),
    openedCards(now, items, {inHand: state.floor.card, waiting: state.floor.waiting}),
    el('p', {class: 'quiet', key: 'order'}, unnamed ? `${t('cards.opened')} ${t('cards.aloud')}`
      : t('cards.opened.named')));
}
