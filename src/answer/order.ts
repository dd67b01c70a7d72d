import type { StepReport } from '../executors/step-report.js'
import type { Media } from '../media/media.js'
import { type ToldOrder, toldOrderIn } from '../planner/rules/orders/told-order.js'
import { type FactMeasure, factOrderIn, firstWanted, measureFile } from '../planner/rules/reading/order.js'
import { type PlaceOrder, placeOrderIn, rankByPlace } from '../planner/rules/reading/place-order.js'
import { commonThingsIn } from '../tools/text/common-things.js'
import { colourIn } from './colours.js'

/** An order that a request wants several results in. */
export interface WantedOrder {
  by: 'length' | 'fit' | 'count' | 'name' | 'words' | 'place' | 'listed' | 'fact' | 'told'
  /** For `fact`: of the file. */
  fact?: FactMeasure | undefined
  /** For `told`: of what a step tells. */
  told?: ToldOrder['by'] | undefined
  /** Whether the longest, or what fits best, comes first. */
  isDescending: boolean
  /** The places of what comes first and last, for `listed`. */
  places?: PlaceOrder | undefined
}

/** The order that the words of a request ask for. Every pattern is a few plain words. */
export function wantedOrder(text: string): WantedOrder | undefined {
  const read = text.slice(0, 2000)
  const says = (pattern: RegExp) => pattern.test(read)
  const fits = says(/\b(?:fits?|match|matches|resembles?|suits?|shows?)\b/i)
  const byFit = says(
    /\bby (?:how (?:well|much|closely|likely)|fit|match|relevance|likeness|score|confidence)\b/i,
  )
  if (byFit || (fits && says(/\bbest\b/i)))
    return { by: 'fit', isDescending: says(/\bbest to (?:worst|least)\b/i) || !says(/\b(?:worst|least)\b/i) }
  if (says(/\b(?:sort|order|rank|arrange)\b/i) && says(/\bby (?:the |their )?(?:number of|how many)\b/i))
    return { by: 'count', isDescending: !says(/\b(?:ascending|fewest|least)\b/i) }
  const places = placeOrderIn(read)
  if (places) return { by: 'listed', isDescending: false, places }
  const fact = factOrderIn(read)
  // "Sort the captions by length" is about the captions.
  const isOfTexts = says(
    /\b(?:captions?|descriptions?|transcripts?|transcriptions?|texts?|summar(?:y|ies)|translations?)\b/i,
  )
  if (fact && !(isOfTexts && fact.by === 'duration'))
    return { by: 'fact', fact: fact.by, isDescending: fact.isDescending }
  if (fact?.by === 'duration')
    return { by: 'length', isDescending: fact.isDescending || !says(/\b(?:ascending|shortest)\b/i) }
  const told = isOfTexts ? undefined : toldOrderIn(read)
  if (told && told.by !== 'name') return { by: 'told', told: told.by, isDescending: told.isDescending }
  const first = says(/\b(?:first|from)\b/i)
  const ascends = first && says(/\bshortest\b/i)
  if (says(/\bby (?:their )?length\b/i) || ascends || (first && says(/\blongest\b/i)))
    return { by: 'length', isDescending: !ascends && !says(/\bascending\b/i) }
  const begins = firstWanted(read)
  const byName = says(/\b(?:alphabetical|alphabetically|by (?:file ?)?names?|a to z|a-z|z to a)\b/i)
  if (byName && begins === undefined)
    return {
      by: isOfTexts && !says(/\bnames?\b/i) ? 'words' : 'name',
      isDescending: says(/\b(?:descending|reversed?|backwards|z to a)\b/i),
    }
  if (begins === 'last' || says(/\b(?:reverse order|backwards|in reverse|last to (?:the )?first)\b/i))
    return { by: 'place', isDescending: true }
  return begins === undefined
    ? undefined
    : { by: 'listed', isDescending: false, places: { first: [begins], last: [] } }
}

/** `scene.png` of `image1 (scene.png)`. */
const nameIn = (subject: string): string =>
  subject.includes('(') ? subject.slice(subject.indexOf('(') + 1) : subject

/** What a result says, without the article that it begins with. */
const wordsOf = ({ summary }: StepReport): string =>
  (summary ?? '').replace(/^It (?:shows|says):? ?"?(?:an? |the )?/i, '')

/** What of a description files are put in order by. */
export const toldOf = (said: string, by: ToldOrder['by'] | undefined): string =>
  (by === 'background'
    ? colourIn(said, 'background')
    : by === 'thing'
      ? commonThingsIn(said)[0]
      : undefined) ?? (by === 'words' ? said : '')

/** Steps in the order that is wanted; those of other tools keep their places. */
export function inOrderOf(
  steps: readonly StepReport[],
  order: WantedOrder | undefined,
  media: Readonly<Record<string, Media>>,
): StepReport[] {
  if (!order || order.by === 'fit' || order.by === 'count') return [...steps]
  const last = steps.at(-1)?.tool
  const some = steps.filter(({ tool }) => tool === last)
  const { places } = order
  const ranks = new Map(
    some.map((step, at) => [step, places ? rankByPlace(places, at, some.length) : at] as const),
  )
  const rank = (step: StepReport) => ranks.get(step) ?? 0
  const length = ({ summary }: StepReport) => (summary ?? '').length
  const sizeOf = ({ subject }: StepReport) => {
    const item = media[subject.split(' ')[0] ?? '']
    return (item && measureFile(item, order.fact ?? 'size')) ?? 0
  }
  const compare = (a: StepReport, b: StepReport) =>
    order.by === 'listed'
      ? rank(a) - rank(b)
      : order.by === 'fact'
        ? sizeOf(a) - sizeOf(b)
        : order.by === 'place'
          ? steps.indexOf(a) - steps.indexOf(b)
          : order.by === 'told'
            ? toldOf(a.summary ?? '', order.told).localeCompare(toldOf(b.summary ?? '', order.told), 'en')
            : order.by === 'length'
              ? length(a) - length(b)
              : order.by === 'words'
                ? wordsOf(a).localeCompare(wordsOf(b), 'en')
                : nameIn(a.subject).localeCompare(nameIn(b.subject), 'en', { numeric: true })
  const sorted = some.sort((a, b) => (order.isDescending ? -1 : 1) * compare(a, b))
  return steps.map((step) => (step.tool === last ? (sorted.shift() ?? step) : step))
}
