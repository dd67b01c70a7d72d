import { isCommonThing, thingsOfKind } from '../../../../tools/text/common-things.js'
import { compared } from './compared.js'
import { conditional } from './conditional.js'
import { dubbed } from './dubbed.js'
import { offered } from './offered.js'
import { pointingBack } from './pointing-back.js'
import { fileNoun, type Rewriting } from './rewriting.js'
import { stated } from './stated.js'

const shows =
  '(?:shows?|showing|has|have|having|contains?|containing|depicts?|depicting|includes?|including|mentions?|mentioning|displays?|features?|says?)'
/** Requests in the words that the rules know: each pattern is one way of asking, for whatever thing. */
export const waysOfAsking: readonly Rewriting[] = [
  ...stated,
  [
    'there',
    /^(?:are|is) there (?:exactly |just )?(?:one|two|three|four|five|six|\d)(?: (\w+))? or (?:is it |are there |just )?(?:one|two|three|four|five|six|seven|\d)(?: (\w+))?(?: (?:in|on)\b[^?]{0,40})?\?$/i,
    (_, before, after) => {
      const thing = before ?? after ?? 'things'
      return `How many ${thing.replace(/([^s])$/, '$1s')} are in the picture?`
    },
  ],
  [
    'than',
    /^(?:is|are) ([^?]{2,40}?) (wider|taller|higher) than (?:it is|they are|it's|they're) (?:tall|wide|high|broad)\?$/i,
    (_, what = '', how = '') => `Is ${what} ${how === 'wider' ? 'landscape' : 'portrait'}?`,
  ],
  // "Which two show the same animal?" is told by what each shows.
  [
    'same',
    /^which (?:(?:two|three|ones?|pictures?|photos?|images?|files?) )?(?:of (?:the|these|those|them|my)\b[^?.!]{0,30}? )?(?:both )?(?:shows?|have|has|contain|depict) the same (\w+)\??$/i,
    (whole, kind = '') =>
      thingsOfKind(kind) || /^(?:thing|object)s?$/i.test(kind)
        ? `Do the pictures show the same ${kind}, and which?`
        : (whole ?? ''),
  ],
  // "Any cats here?"
  [
    'any',
    /^(?:are there |is there |see |do you see )?any ([\w ]{2,30}?)(?: (?:here|in here|in there|in it|in them|there|anywhere|at all|to be seen|visible|in (?:these|those|this|the) (?:pictures?|photos?|images?)|in (?:these|those|any)))*\?$/i,
    (whole, thing = '') =>
      isCommonThing(thing.split(' ').at(-1) ?? '') ? `Do any of the pictures show ${thing}?` : (whole ?? ''),
  ],
  ...pointingBack,
  // A recording that asks is a question; what it asks about is mentioned.
  [
    'question questions',
    new RegExp(
      `\\b(${fileNoun} (?:(?:that|which) )?)(?:is|are|contains?|has|have|asks?) (?:an? |some )?questions?(?=[ ?.!]*$|,? (?:describe|transcribe|tell|say|write|read|give)\\b)`,
      'i',
    ),
    '$1mention "question"',
  ],
  ...compared,
  ...conditional,
  ...dubbed,
  [
    'longest shortest longer shorter',
    /^which (transcript|caption|description|summary|translation) is (?:the )?(longest|shortest|longer|shorter)\??$/i,
    (_, noun = '', how = '') => `Give me the ${/^long/i.test(how) ? 'longest' : 'shortest'} ${noun}.`,
  ],
  [
    'space room memory',
    /\b(?:takes?|uses?|needs?|occup(?:y|ies))(?: up)? (?:the )?(more|most|less|least) (?:disk |storage |hard disk )?(?:space|room|memory)\b/gi,
    (_, how = '') =>
      `is the ${{ more: 'bigger', most: 'biggest', less: 'smaller', least: 'smallest' }[how.toLowerCase()] ?? 'biggest'} file`,
  ],
  // "A dog is in the picture, right?" asks whether it is true.
  [
    'there',
    /^(?:(?:is it|is that) (?:true|right|correct|the case|so) (?:that )?|(?:true or false|yes or no) ?[:,-] ?)?(?:there (is|are)) ((?:an? |any |no |some |two |three |more |at )[^.?!,\n]{2,80}?)(?:,? (?:right|correct|true or false|true|isn't there|aren't there))?[?.]$/i,
    (_, verb = '', rest = '') => `${verb} there ${rest}?`,
  ],
  // How many are asked for is seen by what comes out.
  ['which', /^which (?:two|three|four|ones?) of (?=these|those|them|the|my)/i, 'Which of '],
  [
    'which',
    new RegExp(
      `^which (?:two|three|four) (?!\\w+ (?:is|are) (?:the )?(?:second |third )?(?:long|short|larg|bigg|small|wid|tall)\\w+ ?[?.]*$)(?=${fileNoun}\\b)`,
      'i',
    ),
    'Which ',
  ],
  // "Which shows a horse?": one of the files.
  ['which', new RegExp(`^which (?=(?:${shows}) (?:an?|the|no|some|any|two|three) )`, 'i'), 'Which file '],
  [
    'where',
    /^where (?:can|do|could|will|would) (?:i|you|we|one) (?:see|find|spot|hear) ([^.?!\n]{2,60})\?$/i,
    (_, what = '') => `Which file shows ${what}?`,
  ],
  // Who says or sees it makes no difference.
  [
    'where which',
    new RegExp(
      `\\b(${fileNoun}) (?:where|in which|on which) (?:somebody|someone|they|he|she|people|one|the speaker) (${shows})\\b`,
      'gi',
    ),
    '$1 that $2',
  ],
  [
    'which',
    new RegExp(
      `\\b(${fileNoun}) (?:in|on) which (?!there\\b|you\\b|we\\b|i\\b)((?:an? |the )?\\w+(?: \\w+)?) (?:is|are) (?:mentioned|shown|seen|visible|named)\\b`,
      'gi',
    ),
    '$1 that mention $2',
  ],
  [
    'see find spot notice recognize recognise',
    /\b(if|unless|when) (?:you|one|we|i) (?:can )?(?:see|find|spot|notice|recogni[sz]e) (?=an? |any |some )/gi,
    '$1 there is ',
  ],
  [
    'nothing',
    /\b(?:says?|mentions?|has|have|tells?) nothing (?:about|of) (?:an? |any |the )?/gi,
    'mention no ',
  ],
  [
    'without with showing',
    new RegExp(
      `^((?:please )?(?:only )?(?:describe|transcribe|caption|classify|translate|summarize) (?:only |just )?(?:the|those|all|any) ${fileNoun}) (without|with|showing) (?:an? |any )`,
      'i',
    ),
    (_, head = '', how = '') => `${head} that show ${/out$/i.test(how) ? 'no' : 'a'} `,
  ],
  [
    'word words term terms name names phrase expression',
    /\b(contains?|says?|mentions?|has|have|uses?|includes?|hear) the (?:words?|terms?|names?|phrase|expression) (?=\w)/gi,
    '$1 ',
  ],
  ['lack lacks', /\blacks? (?:an? |any |the )?(?=\w)/gi, 'show no '],
  ['case', /, in which case /gi, ', otherwise '],
  [
    'assign give attach',
    new RegExp(
      `^((?:please )?)(?:assign|give|attach) (?:to )?((?:each|every|all|both|the|these|this) (?:of the )?(?:\\w+ )?${fileNoun}) (?:one of |one )?(?:of )?(?:these |the following |the |a |suitable )*(?:labels?|tags?|categor(?:y|ies)|class(?:es)?)(?: out)?(?: of| from)? ?:? `,
      'i',
    ),
    '$1Classify $2 as ',
  ],
  [
    'ask asks',
    new RegExp(`\\b(${fileNoun}) asks? (?:about|for|after|something about) `, 'i'),
    '$1 mentions ',
  ],
  // What is talked about is mentioned.
  [
    'talk talks speak speaks talked spoke talking speaking tell tells say says',
    /^((?:which|how many|in which|in how many|do|does|did|if|is|are)\b[^.?!,\n]{0,60}?) (?:talks?|speaks?|talked|spoke|talking|speaking|tells?|says? (?:something|anything)) (?:something |anything )?(?:about|of) /i,
    (_, head = '') => `${head} ${/^(?:do|does|did|how many)/i.test(head) ? 'mention' : 'mentions'} `,
  ],
  // "Which picture is not of a dog" asks for those without.
  [
    "not isn't aren't",
    new RegExp(`\\b(${fileNoun}) (?:is|are)(?: not|n't) (?:an? ${fileNoun} )?(?:of|showing|about) `, 'gi'),
    (_, files = '') => `${files} show no `,
  ],
  [
    'following these those',
    /^(?:which|what)(?: one)? of (?:the following|these|those) (?:is|are|fits?|describes?|matches|suits?)(?: (?:it|this|that|them|the (?:picture|photo|image)))?(?: best)? ?[:,?-] */i,
    'Choose between ',
  ],
  [
    'or',
    /^(?:would|is|which is) ("[^"]{1,60}"|'[^']{1,60}') or ("[^"]{1,60}"|'[^']{1,60}') (?:be )?(?:the )?(?:better|best|right|more fitting|more accurate) (?:caption|label|tag|word|description|name|category)[^?]{0,40}\?$/i,
    'Choose between $1 and $2.',
  ],
  ...offered,
  // Only the names of groups, and the words to choose from, are labels.
  [
    'group groups category categories class classes kinds types bins buckets piles folders albums',
    /\b(into|in|to|between|under|by) (?:one of |the |these |those |two |three |four )*(?:groups?|categor(?:y|ies)|class(?:es)?|kinds|types|bins|buckets|piles|folders|albums)(?: of| called| named)?:? (?=["\w])(?!it\b|and\b|or\b|they\b)/gi,
    '$1 ',
  ],
  [
    'label labels tag tags word words name names category categories class classes',
    /\b(?:choose|pick|select|find|give(?: me)?|name|what is|what's|which is) (?:the )?(?:best|right|correct|matching|most fitting|fitting|most suitable|suitable|proper|appropriate)? ?(?:labels?|tags?|words?|names?|categor(?:y|ies)|class(?:es)?)(?: (?:for|of|that fits|which fits) (?:the|this|that|my|each) \w+)?(?: (?:from|out of|among)(?: (?:these|the following|this|that|the|my|following|list|set|options|choices|of|labels|tags|words|categories)){0,5})? ?[:?] */gi,
    'Choose between ',
  ],
  [
    'pick choose select',
    /^(?:pick|choose|select) (?:one|either)(?: of(?: these| them)?)? ?: */i,
    'Choose between ',
  ],
  // "Labels: cat, dog" behind what is to be labelled, or by itself.
  [
    'labels tags classes categories options candidates',
    /^((?:please )?(?:classify|label|tag|sort|categori[sz]e)\b[^.;:,\n]{1,60})[.;,]? (?:the )?(?:possible )?(?:labels|tags|classes|categories|options|candidates)(?: are| to choose from| to use)? ?: ?/i,
    '$1 as ',
  ],
  [
    'labels tags classes categories options candidates',
    /^(?:the )?(?:possible )?(?:labels|tags|classes|categories|options|candidates)(?: are)? ?:(?! *\() */i,
    'Choose between ',
  ],
  // What a picture looks like is what fits it.
  [
    'rank order sort list',
    new RegExp(
      `^which (${fileNoun}) (?:looks|is|are|resembles|comes)(?: the)? (?:most|closest)(?: like| similar| close)?(?: to)? ([^.?!,\\n]{2,40})[?.!]* *(?:please )?(?:rank|order|sort|list)\\b[^.?!\\n]{0,30}[.?!]?$`,
      'i',
    ),
    'Rank the $1s by how well they match $2.',
  ],
  [
    'start begin',
    /([;,.]) ?(?:but |and )?(?:start|begin) with the (picture|photo|image)s?(?: first)?[.!]*$/i,
    '$1 first describe the $2.',
  ],
  [
    'start begin',
    /([;,.]) ?(?:but |and )?(?:start|begin) with the (memo|recording)s?(?: first)?[.!]*$/i,
    '$1 first transcribe the $2.',
  ],
  [
    'caption captions subtitle subtitles',
    /\b(?:captions?|subtitles?) (?:for|of|to) (the|my|this|that) ((?:first |second |last )?(?:recording|memo|audio|clip))\b/gi,
    'transcript of $1 $2',
  ],
  // "Now do the same with the second."
  [
    'with for to on',
    /^(?:(?:ok(?:ay)?|now|then|and|please|thanks|thank you|great|good|nice|perfect|cool|alright|right|so)[,.! ]+)*(?:do |repeat )?(?:(?:exactly )?the same|that|it|this) (?:now |again )?(?:with|for|to|on) (?=the\b|this\b|that\b|picture|photo|image|memo|recording|both|all)/i,
    'And ',
  ],
]
