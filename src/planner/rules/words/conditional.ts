import type { Rewriting } from './rewriting.js'

/** A question as the condition that it asks about: `is there a dog` is `there is a dog`, `does it show one` `it show one`. */
const asCondition = (question: string): string =>
  question
    .trim()
    .replace(/^(is|are|was|were) (there)\b/i, '$2 $1')
    .replace(
      /^(?:does|do|did|has|have) (?=the|my|this|that|it|both|all|any|either|image|audio|\$|one|every|each|some|at)/i,
      '',
    )
    .replace(/^(is|are) ((?:an? |the )?\w+(?: \w+)?) (?=in|on|to be|visible|shown|mentioned|seen)/i, '$2 $1 ')

const notSo =
  "(?:should (?:it|that|this|there)(?: be)? not(?: be)?(?: the case| one| so| any)?|(?:if|when) (?:it|that|this|they|there) (?:does not|doesn't|do not|don't|is not|isn't)(?: so| the case| there| true)?|if (?:that|this|it)(?:'s| is) not (?:so|the case|true|there)|if there (?:isn't|is not|aren't|are not)(?: one| any)?|if none (?:does|is|do)|or else|in any other case|in all other cases|in the other case|failing that|if (?:it|they) (?:doesn't|don't)|if not so|if no|when not)"
const so =
  "(?:if so|if yes|if (?:it|that|this|they|there) (?:does|is|do|are)(?: so| the case| one| true)?|if that's the case|if that is the case|in that case|in this case|then|when so)"

/** `transcribed` asks to transcribe. */
const doneAs = new Map([
  ...[
    'transcribe',
    'describe',
    'translate',
    'classify',
    'caption',
    'compare',
    'label',
    'tag',
    'summarize',
    'summarise',
  ].map((verb) => [`${verb.replace(/y$/, 'i').replace(/e$/, '').replace(/g$/, 'gg')}ed`, verb] as const),
  ['labelled', 'label'],
  ['written down', 'write down'],
  ['written out', 'write down'],
  ['read aloud', 'read aloud'],
  ['read out', 'read aloud'],
])
const verbOf = (done: string): string => doneAs.get(done.toLowerCase()) ?? done

/** Ways of setting a condition, with `if` in front and `otherwise` behind it. */
export const conditional: readonly Rewriting[] = [
  // "Whenever a picture shows a dog, describe it": those that do.
  [
    /^(?:whenever|every time|each time) (?:an?|the|any) (picture|photo|image|recording|memo) (shows?|has|contains?|mentions?|depicts?) ([^,.;\n]{2,40}), (\w+) (?:it|them)[.!]*$/i,
    '$4 the $1s that $2 $3.',
  ],
  // "Is there a dog? If so, transcribe the memo. If not, describe it."
  [
    new RegExp(`^((?:is|are|does|do|has|have) [^.?!\\n]{3,120})\\? *${so} ?[,:]? +(?=\\w)`, 'i'),
    (_, question = '') => `If ${asCondition(question)}, `,
  ],
  [
    new RegExp(
      `^(?:please )?(?:check|see|find out|look|determine|verify|test) (?:first )?(?:whether|if) ([^.?!,;\\n]{3,120})[.;,:] *(?:and )?${so} ?[,:]? +(?=\\w)`,
      'i',
    ),
    'If $1, ',
  ],
  [
    /^depending on (?:whether|if) ([^,.;\n]{3,80}?) (an? \w+|\w+) or (an? \w+|\w+), (\w+) (the \w+) or (the \w+) (\w+)\.?$/i,
    'If $1 $2, $4 $5 $7; if $1 $3, $4 $6 $7.',
  ],
  [
    /^depending on (?:whether|if) ([^,.;\n]{3,120})(?: or not)?, (?:either )?([^,.;\n]{3,120}?),? or (?:else )?([^.;\n]{3,120}?)\.?$/i,
    'If $1, $2, otherwise $3.',
  ],
  [
    /^only (?:if|when|in case) ([^;\n]{3,120}?),? (?:should|must|shall|may|do|are|can|will|would) (you|we|i) (?:to )?(?=\w)/i,
    (_, condition = '', who = '') => `If ${condition}, ${/^i$/i.test(who) ? 'I ' : ''}`,
  ],
  [/^only (if|when) (?=[^,\n]{3,120}, )/i, '$1 '],
  // "When the background is red, describe it": what comes behind the comma is done only then.
  [
    /(^|[.;!] )(?:when|whenever|where) (?!(?:was|were|did|does|do|will)\b)([^,?.;\n]{6,120}\b(?:is|are|has|have|shows?|mentions?|contains?|says?|can|there)\b[^,?.;\n]{0,100}), (?=\w)/gi,
    '$1If $2, ',
  ],
  // "I want the memo written down, but only if ..."
  [
    /^(?:i (?:want|need|would like|'d like)|please have|have|get|let me have) ((?:the|my|this|that|these|those|both|all|each|every)\b[^,.;\n]{1,40}?) (transcribed|described|translated|written down|written out|summari[sz]ed|captioned|classified|compared|read aloud|read out|labell?ed|tagged)(?= ?[,.;!\n]|$| (?:but|only|if|unless|when|in|into|as|and)\b)/i,
    (_, what = '', done = '') => `${verbOf(done)} ${what}`,
  ],
  [/, but only (if|when|in case)\b/gi, ' only $1'],
  [
    /^should (?=(?:the|there|any|either|both|all|an?|my|this|that|one|image|audio|every|each)\b[^,;\n]{3,120}[,;:])/i,
    'If ',
  ],
  [new RegExp(`([.;!?]) *(?:and |but )?(?:${notSo}|if not)[,:]? +(?=\\w)`, 'gi'), '$1 Otherwise '],
  [new RegExp(`, *(?:and |but )?${notSo}[,:]? +(?=\\w)`, 'gi'), ', otherwise '],
  [
    /\b(?:so long as|only in case|on the condition that|in the event that|if and only if|on condition that)\b/gi,
    'if',
  ],
  [/^((?:if|when|unless|provided|in case) [^,:.;\n]{3,120}): (?=\w)/i, '$1, '],
  // "Whichever picture shows a crown" is the picture that does.
  [
    /\b(?:whichever|whatever) (pictures?|photos?|images?|recordings?|memos?|clips?|files?|ones?) (?=shows?|has|have|mentions?|contains?|depicts?)/gi,
    'the $1 that ',
  ],
  [/\b(?:only )?the ones? (?=with|without|showing|that)/gi, 'the files '],
]
