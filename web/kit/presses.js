// @ts-check
// A press acts once, and not in the middle of a word: what a keyboard repeats while a key is held, the
// second click of a double click, and the keys that belong to a composition (an input method that makes
// one sign of several strokes) reach nothing on the page that would act on them. Buttons that are meant
// to be pressed quickly, such as for counting, stand in an element with `data-again`.

/** Keys that make something happen when they are pressed; all others move, scroll or write. */
const acting = ['Enter', 'Escape'];

/** How an input method says in older engines that a key is its own. */
const composingKey = 229;

/**
 * Keeps such presses from everything in a window.
 * @param {Window} page
 */
export function onePressOneAct(page) {
  page.addEventListener('keydown', (event) => {
    if (isComposing(event)) {
      if (acting.includes(event.key)) event.stopImmediatePropagation();
    } else if (event.repeat && wouldAct(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, {capture: true});
  // The browser closes a dialog by itself at Escape, also at one that only ended a composition.
  let composing = false;
  page.addEventListener('compositionstart', () => { composing = true; }, {capture: true});
  page.addEventListener('compositionend', () => {
    setTimeout(() => { composing = false; });
  }, {capture: true});
  page.addEventListener('cancel', (event) => {
    if (composing) event.preventDefault();
  }, {capture: true});
  page.addEventListener('click', (event) => {
    const pressed = target(event)?.closest('button');
    if (event.detail < 2 || !pressed || pressed.closest('[data-again]')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, {capture: true});
}

/** @param {KeyboardEvent} event */
function isComposing(event) {
  return event.isComposing || event.keyCode === composingKey;
}

/** Whether a repeated key would do something again. @param {KeyboardEvent} event */
function wouldAct(event) {
  const node = target(event);
  const inText = node?.closest('textarea, select, [contenteditable], '
    + 'input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])');
  if (event.ctrlKey || event.metaKey || event.altKey) return acting.includes(event.key);
  if (inText) return event.key === 'Escape' || (event.key === 'Enter' && node?.localName === 'input');
  if (event.key === ' ') return Boolean(node?.closest('button, summary, input, label, a'));
  return acting.includes(event.key) || event.key.length === 1;
}

/** @param {Event} event */
function target(event) {
  return event.target instanceof Element ? event.target : null;
}
