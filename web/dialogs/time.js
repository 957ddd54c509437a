// @ts-check
import {el} from '../kit/dom.js';
import {hide, refreshDialogs, show} from '../kit/dialogs.js';
import {button, explain, wrong} from '../kit/pieces.js';
import {whenOf} from '../screens/when.js';
import {whenFields} from '../screens/whenfields.js';
import {localIso} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * «Wanneer?»: the planned time of a meeting that has not begun, set or taken away.
 * @param {Client} client
 */
export function showTime(client) {
  const {start_ms, end_ms} = client.state ?? {};
  const part = (/** @type {number|undefined} */ time_ms, /** @type {number} */ from,
    /** @type {number} */ to) => (time_ms === undefined ? '' : localIso(time_ms).slice(from, to));
  const wished = {date: part(start_ms, 0, 10), from: part(start_ms, 11, 16), to: part(end_ms, 11, 16)};
  /** @type {import('../screens/when.js').Trouble|null} */
  let trouble = null;
  /** @type {any} */
  let problem = null;
  const set = async (/** @type {{start_ms?: number, end_ms?: number}} */ times) => {
    try {
      await client.setTime(times);
      hide('time');
    } catch (refused) {
      problem = refused;
      refreshDialogs();
    }
  };
  const save = () => {
    const times = whenOf(wished, client.now());
    trouble = wished.date ? times.trouble : {place: 'date', key: 'poll.day'};
    refreshDialogs();
    return trouble ? undefined : set({start_ms: times.start_ms, end_ms: times.end_ms});
  };
  show({key: 'time', title: () => t('time.title'), content: () => [
    whenFields({at: 'time-', wished, trouble, change: (name, text) => {
      wished[name] = text;
      trouble = problem = null;
      refreshDialogs();
    }}),
    wrong(problem ? explain(problem) : ''),
    el('div', {class: 'row', key: 'do'},
      button(t('time.save'), save, {'class': 'do', 'data-test': 'save-time'}),
      start_ms !== undefined && button(t('time.none'), () => set({}), {'data-test': 'no-time'})),
  ]});
}
