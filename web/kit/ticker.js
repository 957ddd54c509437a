// @ts-check

/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {any} */
let timer = null;

/**
 * Calls back about once a second, just after the second changes, until the returned function is
 * called. One timer serves the whole page.
 * @param {() => void} listener
 */
export function everySecond(listener) {
  listeners.add(listener);
  if (timer === null) beat();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearTimeout(timer);
      timer = null;
    }
  };
}

function beat() {
  timer = setTimeout(() => {
    for (const listener of Array.from(listeners)) tell(listener);
    if (listeners.size > 0) beat();
  }, 1005 - (Date.now() % 1000));
}

/** One that throws does not stop the clock of the others. @param {() => void} listener */
function tell(listener) {
  try {
    listener();
  } catch (error) {
    console.error(error);
  }
}
