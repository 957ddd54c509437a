// @ts-check
// Starts the page that checks proofs of attendance: it knows nothing of meetings.
import {patch} from './kit/dom.js';
import {languageKey} from './kit/languagechooser.js';
import {insecurePage} from './kit/insecure.js';
import {firstKnown, language, speak} from './i18n/index.js';
import {openStore} from './seal/seat.js';
import './proof/checkpage.js';

const device = openStore(() => globalThis.localStorage).store;
await speak(firstKnown([device.getItem(languageKey) ?? '', ...navigator.languages]));
document.documentElement.lang = language();
document.getElementById('coming')?.remove();
if (globalThis.isSecureContext && globalThis.crypto?.subtle) {
  document.body.append(document.createElement('kring-check'));
} else {
  patch(document.body, insecurePage());
}
