import { formIn } from '../../reading/forms.js'

/*
 * Requests of other languages about sizes, lengths, orders, times and what a file is, in the order of English: like `compose.ts`, only
 * of kinds of which the words alone tell what is asked.
 */

const ordinals = /\b(first|second|third|fourth|last|other)\b(?!:)/i
const heard = /\b(?:recordings?|memos?|audio)\b/i
const seen = /\b(?:pictures?|photos?|images?)\b/i
const superlative = /\b(longest|shortest|largest|smallest|widest|tallest)\b/i
const comparative = /\b(longer|shorter|larger|smaller|wider|taller)\b(?! than)/i
const most: Readonly<Record<string, string>> = {
  longer: 'longest',
  shorter: 'shortest',
  larger: 'largest',
  smaller: 'smallest',
  wider: 'widest',
  taller: 'tallest',
}
const acts = /\b(?:describe|transcribe|translate|summari[sz]e|classify|compare|detect|read|count|caption)\b/i

/** A sentence of such a kind in English; undefined: it is of none. */
export function composeTelling(text: string, things: readonly string[]): string | undefined {
  if (/\b(?:if|unless|otherwise)\b/i.test(text)) return undefined
  return (
    inTurn(text, things) ??
    sorting(text) ??
    (acts.test(text) ? ordered(text) : (fact(text, things) ?? moment(text, things) ?? telling(text, things)))
  )
}

const nounIn = (text: string): string =>
  heard.test(text) ? 'recordings' : seen.test(text) ? 'pictures' : 'files'

/** "First, what color is the background, then, what in the picture": one behind the other. */
function inTurn(text: string, things: readonly string[]): string | undefined {
  const at = text.search(/\bthen\b/i)
  if (at < 0 || things.length > 0 || heard.test(text)) return undefined
  const halves = [text.slice(0, at), text.slice(at)]
  const told = halves.map((half) =>
    /\bbackground\b/i.test(half)
      ? 'tell me the background color'
      : /\b(?:describe|what|shows?|things|objects)\b/i.test(half) &&
          !/\b(?:which|how|where|when|said|say)\b/i.test(half)
        ? 'describe the picture'
        : undefined,
  )
  return told.includes(undefined) || told[0] === told[1] ? undefined : `First ${told[0]}, then ${told[1]}.`
}

/** "Alphabetically the file names sort": by what they are called, or by what is told of them. */
function alphabetical(text: string): string | undefined {
  const isBackground = /\bby background colou?r\b/i.test(text)
  const isReverse = /\bin reverse alphabetical order\b/i.test(text)
  if (!isBackground && !isReverse && !/\balphabetically\b/i.test(text)) return undefined
  if (acts.test(text) || (!/\b(?:sort|list|name|file names?|give|show|order)\b/i.test(text) && !isBackground))
    return undefined
  if (isBackground) return `Sort the pictures by background color${isReverse ? ', Z to A' : ''}.`
  const order = isReverse ? 'in reverse alphabetical order' : 'in alphabetical order'
  const isOfThings = /\b(?:shows?|shown|seen|what|things?|objects?)\b/i.test(text)
  return `Sort the ${isOfThings ? 'pictures' : /\bnames?\b/i.test(text) ? 'file names' : nounIn(text)} ${order}${isOfThings ? ' of what they show' : ''}.`
}

/** "By size sort, largest first": the files in order. */
function sorting(text: string): string | undefined {
  const named = alphabetical(text)
  if (named !== undefined) return named
  const first =
    /\b(longest|shortest|largest|smallest)(?: (?:recordings?|pictures?|photos?|images?|memos?|files?))? first\b/i
      .exec(text)?.[1]
      ?.toLowerCase()
  const by = /\bby (size|length|width)\b/i.exec(text)?.[1]?.toLowerCase()
  if (!/\bsort\b/i.test(text) && !(first && /\b(?:file names|list|names)\b/i.test(text))) return undefined
  if (first === undefined && by === undefined) return undefined
  if (acts.test(text)) return undefined
  const order = first === undefined ? '' : `, ${first} first`
  const measure = by ?? (/^(?:long|short)/.test(first ?? '') ? 'length' : 'size')
  return `Sort the ${nounIn(text)} by ${measure}${order}.`
}

