import type { Media } from '../media/media.js'
import type { Plan, Step } from '../plan/plan.js'
import { referencesIn } from '../plan/reference.js'
import { usualPages } from '../tools/document/pages-bound.js'

/**
 * A sentence for each picture of several pages or frames that the plan looks at: models see its first one only, and of a
 * document no more pages than a plan draws.
 */
export function describePagesSeen(media: Readonly<Record<string, Media>>, { steps }: Plan): string[] {
  const drawing = steps.filter(drawsPages)
  const used = new Set(
    steps.flatMap((step) => (drawsPages(step) ? [] : referencesIn(step.input).map(({ root }) => root))),
  )
  return Object.entries(media).flatMap(([reference, item]) => {
    const drawn = drawing.find(({ input }) => input.document === `$${reference}`)
    if (drawn) return describeDrawn(reference, item, drawn)
    const parts = item.modality === 'image' && used.has(reference) ? countParts(item) : undefined
    if (!parts) return []
    return [
      `Of ${reference} only the first of ${parts} was looked at. ${item.original ? 'Ask about the others by their numbers: "page 2".' : 'Attach the others as pictures of their own to ask about them.'}`,
    ]
  })
}

const drawsPages = ({ input }: Step): boolean => Object.hasOwn(input, 'document')

/** Pages that were named are what was asked for. */
function describeDrawn(
  reference: string,
  { facts: { pages = 1 } }: Media,
  { input: { pages: named, count = usualPages } }: Step,
): string[] {
  if (named !== undefined || typeof count !== 'number' || pages <= count) return []
  return [
    `Of ${reference} ${count} of ${pages} pages were looked at, at equal distances. Ask about others by their numbers: "pages 3 to 9".`,
  ]
}

function countParts({ facts: { pages = 1, frames = 1 } }: Media): string | undefined {
  if (pages > 1) return `${pages} pages`
  return frames > 1 ? `${frames} frames` : undefined
}
