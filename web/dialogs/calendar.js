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
      if (text) saveEntry(text);
      hide('calendar');
    }), {'key': 'save', 'class': 'do', 'icon': 'save', 'data-test': 'save-calendar'}),
  ]});
}

/** The file; null where the meeting has no time. @param {Client} client @param {boolean} withLink */
export async function appointmentOf(client, withLink) {
  const {start_ms, end_ms, edition = 0} = client.state ?? {};
  return start_ms && end_ms ? calendarEntry(client, {link: client.link, start_ms, end_ms, edition}, withLink)
    : null;
}

/**
 * The file for a meeting of a group, this one or the next, with the link of the call of this one.
 * @param {Client} client @param {{link: string, start_ms: number, end_ms: number, edition: number}} meeting
 * @param {boolean} withLink whether the link to Kring goes along
 */
export async function calendarEntry(client, {link, start_ms, end_ms, edition}, withLink) {
  const call = client.callUrl();
  const title = t('calendar.event');
  return toCalendar({uid: await calendarUid(secretIn(link) ?? ''), start_ms, end_ms, made_ms: client.now(),
    title, edition, words: [call && t('invitation.call', {link: call}), withLink
      ? t('invitation.kring', {link}) : t('calendar.nolink')].filter(Boolean).join('\n'),
    place: call ?? undefined, reminder: title});
}

/** Gives it to the browser to keep. @param {string} entry */
export function saveEntry(entry) {
  save(entry, 'kring.ics', 'text/calendar');
}
