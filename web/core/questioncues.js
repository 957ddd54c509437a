// @ts-check

/**
 * The forms that the question help knows, per language, as data. The first cue that fits decides, so
 * what steers most stands first: an advice in disguise, then a leading form, then the rest.
 *
 * A sentence is matched as lower-case words with one space between and around them, `,` and `?`
 * being words of their own: ` je was boos , hè ? `. So every cue names a *form*: where a word
 * stands and what stands beside it. No single word is a cue, for «steeds», «weer» or «zeker»
 * stand in good questions too.
 *
 * `statement`: the cue counts only in a sentence built as a statement, which begins with one of
 * `subjects`, after any of `fillers`.
 *
 * @typedef {'advice'|'leading'|'loaded'|'preamble'|'choice'|'stacked'|'closed'} Kind
 * @typedef {{kind: Kind, form: RegExp, statement: boolean, unasked?: boolean}} Cue
 * @typedef {{fillers: Set<string>, subjects: Set<string>, further: RegExp, cues: Cue[]}} Cues
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
/** An advice that is not even put as a question: it counts only where nothing is asked at all. */
const unasked = (/** @type {TemplateStringsArray} */ parts) => ({...advice(parts), unasked: true});
const leading = tag('leading', false);
const stated = tag('leading', true);
const loaded = tag('loaded', false);
const preamble = tag('preamble', false);
const choice = tag('choice', false);
const stacked = tag('stacked', false);
const closed = tag('closed', false);

/** Whoever is asked, in Dutch. */
const you = '(je|jij|u|jullie)';

/** What somebody could do to another person, in Dutch, as the end of a clause has it. */
const deeds = 'belt|belde|mailt|mailde|appt|appte|stuurt|stuurde|schrijft|schreef|vraagt|vroeg|'
  + 'confronteert|confronteerde|aanspreekt|aansprak|voorstelt|voorstelde|uitnodigt|uitnodigde|'
  + 'meldt|meldde|overlegt|overlegde|praat|praatte|gaat|ging|inschakelt|inschakelde|overdraagt';

/** Feelings and judgements of one's own, which a closed question puts into somebody's mouth. */
const moods = 'zenuwachtig|boos|bang|blij|verdrietig|tevreden|teleurgesteld|trots|onzeker|gefrustreerd|'
  + 'opgelucht|moe|gestrest|geïrriteerd|gekwetst|verbaasd|eenzaam|jaloers|geraakt|machteloos';
const feelings = 'nervous|angry|afraid|scared|happy|sad|satisfied|disappointed|proud|insecure|'
  + 'frustrated|relieved|tired|stressed|annoyed|hurt|surprised|lonely|jealous|moved|powerless';

/** People of whom one can speak with a judgement. */
const folk = 'moeder|vader|ouder|ouders|collega|collega\'s|cliënt|cliënten|client|klant|klanten|baas|'
  + 'leidinggevende|man|vrouw|mens|mensen|leerling|kind|patiënt|patiënten|buurman|buurvrouw|team';
const others = 'mother|father|parent|parents|colleague|colleagues|client|clients|customer|boss|manager|'
  + 'man|woman|person|people|pupil|student|child|patient|patients|neighbour|team';

