// @ts-check
import {run} from '../kit/act.js';
import {askFirst, hide, show, toast} from '../kit/dialogs.js';
import {el} from '../kit/dom.js';
import {explain} from '../kit/pieces.js';
import {inputOf, setsLeftBehind} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {CardSet} from '../core/types.js' */
/** @import {Client} from '../core/client.js' */

/** Opens sets; with too few writers the chair is asked what to do. */
/** @param {Client} client @param {CardSet[]} sets */
export async function openSets(client, sets) {
  for (const set of sets) {
    try {
      await client.openSet(set.set);
    } catch (problem) {
      const {code, writers = 0, minimum = 0} = /** @type {any} */ (problem);
      if (code === 'too-few') askTooFew(client, set.set, writers, minimum);
      else if (!['stale', 'no-set', 'closed'].includes(code)) toast(explain(problem));
    }
  }
}

/** @param {Client} client @param {number} set @param {number} writers @param {number} minimum */
function askTooFew(client, set, writers, minimum) {
  const m = client.moment();
  const place = m?.state.sets.find((one) => one.set === set);
  const input = m && place && inputOf(m, place);
  const forcible = input?.forcible !== false;
  askFirst({key: 'toofew', title: t('few.title'),
    words: forcible ? t('few.words', {n: writers}) : t('few.ratings', {n: minimum}),
    answers: [
      ...(forcible ? [{label: t('few.force'), test: 'force',
        press: () => run(() => client.forceSet(set))}] : []),
      {label: t('few.wait'), test: 'wait', press: () => {}},
      {label: t('few.discard'), test: 'discard', kind: 'danger',
        press: () => run(() => client.discardSet(set))},
    ]});
}

/**
 * Goes to a step. Closed cards that would stay behind are asked about: show, leave closed while
 * their step is still to come, or throw away.
 * @param {Now} now @param {import('../core/types.js').Step} to
 */
export async function goTo(now, to) {
  const {client} = now;
  const behind = setsLeftBehind(now.m, to.id);
  try {
    await client.go(to.id);
  } catch (problem) {
    const code = /** @type {any} */ (problem)?.code;
    if (code === 'set-closed') askClosed(now, behind, to);
    else if (code !== 'stale') toast(explain(problem));
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
    /** @type {() => void} */ press, kind = '') => el('button', {key, type: 'button', class: kind,
    'data-test': `closed-${key}`, onclick: () => {
      hide('closed');
      press();
    }}, words);
  show({key: 'closed', title: () => t('closed.title'), content: () => [
    el('p', {}, t('closed.words')),
    here.length > 0 && answer('show', t('main.open'), () => openSets(client, here), 'do'),
    later && answer('go', t('closed.go', {step: now.titleOf(later)}), () => goTo(now, later)),
    answer('leave', t('closed.stay'), () => {}),
    here.length > 0 && answer('discard', t('closed.discard'), discard, 'danger'),
  ]});
}
