// @ts-check
import {el} from '../kit/dom.js';
import {button} from '../kit/pieces.js';
import {castList} from './castlist.js';
import {pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */
/** @import {Client} from '../core/client.js' */

/**
 * The roles that somebody plays or has just played, and not left yet, by client.
 * @type {WeakMap<Client, string>}
 */
const played = new WeakMap();

/** The scene of a step: who plays whom. @param {Now} now */
export function castOf(now) {
  if (!now.step?.page.cast) return null;
  return castList(now);
}

/**
 * Who played a role, and plays none any more, is told to leave it: after the scene, when the step
 * ends, or when somebody else took it.
 * @param {Now} now
 */
export function outOfRole(now) {
  const {client, state, me} = now;
  const mine = state.roles.filter(({member}) => member === me).map(({role}) =>
    pick(now.step?.page.cast?.find((/** @type {any} */ one) => one.id === role)?.label));
  if (mine.length > 0) played.set(client, mine.join(', '));
  const role = played.get(client);
  if (!role || mine.length > 0) return null;
  return el('section', {'class': 'ask', 'key': 'out-of-role', 'data-test': 'out-of-role'},
    el('p', {}, el('b', {}, t('cast.out')), ' ', t('cast.out.role', {role})),
    el('div', {class: 'row'}, button(t('cast.said'), () => {
      played.delete(client);
      client.touch();
    }, {'data-test': 'own-name'})));
}
