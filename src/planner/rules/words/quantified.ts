import { isCommonThing } from '../../../tools/text/common-things.js'
import type { Rewriting } from './rewriting.js'

const file = '(?:pictures?|photos?|photographs?|images?|pics?|shots?|recordings?|memos?|clips?|files?|ones?)'
const files = `(?:(?:all |any )?(?:of )?(?:the |these |those |my |your |our |attached )*(?:two |three |four |five |six |\\d+ )?(?:attached )?${file}|them|these|those|the (?:two|three|four|five))`
const some =
  '(?:all|both|every one|each one|every|each|any|either|none|neither|at least \\w+|at most \\w+|exactly \\w+|more than \\w+|fewer than \\w+|less than \\w+|only one|just one|some|one|two|three|most)'
const has =
  '(?:shows?|showing|has|have|having|contains?|containing|depicts?|includes?|including|features?|featuring|mentions?|mentioning|displays?|says?)'
const heard = /\b(?:recordings?|memos?|clips?)\b/i

/** `mention` of recordings, `show` of anything else. */
const does = (of: string): string => (heard.test(of) ? 'mention' : 'show')
const one = (of: string): string => (heard.test(of) ? 'mentions' : 'shows')
/** "All three", "both": of which files. */
const ofFiles = (said: string | undefined): string => {
  const noun = (said ?? '').trim().replace(/^of /i, '')
  return noun === '' || /^(?:them|these|those)$/i.test(noun)
    ? ' of the files'
    : ` of ${noun.replace(/^(?!the|these|those|my|your|our)/i, 'the ')}`
}

