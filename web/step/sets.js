// @ts-check
import {run} from '../kit/act.js';
import {askFirst, hide, show, toast} from '../kit/dialogs.js';
import {el} from '../kit/dom.js';
import {button, explain} from '../kit/pieces.js';
import {inputOf, setsLeftBehind} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {CardSet} from '../core/types.js' */
/** @import {Client} from '../core/client.js' */

/**
 * Opens sets; with too few writers the chair is asked what to do, about one set after the other.
 * @param {Client} client @param {CardSet[]} sets
 */
export async function openSets(client, sets) {
  const few = [];
  for (const set of sets) {
    try {
      await client.openSet(set.set);
    } catch (problem) {
      const {code} = /** @type {any} */ (problem);
      if (code === 'too-few') few.push(set);
      else if (!['stale', 'no-set', 'closed'].includes(code)) toast(explain(problem));
    }
  }
  askTooFew(client, few);
}

/**
 * Says that there are too few cards to open, which may be none: nobody is told how many.
 * @param {Client} client @param {CardSet[]} sets
 */
function askTooFew(client, [set, ...others]) {
  if (!set) return;
  const m = client.moment();
  const input = m && inputOf(m, set);
  if (!input) return;
  const step = m.state.plan?.steps.find((one) => one.id === m.state.step);
  const forcible = !set.named && input.forcible;
  const words = set.named ? 'few.named' : forcible ? 'few.words' : 'few.ratings';
  const then = (/** @type {() => Promise<any>} */ deed) => async () => {
    await run(deed);
    askTooFew(client, others);
  };
  askFirst({key: 'toofew', title: t(set.named ? 'few.nothing' : 'few.title'),
    words: t(words, {n: input.minimum}),
    no: t('few.wait'),
    answers: [
      ...(step?.over && m.state.floor.spoken.length === 0 ? [{label: t('few.talk'), test: 'talk',
        press: () => run(() => client.nextTurn())}] : []),
      ...(forcible ? [{label: t('few.force'), test: 'force',
        press: then(() => client.forceSet(set.set))}] : []),
      {label: t('few.discard'), test: 'discard', kind: 'danger',
        press: then(() => client.discardSet(set.set))},
    ]});
}

/**
 * Goes to a step. Closed sets that would stay behind are asked about, for a few cards in them would
 * be thrown away without a word: open them, go first to where that is done, or go on without.
 * @param {Now} now @param {import('../core/types.js').Step} to
 */
export async function goTo(now, to) {
  // Votes on a choice that was made without them are nothing to ask about.
  const behind = setsLeftBehind(now.m, to.id)
    .filter((set) => !now.plan.steps.find((step) => step.id === set.step)?.settles);
  if (behind.length > 0) return askClosed(now, behind, to);
  try {
    await now.client.go(to.id);
  } catch (problem) {
    if (/** @type {any} */ (problem)?.code !== 'stale') toast(explain(problem));
  }
}

/** @param {Now} now @param {CardSet[]} sets @param {import('../core/types.js').Step} to */
function askClosed(now, sets, to) {
  const {client} = now;
  const here = sets.filter((set) => now.inputOf(set)?.opens === now.state.step);
  const later = now.plan.steps.find((step) => sets.some((set) => now.inputOf(set)?.opens === step.id)
    && step.id !== now.state.step);
  const discard = async () => {
    for (const set of sets) await run(() => client.discardSet(set.set));
    await run(() => client.go(to.id));
  };
  const answer = (/** @type {string} */ key, /** @type {string} */ words,
    /** @type {() => void} */ press, kind = '') => button(words, () => {
      hide('closed');
      press();
    }, {key, class: kind, 'data-test': `closed-${key}`});
  show({key: 'closed', title: () => t('closed.title'), content: () => [
    el('p', {}, t('closed.words')),
    here.length > 0 && answer('show', t('main.open'), () => openSets(client, here), 'do'),
    later && answer('go', t('closed.go', {step: now.titleOf(later)}), () => goTo(now, later)),
    answer('leave', t('closed.stay'), () => {}),
    answer('discard', t('closed.on'), discard, 'danger'),
  ]});
}
