// @ts-check

/**
 * The forms that the question help knows, per language, as data.
 *
 * A sentence is matched as lower-case words with one space between and around them, `,` and `?`
 * being words of their own: ` je was boos , hè ? `. So every cue names a *form*: where a word
 * stands and what stands beside it. No single word is a cue, for «steeds», «weer» or «zeker»
 * stand in good questions too.
 *
 * `statement`: the cue counts only in a sentence built as a statement, which begins with one of
 * `subjects`, after any of `fillers`.
 *
 * @typedef {{kind: 'advice' | 'leading', form: RegExp, statement: boolean}} Cue
 * @typedef {{fillers: Set<string>, subjects: Set<string>, cues: Cue[]}} Cues
 */

/** @param {string} text */
const words = (text) => new Set(text.split(' '));

/**
 * Returns a tag for the cues of one kind; a line break and what it indents by are not matched.
 * @param {Cue['kind']} kind
 * @param {boolean} statement
 */
const tag = (kind, statement) => (
  /** @type {TemplateStringsArray} */ parts,
  /** @type {string[]} */ ...values
) => ({
  kind,
  statement,
  form: new RegExp(String.raw(parts, ...values).replace(/\n */g, ''), 'u'),
});

const advice = tag('advice', false);
const leading = tag('leading', false);
const stated = tag('leading', true);

/** Whoever is asked, in Dutch. */
const you = '(je|jij|u|jullie)';

