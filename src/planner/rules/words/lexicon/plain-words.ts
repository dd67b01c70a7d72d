import { cued } from '../../../../core/patterns/cued.js'
import { wordSet } from '../grammar/word-reader.js'

/*
 * English as people type it: chat spellings, slips of the keys in the words that requests are made of, and the thanks and pleas around
 * them, put into the words that the rules know.
 */

/** Spellings that stand for one word wherever they are. */
const spellings = new Map(
  `pls please|plz please|plse please|pleas please|u you|ur your|wich which|whch which|whic which|wht what|wat what|hw how|mny many|teh the|thx thanks|thnx thanks|tho though
  foto photo|fotos photos|foto's photos|photo's photos|pix pictures|vid video|vids videos|rec recording|recs recordings|bg background|bkg background|backround background|colur colour|wheres where is|whos who is|whens when is|hows how is|theres there is
  thats that is|its' its|gimme give me|lemme let me|wanna want to|gonna going to|dunno do not know|cuz because|bc because|sec second|secs seconds|mins minutes|ther there|thier their|anyting anything|somthing something|lenght length|heigth height|widht width|longst longest`
    .split(/[|\n]\s*/)
    .map((line) => {
      const [said = '', ...word] = line.trim().split(' ')
      return [said, word.join(' ')] as const
    }),
)

/** Long words that requests are made of; one wrong, missing, doubled or swapped letter makes no other word of them. */
const asked =
  `picture pictures photograph photographs image images recording recordings background describe transcribe transcript transcription caption mention mentions mentioned animal animals vehicle vehicles
  penguin balloon umbrella elephant airplane bicycle hamburger strawberry banana guitar camera turtle purple yellow resolution duration seconds otherwise describes shortest longest`.split(
    /\s+/,
  )

const isSlip = (word: string, target: string): boolean => {
  if (word[0] !== target[0] || Math.abs(word.length - target.length) > 1) return false
  let start = 0
  while (start < word.length && word[start] === target[start]) start += 1
  const [left, right] = [word.slice(start), target.slice(start)]
  return (
    left.slice(1) === right.slice(1) ||
    left.slice(1) === right ||
    left === right.slice(1) ||
    (left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2))
  )
}

/** Short words of requests, in which only two letters that changed places are mended: a letter more or less makes other words of them. */
const short = wordSet(
  'which where there three these those photo photos image images shows show have does many them both with what recording file files black white brown green orange',
)

/** A word with two neighbouring letters that changed places, put right. */
function swapped(word: string): string | undefined {
  if (short.has(word)) return undefined
  for (let at = 0; at + 1 < word.length; at++) {
    const [one = '', other = ''] = [word[at], word[at + 1]]
    const mendedWord = `${word.slice(0, at)}${other}${one}${word.slice(at + 2)}`
    if (one !== other && short.has(mendedWord)) return mendedWord
  }
  return undefined
}

/** Endings that make another word of one that is spelt rightly: `pictured`. */
const inflected = /(?:d|r|ed|er|ing|al|y|s)$/

function mended(word: string): string {
  const lower = word.toLowerCase()
  const known = spellings.get(lower)
  if (known !== undefined) return known
  if (lower.length < 4 || asked.includes(lower)) return word
  const target =
    (lower.length < 5 ? undefined : asked.find((one) => one.length > 4 && isSlip(lower, one))) ??
    swapped(lower)
  const isOther = target !== undefined && lower.startsWith(target.slice(0, -1)) && inflected.test(lower)
  return target === undefined || isOther ? word : target
}

const apart = /("[^"\n]*"|“[^”]*”|`[^`]*`|\S*\w\.\w\S*|\$\w+)/

/** With the spellings mended outside quotation marks and file names. */
const spelt = (text: string): string =>
  text
    .split(apart)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part
            .replace(/\bw\/o\b/gi, 'without')
            .replace(/\b(which|what) 1\b(?= \w)/gi, '$1 one')
            .replace(/\bdiff\.? (?=\w+s\b)/gi, 'different ')
            .replace(/\bw\/ ?(?=\w)/gi, 'with ')
            .replace(/\br (?=(?:all|these|they|there|both|you|any|those|the|about|on|not)\b)/gi, 'are ')
            .replace(/(?<![\p{L}\p{N}'’-])[a-z]+(?:'s)?(?![\p{L}\p{N}'’-])/giu, mended),
    )
    .join('')

/** One plea or thanks at the end of a request, before its last mark. */
const closing = cued(
  'please|you|for me|ok|alright|thank|thx|cheers|appreciated',
  /(?<=[\w?.!")])[\s,.!?–-]{1,4}(?:please|if you (?:would|please|can|could)|(?:would|could|will|can) you|for me|ok|okay|alright|(?:many |a million )?(?:thanks|thank you|thx|cheers|much appreciated)(?: (?:a lot|so much|very much|in advance|for your help|for the help|again|everyone|mate|you)){0,3})$/i,
)

/** "You can't see a cat, can you": asks whether it is so, and is no plea. */
const isTag = cued(
  'you',
  /^(?:so |and |but )?(?:surely )?you (?:can|could|would|will)(?:not|'t|n't| not)? [^.?!]{2,100}, (?:can|could|would|will) you$/i,
)

/** Characters of a request that is mended: what is longer carries a text of its own. */
const mostMended = 600
/** A text to be worked on follows the words, and is no part of them. */
const carries = cued(
  '\n|:',
  /\n|\b(?:translate|summari[sz]e|rewrite|rephrase|paraphrase|correct|proofread|speak|say|read|pronounce|classify|sentiment|spell|complete|continue|embed)\b[^.?!]{0,60}:\s/i,
)

/** English with its spellings mended and without thanks and pleas at its end; what stands in quotation marks as it is. */
export function plainWords(text: string): string {
  if (text.length > mostMended || carries.test(text)) return text
  const whole = spelt(text).trimEnd()
  const end = /[\s.!?:)]{0,4}$/.exec(whole)?.[0] ?? ''
  let said = whole.slice(0, whole.length - end.length)
  for (let times = 0; times < 4; times++) {
    const shorter = said.replace(closing, '')
    if (shorter === said || (isTag.test(said) && !isTag.test(shorter))) break
    said = shorter
  }
  if (said.length + end.length === whole.length) return whole
  // "Could you?" at the end is no part of what is asked, and a sentence before the thanks has its own mark.
  const mark = whole.slice(said.length, said.length + 1)
  return `${said}${/[?.!]/.test(mark) ? mark : /\?/.test(end) && !/(?:would|could|will|can) you$/i.test(whole.slice(0, whole.length - end.length)) ? '?' : '.'}`
}
