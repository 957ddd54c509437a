// @ts-check

/** What stands between the parts of a note line, on a line of its own. */
const rule = '—';

/**
 * The parts of a note line that has several, as many as are asked for. They lie in one text, so that whoever
 * does not know of parts reads all of it.
 * @param {string} text @param {number} count
 * @returns {string[]}
 */
export function partsOf(text, count) {
  /** @type {string[][]} */
  const parts = [[]];
  for (const line of text.split('\n')) {
    if (line === rule && parts.length < count) parts.push([]);
    else parts[parts.length - 1].push(line);
  }
  return Array.from({length: count}, (_, n) => (parts[n] ?? []).join('\n').trim());
}

/**
 * The text of a note line with several parts; '' where none has anything.
 * @param {string[]} parts
 */
export function joined(parts) {
  if (parts.every((part) => part.trim() === '')) return '';
  // A line that is the sign itself becomes another dash: it would begin the next part.
  return parts.map((part) => part.split('\n').map((line) => (line === rule ? '–' : line)).join('\n'))
    .join(`\n${rule}\n`);
}
