import { languageNames } from '../language-names.js'
import { fileNoun, type Rewriting } from './rewriting.js'

/* What becomes of a result that was asked for before, and words that stand for one: "I need it in Italian", "then that of the first". */

const languages = Object.values(languageNames)
  .flatMap((names) => names.split('|')[0] ?? [])
  .filter(Boolean)
const result = '(?:result|text|answer|transcript|caption|description|summary|translation|whole thing)s?'

/** By what the first few of files are chosen, as the adjective that says the same. */
const degrees = new Map([
  ['length', 'longest'],
  ['duration', 'longest'],
  ['width', 'widest'],
  ['height', 'tallest'],
])

export const pointingBack: readonly Rewriting[] = [
  [
    'top first',
    new RegExp(
      `\\bthe (?:top|first) (two|three|four|five|\\d) (?:(${fileNoun}) )?(?:by|in|according to) (?:their |the )?(length|duration|size|file size|width|height|resolution)\\b`,
      'gi',
    ),
    (_, count = '', noun = 'ones', by = '') =>
      `the ${count} ${degrees.get(by.toLowerCase()) ?? 'largest'} ${noun}`,
  ],
  [
    'that those one',
    new RegExp(
      `\\b(the (transcripts?|captions?|descriptions?|summary|size|length|duration|background|colou?r|translation) of (?:the |my )?(?:\\w+ )?(${fileNoun})(?: \\d)?[,;]? (?:and )?(?:(?:then|after(?:wards)?|finally) )?)(?:that|the one|those) of (the (?:first|second|third|fourth|last|other))(?: ${fileNoun})?\\b`,
      'gi',
    ),
    '$1the $2 of $4 $3',
  ],
  [
    languages.join(' '),
    new RegExp(
      `([.;,?!]|\\band) *(?:but |and )?(?:please )?(?:(?:i(?:'d| would)?|we) (?:need|want|like|would like|prefer)(?: to (?:have|get|read|see))?|give me|show me|put|render|make|have|get me|let me have|tell me|do|send me) (it|that|this|them|those|the ${result})(?: all| both)? (?:in|into) (${languages.join('|')})\\b`,
      'gi',
    ),
    '$1 translate $2 into $3',
  ],
  [
    'spoken aloud out speech audio said recording read',
    new RegExp(
      `([.;,?!]|\\band) *(?:and )?(?:please )?(?:have|get|let me have|i want|i need|i'd like|give me|let me hear|turn|make|put) (it|that|this|them|the ${result})(?: be)? (?:spoken(?: out| aloud)?|read (?:out|aloud|to me)(?: loud| aloud)?|said (?:out loud|aloud)|as (?:speech|audio|a recording)|in (?:spoken form|speech)|into speech)\\b`,
      'gi',
    ),
    '$1 read $2 aloud',
  ],
  [
    'loud aloud voice speech audio',
    /([.;,?!]|\band) *(?:and )?(?:please )?(?:answer|reply|respond|tell me|say (?:it|that|so))(?: it| that| me)? (?:out loud|aloud|by voice|in speech|as (?:audio|speech)|with a voice)\b/gi,
    '$1 read it aloud',
  ],
  // "To Polish please: ..."
  [
    languages.join(' '),
    new RegExp(
      `^(?:please )?(?:(?:put|say|render|write|give me|i need|i want|how do you say|how would you say) (?:this|that|it|the following)(?: sentence| text)? )?(?:in|into|to) (${languages.join('|')})(?:,? please)? ?[:：] *`,
      'i',
    ),
    'Translate into $1: ',
  ],
  // "How many cats? What about dogs?": the same question of another thing.
  [
    'about',
    new RegExp(
      `^(how many |is there |are there |where (?:is|are) |do(?:es)? (?:it|they|the ${fileNoun}|any(?: of them)?) (?:show|have|contain) )(?!(?:of|${fileNoun})\\b)((?:an? |any |the |some )?[\\p{L}-]+)((?: (?!about\\b)[\\p{L}'-]+){0,8})\\? *(?:and |or )?(?:what|how) about (?!(?:an? |the )?(?:it|them|this|that|these|those|here|there|first|second|third|fourth|fifth|last|others?|rest|both|${fileNoun})\\b)((?:an? |any |the |some )?[\\p{L}-]+)\\?*$`,
      'iu',
    ),
    '$1$2$3? $1$4$3?',
  ],
  // "Reply with the file name only. Where is the horse?": which one it is on.
  [
    'where',
    /^((?:[^.?!\n]{0,40}\b(?:file ?)?names? (?:only|alone)|[^.?!\n]{0,40}\b(?:only|just) the (?:file ?)?names?)[.,:;!] *)where (?:is|are|can i (?:see|find)) ((?:an? |the |any |my )?[\p{L}-]+(?: [\p{L}-]+)?)\?*$/iu,
    '$1which picture shows $2?',
  ],
  [
    'where',
    /^where (?:is|are|can i (?:see|find)) ((?:an? |the |any |my )?[\p{L}-]+(?: [\p{L}-]+)?)\?(?=[^.?!\n]{0,40}\b(?:(?:file ?)?names? (?:only|alone)|(?:only|just) the (?:file ?)?names?)\b)/iu,
    'which picture shows $1?',
  ],
  // "First the size, second what it shows": in which order, not which file.
  [
    'second third secondly thirdly',
    /^((?:first|firstly)\b[^.?!]{3,120}?)[,;] (?:and )?(?:second|secondly),? (?=(?:what|how|the|where|which|describe|transcribe|tell|whether|its)\b)/i,
    '$1, then ',
  ],
  [
    'third thirdly',
    /^((?:first|firstly)\b[^.?!]{3,200}?)[,;] (?:and )?(?:third|thirdly),? (?=(?:what|how|the|where|which|describe|transcribe|tell|whether|its)\b)/i,
    '$1, then ',
  ],
  // "Which memos mention a bus? Transcribe only those."
  [
    'which',
    new RegExp(
      `^which (?:of (?:the|these|my) )?(${fileNoun}) ((?:shows?|mentions?|contains?|has|have|depicts?|speaks? of|talks? about) [^?.!,]{2,60})\\? *(?:and |then |please )*(describe|transcribe|caption|translate|summari[sz]e|write down) (?:only |just )?(?:those|them|these|it|that(?: one)?|the ones?)(?: only| please)?[.!]*$`,
      'i',
    ),
    '$3 the $1 that $2.',
  ],
  // "Before you describe the photo, tell me how long the memo is": what is known of a file has its turn, too.
  [
    'before',
    /^before (?:you )?(describ(?:e|ing)|transcrib(?:e|ing)|caption(?:ing)?|translat(?:e|ing)) ([^,.?!]{2,60}), (?=[^?!]*\b(?:how (?:long|large|big|wide|tall|heavy)|size|dimensions|duration|length|width|height|format|resolution)\b)([^?!]{4,120}?)[.!]*$/i,
    (_, act = '', what = '', fact = '') =>
      `First ${fact}, then ${act.replace(/ing$/i, 'e').replace(/captione$/i, 'caption')} ${what}.`,
  ],
  [
    'about',
    new RegExp(
      `^(?:does|do|is|are) ((?:the |this |that |these |my |both )?(?:\\w+ )?${fileNoun}) (?:(?:talk|speak)(?:ing)? |say something )?about ([^?,.]{2,30}?),? or (?:is it |are they )?about ([^?,.]{2,30})\\?*$`,
      'i',
    ),
    'Classify $1 as "$2" or "$3".',
  ],
  // "Transcribe the recordings mention an animal", as it is left of other languages.
  [
    'describe transcribe caption translate summarize summarise',
    new RegExp(
      `^((?:only |just |please )*(?:describe|transcribe|caption|translate|summari[sz]e) (?:only |just )?(?:the |all (?:the )?|those )?${fileNoun}) (show|mention|contain|have)s? (?=an? |no |any |some |\\w)`,
      'i',
    ),
    '$1 that $2 ',
  ],
  // "All pictures except those with an animal."
  [
    'except but than from',
    new RegExp(
      `^((?:please )?(?:describe|transcribe|caption|translate|summari[sz]e|list|name) )(?:all|the|every|each|any)(?: of)?(?: the| my)? (${fileNoun}),? (?:except(?: for)?|but not|but|other than|apart from) (?:for )?(?:those|the ones|ones|any|any ones)(?: ${fileNoun})? (?:with|showing|that (?:show|have|contain)|(that mention|mentioning)) (?:an? |any |the )?`,
      'i',
    ),
    (_, head = '', noun = '', heard) =>
      `${head}the ${noun.replace(/s?$/, 's')} that ${heard === undefined ? 'show' : 'mention'} no `,
  ],
]
