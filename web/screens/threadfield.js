// @ts-check
import {el} from '../kit/dom.js';
import {wrong} from '../kit/pieces.js';
import {threadIn} from '../core/thread.js';
import {pick, t} from '../i18n/index.js';
/** @import {Met} from '../core/thread.js' */

/** A report is some ten kilobytes; of what is far larger nothing is read. */
const most_bytes = 2_000_000;

/**
 * «Verder met een groep»: the earlier meetings out of the report that somebody kept. The file stays in
 * this browser.
 * @param {{thread: Met[], trouble: string, change: (thread: Met[], trouble: string) => void}} of
 */
export function threadField({thread, trouble, change}) {
  const read = async (/** @type {File|undefined} */ file) => {
    if (!file) return change([], '');
    try {
      if (file.size > most_bytes) throw {key: 'thread.noreport'};
      return change(threadIn(await file.text(), pick), '');
    } catch (problem) {
      return change([], t(/** @type {any} */ (problem)?.key ?? 'thread.noreport'));
    }
  };
  return el('details', {class: 'fold', key: 'thread'}, el('summary', {'data-test': 'thread-fold'},
    t('thread.goon')),
  el('div', {class: 'stack'}, el('p', {class: 'quiet'}, t('thread.goon.hint')),
    el('div', {class: 'field'}, el('label', {for: 'thread-file'}, t('thread.file')),
      el('input', {'type': 'file', 'id': 'thread-file', 'accept': '.json,application/json',
        'data-test': 'thread-file', 'onchange': (/** @type {any} */ {target}) => read(target.files[0])})),
    wrong(trouble),
    thread.length > 0 && el('p', {key: 'read', role: 'status', 'data-test': 'thread-read'},
      t('thread.read', {n: thread.length}))));
}
