// @ts-check
// Starts the page: language, then the secret out of the address bar, then what the page shows.
import {patch} from './components/dom.js';
import {insecurePage} from './components/app.js';
import {languageKey} from './components/languagebutton.js';
import {Client} from './core/client.js';
import {browserTools} from './net/browser.js';
import {firstKnown, language, speak} from './i18n/index.js';

const tools = browserTools();

speak(tools.device.getItem(languageKey) ?? firstKnown(navigator.languages));
document.documentElement.lang = language();

if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) {
  patch(document.body, insecurePage());
} else {
  const server = location.origin;
  const app = /** @type {any} */ (document.createElement('kring-app'));
  app.world = {
    tab: tools.tab,
    methods: () => Client.methods(server, tools),
    create: (/** @type {any} */ wishes) => Client.create({server, ...wishes}, tools),
    makeClient: (/** @type {string} */ secret) => new Client({secret, server, ...tools}),
  };
  document.body.append(app);
}
