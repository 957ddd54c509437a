// @ts-check
import {el} from '../kit/dom.js';
import {hide, refreshDialogs, show} from '../kit/dialogs.js';
import {button, explain, wrong} from '../kit/pieces.js';
import {textField} from '../kit/textfield.js';
import {whenOf} from '../screens/when.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * «Wanneer?»: the planned time of a meeting that has not begun, set or taken away.
 * @param {Client} client
 */
export function showTime(client) {
  const {start_ms, end_ms} = client.state ?? {};
  const wished = {date: start_ms === undefined ? '' : dateOf(start_ms),
    from: start_ms === undefined ? '' : clockOf(start_ms), to: end_ms === undefined ? '' : clockOf(end_ms)};
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
  const field = (/** @type {'date'|'from'|'to'} */ name, /** @type {string} */ type) => textField({
    id: `time-${name}`, test: `field-time-${name}`, label: t(`start.${name}`), type,
    value: wished[name], trouble: trouble?.place === name ? t(trouble.key) : '', input: (text) => {
      wished[name] = text;
      trouble = problem = null;
      refreshDialogs();
    }});
  show({key: 'time', title: () => t('time.title'), content: () => [
    el('div', {class: 'fields', key: 'fields'}, field('date', 'date'),
      el('div', {class: 'two'}, field('from', 'time'), field('to', 'time'))),
    wrong(problem ? explain(problem) : ''),
    el('div', {class: 'row', key: 'do'},
      button(t('time.save'), save, {'class': 'do', 'data-test': 'save-time'}),
      start_ms !== undefined && button(t('time.none'), () => set({}), {'data-test': 'no-time'})),
  ]});
}

/** As a date field writes it. @param {number} time_ms */
function dateOf(time_ms) {
  return localIso(time_ms).slice(0, 10);
}

/** As a time field writes it. @param {number} time_ms */
function clockOf(time_ms) {
  return localIso(time_ms).slice(11, 16);
}

/** @param {number} time_ms */
function localIso(time_ms) {
  return new Date(time_ms - new Date(time_ms).getTimezoneOffset() * 60_000).toISOString();
}
