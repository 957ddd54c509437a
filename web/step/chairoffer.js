// @ts-check
import {run} from '../kit/act.js';
import {button} from '../kit/pieces.js';
import {awaySince, chairOffer as offerOf} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/**
 * What is said when the chair is away, and the quiet button to step in.
 * @param {Now} now @returns {import('./asks.js').Asked|null}
 */
export function chairOffer(now) {
  const {state, client} = now;
  const offer = offerOf(now.m);
  const away = state.chair !== null && state.chair !== now.me
    && awaySince(now.m, state.chair) !== undefined;
  if (!offer && !away) return null;
  const name = now.name(state.chair);
  const words = offer === 'back' ? t('chair.back', {name})
    : state.chair === null ? t('chair.nobody')
      : t(offer ? 'chair.away.offer' : 'chair.away', {name});
  return {key: 'chair', kind: 'quiet', words, title: offer ? t('title.chair') : undefined,
    answers: offer ? [button(t(offer === 'back' ? 'chair.takeback' : 'main.chair'),
      () => run(() => client.takeChair()), {'data-test': 'take-chair'})] : []};
}