/** Ways of asking which, how many, all, any or none of several files something holds for, in the words that the rules know. */
export const quantified: readonly Rewriting[] = [
  // "A dog is in the picture, right?" asks whether it is true.
  [
    /^(?:(?:is it|is that) (?:true|right|correct|the case|so) (?:that )?|(?:true or false|yes or no) ?[:,-] ?)?(?:there (is|are)) ((?:an? |any |no |some |two |three |more |at )[^.?!,\n]{2,80}?)(?:,? (?:right|correct|true or false|true|isn't there|aren't there))?[?.]$/i,
    (_, verb = '', rest = '') => `${verb} there ${rest}?`,
  ],
  [
    new RegExp(
      `^(?:(?:is it|is that) (?:true|right|correct|the case|so) (?:that )?|(?:true or false|yes or no) ?[:,-] ?)(${some})( (?:of )?${files})? (${has}) ([^.?!\\n]{2,80}?)\\?*$`,
      'i',
    ),
    (_, which = '', of, verb = '', what = '') =>
      `Is it true: do ${which.toLowerCase().replace(/ one$/, '')}${ofFiles(of)} ${/^(?:mention|say)/i.test(verb) ? 'mention' : 'show'} ${what}?`,
  ],
  [
    new RegExp(
      `^(${some})( (?:of )?${files})? (${has}) ([^.?!\\n]{2,80}?)(?:,|:| -)? ?(?:right|correct|true or false|yes or no|true|don't they|do they|doesn't it|does it|isn't that so)\\?$`,
      'i',
    ),
    (_, which = '', of, verb = '', what = '') =>
      `Is it true: do ${which.toLowerCase().replace(/ one$/, '')}${ofFiles(of)} ${/^(?:mention|say)/i.test(verb) ? 'mention' : 'show'} ${what}?`,
  ],
  // "Have all three got a balloon in them?", "has each of them a dog?"
  [
    new RegExp(
      `^(?:have|has) (${some})( (?:two|three|four|five))?( (?:of )?${files})? (?:got )?(?=an? |any |some )`,
      'i',
    ),
    (_, which = '', _count, of) => `Do ${which.toLowerCase().replace(/ one$/, '')}${ofFiles(of)} show `,
  ],
  // "Is a dog in any of them?", "is a bus mentioned in both memos?", "can a fish be seen in every picture?"
  [
    new RegExp(
      `^(?:is|are|can|could|do|does) (?:there )?(an? [\\w ]{2,40}?|[\\w]{2,30}) (?:(?:to )?be )?(?:seen|visible|shown|found|spotted|present|mentioned|depicted|heard|said|appear|occur|there)? ?(?:in|on) (${some})( (?:of )?${files})?\\?*$`,
      'i',
    ),
    (whole, what = '', which = '', of) =>
      /^(?:all|both|every|each|any|either|none|neither|at|exactly|more|fewer|less|some|only|just|one|two|three|most)/i.test(
        which,
      ) &&
      (of || /^(?:both|all|any|either|each|every|none|neither)/i.test(which))
        ? `Do ${which.toLowerCase().replace(/ one$/, '')}${ofFiles(of)} ${does(of ?? '')} ${what}?`
        : (whole ?? ''),
  ],
  // "Apart from the fish picture, which one shows an animal?"
  [
    new RegExp(
      `^(?:apart from|aside from|besides|except for|other than|not counting|leaving out|ignoring) (?:the|my|that) (?:${file} (?:of|with|showing) (?:the |an? )?)?(\\w+)(?: ${file})?,? ((?:which|how many|what)[^?\\n]{3,100})\\?*$`,
      'i',
    ),
    (whole, thing = '', rest = '') => (isCommonThing(thing) ? `${rest} but no ${thing}?` : (whole ?? '')),
  ],
  [/^which (?:two|three|four|ones?) of (?=these|those|them|the|my)/i, 'Which of '],
  [new RegExp(`^which (?:two|three|four) (?=${file}\\b)`, 'i'), 'Which '],
  [/^which (these|those|them) (?=shows?|has|have|contains?|mentions?)/i, 'Which of $1 '],
  // "Which is the picture with a dog?", "which picture is it that shows one?"
  [
    new RegExp(
      `^(?:which|what)(?: one)? (?:is|are) (?:the |my )?(${file}) (?:(?:that|which|where) (?:${has}|there (?:is|are)|(?:you|one|i|we) (?:can )?see)|with|of|showing|featuring|containing|mentioning|depicting|about) `,
      'i',
    ),
    (_, noun = '') => `Which ${noun} ${one(noun)} `,
  ],
  [new RegExp(`^which (${file}) (?:is|are) it that (${has}) `, 'i'), 'Which $1 $2 '],
  [
    /^where (?:can|do|could|will|would) (?:i|you|we|one) (?:see|find|spot|hear) ([^.?!\n]{2,60})\?$/i,
    (_, what = '') => `Which file shows ${what}?`,
  ],
  // "In which image is the background yellow?"
  [
    new RegExp(
      `^(?:in|on|of) (?:which|what) (${file}) (?:is|are) the (\\w+) (red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)\\?*$`,
      'i',
    ),
    'Which $1 has a $3 $2?',
  ],
  [
    new RegExp(
      `^(?:which|what) (${file})(?:'s| has an?| have an?)? (background) (?:that )?(?:is|are) (red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)\\?*$`,
      'i',
    ),
    'Which $1 has a $3 $2?',
  ],
  // What it is about is mentioned, or shown.
  [
    new RegExp(
      `^((?:which|how many|what|in which|in what)\\b(?: of)?[^.?!,\\n]{0,40}?\\b(${file})) (?:is|are|was|were) about (?:an? |the )?`,
      'i',
    ),
    (_, head = '', noun = '') => `${head} ${/^which \w+s\b|^how many/i.test(head) ? does(noun) : one(noun)} `,
  ],
  // "Which memo mentions cakes, and which mentions a bus?"
  [
    new RegExp(
      `^(which) (${file}) (${has}) ([^.?!,\\n]{2,40}?),? (?:and|but) (?:which|what)(?: one| ${file})? (?:(${has})|(?:is|are) (?:about|of|showing)) ([^.?!,\\n]{2,40})\\?$`,
      'i',
    ),
    (_, which = '', noun = '', verb = '', what = '', verb2, what2 = '') =>
      `${which} ${noun} ${verb} ${what}? Which ${noun} ${verb2 ?? verb} ${what2}?`,
  ],
  // "Somebody speaks of clocks in one of the recordings. Which one?"
  [
    new RegExp(
      `^(?:somebody|someone|they|one|he|she|the speaker|a (?:man|woman|person|voice)) (?:says?|said|mentions?|mentioned|speaks?|talks?|spoke|talked|tells?)(?: something| a word| a thing)?(?: about| of)? ([^.?!,;\\n]{2,40}?) (?:in|on) (?:just |only )?one of (${files})[.;,!] *(?:so |but )?(?:tell me |say |find out )?which(?: \\w+){0,3}[.?!]?$`,
      'i',
    ),
    (_, what = '', of = '') => `Which${ofFiles(of)} mentions ${what}?`,
  ],
  [
    new RegExp(
      `^(?:there (?:is|are)|i (?:can )?see|you can see|one can see|i saw|i know there is|there's)?(?: supposed to be| meant to be)? ?((?:an? |some )[^.?!,;\\n]{2,40}?)(?: is| are)?(?: hidden| hiding| shown| to be seen| visible)? (?:in|on) (?:just |only |exactly )?one of (${files})[.;,!] *(?:so |but |and )?(?:tell me |say |find out )?(?:which|in which|on which)(?: \\w+){0,3}[.?!]?$`,
      'i',
    ),
    (_, what = '', of = '') => `Which${ofFiles(of)} ${one(of)} ${what}?`,
  ],
  // "Return the file names of all images featuring a dog."
  [
    new RegExp(
      `^((?:please |can you |could you |would you )*)(?:return|output|report|filter|search for|search|highlight|give|show|name|list|find|tell|identify|select|pick|get)(?: me| us| out)?,? (?:the )?(?:(?:file ?)?names? of )?(?:just |only )?(?:the |all |every |any |each |all the |all of the |all my |those |that )(?:one )?(${file}),? (?:(?:that|which) (?:features?|depicts?|has got|have got|pictures?|portrays?)|featuring|depicting|portraying|having|in which|on which|where)(?: there (?:is|are)| you (?:can )?see| one (?:can )?see| somebody mentions| someone mentions)? ([^.?!\\n]{2,80}?)(?: (?:appears?|occurs?|is|are|can be)(?: (?:seen|visible|shown|found|mentioned|there|present))?)?[.?!]?$`,
      'i',
    ),
    (_, _please, noun = '', what = '') =>
      `Which ${noun} ${/s$/.test(noun) ? does(noun) : one(noun)} ${what}?`,
  ],
  [
    new RegExp(
      `^(?:in|on) (?:which|what|how many)( of)? (${files}) (?:does|do|can|is|are|did) (?:somebody|someone|they|the speaker|anyone|anybody) (?:mention|say|talk about|speak of|speak about|mentioning)(?: anything about| something about)? ([^.?!\\n]{2,60})\\?*$`,
      'i',
    ),
    (whole, _of, noun = '', what = '') =>
      `${/how many/i.test((whole ?? '').slice(0, 12)) ? 'How many' : 'Which'}${ofFiles(noun)} mention ${what}?`,
  ],
]
