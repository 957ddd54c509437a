// @ts-check
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, show} from '../kit/dialogs.js';
import {Now} from '../kit/now.js';
import {button, tick} from '../kit/pieces.js';
import {connected, isProofBegun} from '../core/meeting.js';
import {t, timeOf} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/** Where this browser keeps that whoever chairs wants proof of attendance for this group. */
const wantsName = 'proof';

/** Whether presence is asked about: somebody here said so, or the group has begun with it. @param {Now} now */
export function wantsProof(now) {
  return now.client.draft(wantsName) !== '' || isProofBegun(now.m);
}

/** @param {Client} client @param {boolean} wants */
export function wantProof(client, wants) {
  client.setDraft(wantsName, wants ? 'yes' : '');
}

/** «Stel vast wie er is»: everybody who is connected is ticked, and can be unticked. @param {Client} client */
export function showNoting(client) {
  /** @type {Set<string>|null} */
  let chosen = null;
  show({key: 'noting', title: () => t('noting.title'), content: () => {
    const now = new Now(client);
    const there = chosen ?? new Set(connected(now.m));
    const last = now.state.attendance.at(-1);
    return [
      el('p', {}, t('noting.hint')),
      last && el('p', {class: 'quiet', key: 'last', 'data-test': 'noted'},
        t('noting.last', {time: timeOf(last.at_ms), n: last.members.length})),
      el('div', {key: 'who'}, now.members.map(({member}) => tick({name: `there-${member}`, label: now.name(member),
        checked: there.has(member), change: (checked) => {
          chosen ??= new Set(there);
          if (checked) chosen.add(member);
          else chosen.delete(member);
          client.touch();
        }}))),
      button(t('noting.do', {n: there.size}), async () => {
        const members = now.members.map(({member}) => member).filter((member) => (chosen ?? there).has(member));
        if (await run(() => client.noteAttendance(members))) hide('noting');
      }, {'key': 'do', 'class': 'do', 'data-test': 'note-attendance'}),
    ];
  }});
}
