// @ts-check
// Starts the page: the secret out of the address bar, the language, then what the page shows.
import {patch} from './kit/dom.js';
import {insecurePage} from './kit/insecure.js';
import {keepFocus} from './kit/lostfocus.js';
import {onePressOneAct} from './kit/presses.js';
import {languageKey} from './kit/languagechooser.js';
import './screens/app.js';
import {Client} from './core/client.js';
import {browserTools} from './net/browser.js';
import {firstKnown, language, speak} from './i18n/index.js';
import {sweepSeats} from './seal/seat.js';
/** @import {App} from './screens/app.js' */

const tools = browserTools();
/** What may stand in an input is known with the screens that show it. */
const kinds = async () => (await import('./screens/meeting.js')).inputContent;

onePressOneAct(window);
keepFocus(document.body);

// A keyboard on the screen covers the page in some browsers: the foot stays above it.
const view = globalThis.visualViewport;
view?.addEventListener('resize', () => {
  const height = view.height * view.scale;
  const covered = innerHeight - height > 100;
  document.documentElement.style.setProperty('--view', covered ? `${height}px` : '100dvh');
});

/** The app, where texts can be sealed. */
function makeApp() {
  // Where the page is, so that it may be served below any path.
  const server = new URL('.', location.href).href.replace(/\/$/, '');
  const app = /** @type {App} */ (document.createElement('kring-app'));
  app.world = {
    tab: tools.tab,
    device: tools.device,
    seats: sweepSeats(tools.device, Date.now()),
    methods: () => Client.methods(server, tools),
    method: (id) => Client.method(server, id, tools),
    create: (wishes) => Client.create({server, ...wishes}, tools),
    makeClient: (secret) => new Client({secret, server, kinds, ...tools}),
    gather: async (secret) => {
      const {PracticeGroup} = await import('./practice/group.js');
      const {rules} = await import('./screens/meeting.js');
      return PracticeGroup.gather({...tools, rules, language: language(),
        clientOf: (stores) => new Client({secret, server, kinds, ...tools, ...stores})});
    },
  };
  app.prepare();
  return app;
}

const secure = globalThis.isSecureContext && Boolean(globalThis.crypto?.subtle);
const app = secure ? makeApp() : null; // the secret leaves the address bar before anything is fetched
await speak(firstKnown([tools.device.getItem(languageKey) ?? '', ...navigator.languages]));
document.documentElement.lang = language();
document.getElementById('coming')?.remove();
if (app) document.body.append(app);
else patch(document.body, insecurePage());
