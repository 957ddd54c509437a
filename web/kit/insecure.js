// @ts-check
import {el} from './dom.js';
import {wordMark} from './pieces.js';
import {t} from '../i18n/index.js';

/** What to do where the browser has no secure context: without one nothing can be sealed. */
export function insecurePage() {
  return el('div', {class: 'screen letter few', 'data-test': 'screen-insecure'},
    el('header', {class: 'head'}, wordMark()),
    el('main', {class: 'body'}, el('div', {class: 'stack', role: 'alert'},
      el('h1', {class: 'read'}, t('insecure.title')),
      el('p', {}, t('insecure.why')),
      el('h2', {}, t('insecure.do')),
      el('ul', {class: 'bullets'},
        el('li', {}, t('insecure.https', {url: `https://${location.host}`})),
        el('li', {}, t('insecure.local', {url: `http://localhost${location.port ? `:${location.port}` : ''}`})),
        el('li', {}, t('insecure.ask'))))));
}
