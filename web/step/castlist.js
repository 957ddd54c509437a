// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {button} from '../kit/pieces.js';
import {pick, t} from '../i18n/index.js';
/** @import {Now} from '../kit/now.js' */

/** @typedef {{id: string, label: any, by?: string}} Role as in the method file */

/** Who plays whom, for everybody to see; each takes and leaves roles by themself. @param {Now} now */
export function castList(now) {
  const {client, me, state} = now;
  /** @type {Role[]} */
  const roles = now.step?.page.cast ?? [];
  const cast = (/** @type {{role: string, member: string}[]} */ list) =>
    run(() => client.castRoles(list));
  const others = (/** @type {string} */ id) => state.roles.filter(({role}) => role !== id);
  return el('section', {'class': 'stack', 'key': 'cast', 'data-test': 'cast'},
    el('h2', {class: 'quiet'}, t('cast.title')),
    el('ul', {class: 'list'}, roles.map((role) => {
      const {id, label} = role;
      const player = state.roles.find((one) => one.role === id)?.member;
      return el('li', {'key': id, 'data-test': 'role', 'data-role': id},
        el('span', {class: 'grow'}, el('b', {}, pick(label)), ' ',
          player ? el('bdi', {}, now.name(player))
            : el('span', {class: 'quiet'}, t('cast.free'))),
        player === me ? button(t('cast.stop'), () => cast(others(id)),
          {'key': 'stop', 'class': 'bare', 'data-test': 'role-stop'})
          : mayPlay(now, role) && button(t('cast.play'),
            () => cast([...others(id), {role: id, member: me}]),
            {'key': 'play', 'data-test': 'role-play', 'aria-label': `${t('cast.play')}: ${pick(label)}`}));
    })),
    state.roles.length > 0 && (now.isChair || state.roles.some(({member}) => member === me))
      && button(t('cast.done'), () => cast([]), {'key': 'done', 'data-test': 'scene-done',
        'icon': 'check'}));
}

/** @param {Now} now @param {Role} role */
function mayPlay(now, {by}) {
  if (now.left || now.amOutside) return false;
  switch (by) {
    case 'presenter': return now.isPresenter;
    case 'others': return !now.isPresenter;
    case 'chair': return now.isChair;
    default: return true;
  }
}
