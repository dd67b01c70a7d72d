import { cued } from '../../../core/patterns/cued.js'

/** The order of files by their places, from 0; -1 is the last of all. Those that are not named keep their order in between. */
export interface PlaceOrder {
  first: readonly number[]
  last: readonly number[]
}

const ordinals = 'first second third fourth fifth sixth'.split(' ')
const numbers = 'one two three four five six seven eight nine'.split(' ')
const place = `(?:${ordinals.join('|')}|last|\\d{1,2}(?:st|nd|rd|th)?)`
const noun = '(?:ones?|pictures?|photos?|images?|memos?|recordings?|files?)'
const joint =
  '(?: (?=\\d)| ?(?:,|;|-|–|>|->|→)(?: (?:and|then|and then|finally))? ?| and | then | and then |,? (?:and |then )?(?:finish|end|close|conclude)(?:ing)? (?:with|on|by) )'

/** "In this order: 2, 3, 1", "in the order third, first, second", "begin with the third, then the second, and finish with the first". */
const listed = cued(
  'order|begin|start',
  new RegExp(
    `(?:,? ?(?:\\(|\\bin )?(?:(?:the|this|that) )?(?:(?:following|given) )?\\border ?(?:of )?[:=]? ?|(?:^|[,.;?!] ?|\\b(?:and|but) )(?:please )?(?:begin|start)(?:n?ing)? (?:with|from|at) )((?:the )?(?:${noun} )?(?:${place}|${numbers.join('|')})(?: ${noun})?(?:${joint}(?:the )?(?:${noun} )?(?:${place}|${numbers.join('|')})(?: ${noun})?){1,8})\\b\\)?`,
    'i',
  ),
)
/** "Describe the pictures: third, first, second." */
const behindColon = cued(
  ':',
  new RegExp(
    `: ?((?:the )?(?:${place}|${numbers.join('|')})(?:${joint}(?:the )?(?:${place}|${numbers.join('|')})){1,8})(?: ${noun})?(?= ?[.!]*$)`,
    'i',
  ),
)
/** "Leave the first picture for the end", "put the second one last". */
const kept = cued(
  'end|last',
  new RegExp(
    `(?:^|[,.;] ?|\\b(?:and|but) )(?:please )?(?:leave|keep|save|put|do|take|have|show|with)(?: only| just)? the (${place})(?: ${noun})? (?:for (?:the (?:very )?end|last)|(?:until|till) (?:the (?:very )?end|last)|at the (?:very )?end|last|to the end)\\b(?: of all)?`,
    'i',
  ),
)
/** "Put the third one first": what is done with it is said elsewhere. */
const ahead = cued(
  'first|front|top|beginning|start',
  new RegExp(
    `(?:^|[,.;] ?|\\b(?:and|but) )(?:please )?(?:put|take|have|with)(?: only| just)? the (${place})(?: ${noun})? (?:first|at the (?:very )?(?:front|top|beginning|start)|in front|on top)\\b(?: of all)?`,
    'i',
  ),
)
/** "Do the others first": it follows from what is said of the rest. */
const others = cued(
  'others|rest|other ones|other ',
  new RegExp(
    `(?:[,.;] ?|\\band )(?:(?:then|do|take|describe|show|with) )*the (?:others|rest|other ${noun})(?: (?:first|before (?:it|that)|ahead of it|after (?:it|that)|next|then|follow))?(?=[ .!,;]|$)`,
    'i',
  ),
)

/** "2nd picture first, 1st picture last, 3rd in between": where each is to stand. */
const seated = cued(
  'first|second|third|fourth|last|between|middle|next',
  new RegExp(
    `(?:^|, ?|\\band )(?:the )?(${place})(?: ${noun})? (first|second|third|fourth|last|in between|in the middle|next)(?=[ ]?[,;:.!]|$| and )`,
    'gi',
  ),
)

function seatsIn(text: string): PlaceOrder | undefined {
  const seats = seated.matchAll(text).map(([, said = '', seat = '']) => ({
    at: placeOf(said),
    rank: ordinals.indexOf(seat.toLowerCase()),
    isLast: /^last$/i.test(seat),
  }))
  if (seats.length < 2) return undefined
  const front = seats.filter(({ rank, isLast }) => rank >= 0 && !isLast)
  return {
    first: front.sort((a, b) => a.rank - b.rank).map(({ at }) => at),
    last: seats.flatMap(({ at, isLast }) => (isLast ? [at] : [])),
  }
}

function placeOf(said: string): number {
  const word = said.toLowerCase()
  if (word === 'last') return -1
  const digits = Number.parseInt(word, 10)
  if (!Number.isNaN(digits)) return digits - 1
  return Math.max(ordinals.indexOf(word), numbers.indexOf(word))
}

const finishes = /\b(?:finish|end|clos|conclud)(?:e|ing)?\b/i
const inList = new RegExp(`\\b(?:${place}|${numbers.join('|')})\\b`, 'gi')

/** The order by places that words ask for; undefined: they ask for none. */
export function placeOrderIn(text: string): PlaceOrder | undefined {
  const list = (listed.exec(text) ?? behindColon.exec(text))?.[1]?.replace(
    new RegExp(`\\b${noun}\\b`, 'gi'),
    ' ',
  )
  if (list !== undefined) {
    const places = [...list.matchAll(inList)].map(([said]) => placeOf(said))
    const [begin, end] = places
    // "Begin with the last and finish with the first" turns all of them around.
    if (places.length === 2 && finishes.test(list))
      return begin === -1 && end === 0 ? undefined : { first: places.slice(0, 1), last: places.slice(1) }
    return { first: places, last: [] }
  }
  const seats = seatsIn(text)
  if (seats) return seats
  const [behind, before] = [kept.exec(text)?.[1], ahead.exec(text)?.[1]]
  if (behind === undefined && before === undefined) return undefined
  return {
    first: before === undefined ? [] : [placeOf(before)],
    last: behind === undefined ? [] : [placeOf(behind)],
  }
}

/** A text without the words that only set such an order. */
export function withoutPlaceOrder(text: string): string {
  if (placeOrderIn(text) === undefined) return text
  const left = (seatsIn(text) ? text.replace(seated, '') : text)
    .replace(listed, '')
    .replace(behindColon, '')
    .replace(kept, '')
    .replace(ahead, '')
    .replace(others, '')
  return left.replace(/^[ ,.;:!]+/, '').trim()
}

/** Where the file at a place of so many comes in such an order: less is earlier. */
export function rankByPlace({ first, last }: PlaceOrder, at: number, count: number): number {
  const isAt = (wanted: number) => (wanted < 0 ? count + wanted : wanted) === at
  const named = first.findIndex(isAt)
  if (named >= 0) return named - count
  const behind = last.findIndex(isAt)
  return behind >= 0 ? count + behind : at
}