/** @type {Record<'nl' | 'en', Cues>} */
export const questionCues = {
  nl: {
    fillers: words('dus en maar ja nou oké ok goed dan eigenlijk'),
    subjects: words('ik je jij jou jouw u uw jullie hij zij ze hun haar het dat dit die deze er '
      + 'daar we wij de een iedereen niemand'),
    further: /^ en (?!(toen|nu|dan|verder|daarna) )/u,
    cues: [
      // An advice that asks whether it was followed.
      advice`^ (heb|had) ${you} (\S+ ){0,2}al (\S+ ){0,3}(met|aan|bij) .*(gesproken|gepraat|overlegd|
        gevraagd|besproken|voorgelegd) `,
      advice`^ (heb|had) ${you} (\S+ ){0,2}(al eens|al een keer) .*(geprobeerd|overwogen|
        gepraat|gesproken|gevraagd|overlegd|voorgesteld|aangesproken|gedacht) `,
      advice`^ (heb|had) ${you} (al |wel |eens |ooit |misschien )*(geprobeerd|overwogen) (om|of|
        te|met|hem|haar|een|het) `,
      advice`^ (heb|had) ${you} (er )?(al |wel |ook |eens |ooit |misschien )*(eraan|daaraan|
        aan) gedacht `,
      advice`^ (heb|had) ${you} (al |wel |ook |eens |ooit |misschien )*gedacht aan `,
      // «Waarom zeg je niet gewoon …»
      advice` waarom \S+ ${you} (\S+ ){0,3}niet (gewoon|eens|even) `,
      advice`^ waarom (ga|gaat|bel|belt|praat|vraag|vraagt|meld|meldt|schakel|stap) ${you} (er |dat |
        het |daar |daarmee |hiermee )?niet (naar|bij|met|aan) `,
      // «Zou je kunnen overwegen om …», «En als je nou eens …»
      advice`^ zou ${you} (\S+ )?kunnen (?!.*(vertellen|uitleggen|toelichten|beschrijven|noemen|zeggen|
        omschrijven) )`,
      advice`^ als ${you} (nou |nu )?(eens|een keer) `,
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
      // «Wat als je hem belt», «Hoe zou het zijn als je haar aansprak»: with something to do to another.
      // Without that it opens: «Wat als je niets doet?»
      advice` (wat|hoe zou het zijn) als ${you} (?!(\S+ )*(niets|niet|nooit) )(\S+ )*(${deeds}) `,
      // An advice without a question.
      advice`^ misschien (kun|kan|moet|zou) ${you} `,
      advice`^ (je|jij|u) (kunt|kan|kun|moet|zou) (ook|misschien|beter|gewoon|altijd|eens|toch) `,

      unasked`^ ik zou (?!(\S+ )*(graag|wel|willen|nog|benieuwd|kunnen) )`,

      // A closed question that denies what it wants to hear: «Denk je niet dat …»
      leading`^ (vind|denk|geloof|voel) ${you} (ook |zelf |dat |het |hem |haar )*niet `,
      leading`^ vind ${you} ook `,
      leading`^ (kan|kon) het (zijn|zo zijn|wezen) dat `,
      leading`^ zou het kunnen (zijn )?dat `,
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

      // A judgement in the question: «Waarom … altijd …», «Hoe kon je nou …», «die lastige moeder»
      loaded`^ waarom \S+ ${you} (\S+ ){0,2}(altijd|nooit|jezelf|uzelf) .*\? $`,
      loaded`^ waarom (heb|had|ben|was) ${you} (\S+ ){0,2}niet (eerder|meteen|direct) .*\? $`,
      loaded`^ hoe (kon|kan|kun) ${you} (dat |het )?(nou|toch|ooit) .*\? $`,
      loaded` (die|dat|deze|zo'n) (lastige|moeilijke|onmogelijke|vervelende|irritante|vreselijke) (
        ${folk}) .*\? $`,
      // One's own opinion first.
      preamble`^ (volgens mij|mij lijkt|ik vind (dat|het)|ik denk dat) `,
      preamble`^ ik zou (?!(graag|wel|willen|nog) )`,
      // Two answers to choose from; «of» after what somebody asked or saw is another word.
      choice`^ (ben|was|voel|voelde|heb|had|wil|ga|moet|zou|is|denk|vind|deed|doe|kies|blijf) \S+ .*
        (?<! (gevraagd|gezien|gemerkt|nagegaan|verteld|gezegd|benieuwd|afgevraagd|weten|vragen|
        zeggen|vertellen|kijken|zien|weet|niet))(?<! een( \S+)?)( ,)? of (?!(niet|zo|anders|iets|
        iemand|ergens|twee|meer) )\S+ .*\? $`,
      choice`^ (ga|wil|moet|blijf|zou|kies) ${you} .* of (laat|ga|doe|blijf|wil|wacht|liever) .*\? $`,
      // Several questions at once.
      stacked`(, en (waarom|hoe|wat|wie|wanneer|welke?|waar\S*) .*){2}\? $`,
      // Yes or no, about what only who is asked can know.
      closed`^ (was|ben|bent|voel|voelde|voelt) ${you} (je |zich )?(\S+ ){0,2}(${moods}) .*\? $`,
      closed`^ (wil|wilt) ${you} (ermee|hiermee|daarmee|dit|dat|het|zo|hem|haar) (?!.*(vertellen|
        uitleggen|toelichten|beschrijven|noemen|zeggen|delen|herhalen) ).*\? $`,
    ],
  },
  en: {
    fillers: words('so but and well then ok okay now'),
    subjects: words('i you he she it that this they we there the a your his her their my these '
      + "those everyone nobody you're he's she's it's that's they're i'm we're there's you've"),
    further: /^ and (?!(then|now|after) )/u,
    cues: [
      // An advice that asks whether it was followed.
      advice`^ have you (already |ever )*(talked|spoken) (to|with) (your|the|his|her|their) `,
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
      // «Could you consider …», «And if you sat down with him …»
      advice`^ (could|would|can) you (consider|try|think about|think of) `,
      advice`^ if you (just |once |maybe )*(sat|went|called|asked|talked|told|wrote|sent|spoke|gave) `,
      // «Wouldn't it be better to …», «Would it help if …»
      advice`^ (wouldn't|would|might|isn't|is) it (not )?(be )?(\S+ ){0,2}(better|best|easier|
        wise|wiser|smart|smarter|helpful|idea) (\S+ )?(to|if) `,
      advice`^ (wouldn't|would|might) it (not )?help (\S+ )?(to|if) `,
      // «What if you call him», «How about calling …»: with something to do to another. Without that
      // it opens: «What if you do nothing?»
      advice`^ (what if|how would it be if) you (just |once |maybe )*(send|sent|call|called|ask|asked|tell|
        told|write|wrote|go|went|talk|talked|speak|spoke|give|gave|confront|confronted|email|emailed|
        invite|invited|report|reported|suggest|suggested) `,
      advice`^ how about (just |maybe |perhaps )?\S+ing `,
      advice`^ what about (just |maybe |perhaps )?(asking|calling|giving|saying|sending|taking|
        talking|telling|trying|writing) `,
      // An advice without a question.
      advice`^ (maybe|perhaps) (you|try|just) `,
      advice`^ you (should|ought to) (?!have known |be )`,
      advice`^ you (could|can|might) (just|also|always|maybe|perhaps|try|simply) `,
      unasked`^ (i would|i'd) (?!(\S+ )*(like|love|still|want|wonder) )`,

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
      leading`^ (could|might) it be that `,

      // A judgement in the question: «Why do you always …», «that difficult mother»
      loaded`^ why (do|did|are|were|would) you (always|never) .*\? $`,
      loaded`^ why (do|did|would) you make (it|things|life) so .*\? $`,
      loaded`^ why (didn't|haven't|weren't) you (\S+ ){0,4}(earlier|sooner|immediately|at once) \? $`,
      loaded`^ how could you (ever|possibly|just) .*\? $`,
      loaded`^ how could you .* like that \? $`,
      loaded` (that|this|those|such a) (difficult|impossible|annoying|terrible|horrible|awful) (
        ${others}) .*\? $`,
      // One's own opinion first.
      preamble`^ (i think|i believe|i find|in my (view|opinion)|to me|if you ask me) `,
      preamble`^ (i would|i'd) (?!(like|love|still|also) )`,
      // Two answers to choose from.
      choice`^ (did|do|does|are|is|was|were|will|would|have|has) \S+ .* (?<! (whether|if) .*)or (?!(not|so|
        something|anything|someone|somewhere|two|more) )\S+ .*\? $`,
      // Several questions at once.
      stacked`(, and (why|how|what|who|when|where|which) .*){2}\? $`,
      // Yes or no, about what only who is asked can know.
      closed`^ (were|are) you (\S+ ){0,2}(${feelings}) .*\? $`,
      closed`^ did you feel (\S+ ){0,2}(${feelings}) \? $`,
      closed`^ do you want to (?!(say|tell|share|add|describe|explain|repeat) )(\S+ )+(it|this|that|him|
        her) .*\? $`,
    ],
  },
};
