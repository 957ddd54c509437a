// @ts-check
import {toast} from './dialogs.js';
import {t} from '../i18n/index.js';

/**
 * Gives a text to the browser to keep as a file; nothing leaves this computer.
 * @param {string} text @param {string} name @param {string} type
 */
export function save(text, name, type) {
  const url = URL.createObjectURL(new Blob([text], {type: `${type};charset=utf-8`}));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/**
 * Copies and says so; without the right to, the text is selected to copy by hand.
 * @param {string} text @param {string} done
 */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    const field = document.createElement('textarea');
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand('copy');
    field.remove();
    toast(copied ? done : t('invite.notcopied'));
  }
}
