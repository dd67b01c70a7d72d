import type { Rewriting } from './rewriting.js'

const noun = '(?:pictures?|photos?|photographs?|images?|pics?|shots?|ones?)'
const others =
  '(?:the )?(?:others?|rest|other ones|other (?:two|three|four|five)|group|set|series|pattern|row)'

/** Ways of asking which of several is not like the others, in the words that the rules know. */
export const compared: readonly Rewriting[] = [
  // "What's the odd one out: two of them show animals, one does not": the hint tells nothing that is not seen.
  ['odd', /^(?:so |and |now )?(?:what|who|which)(?: one)?(?:'s| is) the (?=odd \w+ out\b)/i, 'Which is the '],
  // Only one of two is named, and it is compared with the other.
  [
    'different changed new missing other difference',
    new RegExp(
      `^what(?:'s| is| has| else is| exactly is)? (?:the )?(?:different|changed|new|missing|other|difference) (?:in|on|about|with|to|of) the (?:second|other|2nd|last|new|newer|later|after) ${noun} ?\\?*$`,
      'i',
    ),
    'What changed between these pictures?',
  ],
  [
    'same identical equal alike duplicates copies',
    new RegExp(
      `^are (?:both|these|those|the)(?: of)?(?: the| these)?(?: two| both)?(?: ${noun}| files)? (?:really |exactly |completely |the very |about )?(?:the same|same|identical|equal|alike|duplicates|copies)(?: ${noun})? ?\\?*$`,
      'i',
    ),
    'How similar are these pictures?',
  ],
  ['odd', /\b(odd \w+ out) ?[:;,(–—-] ?(?!(?:and|then|but) (?:then )?\w+ )[^?]*\??$/i, '$1?'],
  [
    'belong fit match unlike different differs stands sticks like',
    new RegExp(
      `^(?:which|what|who)(?: of (?:the|these|those|my)(?: \\w+)?(?: ${noun})?| of them)?(?: ${noun})?,? (?:(?:does not|doesn't|do not|don't) (?:really )?(?:belong|fit(?: in)?|match)|(?:is|looks?) (?:not like|unlike|(?:the most )?different (?:from|than|to))|differs from|(?:stands|sticks) out)(?: here| there)?(?: (?:to|with|in|among|from|amongst)(?= ))?(?: ${others})?(?: here)? ?\\?*$`,
      'i',
    ),
    'Which is the odd one out?',
  ],
  [
    'outlier intruder odd',
    /^(?:find|spot|pick|tell me|show me|name|identify)(?: out)? the (?:outlier|intruder|odd one)\b[.!?]?$/i,
    'Which is the odd one out?',
  ],
]
