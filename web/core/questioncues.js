// @ts-check

/**
 * The forms that the question help knows, per language, as data.
 *
 * A sentence is matched as lower-case words with one space between and around them, and `,` and
 * `?` as words of their own: ` je was boos , hè ? `. So every cue names a *form*: where a word
 * stands and what stands beside it. No single word is a cue, for «steeds», «weer» or «zeker» stand
 * in good questions too.
 *
 * `statement`: the cue counts only in a sentence built as a statement, which begins with one of
 * `subjects`, after any of `fillers`.
 *
 * @typedef {{kind: 'advice' | 'leading', form: RegExp, statement?: true}} Cue
 * @typedef {{fillers: Set<string>, subjects: Set<string>, cues: Cue[]}} Cues
 */

const words = (/** @type {string} */ text) => new Set(text.split(' '));

/** @type {Record<'nl' | 'en', Cues>} */
export const questionCues = {
  nl: {
    fillers: words('dus en maar ja nou oké ok goed dan eigenlijk'),
    subjects: words('ik je jij jou jouw u uw jullie hij zij ze hun haar het dat dit die deze er '
      + 'daar we wij de een iedereen niemand'),
    cues: [
      // An advice that asks whether it was followed.
      { kind: 'advice', form: /^ (heb|had) (je|jij|u|jullie) (\S+ ){0,2}(al eens|al een keer) .*(geprobeerd|overwogen|gepraat|gesproken|gevraagd|overlegd|voorgesteld|aangesproken|gedacht) / },
      { kind: 'advice', form: /^ (heb|had) (je|jij|u|jullie) (al |wel |eens |ooit |misschien )*(geprobeerd|overwogen) (om|of|te|met|hem|haar|een|het) / },
      { kind: 'advice', form: /^ (heb|had) (je|jij|u|jullie) (er )?(al |wel |ook |eens |ooit |misschien )*(eraan|daaraan|aan) gedacht / },
      { kind: 'advice', form: /^ (heb|had) (je|jij|u|jullie) (al |wel |ook |eens |ooit |misschien )*gedacht aan / },
      // «Waarom zeg je niet gewoon …»
      { kind: 'advice', form: / waarom \S+ (je|jij|u|jullie) (\S+ ){0,3}niet (gewoon|eens|even) / },
      // A request that denies itself: «Zou je niet beter …», «Kun je dat niet aan … geven».
      { kind: 'advice', form: /^ (zou|moet|moest) (je|jij|u|jullie) (dat |het |er |daar )?niet / },
      { kind: 'advice', form: /^ (kun|kan|kon|had|wil) (je|jij|u|jullie) (\S+ ){0,3}niet (beter|gewoon|eens|even|eerst|liever) / },
      { kind: 'advice', form: /^ (kun|kan|kon) (je|jij|u|jullie) (dat|dit|het|die|hem|haar|ze) niet (aan|bij|door|in|met|naar|op|via|voor) / },
      // «Is het geen idee om …», «Zou het niet handig zijn als …», «Zou het helpen als …»
      { kind: 'advice', form: /^ (is|was|zou|lijkt) (het|dat) .*(geen|een) (\S+ )?idee .*(om|als) / },
      { kind: 'advice', form: /^ (is|was|zou|lijkt) het (je |jou )?niet (\S+ )?(beter|goed|handig|handiger|slim|slimmer|verstandig|verstandiger|zinvol) / },
      { kind: 'advice', form: /^ (zou|kan) het (je |jou )?(niet |misschien )?(kunnen )?helpen (om|als) / },
      // «Wat als je …», «Hoe zou het zijn als je …»
      { kind: 'advice', form: /^ wat als (je|jij|u|jullie) / },
      { kind: 'advice', form: / hoe zou het zijn als (je|jij|u|jullie) / },
      // An advice without a question.
      { kind: 'advice', form: /^ misschien (kun|kan|moet|zou) (je|jij|u|jullie) / },
      { kind: 'advice', form: /^ (je|jij|u) (kunt|kan|kun|moet|zou) (ook|misschien|beter|gewoon|altijd|eens|toch) / },

      // A closed question that denies what it wants to hear: «Denk je niet dat …»
      { kind: 'leading', form: /^ (vind|denk|geloof|voel) (je|jij|u|jullie) (ook |zelf |dat |het |hem |haar )*niet / },
      { kind: 'leading', form: /^ vind (je|jij|u|jullie) ook / },
      { kind: 'leading', form: /^ (is|was) (het|dat|dit) niet (vooral|eigenlijk|gewoon|juist|eerder|ook|zo|een|jouw|je|meer|toch) / },
      { kind: 'leading', form: /^ (ben|was) (je|jij|u|jullie) niet (gewoon|eigenlijk|vooral|stiekem|een|te|veel|bang) / },
      { kind: 'leading', form: /^ (zou|kan|kon) (het|dat) niet (gewoon )?(zo zijn|kunnen|komen|aan|zijn dat) / },
      // A statement with a tail that asks for a yes: «…, hè?»
      { kind: 'leading', statement: true, form: / , (hè|hé|toch|nietwaar|niet waar|niet|of niet|niet dan|klopt dat|waar of niet)( \?)? $/ },
      { kind: 'leading', statement: true, form: /^(?!.* (wat|wie|welke?|hoe|waar\S*|wanneer) ).* (hè|hé|toch|nietwaar) \? $/ },
      // A statement that is sure of itself and still asks: «Je was toch wel boos?»
      { kind: 'leading', statement: true, form: / toch (wel|niet|ook|zeker|gewoon) .*\? $/ },
      { kind: 'leading', statement: true, form: /^ \S+ \S+ (natuurlijk|vast|ongetwijfeld) .*\? $/ },
      { kind: 'leading', statement: true, form: /^ \S+ \S+ zeker (?!dat |van |weten |\?).*\? $/ },
    ],
  },
  en: {
    fillers: words('so but and well then ok okay now'),
    subjects: words('i you he she it that this they we there the a your his her their my these '
      + "those everyone nobody you're he's she's it's that's they're i'm we're there's you've"),
    cues: [
      // An advice that asks whether it was followed.
      { kind: 'advice', form: /^ have you (ever |already |also |maybe |perhaps )*(tried|considered|thought (of|about)) (?!(what|why|how|who|when|where|which|whether|this|that|it|them|these|anything|something|things|other|more|\?) )/ },
      // «Why don't you just …»
      { kind: 'advice', form: / why (don't|do not|wouldn't) you (?!(like|want|feel|think|know|trust|agree|believe|see|have|need) )/ },
      { kind: 'advice', form: / why (not|(didn't|couldn't|can't) you) (just|simply) / },
      // A request that denies itself: «Couldn't you …»
      { kind: 'advice', form: /^ (couldn't|shouldn't|can't|oughtn't) you / },
      { kind: 'advice', form: /^ (could|should|can) you (not |perhaps |maybe |just )(?!tell |say |describe |give |share |explain )/ },
      // «Wouldn't it be better to …», «Would it help if …»
      { kind: 'advice', form: /^ (wouldn't|would|might|isn't|is) it (not )?(be )?(\S+ ){0,2}(better|best|easier|wise|wiser|smart|smarter|helpful|idea) (\S+ )?(to|if) / },
      { kind: 'advice', form: /^ (wouldn't|would|might) it (not )?help (\S+ )?(to|if) / },
      // «What if you …», «How about calling …»
      { kind: 'advice', form: /^ what if you / },
      { kind: 'advice', form: /^ how about (just |maybe |perhaps )?\S+ing / },
      { kind: 'advice', form: /^ what about (just |maybe |perhaps )?(asking|calling|giving|saying|sending|taking|talking|telling|trying|writing) / },
      // An advice without a question.
      { kind: 'advice', form: /^ (maybe|perhaps) (you|try|just) / },
      { kind: 'advice', form: /^ you (should|ought to) (?!have known |be )/ },
      { kind: 'advice', form: /^ you (could|can|might) (just|also|always|maybe|perhaps|try|simply) / },

      // A closed question that denies what it wants to hear: «Don't you think …»
      { kind: 'leading', form: /^ (don't|didn't) you (also |really )?(think|feel|agree|find|believe|see|want) / },
      { kind: 'leading', form: /^ (do|did) you (not|also) (really )?(think|feel|agree|find|believe|see) / },
      { kind: 'leading', form: /^ (wouldn't|won't) you (say|agree|admit) / },
      { kind: 'leading', form: /^ (isn't|aren't|wasn't|weren't) (it|that|this|he|she|they|you|there|your|the) / },
      // A statement with a tail that asks for a yes: «…, isn't it?»
      { kind: 'leading', statement: true, form: / , (right|correct|no|yes|okay|ok|surely|don't you think|wouldn't you say)( \?)? $/ },
      { kind: 'leading', statement: true, form: / (isn't|aren't|wasn't|weren't|don't|doesn't|didn't|won't|wouldn't|can't|couldn't|haven't|hasn't|hadn't|shouldn't) (it|he|she|they|you|we|that|this|there)( \?)? $/ },
      { kind: 'leading', statement: true, form: / (not|never|\S+n't) .* , (is|are|was|were|do|does|did|will|would|can|could|have|has|had) (it|he|she|they|you|we|that|this|there)( \?)? $/ },
      // A statement that is sure of itself and still asks: «Of course you …?»
      { kind: 'leading', form: /^ (so |but |and )?(of course|surely|obviously|clearly|no doubt) (you|he|she|it|that|this|they|we|your) .*\? $/ },
      { kind: 'leading', statement: true, form: /^ \S+ \S+ (of course|surely|obviously|clearly) .*\? $/ },
    ],
  },
};
