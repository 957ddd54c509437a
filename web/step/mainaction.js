// @ts-check
import {run} from '../kit/act.js';
import {choiceOf, leading, settle} from '../kinds/choosing.js';
import {showClosing} from '../dialogs/closing.js';
import {goToField} from './composer.js';
import {goToNote, takePen} from './noteline.js';
import {floorOf} from '../floors/index.js';
import {kindOf} from '../kinds/index.js';
import {openNotes} from '../dialogs/notes.js';
import {goTo, openSets} from './sets.js';
import {isIdle, mainAction as chosen} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Written} from './writing.js' */

/**
 * @typedef {{key: string, label: string, press: () => any, pressed?: boolean, disabled?: boolean,
 *   quiet: boolean}} Button
 */

/** What may be done and need not: who listens is not asked to press anything. */
const quiet = ['halt', 'note', 'take-pen', 'write-along'];


/**
 * The one main button for a role in a step, with its words.
 * @param {Now} now @param {Written} written @returns {Button}
 */
export function mainAction(now, written) {
  const wanted = chosen(now.m, {writing: written.below || written.above});
  // The button is for a field that waits for me: somebody who has not written yet would take the pen.
  const action = written.open && ['take-pen', 'write-along', 'note'].includes(wanted) ? 'lay-down'
    : wanted;
  const make = buttons[action];
  // Who asks next is known to the server alone: without it the press would come to nothing later.
  const unknown = action === 'next-question' && now.client.connection !== 'open';
  return {key: action, quiet: quiet.includes(action), disabled: unknown || isIdle(now.m, action),
    ...make(now, written)};
}

/** @param {string} label @param {() => any} press @param {Partial<Omit<Button, 'quiet'>>} [more] */
function says(label, press, more = {}) {
  return {label, press, ...more};
}

/** @type {Record<string, (now: Now, written: Written) => Omit<Button, 'key'|'quiet'> & {key?: string}>} */
const buttons = {
  'next-step': (now) => {
    const {next} = now;
    if (now.step?.settles && !now.presenter) return settling(now);
    return says(next ? now.wayTo(next) : '', () => next && goTo(now, next));
  },
  'close': ({client}) => says(t('main.close'), () => showClosing(client)),
  'next-question': ({client}) => says(t('main.question'), () => run(() => client.nextTurn())),
  'next-turn': (now) => says(t(now.isChair ? 'main.next' : 'main.done'),
    () => run(() => now.client.nextTurn())),
  'next-card': ({client}) => says(t('main.card'), () => run(() => client.nextTurn())),
  'raise-hand': (now, {below, send}) => says(t('main.hand'), () => (below ? send()
    : now.client.hand(true))),
  'lower-hand': (now, {below, send}) => says(t(below ? 'main.hand' : 'main.handdown'),
    () => (below ? send() : now.client.hand(false))),
  'read-aloud': ({client}) => says(t('main.read'), () => run(() => client.readTurn())),
  'open-set': (now) => {
    // They go open by themselves in a few seconds: nothing more is asked.
    if (now.openable.every(({due_ms}) => due_ms !== undefined)) {
      return says(t('title.forcing'), () => {}, {disabled: true});
    }
    const {proposals, set} = choiceOf(now);
    if (now.step?.settles && set && proposals.length < 2) return settling(now);
    return says(openLabel(now), () => openSets(now.client, now.openable));
  },
  'show-cards': (now) => says(t('main.open'), async () => {
    const {client, next} = now;
    const coming = now.filling.filter((set) => now.inputOf(set)?.opens === next?.id);
    if (next && await run(() => client.go(next.id))) await openSets(client, coming);
  }),
  'settle': (now) => settling(now),
  'touched': (now) => {
    const card = now.state.items.find((item) => item.item === now.state.floor.card);
    const on = card && now.client.markOn(card) === 'touched';
    return says(t('main.touched'), () => card
      && run(() => now.client.mark(card, on ? '' : 'touched')), {pressed: on});
  },
  'note': () => says(t('main.note'), openNotes),
  'lay-down': (now, {above, below, closed, texts, send}) => says(texts > 1 ? t('main.texts', {n: texts})
    : t(!above && now.step?.settles ? 'main.propose' : closed ? 'main.lay' : floorOf(now.step).lays),
  above || below ? send : goToField),
  'ready': (now) => says(t(floorOf(now.step).ready), () => now.client.ready(true), {pressed: false}),
  'unready': (now) => says(t('main.isready'), () => now.client.ready(false), {pressed: true}),
  'halt': ({client}) => says(t('main.halt'), () => run(() => client.raiseHalt())),
  'clear-halt': ({client}) => says(t('halt.on'), () => run(() => client.clearHalt())),
  'take-pen': (now) => {
    if (now.amOutside) return says(t('main.note'), openNotes);
    return says(t(now.state.pen ? 'note.takeover' : 'note.take'), () => takePen(now.client));
  },
  'write-along': () => says(t('note.write'), goToNote),
  'come-back': ({client}) => says(t('main.comeback'), () => run(() => client.comeBack())),
  'wait': () => says(t('main.wait'), () => {}, {disabled: true}),
};

/**
 * Names who presents, or goes to where that is done.
 * @param {Now} now @returns {Omit<Button, 'quiet'>}
 */
function settling(now) {
  const [first, ...others] = leading(choiceOf(now));
  const by = first?.by;
  if (by && others.length === 0) {
    return {key: 'settle', ...says(t('main.presents', {name: now.name(by)}),
      () => settle(now, first.item, by)), disabled: false};
  }
  return {key: 'choose', ...says(t('main.choose'), () => {
    const list = /** @type {HTMLDetailsElement|null} */ (document.getElementById('directly'));
    if (list) list.open = true;
    list?.querySelector('button')?.focus();
  }), disabled: false};
}

/** @param {Now} now */
function openLabel(now) {
  const inputs = now.openable.map((set) => now.inputOf(set));
  if (now.step?.settles) return t('main.votes');
  if (inputs.every((input) => input?.by === 'presenter')) {
    return t('main.open.presenter', {name: now.name(now.presenter)});
  }
  const words = inputs.map((input) => kindOf(input).opensWith);
  return t(words.find((key) => key !== 'main.open') ?? 'main.open');
}
