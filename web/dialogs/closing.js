// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {button, choices} from '../kit/pieces.js';
import {unfinishedWords} from '../step/unfinished.js';
import {listOf, t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

const hour_ms = 3_600_000;

/** How long the content is usually kept after the close. */
const usual_ms = 24 * hour_ms;

/** How long it can be. */
export const keeping = [
  {value: hour_ms, key: 'keep.hour'}, {value: usual_ms, key: 'keep.day'},
  {value: 72 * hour_ms, key: 'keep.days'}, {value: 168 * hour_ms, key: 'keep.week'},
];

/**
 * The chair hears what is not finished, ends the meeting and says how long reports can be made.
 * @param {Client} client
 */
export function showClosing(client) {
  let keep_ms = usual_ms;
  show({key: 'closing', title: () => t('main.close'), content: () => [
    el('p', {}, t('closing.words')),
    left(new Now(client)),
    choices({name: 'keep', label: t('closing.keep'), value: keep_ms,
      options: keeping.map(({value, key}) => ({value, label: t(key)})), change: (value) => {
        keep_ms = value;
        client.touch();
      }}),
    button(t('main.close'), () => {
      hide('closing');
      run(() => client.close(keep_ms));
    }, {class: 'do', 'data-test': 'close-session'}),
  ]});
}

/**
 * What is lost when the meeting ends here: steps to come, and what this step still waits for.
 * @param {Now} now
 */
function left(now) {
  const {ahead} = now;
  // Cards that a step to come would have opened are thrown away by the close.
  const later = now.state.sets.some((set) => set.state === 'closed'
    && now.inputOf(set)?.opens !== now.state.step);
  const lines = [...unfinishedWords(now), later && t('closing.cards'), ahead.length > 0
    && t('closing.ahead', {names: listOf(ahead.map((step) => now.titleOf(step)))})].filter(Boolean);
  return lines.length > 0 && el('section', {'class': 'ask', 'key': 'left', 'data-test': 'left'},
    el('h3', {}, t('closing.left')), el('ul', {class: 'bullets'}, lines.map((line) => el('li', {}, line))));
}
