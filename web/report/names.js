// @ts-check
// What in a text may say who somebody is: names of the circle, words with a capital, numbers, dates, places.
// A guess by the look of the words: nobody can know a nickname. Knows nothing of the document.

/**
 * @typedef {'name'|'capital'|'number'|'date'|'place'|'address'} Kind `address`: of mail or of a page
 * @typedef {object} Found something that may say who or where
 * @property {number} from in UTF-16 units, as everything of strings
 * @property {number} to behind its last unit, a possessive s included
 * @property {Kind} kind
 * @property {string} text as it stands there
 * @property {number} [who] of a name of the circle: its place among the names
 *
 * @typedef {object} Word a run of letters and digits
 * @property {number} from
 * @property {number} to
 * @property {string} text
 * @property {string} plain folded: without case, accents and what cannot be seen
 * @property {string} gap what stands between it and the word before
 */

/** What joins parts of a name, and names nobody by itself. */
const particles = new Set('van der den de het ter ten t von zu le la du des d l el al bin ibn ben abu da dos di del'
  .split(' '));
/** After these a full stop ends no sentence. */
const titles = new Set('dhr mevr mw mr mrs ms dr drs ing ir prof st ds jhr'.split(' '));
const months = new Set(('januari februari maart april mei juni juli augustus september oktober november december '
  + 'jan feb mrt apr jun jul aug sep sept okt nov dec january february march may june july august october mar oct')
  .split(' '));
/** Months that are another word too: a date only beside a number. */
const doubtful = new Set('jan mar may march dec nov sep apr jun jul aug feb mrt okt oct sept'.split(' '));
const weekdays = new Set(('maandag dinsdag woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday '
  + 'thursday friday saturday sunday').split(' '));
/** A word with a capital after one of these is a place, most of the time. */
const before = new Set('in te uit naar bij from to at near'.split(' '));
/** What many sentences begin with: the name behind it does not begin there. */
const openers = new Set(('op bij met voor over door na als toen dan dat die dit deze wat wie waar hoe een ik hij zij '
  + 'ze wij we jij je u mijn zijn haar ook maar want dus nu ja nee volgens zonder tijdens sinds omdat toch soms on by '
  + 'with for about after when then that this these what who where how a an he she they you my his her also but '
  + 'because so now yes no according without since although sometimes if as it is was').split(' '));
/** Words with a capital anywhere in a sentence that name nobody. */
const ordinary = new Set(['I', 'U', 'Ik']);

