// @ts-check
// A document without a browser, for tests of what draws: Debian's jsdom, as the globals that the
// page's scripts use. To be imported before any of them, since `View` extends `HTMLElement`.
import Module, {createRequire} from 'node:module';
import {after} from 'node:test';

// Debian's modules find each other without help only under Debian's own Node.
process.env.NODE_PATH = [process.env.NODE_PATH, '/usr/share/nodejs'].filter(Boolean).join(':');
/** @type {any} */ (Module)._initPaths();
const {JSDOM} = createRequire(import.meta.url)('jsdom');

const page = new JSDOM('<!doctype html><body></body>', {
  url: 'https://kring.example/', pretendToBeVisual: true,
});

/** The window behind the globals. */
export const window = page.window;

// All that the window has and Node has not; what both have (timers, URL, crypto) stays Node's, but for
// events, which jsdom dispatches only if they are its own.
const own = ['Event', 'EventTarget', 'CustomEvent', 'AbortController', 'AbortSignal', 'navigator'];
for (const name of Object.getOwnPropertyNames(window)) {
  if (name in globalThis && !own.includes(name)) continue;
  Object.defineProperty(globalThis, name, {value: window[name], configurable: true, writable: true});
}
globalThis.innerHeight ??= window.innerHeight;
// A window is heard of by these, which it inherits.
for (const name of ['addEventListener', 'removeEventListener']) {
  /** @type {any} */ (globalThis)[name] = window[name].bind(window);
}

// What jsdom has not: dialogs that open and close.
Object.assign(window.HTMLDialogElement.prototype, {
  showModal() { this.open = true; },
  close() {
    this.open = false;
    this.dispatchEvent(new window.Event('close'));
  },
});

// What is drawn has words.
const {speak} = await import('../../../web/i18n/index.js');
await speak('nl');

/** Waits until the views have rendered what they were asked to, also views in views. */
export async function rendered() {
  for (let round = 0; round < 8; round += 1) await null;
}

/** Empties the page; what was in it is disconnected. @returns {HTMLElement} its body */
export function emptyPage() {
  document.body.replaceChildren();
  return document.body;
}

// What is on the page keeps a timer, and so would keep the test file from ending.
after(() => emptyPage());