/** @type {Record<'nl' | 'en', Cues>} */
export const questionCues = {
  nl: {
    fillers: words('dus en maar ja nou oké ok goed dan eigenlijk'),
    subjects: words('ik je jij jou jouw u uw jullie hij zij ze hun haar het dat dit die deze er '
      + 'daar we wij de een iedereen niemand'),
    cues: [
      // An advice that asks whether it was followed.
      advice`^ (heb|had) ${you} (\S+ ){0,2}(al eens|al een keer) .*(geprobeerd|overwogen|
        gepraat|gesproken|gevraagd|overlegd|voorgesteld|aangesproken|gedacht) `,
      advice`^ (heb|had) ${you} (al |wel |eens |ooit |misschien )*(geprobeerd|overwogen) (om|of|
        te|met|hem|haar|een|het) `,
      advice`^ (heb|had) ${you} (er )?(al |wel |ook |eens |ooit |misschien )*(eraan|daaraan|
        aan) gedacht `,
      advice`^ (heb|had) ${you} (al |wel |ook |eens |ooit |misschien )*gedacht aan `,
      // «Waarom zeg je niet gewoon …»
      advice` waarom \S+ ${you} (\S+ ){0,3}niet (gewoon|eens|even) `,
      // A request that denies itself: «Zou je niet beter …», «Kun je dat niet aan … geven».
      advice`^ (zou|moet|moest) ${you} (dat |het |er |daar )?niet `,
      advice`^ (kun|kan|kon|had|wil) ${you} (?!.* (vertellen|uitleggen|
        toelichten|beschrijven|noemen) )(\S+ ){0,3}niet (beter|
        gewoon|eens|even|eerst|liever) `,
      advice`^ (kun|kan|kon) ${you} (dat|dit|het|die|hem|haar|ze) niet (aan|bij|door|in|met|
        naar|op|via|voor) `,
      // «Is het geen idee om …», «Zou het niet handig zijn als …», «Zou het helpen als …»
      advice`^ (is|was|zou|lijkt) (het|dat) .*(geen|een) (\S+ )?idee .*(om|als) `,
      advice`^ (is|was|zou|lijkt) het (je |jou )?niet (\S+ )?(beter|goed|handig|handiger|slim|
        slimmer|verstandig|verstandiger|zinvol) `,
      advice`^ (zou|kan) het (je |jou )?(niet |misschien )?(kunnen )?helpen (om|als) `,
      // «Wat als je …», «Hoe zou het zijn als je …»
      advice`^ wat als ${you} `,
      advice` hoe zou het zijn als ${you} `,
      // An advice without a question.
      advice`^ misschien (kun|kan|moet|zou) ${you} `,
      advice`^ (je|jij|u) (kunt|kan|kun|moet|zou) (ook|misschien|beter|gewoon|altijd|eens|toch) `,

      // A closed question that denies what it wants to hear: «Denk je niet dat …»
      leading`^ (vind|denk|geloof|voel) ${you} (ook |zelf |dat |het |hem |haar )*niet `,
      leading`^ vind ${you} ook `,
      leading`^ (is|was) (het|dat|dit) niet (vooral|eigenlijk|gewoon|juist|eerder|ook|zo|een|
        jouw|je|meer|toch) `,
      leading`^ (ben|was) ${you} niet (gewoon|eigenlijk|vooral|stiekem|een|te|veel|bang) `,
      leading`^ (zou|kan|kon) (het|dat) niet (gewoon )?(zo zijn|kunnen|komen|aan|zijn dat) `,
      // A statement with a tail that asks for a yes: «…, hè?»
      stated` , (hè|hé|toch|nietwaar|niet waar|niet|of niet|niet dan|klopt dat|
        waar of niet)( \?)? $`,
      stated`^(?!.* (wat|wie|welke?|hoe|waar\S*|wanneer) ).* (hè|hé|toch|nietwaar) \? $`,
      // A statement that is sure of itself and still asks: «Je was toch wel boos?»
      stated` toch (wel|niet|ook|zeker|gewoon) .*\? $`,
      stated`^ \S+ \S+ (natuurlijk|vast|ongetwijfeld) .*\? $`,
      stated`^ \S+ \S+ zeker (?!dat |van |weten |\?).*\? $`,
    ],
  },
  en: {
    fillers: words('so but and well then ok okay now'),
    subjects: words('i you he she it that this they we there the a your his her their my these '
      + "those everyone nobody you're he's she's it's that's they're i'm we're there's you've"),
    cues: [
      // An advice that asks whether it was followed.
      advice`^ have you (ever |already |also |maybe |perhaps )*(tried|considered|thought (of|
        about)) (?!(what|why|how|who|when|where|which|whether|this|that|it|them|these|anything|
        something|things|other|more|\?) )`,
      // «Why don't you just …»
      advice` why (don't|do not|wouldn't) you (?!(like|want|feel|think|know|trust|agree|believe|
        see|have|need) )`,
      advice` why (not|(didn't|couldn't|can't) you) (just|simply) `,
      // A request that denies itself: «Couldn't you …»
      advice`^ (couldn't|shouldn't|can't|oughtn't) you `,
      advice`^ (could|should|can) you (not |perhaps |maybe |just )(?!tell |say |describe |give |
        share |explain )`,
      // «Wouldn't it be better to …», «Would it help if …»
      advice`^ (wouldn't|would|might|isn't|is) it (not )?(be )?(\S+ ){0,2}(better|best|easier|
        wise|wiser|smart|smarter|helpful|idea) (\S+ )?(to|if) `,
      advice`^ (wouldn't|would|might) it (not )?help (\S+ )?(to|if) `,
      // «What if you …», «How about calling …»
      advice`^ what if you `,
      advice`^ how about (just |maybe |perhaps )?\S+ing `,
      advice`^ what about (just |maybe |perhaps )?(asking|calling|giving|saying|sending|taking|
        talking|telling|trying|writing) `,
      // An advice without a question.
      advice`^ (maybe|perhaps) (you|try|just) `,
      advice`^ you (should|ought to) (?!have known |be )`,
      advice`^ you (could|can|might) (just|also|always|maybe|perhaps|try|simply) `,

      // A closed question that denies what it wants to hear: «Don't you think …»
      leading`^ (don't|didn't) you (also |really )?(think|feel|agree|find|believe|see|want) `,
      leading`^ (do|did) you (not|also) (really )?(think|feel|agree|find|believe|see) `,
      leading`^ (wouldn't|won't) you (say|agree|admit) `,
      leading`^ (isn't|aren't|wasn't|weren't) (it|that|this|he|she|they|you|there|your|the) `,
      // A statement with a tail that asks for a yes: «…, isn't it?»
      stated` , (right|correct|no|yes|okay|ok|surely|don't you think|wouldn't you say)( \?)? $`,
      stated` (isn't|aren't|wasn't|weren't|don't|doesn't|didn't|won't|wouldn't|can't|couldn't|
        haven't|hasn't|hadn't|shouldn't) (it|he|she|they|you|we|that|this|there)( \?)? $`,
      stated` (not|never|\S+n't) .* , (is|are|was|were|do|does|did|will|would|can|could|have|
        has|had) (it|he|she|they|you|we|that|this|there)( \?)? $`,
      // A statement that is sure of itself and still asks: «Of course you …?»
      leading`^ (so |but |and )?(of course|surely|obviously|clearly|no doubt) (you|he|she|it|
        that|this|they|we|your) .*\? $`,
      stated`^ \S+ \S+ (of course|surely|obviously|clearly) .*\? $`,
    ],
  },
};
