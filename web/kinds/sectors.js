// @ts-check
/**
 * @typedef {{x: number, y: number}} At a point, each from −1 to 1: `x` to the right, `y` upwards
 */

/**
 * Which of some sectors, clockwise from the top, a point lies in; undefined for none, in the middle.
 * @template Sector
 * @param {Sector[]} sectors @param {At} at @returns {Sector|undefined}
 */
export function sectorAt(sectors, {x, y}) {
  if (x === 0 && y === 0) return undefined;
  const turn = (Math.atan2(x, y) / (2 * Math.PI) + 1) % 1;
  return sectors[Math.floor(turn * sectors.length)];
}

/**
 * A point in words: «helpend: samen 40%, boven 20%».
 * @param {string[]} ends left, right, bottom, top @param {string[]} sectors @param {At} at
 */
export function where([left, right, bottom, top], sectors, {x, y}) {
  const side = (/** @type {number} */ value, /** @type {string} */ low,
    /** @type {string} */ high) => `${value < 0 ? low : high} ${Math.round(Math.abs(value) * 100)}%`;
  const sector = sectorAt(sectors, {x, y});
  return `${sector ? `${sector}: ` : ''}${side(x, left, right)}, ${side(y, bottom, top)}`;
}
