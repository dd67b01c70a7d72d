import { withArticle } from '../../../../core/text.js'
import { isCommonThing } from '../../../../tools/text/common-things.js'
import type { Rewriting } from './rewriting.js'

/* Sentences of which it is asked whether they are true: "is it true that the background is blue?", "the speaker mentions a cake, right?" */

const ofSeveral =
  '(?:all|both|every|each|none|neither|no|not|any|some|at least|exactly|only|one|two|three|these|those|they)\\b'
const verbs: Readonly<Record<string, string>> = {
  has: 'have',
  have: 'have',
  shows: 'show',
  show: 'show',
  contains: 'contain',
  contain: 'contain',
  mentions: 'mention',
  mention: 'mention',
  says: 'say',
  talks: 'talk',
  lasts: 'last',
}

/** The question that a statement answers. */
function questionOf(subject: string, verb: string, rest: string): string {
  const plain = verbs[verb.toLowerCase()]
  return plain === undefined ? `${verb} ${subject} ${rest}?` : `Does ${subject} ${plain} ${rest}?`
}

const speaker =
  '(?:the|this|that) (?:speaker|caller|voice|narrator|person speaking|person talking)|somebody|someone|anybody|anyone'

export const stated: readonly Rewriting[] = [
  [
    'true correct right so',
    new RegExp(
      `^is (?:it|that) (?:true|correct|right|so) that (?!${ofSeveral})(there|(?:the |this |that |it)[^.?!,\\n]{0,40}?) (is|are|was|has|have|shows?|contains?|mentions?|says|talks|lasts) ([^?!\\n]{2,100})\\?$`,
      'i',
    ),
    (_, subject = '', verb = '', rest = '') => questionOf(subject, verb, rest),
  ],
  [
    'right correct true',
    new RegExp(
      `^(?!${ofSeveral})(there|(?:the|this|that) [^.?!,\\n]{2,40}?|it) (is|are|was|has|shows|contains|mentions|says|talks|lasts) ([^?!,\\n]{2,100}), (?:right|correct|true|is that right|is that correct|is that true)\\?$`,
      'i',
    ),
    (_, subject = '', verb = '', rest = '') => questionOf(subject, verb, rest),
  ],
  // Who speaks is whom a recording lets be heard.
  [
    'speaker caller voice narrator person somebody someone anybody anyone he she they',
    new RegExp(
      `^(do|does|did) (?:${speaker}|he|she|they) (?:ever )?(mention|say anything about|say something about|talk about|speak of|speak about)\\b`,
      'i',
    ),
    'Does the recording mention',
  ],
  // "Is the dog to be seen?"
  [
    'seen found visible findable',
    /^(is|are) ((?:an? |the |any )?[\w -]{2,30}?) (?:to be (?:seen|found)|visible|findable)(?: (?:here|there|anywhere|somewhere|(?:in|on) (?:it|this|that|there|here)))?(?= ?[?,;.]|$)/i,
    '$1 there $2 in the picture',
  ],
  [
    'picture photo image',
    /\bwhat(?:'s| is| does) (?:this|that|it) (?:an? |the )?(?:picture|photo|image) of\b/gi,
    'what does the picture show',
  ],
]

const files =
  '(?:it|this|that|(?:(?:the|this|that|these|those|my|both|all|each|every|two|three|four|first|second|third|last|of|attached) ?)+(?:pictures?|photos?|images?|files?|ones?|shots?)|(?:scene|image|img|photo)[\\w-]*\\.\\w{3,4})'

/** What one thing of a kind is, and which things there are. */
export const namedKinds: readonly Rewriting[] = [
  // "The background colour, please": named, and not asked for.
  [
    'background backgrounds',
    new RegExp(
      `^(?:(?:please|just|only|tell me|give me|name|say|state|write|list|show me|i need|i want|i would like|what is|what's|what are) )*(?:the |its |their )?(?:background(?:'s)?(?: colou?rs?)?|backgrounds|colou?rs? of (?:the |its |their )?backgrounds?)(?: (?:of|in|for|on) (${files}))?(?: here| please| only)*[ .!?,]*$`,
      'i',
    ),
    (_, file) => `What color is the background${file === undefined ? '' : ` of ${file}`}?`,
  ],
  [
    'length duration',
    /^(?:please )?(?:the |its )?(?:length|duration)(?: in seconds)?((?: of (?:the|this|that|my|these|both)\b[^.?!,]{0,30})?)[ .!,]*$/i,
    (_, of = '') => `How long is ${of === '' ? 'the recording' : of.replace(/^ of /i, '')}?`,
  ],
  // "Is the crown above the penguin?"
  [
    'above below over under underneath beneath left right top',
    /^(?:and |so |but )*(?:is|are|was) the (\w+)(?: \w+)? ((?:to the |on the )?(?:left|right) of|above|below|over|under|underneath|beneath|on top of) (?:the |an? )(\w+)((?: (?:in|on) (?:the|this|that|both|all|each|any|every)\b[^.?!]{0,40})?) ?\?$/i,
    (whole, thing = '', side = '', other = '', place = '') =>
      isCommonThing(thing) && isCommonThing(other)
        ? `Is there ${withArticle(thing)} ${side} ${withArticle(other)}${place || ' in the picture'}?`
        : (whole ?? ''),
  ],
  // What stands left of a thing is named with it; "to the left" would end the name.
  [
    'left right',
    /^((?:is|are|does|do|which)\b[^.?!]{0,60}?) (?:to|on) the (left|right)(?:(?:-hand)? side)? of\b/i,
    '$1 $2 of',
  ],
  [
    'background backgrounds',
    /^((?:[^.?!]*\b)?(?:things|objects|items|animals|everything)\b[^.?!]*?),? (?:but )?(?:without|not|excluding|except(?: for)?|ignoring|leaving out|minus)(?: (?:mentioning|naming|counting|listing))? (?:the |its |their )?backgrounds?(?: colou?rs?)?(?= ?[.?!]?$)/i,
    '$1',
  ],
  [
    'things objects items animals everything',
    /^(?:(?:please|list|name|write|give me|show me|tell me|i need|i want|the names? of|names? of|a list of) )*(?:(?:all|the|every|each) )*(?:things|objects|items|everything)(?: (?:that |which )?(?:you|i|one) (?:can )?(?:see|find|spot|recogni[sz]e)| (?:that |which )?(?:is|are)(?: (?:shown|seen|visible|there))?| to be seen| visible| shown)?( (?:in|on) (?:it|the|this|that|these|both|all|each|every)\b[^.?!,]{0,40})?(?: here| there| please)*[ .!]*$/i,
    (whole, place = '') =>
      /^(?:things|objects|items)[ .!]*$/i.test(whole ?? '')
        ? (whole ?? '')
        : `List the objects${place || ' in the picture'}.`,
  ],
  [
    'identify name recognize recognise determine',
    /^(?:please )?(?:identify|name|recogni[sz]e|determine) (?:the|this|that) (animal|vehicle|object|thing|fruit|food|instrument)(?: (?:here|(?:in|on) (?:it|(?:the|this|that) (?:picture|photo|image))))?(?: please)?[.!]*$/i,
    'What $1 is it?',
  ],
  [
    'objects things items',
    /^(?:what|which) (?:kinds? of |sorts? of )?(?:objects|things|items) (?:are|can be|do|can|appear|could)\b(?: (?:there|you|i|one|we|be|seen?|find|found|visible|shown|depicted|present|spot))*(?: ((?:in|on) (?:the|this|that|these|both|all|my|each)\b[^?.!,]{2,40}|(?:here|in it|in there)))? ?\?$/i,
    (_, place = 'in the picture') =>
      `List the objects ${/^(?:here|in it|in there)$/i.test(place) ? 'in the picture' : place}.`,
  ],
]
