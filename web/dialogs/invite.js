// @ts-check
import {View, el} from '../kit/dom.js';
import {show} from '../kit/dialogs.js';
import {button, mainButton, wordMark} from '../kit/pieces.js';
import {copy} from '../kit/save.js';
import {languageChooser} from '../kit/languagechooser.js';
import '../kit/qrdrawing.js';
import {dayOf, t, timeOf, zoneOf} from '../i18n/index.js';
/** @import {Client} from '../core/client.js' */

/**
 * @typedef {{link: string, start_ms?: number, end_ms?: number, callUrl?: string}} Invitation
 */

/** The link, in every form it can be given on. Dispatches `enter`. */
export class Invite extends View {
  /** @type {Invitation} */
  invitation = {link: ''};
  /** Whether it takes the place of another meeting, whose people are told by who made it. */
  replaces = false;
  /** The links of the other groups, each with a meeting of its own. @type {string[]} */
  others = [];

  /** @override */
  content() {
    return el('div', {class: 'screen letter', 'data-test': 'screen-invite'},
      el('header', {class: 'head'}, wordMark(), languageChooser()),
      el('main', {class: 'body'}, el('div', {class: 'stack'},
        el('h1', {class: 'read'}, t('invite.title')),
        this.replaces && el('p', {class: 'ask', key: 'replaces', 'data-test': 'replaces'},
          t('invite.replaces')),
        this.others.length > 0 && el('div', {class: 'ask', key: 'groups', 'data-test': 'groups'},
          el('p', {}, t('invite.groups', {groups: this.others.length + 1})),
          this.others.map((link, n) => linkField(link, t('invite.group', {number: n + 2}), `-${n + 2}`))),
        inviting(this.invitation, this.others.length > 0 ? t('invite.group', {number: 1}) : undefined))),
      el('footer', {class: 'foot'},
        mainButton(t('invite.enter'), () => this.dispatchEvent(new Event('enter')))));
  }
}
customElements.define('kring-invite', Invite);

/** «Nodig iemand uit», in a meeting. @param {Client} client */
export function showInvitation(client) {
  show({key: 'invite', title: () => t('lobby.invite'), content: () => inviting({link: client.link,
    start_ms: client.state?.start_ms, end_ms: client.state?.end_ms, callUrl: client.callUrl()})});
}

/** A link to read and to copy. @param {string} link @param {string} label @param {string} [which] */
function linkField(link, label, which = '') {
  const id = `invite-link${which}`;
  return el('div', {class: 'field', key: `link${which}`},
    el('label', {for: id}, label),
    el('div', {class: 'row fill'},
      el('input', {id, 'readonly': true, 'value': link, 'data-test': id,
        'onfocus': (/** @type {any} */ event) => event.target.select()}),
      button(t('invite.copylink'), () => copy(link, t('invite.copied.link')),
        {'data-test': `copy-link${which}`, 'icon': 'link'})));
}

/**
 * The link, its QR code and the invitation to copy.
 * @param {Invitation} invitation @param {string} [label] whose link it is
 */
export function inviting(invitation, label = t('invite.link')) {
  return [
    linkField(invitation.link, label),
    isLocal(invitation.link) && el('p', {class: 'ask', key: 'local', 'data-test': 'local'},
      t('invite.local')),
    el('p', {class: 'promise', key: 'key'}, t('invite.key')),
    button(t('invite.copy'), () => copy(invitationText(invitation), t('invite.copied')),
      {'data-test': 'copy-invitation', key: 'copy'}),
    el('details', {key: 'text'}, el('summary', {}, t('invite.read')),
      el('p', {class: 'words sheet', 'data-test': 'invitation'}, invitationText(invitation))),
    el('div', {key: 'qr'}, el('h2', {}, t('invite.qr')), el('kring-qr', {link: invitation.link})),
    invitation.callUrl && el('p', {key: 'call'}, callLink(invitation.callUrl)),
  ];
}

/** Whether nobody on another machine can open a link. @param {string} link */
function isLocal(link) {
  return /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]/.test(link);
}

/** The way to the conversation. @param {string} url @param {Record<string, any>} [props] */
export function callLink(url, props = {class: 'button'}) {
  return el('a', {href: url, target: '_blank', rel: 'noopener noreferrer', 'data-test': 'call-link',
    ...props}, t('call.open'));
}

/** The text to send. @param {Invitation} invitation */
export function invitationText({link, start_ms, end_ms, callUrl}) {
  const time = start_ms && end_ms
    ? t('invitation.time', {day: dayOf(start_ms), from: timeOf(start_ms), to: timeOf(end_ms),
      zone: zoneOf(start_ms)})
    : t('invitation.notime');
  return [time, callUrl && t('invitation.call', {link: callUrl}), t('invitation.kring', {link}),
    t('invitation.rest')].filter(Boolean).join('\n');
}