const letters = /** @type {Record<string, string>} */ ({ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ß: 'ss',
  æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h'});

/**
 * A text without case, accents, and what cannot be seen, to be compared.
 * @param {string} text
 */
export function fold(text) {
  return text.normalize('NFKD').replace(/[\p{M}\p{Cf}\u0640]/gu, '').toLowerCase()
    .replace(/[øłđðþßæœıħ]/g, (letter) => letters[letter]);
}

/**
 * The words of a text, in one pass.
 * @param {string} text @returns {Word[]}
 */
function wordsOf(text) {
  let end = 0;
  return [...text.matchAll(/[\p{L}\p{M}\p{N}\p{Cf}\u0640]+/gu)].map(({0: word, index: from}) => {
    const gap = text.slice(end, from);
    end = from + word.length;
    return {from, to: end, text: word, plain: fold(word), gap};
  });
}

/**
 * Makes a finder for texts of people with these names. It takes time that grows with the length of a text
 * and of the longest name, whatever stands in them.
 * @param {string[]} names of everybody in the circle
 * @param {string[]} texts all that will be looked through: a word that has a capital within a sentence in
 *   one of them is found at the beginning of a sentence too
 * @param {() => void} [step] called for each word that is looked at, to count them
 * @returns {(text: string) => Found[]} in the order of the text, none in another
 */
export function finder(names, texts, step = () => {}) {
  const known = new Names(names);
  const capitals = new Set(texts.flatMap((text) => wordsOf(text).flatMap((word, n, words) =>
    (isCapital(word) && !begins(words, n) ? [word.plain] : []))));
  return (text) => {
    const words = wordsOf(text);
    const taken = addresses(text);
    /** @type {Found[]} */
    const found = [];
    let beyond = 0;
    for (let n = 0; n < words.length;) {
      step();
      const here = skipped(words[n], taken) ? null : known.at(words, n, step)
        ?? dated(words, n) ?? numbered(words, n) ?? placed(words[n])
        ?? capital(words, n, capitals, (k) => Boolean(known.at(words, k, step) ?? dated(words, k)));
      if (here && words[n].from >= beyond) {
        const {from, to} = here;
        found.push({from, to, kind: here.kind, text: text.slice(from, to),
          ...(here.who === undefined ? {} : {who: here.who})});
        beyond = to;
      }
      n += Math.max(1, here?.words ?? 1);
    }
    return inOrder([...taken.map((one) => ({...one, text: text.slice(one.from, one.to)})), ...found,
      ...known.within(text)]);
  };
}

/** @typedef {{from: number, to: number, kind: Kind, who?: number, words: number}} Here `words`: how many it takes */

/** The names of the circle, to be found. */
class Names {
  /**
   * For the first word of each name, all that begin with it, the longest first.
   * @type {Map<string, {plain: string[], who: number, short: boolean}[]>}
   */
  #byFirst = new Map();
  /** Names in scripts without capitals, which may be written without blanks. @type {{plain: string, who: number}[]} */
  #caseless = [];

  /** @param {string[]} names */
  constructor(names) {
    names.forEach((name, who) => {
      const parts = wordsOf(name).map(({plain}) => plain).filter(Boolean);
      if (parts.length === 0) return;
      const own = parts.length > 1 ? parts.filter((part) => !particles.has(part) && part.length > 1) : [];
      for (const plain of [parts, ...own.map((part) => [part])]) this.#add(plain, who);
    });
    for (const list of this.#byFirst.values()) list.sort((a, b) => b.plain.length - a.plain.length);
  }

  /** @param {string[]} plain @param {number} who */
  #add(plain, who) {
    if (/\p{Lo}/u.test(plain.join(''))) {
      this.#caseless.push({plain: plain.join(' '), who});
      return;
    }
    const list = this.#byFirst.get(plain[0]) ?? [];
    list.push({plain, who, short: plain.join('').length === 1});
    this.#byFirst.set(plain[0], list);
  }

  /**
   * The longest name that stands at a word.
   * @param {Word[]} words @param {number} n @param {() => void} step @returns {Here|null}
   */
  at(words, n, step) {
    const word = words[n];
    const stems = [word.plain, ...(/.s$/.test(word.plain) ? [word.plain.slice(0, -1)] : [])];
    for (const stem of stems) {
      for (const {plain, who, short} of this.#byFirst.get(stem) ?? []) {
        step();
        if (short && !isCapital(word)) continue;
        const last = n + plain.length - 1;
        if (stem !== word.plain && plain.length > 1) continue;
        if (!plain.every((part, k) => k === 0 || follows(words[n + k], part, k === plain.length - 1))) continue;
        const owned = isPossessive(words[last + 1]);
        return {from: word.from, to: words[owned ? last + 1 : last].to, kind: 'name', who,
          words: plain.length + (owned ? 1 : 0)};
      }
    }
    return null;
  }

  /** Names in scripts without capitals, wherever they stand. @param {string} text @returns {Found[]} */
  within(text) {
    if (this.#caseless.length === 0) return [];
    /** @type {number[]} */
    const places = [];
    let plain = '';
    let place = 0;
    for (const sign of text) {
      const folded = /\s/u.test(sign) ? ' ' : fold(sign);
      for (let k = 0; k < folded.length; k += 1) places.push(place);
      plain += folded;
      place += sign.length;
    }
    places.push(text.length);
    return this.#caseless.flatMap(({plain: name, who}) => {
      /** @type {Found[]} */
      const found = [];
      for (let at = plain.indexOf(name); at >= 0; at = plain.indexOf(name, at + name.length)) {
        const [from, to] = [places[at], places[at + name.length]];
        found.push({from, to, kind: 'name', who, text: text.slice(from, to)});
      }
      return found;
    });
  }
}

/**
 * Whether a word is the next part of a name; the last one may have an s of its own.
 * @param {Word|undefined} word @param {string} part @param {boolean} last
 */
function follows(word, part, last) {
  return word !== undefined && /^[\s\-‐‑’'.]{0,3}$/u.test(word.gap)
    && (word.plain === part || (last && word.plain === `${part}s`));
}

/** The s of «Sanne’s». @param {Word|undefined} word */
function isPossessive(word) {
  return word?.plain === 's' && /^['’‘`´]$/u.test(word.gap);
}

/** Whether a word has a capital, at its beginning or within. @param {Word} word */
function isCapital({text}) {
  return /[\p{Lu}\p{Lt}]/u.test(text) && !ordinary.has(text);
}

/** Whether a word begins a sentence. @param {Word[]} words @param {number} n */
function begins(words, n) {
  if (n === 0) return true;
  const {gap} = words[n];
  if (/[\n\r!?…:;•。！？]|\.\s*\.|[-–—*]\s+$/u.test(gap)) return true;
  const last = words[n - 1].plain;
  return gap.includes('.') && !titles.has(last) && [...last].length > 1;
}

/**
 * A word with a capital, with what goes on behind it.
 * @param {Word[]} words @param {number} n @param {Set<string>} capitals
 * @param {(n: number) => boolean} isOther whether something else begins at a word @returns {Here|null}
 */
function capital(words, n, capitals, isOther) {
  const word = words[n];
  if (!isCapital(word)) return null;
  const first = begins(words, n);
  const opens = first && (openers.has(word.plain) || particles.has(word.plain) || before.has(word.plain));
  const next = opens ? n : chained(words, n, isOther);
  // At a sentence's beginning a word has its capital from there, unless a name goes on behind it.
  if (first && next === n && !capitals.has(word.plain) && !/\p{Ll}\p{Lu}/u.test(word.text)) return null;
  const kind = n > 0 && !first && before.has(words[n - 1].plain) ? 'place' : 'capital';
  const owned = isPossessive(words[next + 1]);
  return {from: word.from, to: words[owned ? next + 1 : next].to, kind,
    words: next - n + 1 + (owned ? 1 : 0)};
}

/**
 * The last word of a name of several: «Piet van der Berg», «A.-M. Smit».
 * @param {Word[]} words @param {number} n @param {(n: number) => boolean} isOther
 */
function chained(words, n, isOther) {
  let last = n;
  for (let k = n + 1; k < words.length && k <= last + 4; k += 1) {
    const {gap, plain} = words[k];
    const joined = /^[\s\-‐‑’']{1,3}$/u.test(gap) && !/[\n\r]/.test(gap)
      || (/^\.?[-\s]?$/u.test(gap) && [...words[k - 1].plain].length === 1);
    if (!joined) break;
    if (isCapital(words[k]) && !isOther(k)) last = k;
    else if (!particles.has(plain)) break;
  }
  return last;
}

/** A street. @param {Word} word @returns {Here|null} */
function placed({plain, from, to}) {
  return /.{3}(?:straat|laan|plein|gracht)$/.test(plain) ? {from, to, kind: 'place', words: 1} : null;
}

/**
 * A day, a month: «donderdag 3 maart 2026», «March 3rd», «mei».
 * @param {Word[]} words @param {number} n @returns {Here|null}
 */
function dated(words, n) {
  const near = (/** @type {number} */ k) => (/^[\s.,\-']{1,2}$/u.test(words[k]?.gap ?? '') ? words[k] : undefined);
  const isMonth = (/** @type {Word|undefined} */ word) => word !== undefined && months.has(word.plain);
  const isDay = (/** @type {Word|undefined} */ word) => /^\d{1,2}(?:e|de|ste|st|nd|rd|th)?$/.test(word?.plain ?? '');
  const isYear = (/** @type {Word|undefined} */ word) => /^(?:\d{2}|\d{4})$/.test(word?.plain ?? '');
  const whole = (/** @type {number} */ last) => /** @type {Here} */ ({from: words[n].from, to: words[last].to,
    kind: 'date', words: last - n + 1});
  const rest = weekdays.has(words[n].plain) && near(n + 1) ? dated(words, n + 1) : null;
  if (rest) return whole(n + rest.words);
  if (isDay(words[n]) && isMonth(near(n + 1))) return whole(isYear(near(n + 2)) ? n + 2 : n + 1);
  if (!isMonth(words[n])) return null;
  if (isDay(near(n + 1))) return whole(isYear(near(n + 2)) ? n + 2 : n + 1);
  if (isYear(near(n + 1))) return whole(n + 1);
  return doubtful.has(words[n].plain) ? null : whole(n);
}

/**
 * A number with all that is joined to it: a telephone, a date, a postcode.
 * @param {Word[]} words @param {number} n @returns {Here|null}
 */
function numbered(words, n) {
  const word = words[n];
  if (!/\p{N}/u.test(word.text)) return null;
  let last = n;
  while (words[last + 1] && /\p{N}/u.test(words[last + 1].text)
    && /^(?: ?[-–./:()+]{1,2} ?|[ ,])$/u.test(words[last + 1].gap)) last += 1;
  const isPost = last === n && /^\d{4}$/.test(word.plain) && /^\s$/.test(words[n + 1]?.gap ?? '')
    && /^\p{Lu}{2}$/u.test(words[n + 1]?.text ?? '');
  if (isPost) last += 1;
  const plain = words.slice(n, last + 1).map((one) => one.plain);
  const isDate = plain.length === 3 && plain.every((one) => /^\d{1,4}$/.test(one))
    && words.slice(n + 1, last + 1).every(({gap}) => /^\s?[-/.]\s?$/u.test(gap))
    && plain.filter((one) => one.length <= 2).length >= 2;
  const lead = /[+(]+$/.exec(word.gap)?.[0].length ?? 0;
  return {from: word.from - lead, to: words[last].to, words: last - n + 1,
    kind: isDate ? 'date' : isPost || /^\d{4}[a-z]{2}$/.test(word.plain) ? 'place' : 'number'};
}

/** Addresses of mail and of pages, which are runs without blanks. @param {string} text @returns {Found[]} */
function addresses(text) {
  return [...text.matchAll(/\S+/gu)].flatMap(({0: run, index}) => {
    if (!/.@.|:\/\/|^\W*www\./iu.test(run)) return [];
    const lead = /^[(<[{"'“«„‘]*/u.exec(run)?.[0].length ?? 0;
    let to = run.length;
    while (to > lead && /[)>\]}"'”»’.,;:!?]/u.test(run[to - 1])) to -= 1;
    return to > lead ? [{from: index + lead, to: index + to, kind: /** @type {Kind} */ ('address'), text: ''}] : [];
  });
}

/** @param {Word} word @param {Found[]} taken */
function skipped({from, to}, taken) {
  let [low, high] = [0, taken.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (taken[middle].to <= from) low = middle + 1;
    else high = middle;
  }
  return low < taken.length && taken[low].from < to;
}

/** Without what lies in another; a name of the circle goes before what is merely a guess. @param {Found[]} found */
function inOrder(found) {
  const sorted = found.filter(({from, to}) => to > from).sort((a, b) => a.from - b.from || b.to - a.to);
  /** @type {Found[]} */
  const kept = [];
  for (const one of sorted) {
    const last = kept.at(-1);
    if (!last || one.from >= last.to) kept.push(one);
    else if (one.kind === 'name' && last.kind !== 'name' && one.to >= last.to && one.from <= last.from) {
      kept[kept.length - 1] = one;
    }
  }
  return kept;
}

/** The letter that stands for somebody: A to Z, then A2. @param {number} n from 0 */
export function letterOf(n) {
  return `${String.fromCodePoint(65 + (n % 26))}${n < 26 ? '' : Math.floor(n / 26) + 1}`;
}