/** "Describe the pictures, from large to small": the order at the end. */
function ordered(text: string): string | undefined {
  const first = /[\s,]*(?:sort(?:ed)?\s+)?\b(longest|shortest|largest|smallest) first\b[\s,]*/i.exec(text)
  if (!first || first.index === 0) return undefined
  const rest = `${text.slice(0, first.index)} ${text.slice(first.index + first[0].length)}`
    .trim()
    .replace(/[.!?]+$/, '')
  return `${rest}, ${(first[1] ?? '').toLowerCase()} first.`
}

/** Facts of files, by the words that ask for them, and the question that English has. */
const measures: readonly (readonly [RegExp, (of: string) => string])[] = [
  [/\bhow long\b|\bduration\b/i, (of) => `How long is the ${of}?`],
  [/\bsample rate\b/i, (of) => `What is the sample rate of the ${of}?`],
  [/\bformat\b/i, (of) => `What format is the ${of}?`],
  [/\bfile size\b/i, (of) => `What is the file size of the ${of}?`],
  [/\bpages\b/i, (of) => `How many pages does the ${of} have?`],
  [/\bhow large\b/i, (of) => `How large is the ${of}?`],
  [/\b(?:width|height|dimensions|pixels)\b/i, (of) => `What are the dimensions of the ${of}?`],
]

/** "The picture wider than 400 pixels is?": whether one is, or which are. */
function bounded(text: string): string | undefined {
  const [, how = '', number = '', unit = ''] =
    /\b(longer|shorter|larger|smaller|wider|taller) than (\d+(?:[.,]\d+)?|one|two|three|four|five|ten) (seconds?|minutes?|pixels?)\b/i.exec(
      text,
    ) ?? []
  if (how === '' || /\bhow many\b/i.test(text)) return undefined
  const noun = /^(?:sec|min)/i.test(unit) ? (/\bvideo\b/i.test(text) ? 'video' : 'recording') : 'picture'
  const than = `${how.toLowerCase()} than ${number} ${unit.toLowerCase()}`
  if (/\bwhich\b/i.test(text)) return `Which ${noun}s are ${than}?`
  if (/\b(?:all|both|every|each)\b/i.test(text)) return `Are all ${noun}s ${than}?`
  const place = ordinals.exec(text)?.[1]?.toLowerCase()
  return /\?\s*$/.test(text) ? `Is the ${place ? `${place} ` : ''}${noun} ${than}?` : undefined
}

/** "How long is the recording longest?", "the recording longer is which?", "width of picture in pixels". */
function fact(text: string, things: readonly string[]): string | undefined {
  if (things.length > 0 || formIn(text)) return undefined
  const format = /\b(png|jpe?g|gif|webp|wav|mp3|flac|ogg)s?\b/i.exec(text)?.[1]
  if (
    format !== undefined &&
    /^[^?]{0,30}\bwhich (?:of )?(?:pictures?|photos?|images?|recordings?|files?|is|are|of)\b/i.test(text) &&
    !acts.test(text)
  )
    return `Which ${nounIn(text)} are ${format.toUpperCase()}?`
  const bound = bounded(text)
  if (bound !== undefined) return bound
  const graded =
    superlative.exec(text)?.[1]?.toLowerCase() ?? most[comparative.exec(text)?.[1]?.toLowerCase() ?? '']
  const noun = /\bvideos?\b/i.test(text)
    ? 'video'
    : /\b(?:document|pages)\b/i.test(text)
      ? 'document'
      : nounIn(text).slice(0, -1)
  const asked = measures.filter(([pattern]) => pattern.test(text)).map(([, question]) => question)
  const isOther =
    /\b(?:which of|how many (?!pages|pixels)|(?:longer|shorter|larger|smaller|wider|taller) than)\b/i.test(
      text,
    )
  if (asked.length > 0 && !isOther) {
    const how = /\bhow (long|large)\b/i.exec(text)?.[1]?.toLowerCase()
    if (how !== undefined && /\btogether\b/i.test(text)) return `How ${how} are the ${noun}s together?`
    const [name] = /[\p{L}\p{N}_-]+\.[a-z][a-z0-9]{1,4}\b/iu.exec(text) ?? []
    const isPlain = how !== undefined && graded === undefined && noun === 'file' && !/\bfiles?\b/i.test(text)
    if (isPlain && asked.length === 1) return `How ${how} is it?`
    const of = [graded ?? ordinals.exec(text)?.[1]?.toLowerCase() ?? '', noun].join(' ').trim()
    const questions = asked.map((question) => question(of))
    return (name === undefined ? questions : questions.map((one) => one.replace(`the ${of}`, name))).join(' ')
  }
  const asks = /\bwh(?:ich|at)\b/i.test(text)
  return graded !== undefined && asks && !/\bthan\b/i.test(text)
    ? `Which ${noun} is the ${graded}?`
    : undefined
}

