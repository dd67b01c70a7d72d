import type { Media } from '../media/media.js'
import type { Plan } from '../plan/plan.js'
import { referencesIn } from '../plan/reference.js'

/** A sentence for each picture of several pages or frames that the plan looks at: models see its first one only. */
export function describePagesSeen(media: Readonly<Record<string, Media>>, { steps }: Plan): string[] {
  const used = new Set(steps.flatMap(({ input }) => referencesIn(input).map(({ root }) => root)))
  return Object.entries(media).flatMap(([reference, item]) => {
    const parts = item.modality === 'image' && used.has(reference) ? countParts(item) : undefined
    if (!parts) return []
    return [
      `Of ${reference} only the first of ${parts} was looked at. Attach the others as pictures of their own to ask about them.`,
    ]
  })
}

function countParts({ facts: { pages = 1, frames = 1 } }: Media): string | undefined {
  if (pages > 1) return `${pages} pages`
  return frames > 1 ? `${frames} frames` : undefined
}
