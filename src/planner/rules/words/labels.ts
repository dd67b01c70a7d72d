import { commonThingsIn } from '../../../tools/text/common-things.js'

/** Media that are mentioned, with the words around that say nothing else: `in the second picture`. */
export const mentionPattern =
  /(?<![\w$])(?:\b(?:in|on|of|from|with|at|inside|within|to|about)\s+)?(?:(?:all|both|each|every|either|neither|any|which|these|those|the|this|that|my|your|our|an?|attached|above|of|two|three|four)\s+)*(?:(?:first|second|third|fourth|fifth|last|other|middle|final|previous|\d+(?:st|nd|rd|th))\s+(?:(?:and|or)\s+(?:the\s+)?(?:first|second|third|fourth|fifth|last|middle)\s+)?(?:(?:two|three|four)\s+)?)?(?:(?:voice )?(?:picture|photo|photograph|image|pic|drawing|illustration|painting|snapshot|scene|screenshot|memo|recording|audio|clip|podcast|call|song|interview|track|video|film|movie|text|article|note|story|document|file|page|letter|invoice|contract|table|spreadsheet)s?|(?<=(?:first|second|third|last|other)\s+)ones?)\b(?:\s+(?:number\s+|no\.?\s+|#)?\d{1,3})?(?!\w)|(?:\b(?:in|on|of|from)\s+)?\$?\b(?:image|audio|video|text|table)_?\d{1,3}\b|\b(?:in|on|of|from)\s+the\s+(?:first|second|third|last|other)(?=\s*(?:[?.!,;]|$|and\b|or\b))/gi

const quoted =
  /"([^"]{1,200})"|“([^”]{1,200})”|„([^“”]{1,200})[“”]|«([^»]{1,200})»|(?<=^|[\s(,:])'([^']{1,200})'(?=$|[\s),.:;?!])/g

/** What stands in quotation marks, in order. */
export function quotedIn(text: string): string[] {
  return [...text.matchAll(quoted)].map((match) => match.slice(1).find(Boolean)?.trim() ?? '').filter(Boolean)
}

/** Words that lead to a thing or follow it, and are no part of its name. */
const around =
  "except for|except|but|other than|apart from|excluding|excepting|besides|altogether|together|overall|anything|something|got|attached|given|neither|nor|without|lacks|lack|lacking|occur|occurs|mentioned|out|talk|talks|talked|talking|speak|speaks|seen|found|spotted|every|number|count|rank|order|sort|arrange|by|well|how|still|each|every|either|got|would|think|believe|guess|suppose|likely|they|still|none|neither|nobody|might|may|must|should|be|being|verify|confirm|ensure|sure|wonder|that|which|appear|appears|about|rather|still|again|exactly|precisely|least|most|fewer|fewest|less|than|just|only|check|whether|could|please|answer|yes|one|two|three|four|both|image0|is|isn't|are|aren't|was|wasn't|were|weren't|not|no|do|does|doesn't|can|could|did|it|this|that|he|she|they|these|those|there's|there|you|we|i|see|find|spot|show|shows|contain|contains|have|has|include|includes|depict|mention|mentions|match|matches|fit|fits|describe|describes|agree|agrees|say|says|said|any|some|either|whether|if|rather|more|of|like|look|looks|sound|anywhere|somewhere|maybe|perhaps|really|actually|visible|shown|true|as|into|between|among|with|for|tell|me|us|which|what|where|who|how|many|or|and|then|in|on|at|inside|within|from|here|please|too|also|them|to|be|all|every|the"
const leads = new RegExp(
  `^(?:(?:an? |one |the |any )?(?:pictures?|photos?|drawings?|images?|recordings?|memos?) (?:of|with|showing|(?:that |which )?(?:shows?|has|have|contains?|mentions?|says?|includes?)|in which|where there (?:is|are))|(?:any|some)thing about|which ones|which one|${around})\\b[\\s:,]*`,
  'i',
)
const tails = new RegExp(`(?:^|[\\s,]+)(?:as well|${around})\\s*$`, 'i')
const article = /^(?:an?|one)\s+/i

/** Characters that are read for things; no list of labels in a sentence is longer. */
const mostRead = 1500

/**
 * The things that words name: `a cat, a dog or a bus` gives cat, dog, bus. Media that are mentioned, question words and
 * articles are left out; what is in quotation marks is taken as it is.
 */
export function labelsIn(text: string): string[] {
  const inQuotes = quotedIn(text.slice(0, mostRead))
  if (inQuotes.length > 0) return distinct(inQuotes)
  const things = text
    .slice(0, mostRead)
    .replace(/[?!.;"“”]+/g, ' ')
    .replace(mentionPattern, (mention) =>
      /^(?:an?\s+)?\S+$/i.test(mention) && !/[\ds]$/.test(mention) ? mention : ' ',
    )
    .split(
      /\s*,\s*(?:or|and)\s+|\s*[,:/]\s*|\s+or\s+|\s+and\s+|\s+nor\s+|\s+but\s+|\s+other than\s+|\s+versus\s+|\s+vs\s+/i,
    )
    .map(stripped)
    .flatMap(reduceToThings)
    .filter((thing) => thing !== '' && thing.split(/\s+/).length <= 6)
  return distinct(things)
}

/** Words that no name of a thing has inside. */
const joins =
  /\s(?:is|are|was|were|there|no|not|which|what|that|who|does|do|has|have|than|got|these|those|except|any|some)\s/i

/** Of words that are no name, the things that they name. */
function reduceToThings(thing: string): string[] {
  const common = joins.test(` ${thing} `) ? commonThingsIn(thing) : []
  return common.length > 0 ? common : [thing]
}

/** Without what only leads to the thing or follows it. */
function stripped(part: string): string {
  let thing = part.trim()
  const left = /\b(?:some|any)thing else\b/i.exec(thing)?.[0]
  if (left !== undefined) return left
  for (;;) {
    const shorter = thing.replace(leads, '').replace(tails, '').trim()
    if (shorter === thing) break
    thing = shorter
  }
  // "a cat next to a dog" keeps its articles: without the first it reads badly, and the second must stay.
  return /\s(?:an?|the)\s/i.test(thing) ? thing : thing.replace(article, '').trim()
}

const distinct = (things: readonly string[]): string[] => [
  ...new Map(things.map((thing) => [thing.toLowerCase(), thing])).values(),
]

/** Whether words offer a choice: `cat or dog`. */
export const isChoice = (text: string): boolean => /\S\s*,?\s+(?:or|vs\.?|versus)\s+\S/i.test(text)

/** Whether words set a few things against one another, and say nothing else: `cat vs. dog`. */
export function isContest(text: string): boolean {
  const sides = text.length < 80 ? text.trim().split(/ (?:vs\.?|versus) /i) : []
  return sides.length > 1 && sides.every((side) => /^[\w .]+$/.test(side))
}