/** "When is umbrella mentioned": in the recording, as things are spoken of there; of a video it may be shown. */
function moment(text: string, things: readonly string[]): string | undefined {
  const [thing] = things
  if (/\bwhen\b/i.test(text) && thing !== undefined && !/\b(?:pictures?|photos?)\b/i.test(text))
    return /\bvideo\b/i.test(text) && !/\b(?:mention|said|say|talk)/i.test(text)
      ? `When is the ${thing} shown in the video?`
      : `When is ${thing} mentioned in the recording?`
  const place = /\bat the (beginning|end)\b/i.exec(text)?.[1]?.toLowerCase()
  const says = /\b(?:said|says?|mentions?)\b/i.test(text) || heard.test(text)
  return place !== undefined && says ? `What is said at the ${place} of the recording?` : undefined
}

const colours = /\b(?:red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)\b/g

/** "The background color is what?": of one picture, or of all. */
function groundColour(text: string, things: readonly string[]): string | undefined {
  const offered = new Set(text.toLowerCase().match(colours))
  // "The background is red, blue or orange?"
  if (
    things.length === 0 &&
    offered.size > 1 &&
    /\bbackground\b/i.test(text) &&
    /\?\s*$/.test(text) &&
    !/\b(?:which|how many|pictures|photos|images|recordings?)\b/i.test(text)
  )
    return 'What color is the background?'
  if (things.length > 0 || !/\bbackground colou?r\b/i.test(text)) return undefined
  if (
    /\b(?:which|how many|same|red|green|blue|yellow|orange|purple|pink|brown|black|white|gr[ae]y)\b/i.test(
      text,
    )
  )
    return undefined
  const place = ordinals.exec(text)?.[1]?.toLowerCase()
  if (place !== undefined) return `What is the background color of the ${place} picture?`
  return /\b(?:pictures|photos|images|each|every|all|both)\b/i.test(text)
    ? 'What are the background colors of the pictures?'
    : 'What color is the background?'
}

/** "Second photo in what is in": what a file shows or says. */
function telling(text: string, things: readonly string[]): string | undefined {
  const colour = groundColour(text, things)
  if (colour !== undefined) return colour
  if (
    /^[\s:,]*(?:in (?:the )?(?:\w+ )?(?:picture|photo|image) )?(?:which|what)(?: (?:for|are|is))? (?:objects|things)\b/i.test(
      text,
    ) &&
    things.every((thing) => /^(?:objects?|things?)$/.test(thing)) &&
    !heard.test(text)
  ) {
    const of = ordinals.exec(text)?.[1]?.toLowerCase()
    return `What objects are in the ${of === undefined ? '' : `${of} `}picture?`
  }
  if (things.length > 0 || /\b(?:which|how many|all|both|colou?r|kind|type)\b/i.test(text)) return undefined
  const place = ordinals.exec(text)?.[1]?.toLowerCase()
  if (place === undefined || !/\bwhat\b/i.test(text)) return undefined
  if (heard.test(text)) return `What is said in the ${place} recording?`
  return seen.test(text) ? `What is in the ${place} picture?` : undefined
}
