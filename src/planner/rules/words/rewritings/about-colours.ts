import { fileNoun, type Rewriting } from './rewriting.js'

const colours = '(red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)'

/** What is asked of the colours of files that are pointed at: by default, that of the background. */
export const aboutColours: readonly Rewriting[] = [
  [
    'it this that',
    new RegExp(`^(?:and |so )?(?:is|was) (?:it|this|that|(?:this|that) one) ${colours}\\?$`, 'i'),
    'Is the background $1?',
  ],
  [
    'they these those both all',
    new RegExp(
      `^(?:and |so )?(?:are|were) (?:they|these|those|both(?: of (?:them|these))?|all(?: of (?:them|these))?|(?:they|these|those) (?:all|both)) ${colours}\\?$`,
      'i',
    ),
    'Do all the pictures show a $1 background?',
  ],
  // "Which colour lies behind the hats in the second picture?"
  [
    'behind',
    new RegExp(
      `^(?:please )?(?:tell me )?(?:what|which) colou?r (?:is|are|lies|stands|do you see|can you see|can be seen|is there) behind (?:it|them|(?:the |an? |this |these |those )?\\w+)((?: (?:in|on|of) (?:the |this |that |my )?(?:\\w+ )?${fileNoun})?)\\?$`,
      'i',
    ),
    'What colour is the background$1?',
  ],
  // "How many are white in the background?"
  [
    'background backgrounds',
    new RegExp(`\\b(?:is|are) ${colours} in the backgrounds?(?=[?.!,]|$)`, 'i'),
    'show a $1 background',
  ],
  [
    "picture's photo's image's",
    /\b(the|this|that) (picture|photo|image)['’]s (background|backdrop)\b/i,
    'the $3 of $1 $2',
  ],
  // "Do the two photos have backgrounds of the same colour?"
  [
    'background backgrounds backdrop backdrops',
    /\b(?:an? )?(?:background|backdrop)s? (?:of|in|with) (?:exactly )?(?:the same|one|a common|an identical) colou?r(?=[ ?.!]*$)/i,
    'the same background colour',
  ],
  // "Do scene-03.png and scene-08.png have the same background?"
  [
    'same identical',
    /^(?:do|does|have|has|are|is) ([^?!]{0,60}\d[^?!]{0,40}?) (?:have|got|show|share|on|against|of|with) (?:exactly )?(?:the same|an identical|identical) (?:backgrounds?|backdrops?|colou?r of background)(?: colou?rs?)?\?$/i,
    'Do $1 show the same background colour?',
  ],
]
