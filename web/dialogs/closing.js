// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {button, choices} from '../kit/pieces.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

const hour_ms = 3_600_000;

/** How long the content can be kept after the close: the usual day first. */
export const keeping = [
  {value: 24 * hour_ms, key: 'keep.day'}, {value: hour_ms, key: 'keep.hour'},
  {value: 72 * hour_ms, key: 'keep.days'}, {value: 168 * hour_ms, key: 'keep.week'},
];

/** The chair ends the meeting and says how long reports can be made. @param {Client} client */
export function showClosing(client) {
  let keep_ms = keeping[0].value;
  show({key: 'closing', title: () => t('main.close'), content: () => [
    el('p', {}, t('closing.words')),
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
