// @ts-check
// Starts the page: language, then the secret out of the address bar, then what the page shows.
import {patch} from './kit/dom.js';
import {keepFocus} from './kit/lostfocus.js';
import {onePressOneAct} from './kit/presses.js';
import {insecurePage} from './screens/app.js';
import {languageKey} from './kit/languagebutton.js';
import {Client} from './core/client.js';
import {browserTools} from './net/browser.js';
import {firstKnown, language, speak} from './i18n/index.js';

const tools = browserTools();

await speak(firstKnown([tools.device.getItem(languageKey) ?? '', ...navigator.languages]));
document.documentElement.lang = language();

onePressOneAct(window);
keepFocus(document.body);

// A keyboard on the screen covers the page in some browsers: the foot stays above it.
const view = globalThis.visualViewport;
view?.addEventListener('resize', () => {
  const height = view.height * view.scale;
  const covered = innerHeight - height > 100;
  document.documentElement.style.setProperty('--view', covered ? `${height}px` : '100dvh');
});

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
