// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {doorList} from '../core/meeting.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Asks whose seat a newcomer had; only seats without a connection are offered. */
/** @param {Client} client @param {string} newcomer */
export function showSeats(client, newcomer) {
  show({key: 'seat', title: () => t('door.whose'), content: () => {
    const now = new Now(client);
    const empty = doorList(now.m).find(({member}) => member === newcomer)?.seats ?? [];
    return [
      el('p', {}, empty.length ? t('door.hear', {name: now.name(newcomer)}) : t('door.noseat')),
      el('div', {class: 'stack'}, empty.map((member) =>
        el('button', {key: member, type: 'button', 'data-test': 'seat-of',
          'data-name': now.name(member), onclick: () => {
            hide('seat');
            run(() => client.giveSeat(newcomer, member));
          }}, t('door.seatof', {name: now.name(member)})))),
    ];
  }});
}
