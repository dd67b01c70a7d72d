import { rememberLast } from '../../../core/remember-last.js'
import { commonThingsIn, isCommonThing, thingsOfKind } from '../../../tools/text/common-things.js'
import { askOfSeveral } from './ask-of-several.js'
import { compared } from './compared.js'
import { conditional } from './conditional.js'
import { dubbed } from './dubbed.js'
import { quantified } from './quantified.js'
import type { Rewriting } from './rewriting.js'

const file = '(?:pictures?|photos?|photographs?|images?|recordings?|memos?|clips?|files?|ones?)'
const shows =
  '(?:shows?|showing|has|have|having|contains?|containing|depicts?|depicting|includes?|including|mentions?|mentioning|displays?|features?|says?)'
const verbs: Readonly<Record<string, string>> = {
  showing: 'shows',
  having: 'has',
  containing: 'contains',
  depicting: 'depicts',
  including: 'includes',
  mentioning: 'mentions',
  features: 'shows',
  feature: 'show',
}
const verb = (said: string): string => verbs[said.toLowerCase()] ?? said.toLowerCase()

/** Words that only lead to a question, and talk around it: "I can never remember which ...", "... Can you tell me?" */
const embedding: readonly Rewriting[] = [
  [/(?<!\b(?:few|one|zero)[ -])\b(?:pic|snap|snapshot|shot)(s?)\b(?! of (?:tequila|whisky))/gi, 'picture$1'],
  [/\bstuff\b/gi, 'things'],
  // What is done with things of a kind names the kind.
  [
    /\b(?:something|anything|things?|stuff) (?:(?:that |which )?(?:you|one|we|i|people|they) can (eat|wear|ride|drive)|(?:that is |that's )?(edible)|to (eat|wear|ride|drive))\b/gi,
    (_, one, other, third) => {
      const done = (one ?? other ?? third ?? '').toLowerCase()
      return /^(?:eat|edible)$/.test(done) ? 'food' : done === 'wear' ? 'clothing' : 'a vehicle'
    },
  ],
  [
    /\b(it|that|there|this|he|she)['’]s (?=an?\b|no\b|not\b|in\b|on\b|longer\b|larger\b|bigger\b|smaller\b|shorter\b)/gi,
    '$1 is ',
  ],
  [/\b(?:free|devoid|empty) of (?:any )?/gi, 'without '],
  [/,? if (?:there (?:is|are) (?:one|any)|any|possible)(?=[?.!,]*$)/i, ''],
  [
    /\bread me (the|my|this) (memo|recording|message|audio)(?:['’]s (?:text|words|content))?\b/gi,
    'transcribe $1 $2',
  ],
  [
    /\bwhichever (?:of the (?:two )?)?(\w+?)s? is (?:the )?(longer|shorter|larger|bigger|smaller|wider|longest|shortest|largest|biggest|smallest)(?: one)?\b/gi,
    'the $2 $1',
  ],
  [
    /^((?:which|what|where|how many|is|are|do|does|in which)\b[^.?!,\n]{5,100}), (?:because |since |as |but )?(?:i|we) (?:can't|cannot|couldn't|don't|forgot|lost|need|have|must|want|am|would)\b[^.?!\n]{0,60}[.?!]*$/i,
    '$1?',
  ],
  // "Which is the cat one?"
  [
    /\bwhich (?:one )?is the (\w+) (?:one|picture|photo|image)\?$/i,
    (whole = '', thing = '') =>
      commonThingsIn(thing).length > 0
        ? `Which pictures show ${/^[aeiou]/i.test(thing) ? 'an' : 'a'} ${thing}?`
        : whole,
  ],
  // "Is it a.wav or b.wav that mentions clocks?"
  [
    /^is it ([\w.-]*\d[\w.-]*|the \w+) or ([\w.-]*\d[\w.-]*|the \w+)(?: one)? (?:that|which) (?=\w)/i,
    'Which file ',
  ],
  [/^do the (first|last) (two|three|four) (\w+) (?:both|all) /i, 'Do all of the $1 $2 $3 '],
  // "How many are JPEGs and how many are PNGs?"
  [
    /^(how many (?:of (?:the|these|those|my|them)(?: \w+)?|\w+)) (are|show|have|mention|last) ([^,.?!\n]{2,40}?),? and how many (?:are |show |have |mention |last )?([^,.?!\n]{2,40})\?$/i,
    (whole, head = '', verb = '', one = '', other = '') =>
      commonThingsIn(whole ?? '').length > 0
        ? (whole ?? '')
        : `${head} ${verb} ${one}? ${head} ${verb} ${other}?`,
  ],
  [
    /,? (?:and,? )?if (?:so|yes|there (?:is|are)),? (?:in |on )?which(?: ones?| files?| pictures?| of (?:them|these))?\?*$/i,
    ' and which?',
  ],
  [/^for [^,.?!:]{3,40}?,? (?=(?:every|all|each|both|none)\b)/i, ''],
  // "Before I send these: ...", "as I have to hand it in, ...": why it is asked.
  [
    /^(?:before|since|as|because|now that|while) (?:i|we|my|our|they|he|she) [^:?.!,]{3,60}[:,] *(?=(?:none|all|both|every|each|any|no|is|are|do|does|which|how|what|can)\b)/i,
    '',
  ],
  // "I was told both show a dog. Is that so?"
  [
    /^(?:(?:i (?:was|am|have been) told|i(?:'ve| have)? (?:think|believe|hope|guess|heard|read|suppose|assume)|(?:somebody|someone|my \w+|he|she|they|people) (?:says?|said|claims?|claimed|thinks?|told me|insists?|swears?))(?: that)? )?((?:all|both|each|every|none|neither|no|not|any|some|at least|there|one|two|three|the|these|those|only)\b[^?!\n]{5,120}?)[.,;:!] *(?:(?:so |and )?(?:do|does|are|is|have|has) (?:they|it)(?: all| both)?|(?:so |and )?is (?:that|this|it) (?:so|true|right|correct|the case|really so)|is (?:he|she) right|are they right|am i right)\?$/i,
    (_, said = '') => `Is it true that ${said}?`,
  ],
  [/\bback(?:drop|cloth)s?\b/gi, 'background'],
  [
    /^(?:[\w' ]{0,16}, )?(?:a |one |just a )?(?:quick |short |simple |small )?(?:one|question|check|request)(?: for you| about (?:these|this|them))? ?[:,–-] */i,
    '',
  ],
  [
    /^(?:please )?(?:reply|answer|respond|give me|list|name)(?: only| just)?(?: with)?(?: only| just)? the (?:file ?)?names?(?: only)? ?[:.,] */i,
    '',
  ],
  // "Transcribe b.wav after a.wav."
  [
    /^(?:please )?(transcribe|describe|caption|summari[sz]e|translate) ([\w.$-]*\d[\w.$-]*|the \w+ \w+) (after|before) ([\w.$-]*\d[\w.$-]*|the \w+ \w+)[.!]?$/i,
    (_, act = '', one = '', side = '', other = '') =>
      /^after/i.test(side) ? `${act} ${other}, then ${act} ${one}.` : `${act} ${one}, then ${act} ${other}.`,
  ],
  [/ *[:;,(-]+ *(?:just|only) the (?:file ?)?names?(?: please)?[.!)]*$/i, '.'],
  [/\b(?:nobody|no ?one) (mentions?|says?|talks? about|speaks? of)\b/gi, 'they do not $1'],
  [/\b(an? \w+|\w+) (?:in|on) (the \w+) ?(?:→|->|=>) ?/gi, 'If there is $1 in $2, '],
  [
    /([;,.] *)(no \w+|an? \w+) ?(?:→|->|=>) ?/gi,
    (_, mark = '', what = '') => (/^no/i.test(what) ? `${mark}otherwise ` : `${mark}if there is ${what}, `),
  ],
  [
    /^(?:would|could|do|can) you (?:say|think|believe|reckon|call)(?: that)? (?=(?:this|it|that|they|these|those|the|both|all|each|every|any)\b)(.{1,40}?) (is|are|shows?|has|have|lacks?) /i,
    (_, what = '', verb = '') => (/^(?:is|are)$/i.test(verb) ? `${verb} ${what} ` : `do ${what} ${verb} `),
  ],
  [
    /^(?:would|could|do|can) you (?:say|think|believe|reckon)(?: that)? (?=(?:this|it|that|they) (?:is|are)\b)(\w+) (is|are) /i,
    '$2 $1 ',
  ],
  [/’/g, "'"],
  [
    /\b(?:tell|show|giv|say)ing (me|us)\b/gi,
    (whole = '') => whole.replace(/giving/i, 'give').replace(/ing (?=me|us)/i, ' '),
  ],
  // What a recording says is its transcript.
  [
    /(?:\b(?:tell me|tell us|say|know|show me|give me) )?\bwhat (the|my|this|that) ((?:first |second |third |last |other )?(?:memo|recording|voice memo|voice message|voice note|audio)) (?:says|is saying|tells|said)\b/gi,
    'transcribe $1 $2',
  ],
  [
    /\b(do|does|did|is|are|was|were|has|have|ca|wo|could|would|should)nt\b/gi,
    (_, verb = '') => `${/^ca$/i.test(verb) ? 'can' : /^wo$/i.test(verb) ? 'will' : verb} not`,
  ],
  [
    /\b(what|where|which|there|that|it|who)s (?=an?\b|the\b|in\b|on\b|my\b|this\b|longer\b|larger\b|bigger\b|shown?\b|said\b)/gi,
    '$1 is ',
  ],
  [
    /^(?:(?:hi|hello|hey|ok(?:ay)?|so|well|sorry|please)\b[ ,.!]*)*(?:[^.?!\n"]{0,50}?\b(?:remember|recall|know|tell|forget|forgot|forgotten|wonder|wondering|figure out|work out|find out|sure|idea|clue|say|see|check|guess|curious|recognize|help)(?: me| us)?(?: any ?more| again| by heart| exactly| of| about)?,? )(?=(?:in |on )?(?:which|how many)\b)/i,
    // What names a thing is no mere lead.
    (whole = '') => (commonThingsIn(whole).length > 0 ? whole : ''),
  ],
  [
    /([.!?,]) *(?:so )?(?:can|could|would|will|do|please)? ?(?:you )?(?:please )?(?:tell|help|know|say|find|show|remember|check|look)(?: it| that| out| me| us| for me)*(?: please| now)?[?.!]*$/i,
    (_, mark = '') => (mark === ',' ? '?' : mark === '?' ? '?' : '?'),
  ],
]

/** Requests in the words that the rules know: each pattern is one way of asking, for whatever thing. */
const rewritings: readonly Rewriting[] = [
  [
    /^(?:are|is) there (?:exactly |just )?(?:one|two|three|four|five|six|\d)(?: (\w+))? or (?:is it |are there |just )?(?:one|two|three|four|five|six|seven|\d)(?: (\w+))?(?: (?:in|on)\b[^?]{0,40})?\?$/i,
    (_, before, after) => {
      const thing = before ?? after ?? 'things'
      return `How many ${thing.replace(/([^s])$/, '$1s')} are in the picture?`
    },
  ],
  [
    /^(?:is|are) ([^?]{2,40}?) (wider|taller|higher) than (?:it is|they are|it's|they're) (?:tall|wide|high|broad)\?$/i,
    (_, what = '', how = '') => `Is ${what} ${how === 'wider' ? 'landscape' : 'portrait'}?`,
  ],
  [
    /^(?:do|does|have|has|is|are) (?:they|these|those|both|all(?: \w+)?|the [\w ]{3,30}?)(?: all| both)?(?: have| share| got| on| in| against)*(?: of them)? the same (?:background(?: colou?rs?)?|colou?r)\?*$/i,
    'Do the pictures show the same background colour?',
  ],
  // "Which two show the same animal?" is told by what each shows.
  [
    /^which (?:(?:two|three|ones?|pictures?|photos?|images?|files?) )?(?:of (?:the|these|those|them|my)\b[^?.!]{0,30}? )?(?:both )?(?:shows?|have|has|contain|depict) the same (\w+)\??$/i,
    (whole, kind = '') =>
      thingsOfKind(kind) || /^(?:thing|object)s?$/i.test(kind)
        ? `Do the pictures show the same ${kind}, and which?`
        : (whole ?? ''),
  ],
  // "Any cats here?"
  [
    /^(?:are there |is there |see |do you see )?any ([\w ]{2,30}?)(?: (?:here|in here|in there|in it|in them|there|anywhere|at all|to be seen|visible|in (?:these|those|this|the) (?:pictures?|photos?|images?)|in (?:these|those|any)))*\?$/i,
    (whole, thing = '') =>
      isCommonThing(thing.split(' ').at(-1) ?? '') ? `Do any of the pictures show ${thing}?` : (whole ?? ''),
  ],
  ...compared,
  ...conditional,
  ...dubbed,
  [
    /^which (transcript|caption|description|summary|translation) is (?:the )?(longest|shortest|longer|shorter)\??$/i,
    (_, noun = '', how = '') => `Give me the ${/^long/i.test(how) ? 'longest' : 'shortest'} ${noun}.`,
  ],
  [
    /\b(?:takes?|uses?|needs?|occup(?:y|ies))(?: up)? (?:the )?(more|most|less|least) (?:disk |storage |hard disk )?(?:space|room|memory)\b/gi,
    (_, how = '') =>
      `is the ${{ more: 'bigger', most: 'biggest', less: 'smaller', least: 'smallest' }[how.toLowerCase()] ?? 'biggest'} file`,
  ],
  // "Describe them in the order 3, 1, 2."
  [
    new RegExp(
      `\\b(?:them|these|those|all|(?:(?:the|all|these|my) )*(${file}))(?: all)?,? in (?:the |this |that )?(?:following )?order:? (\\d{1,2}(?:(?:,| and|, and) \\d{1,2}){1,9})\\b`,
      'gi',
    ),
    (_, noun = 'files', places = '') => `${noun} ${places}`,
  ],
  ...quantified,
  // "One of the pictures has a piano. Which?" asks which.
  [
    new RegExp(
      `^(?:exactly |only )?one of ((?:the|these|those|my) (?:\\w+ )?${file}) ([^.?!\\n]{2,80})[.;,:!] *(?:so )?(?:which|which one|tell me which|say which)(?: one| is it| one is it)?[.?!]?$`,
      'i',
    ),
    (_, files = '', what = '') => `Which of ${files} ${what}?`,
  ],
  // Who says or sees it makes no difference.
  [
    new RegExp(
      `\\b(${file}) (?:where|in which|on which) (?:somebody|someone|they|he|she|people|one|the speaker) (${shows})\\b`,
      'gi',
    ),
    '$1 that $2',
  ],
  [
    new RegExp(
      `\\b(${file}) (?:in|on) which (?!there\\b|you\\b|we\\b|i\\b)((?:an? |the )?\\w+(?: \\w+)?) (?:is|are) (?:mentioned|shown|seen|visible|named)\\b`,
      'gi',
    ),
    '$1 that mention $2',
  ],
  [
    /\b(if|unless|when) (?:you|one|we|i) (?:can )?(?:see|find|spot|notice|recogni[sz]e) (?=an? |any |some )/gi,
    '$1 there is ',
  ],
  [/\b(?:says?|mentions?|has|have|tells?) nothing (?:about|of) (?:an? |any |the )?/gi, 'mention no '],
  [
    new RegExp(
      `^(which|how many) ((?:of (?:the|these|those|my) )?${file}) (?:is|are) (?:an? )?${file} (?:of|with|showing) `,
      'i',
    ),
    '$1 $2 show ',
  ],
  [
    new RegExp(
      `^how many (${file}) (without|with|showing|of) ([^.?!,\\n]{2,60}) (?:is|are) there[.?!]?$`,
      'i',
    ),
    (_, files = '', how = '', what = '') =>
      `How many ${files} show ${/out$/i.test(how) ? 'no ' : ''}${/out$/i.test(how) ? what.replace(/^(?:an?|any|the) /i, '') : what}?`,
  ],
  [
    /^((?:which|what|how many) [^.?!,\n]{1,40}?) (?:would you say|do you think|do you believe|do you reckon) /i,
    '$1 ',
  ],
  [/^((?:which|how many) [^.?!,\n]{1,40}?) feature(s?) (?=an? |any |the |\w+s\b)/i, '$1 show$2 '],
  [
    new RegExp(`^how many (${file}) (?:are|is) there (?:here )?(without|with|showing|of) `, 'i'),
    (_, files = '', how = '') => `How many ${files} show ${/out$/i.test(how) ? 'no ' : ''}`,
  ],
  [
    new RegExp(
      `^((?:please )?(?:only )?(?:describe|transcribe|caption|classify|translate|summarize) (?:only |just )?(?:the|those|all|any) ${file}) (without|with|showing) (?:an? |any )`,
      'i',
    ),
    (_, head = '', how = '') => `${head} that show ${/out$/i.test(how) ? 'no' : 'a'} `,
  ],
  // "Find the picture with a balloon", "I need the name of the file that shows one".
  [
    new RegExp(
      `^((?:please |can you |could you |would you )*)(?:find|list|enumerate|point out|point to|pick out|pick|select|identify|name|show me|give me|tell me|single out|spot|locate|get me|i (?:need|want)|i am looking for|i'm looking for|look for) (?:me )?(?:the (?:file ?)?names? of )?(?:the|all|every|any|that|those|all the|all of the|every one of the) (?:one )?(${file})(?: among (?:these|them|those))? (?:(?:that|which|who) (${shows})|(with|of|showing|containing|mentioning|depicting)|(?:where|on which|in which|that|which) (?:there (?:is|are)|(?:you|we|i|one) (?:can |could )?see|(?=[^.?!\\n]* (?:appears?|is seen|can be seen|is visible|occurs?)))) ?([^.?!\\n]{2,80})[.?!]?$`,
      'i',
    ),
    (_, _please, files = '', does = '', has = '', what = '') =>
      `Which ${files} ${does ? verb(does) : /^(?:with|of)$/i.test(has) ? has.toLowerCase() : has ? verb(has) : 'shows'} ${what.replace(/ (?:appears?|is seen|can be seen|is visible|occurs?)$/i, '')}?`,
  ],
  // "Of these photos, how many show a dog?"
  [
    new RegExp(
      `^(?:of|among|out of|from|in) ((?:the|these|those|my|all) (?:\\w+ )?${file}),? (how many|which|which ones|which one) `,
      'i',
    ),
    (_, files = '', asks = '') => `${/^how/i.test(asks) ? 'How many' : 'Which'} of ${files} `,
  ],
  [
    new RegExp(
      `^(?:what is|what's|tell me|give me|state|determine|find|say|report)? ?the (?:number|count) of (${file}) (?:(?:that|which|where) |(?=with|without|showing))`,
      'i',
    ),
    (_, files = '') => `How many ${files} `,
  ],
  [
    /\b(contains?|says?|mentions?|has|have|uses?|includes?|hear) the (?:words?|terms?|names?|phrase|expression) (?=\w)/gi,
    '$1 ',
  ],
  [/\blacks? (?:an? |any |the )?(?=\w)/gi, 'show no '],
  [/, in which case /gi, ', otherwise '],
  [
    new RegExp(
      `^((?:please )?)(?:assign|give|attach) (?:to )?((?:each|every|all|both|the|these|this) (?:of the )?(?:\\w+ )?${file}) (?:one of |one )?(?:of )?(?:these |the following |the |a |suitable )*(?:labels?|tags?|categor(?:y|ies)|class(?:es)?)(?: out)?(?: of| from)? ?:? `,
      'i',
    ),
    '$1Classify $2 as ',
  ],
  [/\bhow many out of (?=the|these|those|my|all)/gi, 'how many of '],
  [
    new RegExp(
      `^(?:in|on) (?:what number|how many) of (?:the |these |those |my )?(${file}) (?:is|are|does|do|can) (?:there )?([^.?!\\n]{2,80}?)(?: (?:occur|appear|be seen|visible|present|shown|seen|mentioned))?[.?!]?$`,
      'i',
    ),
    (_, files = '', what = '') => `How many ${files} show ${what}?`,
  ],
  [
    new RegExp(
      `^(is|are) (at least one|one|any|either|each|every one|every|all|both|none|neither)( of (?:the|these|those|my) ${file})? (?:a |an |the )?${file} (?:of|with|showing)\\b`,
      'i',
    ),
    (_, _is, some = '', files = ' of the pictures') =>
      `Do ${/one$/i.test(some) && !/every/i.test(some) ? 'any' : some.toLowerCase()}${files || ' of the pictures'} show`,
  ],
  // A recording that asks is a question; what it asks about is mentioned.
  [
    new RegExp(`\\b(${file}) (?:is|are|contains?|has|have|asks?) (?:an? |some )?questions?(?=[ ?.!]*$)`, 'i'),
    '$1 mention "question"',
  ],
  [new RegExp(`\\b(${file}) asks? (?:about|for|after|something about) `, 'i'), '$1 mentions '],
  // What is talked about is mentioned.
  [
    /^((?:which|how many|in which|in how many|do|does|did|if|is|are)\b[^.?!,\n]{0,60}?) (?:talks?|speaks?|talked|spoke|talking|speaking|tells?|says? (?:something|anything)) (?:something |anything )?(?:about|of) /i,
    (_, head = '') => `${head} ${/^(?:do|does|did|how many)/i.test(head) ? 'mention' : 'mentions'} `,
  ],
  [
    /^((?:which|how many|in which|are there|is there|do any|does any|count|list|name)\b[^.?!,\n]{0,60}?) (?:do|does|did)(?: not|n't|n’t) (show|contain|have|mention|include|depict|display)s?(?: any| an?| the)? /i,
    '$1 $2 no ',
  ],
  [/^(which|how many) of my /i, '$1 of the '],
  [
    new RegExp(
      `^(which|how many) of (?:the|these|those) (?:\\w+ )?(${file}) (${shows}|show|have|contain) both (?=an? )`,
      'i',
    ),
    '$1 $2 $3 both ',
  ],
  // "Which picture is not of a dog" asks for those without.
  [
    new RegExp(`\\b(${file}) (?:is|are)(?: not|n't) (?:an? ${file} )?(?:of|showing|about) `, 'gi'),
    (_, files = '') => `${files} show no `,
  ],
  // Only the names of groups, and the words to choose from, are labels.
  [
    /\b(into|in|to|between|under|by) (?:the |these |those |two |three |four )*(?:groups?|categor(?:y|ies)|class(?:es)?|kinds|types|bins|buckets|piles|folders|albums)(?: of| called| named)?:? (?=["\w])(?!it\b|and\b|or\b|they\b)/gi,
    '$1 ',
  ],
  [
    /\b(?:choose|pick|select|find|give(?: me)?|name|what is|what's|which is) (?:the )?(?:best|right|correct|most fitting|fitting|most suitable|proper)? ?(?:labels?|tags?|words?|names?|categor(?:y|ies)|class(?:es)?)(?: (?:for|of) (?:the|this|that|my|each) \w+)?(?: (?:from|out of|among)(?: these| the following)?)? ?[:?] */gi,
    'Choose between ',
  ],
  [/^(?:pick|choose|select) (?:one|either)(?: of(?: these| them)?)? ?: */i, 'Choose between '],
  [
    /\b(?:with|using|by|from|among|between|given) (?:one of )?(?:the |these |those |following )*(?:labels|tags|classes|categories|options|choices|candidates)(?: of)?:? (?=["\w])(?!it\b|and\b|or\b|they\b|are\b|that\b)/gi,
    'as ',
  ],
  [
    /^(?:please )?(?:assign|give|attach) (?:one of )?(?:the |these |those |following )*(?:labels|tags|classes|categories|options) ([^.?!\n]{3,80}?) to (each|every|all|both|the|these) ((?:of the |the )?\w+)[.!]?$/i,
    'Classify $2 $3 as $1.',
  ],
  // What a picture looks like is what fits it.
  [
    new RegExp(
      `^which (${file}) (?:looks|is|are|resembles|comes)(?: the)? (?:most|closest)(?: like| similar| close)?(?: to)? ([^.?!,\\n]{2,40})[?.!]* *(?:please )?(?:rank|order|sort|list)\\b[^.?!\\n]{0,30}[.?!]?$`,
      'i',
    ),
    'Rank the $1s by how well they match $2.',
  ],
  [
    new RegExp(
      `^(which|find the|show me the|what) (${file}) (?:that )?(?:looks|resembles|comes)(?: the)? (?:most|closest)(?: like| similar| close)?(?: to)? `,
      'i',
    ),
    (_, _which, noun = '') => `Which ${noun} best fits `,
  ],
  [
    /([;,.]) ?(?:but |and )?(?:start|begin) with the (picture|photo|image)s?(?: first)?[.!]*$/i,
    '$1 first describe the $2.',
  ],
  [
    /([;,.]) ?(?:but |and )?(?:start|begin) with the (memo|recording)s?(?: first)?[.!]*$/i,
    '$1 first transcribe the $2.',
  ],
  [
    /\b(?:captions?|subtitles?) (?:for|of|to) (the|my|this|that) ((?:first |second |last )?(?:recording|memo|audio|clip))\b/gi,
    'transcript of $1 $2',
  ],
  // "Now do the same with the second."
  [
    /^(?:ok,? |now,? |then,? |and,? |please,? )*(?:do |repeat )?(?:(?:exactly )?the same|that|it|this) (?:now |again )?(?:with|for|to|on) (?=the\b|this\b|that\b|picture|photo|image|memo|recording|both|all)/i,
    'And ',
  ],
]

/** Characters of a request that are read so; what is longer brings its own text. */
const mostRestated = 400

/** A short request in the words that the rules know for what it asks. What stands in quotation marks stays. */
export const restate = rememberLast((text) => {
  if (text.length > mostRestated) return text
  const said = rewrittenBy(text.trim(), embedding)
  const read = askOfSeveral(said) ?? askedAmid(said)
  if (read !== undefined) return read
  const rewritten = rewrittenBy(said, rewritings)
  return rewritten === said ? (askOfSeveral(said, { isLoose: true }) ?? said) : rewritten
})

const acts =
  /\?|\b(?:describe|transcribe|caption|translate|summari[sz]e|classify|label|compare|sort|order|list|tell|give|show me|write|say|answer|reply|read|count|json|table|csv|if|unless|otherwise|then)\b/i
const bareCount =
  /^(?:so |and |but )?how many(?: (?:exactly|precisely|are there|of them|is it|are they|in total|altogether|do you see|can you see))?[?.]?$/i
const bareWhich =
  /^(?:so |and |but |now )*(?:please )?(?:tell me |say |can you say |do you know )?(?:in |on )?(?:which|what) (?:one|file|picture|photo|image|pic|recording|memo|of (?:them|these|those))\b[^?]{0,40}[?.]?$|^(?:so |and )?(?:tell me )?which(?: ones?)?(?: (?:is|are|was|were|would|could|might) (?:it|that|they|those|them)(?: be)?| is it)?[?.]?$/i

/** A question about several files among sentences that only tell how it came up, or that name the thing. */
function askedAmid(text: string): string | undefined {
  const sentences = text.split(
    /(?<=[.?!:])\s+|,\s+(?=(?:so |and |but )?(?:can|could|do|please|tell|which|where|in which|on which|what|would)\b)/i,
  )
  if (sentences.length < 2 || sentences.length > 6) return undefined
  const read = sentences.map((sentence) => askOfSeveral(rewrittenBy(sentence, embedding)))
  const at = read.findIndex((one) => one !== undefined)
  if (at >= 0)
    return sentences.every((sentence, place) => place === at || !acts.test(sentence)) ? read[at] : undefined
  const last = rewrittenBy(sentences.at(-1) ?? '', embedding)
  const [counted, ...more] = commonThingsIn(sentences.slice(0, -1).join(' '))
  if (bareCount.test(last) && counted !== undefined && more.length === 0)
    return `How many ${counted}s are in the picture?`
  const before = sentences
    .slice(0, -1)
    .join(' ')
    .replace(/\bwhere(?:'s| is| are) ([^?.!]{2,40})\?/i, '$1.')
  const things = [...new Set(commonThingsIn(before))]
  if (
    !bareWhich.test(last) ||
    acts.test(before) ||
    commonThingsIn(last).length > 0 ||
    things.length === 0 ||
    things.length > 2
  )
    return undefined
  const isHeard = /\b(?:recordings?|memos?|sa(?:id|ys?)|mention\w*|talk\w*|sp[eo]ke?\w*)\b/i.test(
    `${before} ${last}`,
  )
  const each = things.map((thing) => {
    const many = new RegExp(
      `\\b((?:two|three|four|five|six|several|\\d) (?:\\w+ )?${thing}\\w{0,3})\\b`,
      'i',
    ).exec(before)?.[1]
    return many ?? `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`
  })
  const said = each.length > 1 && !/\bor\b/i.test(before) ? `both ${each.join(' and ')}` : each.join(' or ')
  return isHeard ? `Which recordings mention ${said}?` : `Which pictures show ${said}?`
}

const rewrittenBy = (text: string, all: readonly Rewriting[]): string =>
  all.reduce(
    (said, [pattern, to]) => (typeof to === 'string' ? said.replace(pattern, to) : said.replace(pattern, to)),
    text,
  )
