// @ts-check
import {el, guarded} from '../kit/dom.js';
import {ownCards} from '../kinds/cards.js';
import {choosingStage, isOfChoice} from '../kinds/choosing.js';
import {kindOf, wordsOf} from '../kinds/index.js';
import {agreedActions, keptInSight} from '../kinds/kept.js';
import {lensBand} from '../kinds/lenses.js';
import {impersonal, promptOf} from '../kinds/casekind.js';
import {castOf, outOfRole} from './cast.js';
import {floorOf} from '../floors/index.js';
import {takenAway} from '../kit/undo.js';
import {nextView} from '../dialogs/next.js';
import {notePad} from '../dialogs/notes.js';
import {isAgreedElsewhere, isForm} from './writing.js';
import {listens} from './listening.js';
import {caseTexts, questionOf} from './question.js';
import {inputsFor, inputsOpenedHere, isNext} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Field as Place} from '../core/inputs.js' */

/**
 * What lies on the table in this step, whatever its method.
 * @param {Now} now @param {any} [notes] the note line, where what it says is read beside who speaks
 */
export function stage(now, notes) {
  const {step} = now;
  if (!step) return [];
  if (now.isPresenter && ['turned', 'away'].includes(now.where)) return outside(now);
  const floor = floorOf(step);
  const here = inputsFor(now.m);
  const places = [...inputsOpenedHere(now.m)
    .filter(({path}) => !here.some((place) => place.path === path)), ...here]
    .filter((place) => !step.settles || !isOfChoice(now, place));
  // What many write is a long list: who has not written yet finds the field above it.
  const first = places.filter((place) => isForm(place) && !place.set && place.input.by !== 'presenter');
  return [
    guarded(() => outOfRole(now)),
    guarded(() => lensBand(places.map(({input}) => input))),
    step.settles && guarded(() => choosingStage(now)),
    // Who speaks or asks, or the card in hand, is what everybody looks at; then comes what was before.
    guarded(() => floor.table(now)),
    notes,
    guarded(() => takenAway(now)),
    guarded(() => ownCards(now)),
    guarded(() => caseOf(now)),
    guarded(() => keptInSight(now)),
    guarded(() => castOf(now)),
    places.some(({input}) => isNext(input)) && guarded(() => nextView(now)),
    places.some((place) => writesFor(now, place)) && el('p', {class: 'quiet', key: 'for'},
      t('form.for', {name: now.name(now.presenter)})),
    first.map((place) => guarded(() => fieldAt(now, place))),
    places.map((place) => [
      guarded(() => (floor.holds(now, place) ? null : kindOf(place.input).shown(now, place))),
      first.includes(place) ? null : guarded(() => fieldAt(now, place))]),
    promises(now, places),
    guarded(() => agreedActions(now)),
    listens(now) && pad(now),
  ];
}

/** The field of a place on the table, for who may write there. @param {Now} now @param {Place} place */
function fieldAt(now, place) {
  const kind = kindOf(place.input);
  if (!place.may || kind.below(place) || isAgreedElsewhere(now, place)) return null;
  // A text that is full has no field any more; all else is changed in its field.
  return kind.cards && place.left === 0 ? null : kind.field(now, place);
}

/** Whether the pen writes here what the presenter says. @param {Now} now @param {Place} place */
function writesFor(now, {input, may}) {
  return may && input.by === 'presenter' && !now.isPresenter;
}

/**
 * What closed fields promise, once for each sentence; a text on the table says its own.
 * @param {Now} now @param {Place[]} places
 */
function promises(now, places) {
  const said = places.filter((place) => place.set && isForm(place)).map(({set}) => set?.named);
  const promised = places.filter(({may, set}) => may && set && !said.includes(set.named))
    .map((place) => kindOf(place.input).promise?.(now, place)).filter(Boolean);
  return [...new Map(promised.map((promise) => [promise.key, promise])).values()];
}

/** The presenter outside the circle has a note pad and the time. @param {Now} now */
function outside(now) {
  return [pad(now)];
}

/** The private notes of this step, open on the table. @param {Now} now */
function pad(now) {
  return el('section', {class: 'sheet', key: 'pad', 'data-test': 'pad'}, notePad(now, 'stage'));
}

/** The case, to read again in later steps; its question stays in sight. @param {Now} now */
function caseOf(now) {
  const texts = caseTexts(now);
  if (texts.length === 0) return null;
  return el('details', {key: 'case', class: 'sheet', 'data-test': 'case'},
    el('summary', {}, el('span', {}, t('case.of', {name: now.name(now.presenter)}),
      el('span', {class: 'glance words', 'data-test': 'question'}, questionOf(now)))),
    texts.map(({input, item}) => [
      el('h3', {class: 'quiet', key: `h-${item.item}`}, now.isPresenter ? promptOf(now, input, item.step)
        : impersonal(promptOf(now, input, item.step))),
      el('p', {class: 'words', key: `p-${item.item}`}, wordsOf(now, item))]));
}
