import type { StepReport } from '../executors/step-report.js'

/** An order that a request wants several results in. */
export interface WantedOrder {
  by: 'length' | 'fit' | 'name' | 'place'
  /** Whether the longest, or what fits best, comes first. */
  isDescending: boolean
}

const sorts = /\b(?:sort|sorted|order|ordered|rank|ranked|arrange|arranged|list|listed)\b/i
const byFit =
  /\bby (?:(?:how (?:well|much|closely) .{0,40}\b)?(?:fit|match|relevance|likeness|resembl)|how likely|score|confidence)|\bbest (?:fit|match)(?:ing)? first\b|\b(?:fits?|match(?:es)?|resembles?|suits?|shows?) .{0,60}\b(?:best|most)\b|\bbest (?:fits?|match(?:es)?)\b/i
const byLength =
  /\bby (?:their )?length\b|\b(?:longest|shortest)\b.{0,30}\bfirst\b|\bfrom (?:the )?(?:longest|shortest)\b/i
const byName = /\b(?:alphabetical(?:ly)?|by (?:file ?)?names?|in alphabetical order)\b/i

/** The order that the words of a request ask for. */
export function wantedOrder(text: string): WantedOrder | undefined {
  const read = text.slice(0, 2000)
  if (byFit.test(read)) return { by: 'fit', isDescending: !/\b(?:worst|least)\b/i.test(read) }
  if (byLength.test(read))
    return {
      by: 'length',
      isDescending: !/\bshortest\b.{0,30}\bfirst\b|\bfrom (?:the )?shortest\b|ascending/i.test(read),
    }
  if (/\b(?:in reverse(?: order)?|backwards|from (?:the )?last to (?:the )?first)\b/i.test(read))
    return { by: 'place', isDescending: true }
  if (byName.test(read) && sorts.test(read))
    return { by: 'name', isDescending: /\b(?:descending|reverse)\b/i.test(read) }
  return undefined
}

/** Steps in the order that is wanted; those of other tools keep their places. */
export function inOrderOf(steps: readonly StepReport[], order: WantedOrder | undefined): StepReport[] {
  if (!order || order.by === 'fit') return [...steps]
  const last = steps.at(-1)?.tool
  const some = steps.filter(({ tool }) => tool === last)
  const length = ({ summary }: StepReport) => (summary ?? '').length
  const compare = (a: StepReport, b: StepReport) =>
    order.by === 'place'
      ? steps.indexOf(a) - steps.indexOf(b)
      : order.by === 'length'
        ? length(a) - length(b)
        : a.subject.localeCompare(b.subject, 'en')
  const sorted = some.sort((a, b) => (order.isDescending ? -1 : 1) * compare(a, b))
  return steps.map((step) => (step.tool === last ? (sorted.shift() ?? step) : step))
}
