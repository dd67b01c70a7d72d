import { z } from 'zod'
import { aThing, formatCount, formatList, formatPercent } from '../../core/text.js'
import type { Media } from '../../media/media.js'
import { outputField, tableField } from '../fields.js'

/** A part of a picture, in pixels from the upper left corner. */
export const boxSchema = z.object({ xmin: z.number(), ymin: z.number(), xmax: z.number(), ymax: z.number() })
export type PixelBox = z.infer<typeof boxSchema>

/** Something found on a picture, with the box around it in pixels from the upper left corner. */
const foundObjectSchema = z.object({
  label: z.string(),
  /** Absent where the model does not say how sure it is. */
  score: z.number().min(0).max(1).optional(),
  box: boxSchema,
})
export type FoundObject = z.infer<typeof foundObjectSchema>

/** What every detecting tool returns. */
export const detectionOutput = z.object({
  objects: tableField(foundObjectSchema, 'What was found, the surest first, with boxes in pixels.'),
  count: outputField(z.int().nonnegative(), 'text', 'How many were found.'),
})
export type Detection = z.output<typeof detectionOutput>

/** What detecting pipelines return: neither sorted nor clipped. */
export const pipelineObjects = z.array(foundObjectSchema.required({ score: true }))

/** Sorts by score and clips boxes to the picture; boxes wholly outside are dropped. */
export function toDetection(
  found: readonly FoundObject[],
  { width, height }: { width: number; height: number },
): Detection {
  const clip = (value: number, most: number) => Math.min(most, Math.max(0, value))
  const objects = found
    .map(({ label, score, box }) => ({
      label,
      ...(score !== undefined && { score }),
      box: {
        xmin: clip(box.xmin, width),
        ymin: clip(box.ymin, height),
        xmax: clip(box.xmax, width),
        ymax: clip(box.ymax, height),
      },
    }))
    .filter(({ box }) => box.xmax > box.xmin && box.ymax > box.ymin)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
  return { objects, count: objects.length }
}

/** `It found 3 objects: 2 cats (at the left 98 %, at the right 95 %) and a remote (71 %, in the middle).` */
export function describeObjects({ objects, count }: Detection, image: Media): string {
  const byLabel = new Map<string, FoundObject[]>()
  for (const object of objects) byLabel.set(object.label, [...(byLabel.get(object.label) ?? []), object])
  const groups = [...byLabel].map(([label, members]) => {
    const name = members.length === 1 ? aThing(label) : `${members.length} × ${label}`
    const lines = members
      .slice(0, 4)
      .map((object) => [...sureness(object), placeOfBox(object.box, image)].filter(Boolean).join(', '))
      .filter(Boolean)
    if (lines.length === 0) return name
    return `${name} (${lines.join('; ')}${members.length > 4 ? '; …' : ''})`
  })
  return `It found ${formatCount(count, 'object')}: ${formatList(groups)}.`
}

const sureness = ({ score }: FoundObject): string[] => (score === undefined ? [] : [formatPercent(score)])

/** Where on the picture a box is: `upper left`; undefined where the picture's size is not known. */
export function placeOfBox(box: PixelBox, { facts: { width, height } }: Media): string | undefined {
  if (!width || !height) return undefined
  const third = (centre: number, names: readonly [string, string, string]) =>
    centre < 1 / 3 ? names[0] : centre > 2 / 3 ? names[2] : names[1]
  const across = third((box.xmin + box.xmax) / 2 / width, ['left', '', 'right'])
  const down = third((box.ymin + box.ymax) / 2 / height, ['upper', '', 'lower'])
  if (!across && !down) return 'middle'
  if (!across) return down === 'upper' ? 'top' : 'bottom'
  return `${down ? `${down} ` : ''}${across}`
}
