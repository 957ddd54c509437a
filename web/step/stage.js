// @ts-check
import {el} from '../kit/dom.js';
import {icon} from '../kit/icons.js';
import {openedCards} from '../kinds/cards.js';
import {choosingStage} from '../kinds/choosing.js';
import {Form} from '../kinds/form.js';
import {handsStage} from '../floors/hands.js';
import {notePad} from '../dialogs/notes.js';
import {rating, ratingPromise, spread} from '../kinds/rating.js';
import {listOf, pick, t} from '../i18n/index.js';
import '../kinds/texts.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Input} from '../core/types.js' */

/** What lies on the table in this step, whatever its method. @param {Now} now */
export function stage(now) {
  const {step, client} = now;
  if (!step) return [];
  if (now.isPresenter && ['turned', 'away'].includes(now.where)) return outside(now);
  const inputs = step.settles ? [] : step.inputs;
  return [
    step.settles && choosingStage(now),
    caseOf(now),
    step.floor === 'hands' && handsStage(now),
    round(now),
    Form.inputs(now).length > 0 && el('kring-form', {key: `form-${step.id}`, client}),
    ...ownCards(now),
    ...ratings(now, inputs),
    opened(now),
    turns(now),
    step.floor !== 'hands' && live(now),
  ];
}

/** The presenter outside the circle has a note pad and the time. @param {Now} now */
function outside(now) {
  return [el('section', {class: 'sheet', key: 'pad', 'data-test': 'pad'}, notePad(now, 'stage'))];
}

/** The case, to read again in later steps. @param {Now} now */
function caseOf(now) {
  const {step, plan, state} = now;
  if (!step?.case || step.settles) return null;
  const place = plan.steps.indexOf(step);
  const texts = plan.steps.slice(0, place).filter((one) => one.case === step.case && !one.settles)
    .flatMap((one) => one.inputs.filter((input) => input.by === 'presenter'
      && input.page.as === 'text')
      .flatMap((input) => state.items.filter((item) => item.step === one.id
        && item.input === input.id).map((item) => ({input, item}))));
  if (texts.length === 0) return null;
  // The question ends the first telling: it stays in sight.
  const question = texts.findLast(({item}) => item.step === texts[0].item.step);
  return el('details', {key: 'case', class: 'sheet', 'data-test': 'case'},
    el('summary', {}, el('span', {}, t('case.of', {name: now.name(now.presenter)}),
      el('span', {class: 'glance', 'data-test': 'question'}, question && now.words(question.item)))),
    texts.map(({input, item}) => [
      el('h3', {class: 'quiet', key: `h-${item.item}`}, pick(input.page.label)),
      el('p', {class: 'words', key: `p-${item.item}`}, now.words(item))]));
}

/** A round over cards: the one in hand is big. @param {Now} now */
function round(now) {
  const {step, state} = now;
  if (!step?.over) return null;
  const [place, input] = step.over.split('/');
  const items = now.items(place, input);
  const closed = now.openable.some((set) => set.step === place && set.input === input);
  if (items.length === 0) {
    return el('p', {class: 'quiet', key: 'round'}, t(closed ? 'cards.closed' : 'cards.none'));
  }
  const unnamed = items.some((item) => !item.by);
  return el('section', {class: 'stack', key: 'round', 'data-test': 'round'},
    state.floor.speaker && state.floor.card && el('p', {class: 'quiet', key: 'reads'},
      t(state.floor.speaker === now.me ? 'cards.youread' : 'cards.reads',
        {name: now.name(state.floor.speaker)})),
    openedCards(now, items, {inHand: state.floor.card, waiting: state.floor.waiting}),
    el('p', {class: 'quiet', key: 'order'}, t(unnamed ? 'cards.opened' : 'cards.opened.named')));
}

/** Sets that were opened in this step and are no round: questions, an outcome. @param {Now} now */
function opened(now) {
  const {step, state, plan} = now;
  const sets = state.sets.filter((set) => set.state === 'opened'
    && `${set.step}/${set.input}` !== step?.over && now.inputOf(set)?.opens === step?.id
    && now.inputOf(set)?.page.as === 'text'
    && !plan.steps.find((one) => one.id === set.step)?.settles);
  return sets.map((set) => {
    const items = state.items.filter((item) => item.set === set.set);
    return el('section', {class: 'stack', key: `opened-${set.set}`, 'data-test': 'opened'},
      el('h2', {}, pick(now.inputOf(set)?.page.label)),
      items.length === 0 ? el('p', {class: 'quiet'}, t('cards.none')) : openedCards(now, items));
  });
}

/** One's own closed cards, with the promise when the field itself is not below. @param {Now} now */
function ownCards(now) {
  return now.state.sets.filter((set) => set.state === 'closed'
    && now.inputOf(set)?.page.as === 'text' && now.client.ownCards(set.set).length > 0)
    .map((set) => el('kring-own-cards', {key: `own-${set.set}`, client: now.client, set: set.set,
      aside: ![set.step, now.inputOf(set)?.opens].includes(now.state.step ?? '')}));
}

/** @param {Now} now @param {Input[]} inputs */
function ratings(now, inputs) {
  const numbers = inputs.filter((input) => ['number', 'pick'].includes(input.page.as));
  const giving = numbers.filter((input) => now.mayWrite(input)
    && (!now.closed(input) || now.setOf(input)));
  return [
    ...numbers.map((input) => (now.mayWrite(input) ? rating(now, input) : spread(now, input))),
    giving.some((input) => now.closed(input) && !input.named) && ratingPromise(),
  ];
}

/** Live texts of the others, as a list with names. @param {Now} now */
function live(now) {
  const {step} = now;
  const inputs = (step?.inputs ?? []).filter((input) => input.page.as === 'text'
    && input.by !== 'presenter' && !now.closed(input) && !step?.settles);
  return inputs.filter((input) => now.items(step?.id ?? '', input.id).length > 0)
    .map((input) => el('section', {class: 'stack', key: `live-${input.id}`,
      'data-test': 'live-texts'},
    el('h2', {class: 'quiet'}, pick(input.page.label)),
    el('kring-texts', {client: now.client, input: input.id})));
}

/** Who has not spoken yet. @param {Now} now */
function turns(now) {
  const {step, state} = now;
  if (step?.floor !== 'turns' || step.over) return null;
  const {speaker, waiting} = state.floor;
  return el('section', {class: 'sheet', key: 'turns', 'data-test': 'turns'},
    el('p', {class: 'read'}, speaker ? (speaker === now.me ? t('turns.you')
      : t('turns.speaks', {name: now.name(speaker)})) : t('turns.over')),
    waiting.length > 0 && el('p', {class: 'quiet'}, icon('round'), ' ',
      t('turns.then', {names: listOf(waiting.map((member) => now.name(member)))})));
}
