// @ts-check
import {calendarUid, toCalendar} from '../core/calendar.js';
import {el} from '../kit/dom.js';
import {run} from '../kit/act.js';
import {hide, refreshDialogs, show} from '../kit/dialogs.js';
import {button, tick} from '../kit/pieces.js';
import {save} from '../kit/save.js';
import {secretIn} from '../seal/keys.js';
import {t} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * «Zet in mijn agenda»: a file for any calendar program, made in this browser.
 * @param {Client} client
 */
export function showCalendar(client) {
  let withLink = false;
  show({key: 'calendar', title: () => t('calendar.title'), content: () => [
    el('p', {key: 'words'}, t('calendar.words')),
    tick({name: 'calendar-link', checked: withLink,
      label: [t('calendar.link'), el('span', {class: 'quiet reason'}, t('calendar.link.hint'))],
      change: (checked) => {
        withLink = checked;
        refreshDialogs();
      }}),
    button(t('calendar.save'), () => run(async () => {
      const text = await appointmentOf(client, withLink);
      if (text) save(text, 'kring.ics', 'text/calendar');
      hide('calendar');
    }), {'key': 'save', 'class': 'do', 'icon': 'save', 'data-test': 'save-calendar'}),
  ]});
}

/** The file; null where the meeting has no time. @param {Client} client @param {boolean} withLink */
export async function appointmentOf(client, withLink) {
  const {start_ms, end_ms} = client.state ?? {};
  const secret = secretIn(client.link);
  if (!start_ms || !end_ms || !secret) return null;
  const call = client.callUrl();
  const title = t('calendar.event');
  return toCalendar({uid: await calendarUid(secret), start_ms, end_ms, made_ms: client.now(), title,
    edition: client.state?.edition ?? 0,
    words: [call && t('invitation.call', {link: call}), withLink
      ? t('invitation.kring', {link: client.link}) : t('calendar.nolink')].filter(Boolean).join('\n'),
    place: call ?? undefined, reminder: title});
}
