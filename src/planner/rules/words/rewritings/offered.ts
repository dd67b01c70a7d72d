import type { Rewriting } from './rewriting.js'

/* Labels that a sentence of their own lists: "Here are my categories: animal; vehicle. Put the picture in the one that fits." */

const nouns =
  '(?:categor(?:y|ies)|labels?|options?|choices?|tags?|classes|groups?|buckets?|kinds|candidates|folders|albums|boxes|piles|drawers|bins)'
const lists = `(?:(?:here are|these are|there are|i have|we have|use|take|consider|possible|available|allowed|the|my|our|only|two|three|four|five|following)\\b ?){0,5}${nouns}(?:(?: (?:are|to choose from|available|allowed))?:| (?:are )?(?:called|named)| are|,(?= *['"“])) *([^.?!:\\n]{3,160})`
const chooses =
  /\b(?:put|sort|assign|classif\w+|label|tag|which|choose|pick|fits?|belongs?|categori[sz]e|what|matches|suits?|group|file)\b/i
const several = /\b(?:each|every|all|both|them|these|those|(?:picture|photo|image|recording|memo)s)\b/i
const heard = /\b(?:recording|memo|audio|clip)s?\b/i

function classify(whole: string, list: string, rest: string): string {
  const labels = list
    .split(/\s*(?:[;,/|]| or | and )\s*/i)
    .map((label) => label.replace(/^(?:or|and|either) /i, '').trim())
    .filter(Boolean)
  if (labels.length < 2 || !chooses.test(rest)) return whole
  const noun = heard.test(rest) ? 'recording' : 'picture'
  return `Classify ${several.test(rest) ? `each ${noun}` : `the ${noun}`} as ${labels.join(' or ')}.`
}

/** The words that `nouns` knows. */
const cues =
  'category categories label labels option options choice choices tag tags classes group groups bucket buckets kinds candidates folders albums boxes piles drawers bins'

/** "A) dog B) cat C) fish": the words behind the letters. */
const lettered =
  /(?:^|[\s:,;(])\(?[a-f1-6][).:] ?([^():;,?!\n]{1,40}?)(?=[\s,;]*(?:\(?[b-f2-6][).:] |$|[.?!\n]))/gi

function chooseLettered(whole: string): string {
  const options = [...whole.matchAll(lettered)].map(([, option = '']) => option.trim())
  const stem = whole.split(/\(?\ba[).:] /i)[0] ?? ''
  const choices = options.filter(Boolean)
  const acts = /\b(?:describe|transcribe|translate|count|caption|tell)\b/i
  if (choices.length < 2 || choices.some((choice) => acts.test(choice))) return whole
  return `Classify the ${heard.test(stem) ? 'recording' : 'picture'} as ${choices.map((choice) => (/^["“„«]/.test(choice) ? choice : `"${choice}"`)).join(' or ')}.`
}

export const offered: readonly Rewriting[] = [
  [
    ') . :',
    /^[^\n]{0,120}\ba[).:] [^\n]{2,80}\bb[).:] [^\n]{2,200}$/i,
    (whole = '') => chooseLettered(whole),
  ],
  [
    cues,
    new RegExp(`^${lists}[.!] *([^:]{3,160})$`, 'i'),
    (whole = '', list = '', rest = '') => classify(whole, list, rest),
  ],
  [
    cues,
    new RegExp(`^([^:]{3,160}[.?!,;]) *${lists}[.?!]?$`, 'i'),
    (whole = '', rest = '', list = '') => classify(whole, list, rest),
  ],
]
