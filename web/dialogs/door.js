// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, refreshDialogs, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {everySecond} from '../kit/ticker.js';
import {button} from '../kit/pieces.js';
import {doorList} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * Asks whose seat a newcomer had; only seats that have been empty for a while can be given.
 * @param {Client} client @param {string} newcomer
 */
export function showSeats(client, newcomer) {
  const closed = everySecond(refreshDialogs);
  show({key: 'seat', title: () => t('door.whose'), closed, content: () => {
    const now = new Now(client);
    const empty = doorList(now.m).find(({member}) => member === newcomer)?.seats ?? [];
    return [
      el('p', {}, empty.length ? t('door.hear', {name: now.name(newcomer)}) : t('door.noseat')),
      el('div', {class: 'stack'}, empty.map(({member, from}) => {
        const seconds = Math.ceil((from - client.now()) / 1000);
        return button(seconds > 0 ? t('door.seatof.soon', {name: now.name(member), seconds})
          : t('door.seatof', {name: now.name(member)}), () => {
            hide('seat');
            run(() => client.giveSeat(newcomer, member));
          }, {key: member, 'data-test': 'seat-of', 'data-name': now.name(member),
            disabled: seconds > 0});
      })),
    ];
  }});
}
