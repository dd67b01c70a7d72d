import { cued } from '../../../core/patterns/cued.js'
import type { Media } from '../../../media/media.js'
import { isSizeOnDisk } from '../facts/size-meant.js'
import { withoutPlaceOrder } from './place-order.js'

/** Words that only say which result comes first: the last file, or the others behind the one that is named. */
const lastFirst = cued(
  'the last',
  /(?:^|,? |(?<=[.?!]) )(?:(?:and |but )?(?:with )?the last(?: one| picture| photo| image| memo| recording| file)? first|(?:and |but )?(?:please )?(?:start|begin|go|work)(?:n?ing)? (?:with|from|at) the last(?: one| picture| photo| image| memo| recording| file)?(?:,? (?:and )?(?:then )?(?:end|finish|and on|close|to|back to|go to|work)(?:ing)?(?: (?:with|at|in|on|up to|back to|to))? the first(?: one| picture| photo| image| memo| recording| file)?)?)(?= ?[.!,;]|$)/i,
)
const startsWith = cued(
  'start|begin',
  /(?:^(?:please )?|[,;.?!] ?(?:but |and )?(?:please )?|\b(?:but|and) )(?:start|begin|starting|beginning) (?:with|from|at) the (first|second|third|fourth|fifth|last)(?: one| picture| photo| image| memo| recording| file)?(?: ?[:;,.](?!\w)| and(?= \w+ (?:all|both|them|the others))|(?= ?[?!]|$))/i,
)

/** A fact that files are put in order by. */
export type FactMeasure = 'duration' | 'size' | 'bytes' | 'width' | 'height'

const byMeasure = cued(
  'by |order of|according to',
  /\b(?:by|in order of|according to|in (?:ascending|descending|increasing|decreasing) order of|order of)(?: their| the| its| how)? (length|duration|playing time|file size|size|resolution|dimensions|area|width|height|long|large|big|wide|tall|high)\b/i,
)

/**
 * The order that words ask for by what is known of files: `longest first`, `from smallest to largest`, `by duration`.
 *
 * @param items what is put in order, where that is known
 */
export function factOrderIn(
  text: string,
  items: readonly Media[] = [],
): { by: FactMeasure; isDescending: boolean } | undefined {
  const read = text.slice(0, 2000)
  const named = byMeasure.exec(read)?.[1]
  const end = ends.exec(read)?.[1]
  const first = leads.exec(read)?.[1] ?? begins.exec(read)?.[1] ?? end
  const word = (first ?? '').toLowerCase()
  const measure = named ? measureNamed(named.toLowerCase()) : measureOf(word)
  if (!measure) return undefined
  const by = measure === 'size' && isSizeOnDisk(read, items) ? 'bytes' : measure
  const isDescending = word
    ? /^(?:short|small|narrow|low|brief|tin)/.test(word) === (end !== undefined && first === end)
    : /\b(?:descending|decreasing|reverse)\b/i.test(read)
  return { by, isDescending }
}

const sizes = '(?:long|short|brief|larg|bigg|big|small|tini|wid|tall|narrow|high|low)(?:est|er|e|i?est)?'
/** What comes first, by the word: "longest first", "from long to short". */
const leads = cued(
  'first|to |top|front|beginning',
  new RegExp(
    `\\b(${sizes})(?: one| picture| photo| image| memo| recording| file)?s?,? (?:first|(?:down |up )?to (?:the )?${sizes}|(?:at|on) (?:the )?(?:top|front|beginning)|in front|up front)\\b`,
    'i',
  ),
)
const begins = cued(
  'start|begin',
  new RegExp(`\\b(?:start|starting|begin|beginning) (?:with|from|at) the (${sizes})\\b`, 'i'),
)

const ends = cued(
  'last|at the end|at the bottom',
  new RegExp(
    `\\b(${sizes})(?: one| picture| photo| image| memo| recording| file)? (?:last|at the (?:end|bottom))\\b`,
    'i',
  ),
)

const measureNamed = (name: string): FactMeasure =>
  /^(?:length|duration|playing)/.test(name)
    ? 'duration'
    : /^file/.test(name)
      ? 'bytes'
      : name === 'width' || name === 'height'
        ? name
        : (measureOf(name) ?? 'size')

const measureOf = (word: string): FactMeasure | undefined =>
  word === ''
    ? undefined
    : /^(?:long|short|brief)/.test(word)
      ? 'duration'
      : /^(?:wid|narrow)/.test(word)
        ? 'width'
        : /^(?:tall|high|low)/.test(word)
          ? 'height'
          : 'size'

/** The fact of a file that it is put in order by. */
export function measureFile(
  { facts: { durationSeconds, width, height }, bytes }: Media,
  by: FactMeasure,
): number | undefined {
  switch (by) {
    case 'duration':
      return durationSeconds
    case 'width':
      return width
    case 'height':
      return height
    case 'bytes':
      return bytes
    default:
      return width && height ? width * height : durationSeconds
  }
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']

/** "Start with the smallest picture and work up: ..." */
const climbs = cued(
  'start|begin',
  /^(?:please )?(?:start|begin)(?:ing)? with the \w+est(?: one| picture| photo| image| memo| recording| file)?(?: and (?:then )?(?:work|go|move|proceed|continue|end)\b[^.:;!?]{0,40})?[:;,.] */i,
)
/** "..., sorted alphabetically": of results, not what is to be done. */
const sortedBy = cued(
  'sorted|ordered|arranged|listed|ranked',
  /,? (?:and )?(?:sorted|ordered|arranged|listed|ranked)(?: them)? (?:from a to z|alphabetically|in (?:(?:reverse )?alphabetical|reverse|ascending|descending) order|by (?:their |the )?(?:file ?)?(?:names?|size|length|duration|width|height|resolution)(?:,? (?:in )?(?:ascending|descending|reversed?)(?: order)?)?|(?:alphabetically )?by (?:their |the |its )?(?:background(?: colou?r)?|colou?rs? of (?:the |their )?backgrounds?|what (?:they|each|it) (?:shows?|says?)|(?:thing|object|animal)s?(?: (?:that )?(?:they|it|each) shows?| shown)?)(?:,? (?:from )?(?:a to z|z to a|alphabetically|in reverse|reversed))?|from (?:the )?\w+(?:est)? to (?:the )?\w+(?:est)?)(?= ?[.!?,;]|$)/i,
)

/** Which file the words want first, from 0; `last` where they begin at the end. */
export function firstWanted(text: string): number | 'last' | undefined {
  const read = text.slice(0, 2000)
  const named = startsWith.exec(read)?.[1]?.toLowerCase()
  if (named === 'last' || lastFirst.test(read)) return 'last'
  return named === undefined ? undefined : ordinals.indexOf(named)
}

/** A request without the words that only set the order of its results. */
export function withoutOrder(text: string): string {
  if (text.length > 2000) return text
  const placed = withoutPlaceOrder(text)
  return (
    placed.replace(lastFirst, '').replace(startsWith, '').replace(climbs, '').replace(sortedBy, '').trim() ||
    placed ||
    text
  )
}
