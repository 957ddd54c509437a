// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {isEdited} from '../kit/editing.js';
import {button, nameAt} from '../kit/pieces.js';
import {takeAway} from '../kit/undo.js';
import {t} from '../i18n/index.js';
import {openedCards} from './cards.js';
import {headingOf} from './casekind.js';
import {editButton, editor} from './editor.js';
import {signOf} from './lenses.js';
import {partsView} from './parts.js';
import {kindOf, wordsOf} from './registry.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */
/** @import {Item} from '../core/types.js' */

/**
 * What was written to a text: sheets of the presenter, a list of others, or opened cards.
 * @param {Now} now @param {Place} place
 */
export function writtenTexts(now, place) {
  const {input, items} = place;
  if (input.opens !== undefined) return openedTexts(now, place);
  if (items.length === 0) return null;
  if (input.by === 'presenter') {
    return el('section', {class: 'stack', key: `form-${place.path}`, 'data-test': `form-${input.id}`},
      items.map((item) => sheet(now, place, item)));
  }
  return el('section', {class: 'stack', key: `live-${place.path}`, 'data-test': 'live-texts'},
    // Where there is a field, what is asked stands at it.
    el('h2', {class: 'quiet'}, place.may && place.left > 0 ? t('texts.written') : headingOf(now, input, place.step)),
    liveTexts(now, place));
}

/** Opened cards, of each set that was opened. @param {Now} now @param {Place} place */
function openedTexts(now, {step, input, path}) {
  const sets = now.state.sets.filter((set) => set.state === 'opened' && set.step === step
    && set.input === input.id);
  return sets.map((set) => {
    const items = now.state.items.filter((item) => item.set === set.set);
    return el('section', {class: 'stack', key: `opened-${set.set}`, 'data-test': 'opened',
      'data-path': path},
    el('h2', {}, signOf(input), headingOf(now, input, step)),
    items.length === 0 ? el('p', {class: 'quiet'}, t('cards.none')) : openedCards(now, items));
  });
}

/**
 * One text of the presenter, for everybody to read.
 * @param {Now} now @param {Place} place @param {Item} item
 */
function sheet(now, {input, may}, item) {
  const json = now.client.text(item) ?? {};
  const parts = kindOf(input).parts?.(input, json) ?? [];
  const mayEdit = may && !json.broken;
  return el('article', {class: 'sheet stack', key: item.item, 'data-test': 'text'},
    el('h3', {class: 'quiet'}, headingOf(now, input, item.step)),
    mayEdit && isEdited(now.client, item.item) ? editor(now, input, item.item, json) : [
      json.broken ? el('p', {class: 'words'}, t('broken'))
        : partsView(input, parts, isQuestion(now, input, item) ? {class: 'words said'} : undefined),
      may && el('div', {class: 'row', key: 'do'},
        mayEdit && editButton(now, input, item.item, json),
        input.page.fields && button(t('withdraw'),
          () => run(() => now.client.withdraw(item.item)), {'data-test': 'withdraw',
          'aria-label': nameAt(t('withdraw'), wordsOf(now, item))})),
    ]);
}

/**
 * Whether a text of the presenter is the question of the case: it ends the first telling.
 * @param {Now} now @param {Place['input']} input @param {Item} item
 */
function isQuestion({plan}, input, item) {
  const asks = (/** @type {Place['input']} */ one) => one.by === 'presenter' && kindOf(one).cards
    && !one.page.fields;
  const number = plan.steps.find(({id}) => id === item.step)?.case;
  const told = plan.steps.find((step) => step.case === number && !step.settles && step.inputs.some(asks));
  return told?.id === item.step && told?.inputs.findLast(asks)?.id === input.id;
}

/**
 * Live texts, each with its writer; one's own to change or take away.
 * @param {Now} now @param {Place} place
 */
export function liveTexts(now, {input, items}) {
  return el('ul', {class: 'list'}, items.filter((item) => !item.folded || now.isChair)
    .map((item) => el('li', {key: item.item, 'data-test': 'live-text'},
      isEdited(now.client, item.item) ? editor(now, input, item.item, now.client.text(item) ?? {})
        : entry(now, input, item))));
}

/** @param {Now} now @param {Place['input']} input @param {Item} item */
function entry(now, input, item) {
  const {client} = now;
  const mine = item.by === now.me;
  const json = client.text(item);
  const act = (/** @type {string} */ key, /** @type {string} */ words, /** @type {() => any} */ press) =>
    button(words, press, {key, class: 'bare', 'data-test': key, icon: 'close',
      'aria-label': nameAt(words, item.folded ? now.name(item.by) : wordsOf(now, item))});
  return [
    input.page.fields && json && !json.broken && !item.folded
      ? el('div', {key: 'words', class: 'grow stack'},
        partsView(input, kindOf(input).parts?.(input, json) ?? []))
      : el('span', {key: 'words', class: 'grow words', dir: 'auto'}, item.folded ? t('card.folded')
        : wordsOf(now, item)),
    el('bdi', {key: 'by', class: 'quiet'}, now.name(item.by)),
    mine && el('span', {key: 'do', class: 'row'},
      json && !json.broken && editButton(now, input, item.item, json, 'bare'),
      act('withdraw', t('withdraw'), () => takeAway(now, item.item, {words: wordsOf(now, item),
        back: () => client.addItem(input.id, json ?? {})}))),
    now.isChair && !mine && el('span', {key: 'fold', class: 'row'},
      act('fold', t(item.folded ? 'unfold' : 'fold'), () => run(() => client.fold(item.item, !item.folded)))),
  ];
}
