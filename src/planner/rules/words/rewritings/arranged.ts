import { isCommonThing } from '../../../../tools/text/common-things.js'
import { fileNoun, type Rewriting } from './rewriting.js'

const how = '(?:above|below|(?:left|right) of)'
const isThing = (words: string): boolean => isCommonThing(words.split(' ').at(-1) ?? '')

/** How things stand to each other, in one way of saying it: "a crown below a penguin", "a bus left of a flower". */
export const arranged: readonly Rewriting[] = [
  [
    'left right',
    /\b(?:(?:to|on|at) the )?(left|right)(?:-hand)?(?: side)? (?:of|from) (?=(?:an?|the|some|any|its?|them|something)\b)/gi,
    '$1 of ',
  ],
  [
    'under underneath beneath',
    /\b(?:directly |right |just )?(?:underneath|beneath|under) (?=(?:an?|the|some|any|it|them|something) ?(?:[a-z]|[?.]))/gi,
    'below ',
  ],
  ['top', /\bon (?:the )?top of (?=(?:an?|the|some|any|it|something)\b)/gi, 'above '],
  [
    'over',
    /\b(is|are|with|has|shows?|have|see) (an? \w+ )?over (?=(?:an?|the) [a-z]+ ?(?:[?.,]|$))/gi,
    (whole = '', verb = '', thing = '') =>
      thing || /^(?:is|are)$/i.test(verb) ? `${verb} ${thing}above ` : whole,
  ],
  // Descriptions tell above, below, left and right: what is beside something is there too.
  [
    'next beside near close',
    /\b(?:(where|in which|on which) )?((?:an?|the|some) \w+) (?:(?:that|which) )?(?:(?:is|are|stands?|sits?) )?(?:right |standing |sitting )?(?:next to|beside|near|close to) ((?:an?|the|some) \w+)/gi,
    (_, joint, one = '', other = '') => `${joint === undefined ? '' : 'with '}${one} and ${other}`,
  ],
  [
    'stand sit lie hang',
    /^(?:do|does|did) ((?:the |an? )?\w+) (?:stand|sit|lie|hang)(?: (?:directly|right|just))? (?=above|below|left|right)/i,
    'Is $1 ',
  ],
  // "The picture where the bus is left of a flower", "a tree that stands above a ship".
  [
    'above below left right',
    new RegExp(
      `\\b(\\w+) (?:(?:that|which) )?(?:is|are|stands?|sits?|hangs?|lies?|placed|standing|sitting)(?: (?:placed|located|standing|sitting|shown|directly|right|just))* (${how} (?:an?|the|some) \\w+)`,
      'gi',
    ),
    (whole = '', thing = '', rest = '') =>
      isThing(thing) || /^something$/i.test(thing) ? `${thing} ${rest}` : whole,
  ],
  // "Is the bus left of the flower?"
  [
    'above below left right',
    new RegExp(
      `^(?:is|are) (?:the |an? )?(\\w+) (${how}) (?:the |an? )?(\\w+)(?: (?:here|(?:in|on) (?:it|the \\w+|this \\w+)))? ?\\?$`,
      'i',
    ),
    (whole = '', one = '', joint = '', other = '') =>
      isThing(one) && isThing(other) ? `Is there a ${one} ${joint} a ${other}?` : whole,
  ],
  [
    'above below left right',
    new RegExp(
      `^(?:(?:in|on) )?which (${fileNoun}) (?:is|are) (?:the |an? )?((?:some)?\\w+ ${how} )(?:the |an? )?(\\w+)(?: (?:shown|seen|to be seen))? ?\\?$`,
      'i',
    ),
    (whole = '', noun = '', one = '', other = '') =>
      isThing(other) ? `Which ${noun} shows ${/^some/i.test(one) ? '' : 'a '}${one}a ${other}?` : whole,
  ],
]
