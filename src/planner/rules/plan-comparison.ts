import { toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { bindTool } from './bind.js'
import type { PlanBuilder, Source } from './builder.js'
import { comparesPictures, tells } from './capabilities.js'
import type { Choice } from './choices.js'
import type { WishOutcome } from './subjects.js'

/** Most pictures that are described to be compared: more take long, and say little more. */
const mostPictures = 24

/**
 * "What do these have in common?", "which is the odd one out?", "what changed between these?": each picture is described, how
 * they look is compared where that helps, and the last step concludes. Returns why that can't be done.
 */
export function planComparison(
  builder: PlanBuilder,
  { option: { known }, subjects }: Choice,
): WishOutcome | string {
  const { tool } = known
  const fields = toolSchema(tool).input
  const images = fields.get('images')
  const pictures = boundedPictures(builder, subjects)
  const value = pictures.map((source) => source.value.replace('[*]', ''))
  if (!images || !builder.fits(images, value))
    return `it takes ${lowerFirst(images?.meta?.description ?? 'pictures')} ${countAttached(pictures)}`
  const described = describeAll(builder, pictures)
  const rows = (name: 'pairs' | 'differences') => {
    const comparing = fields.has(name) ? runnable(builder, comparesPictures(name)) : undefined
    return comparing && `$${builder.add(comparing, { images: value }).id}.${name}`
  }
  const pairs = rows('pairs')
  const differences = isOfSeveralSizes(builder, pictures) ? undefined : rows('differences')
  const step = builder.add(tool, {
    images: value,
    ...(described && { descriptions: described }),
    ...(pairs && { pairs }),
    ...(differences && { differences }),
  })
  return { known, media: subjects, results: builder.outputsOf(step).filter(({ modality }) => modality === 'text') }
}

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1).replace(/\.$/, '')}`

const countAttached = (pictures: readonly Source[]): string =>
  pictures.length === 0 ? 'and there is none' : `and there ${pictures.length === 1 ? 'is' : 'are'} ${pictures.length}`

const runnable = (builder: PlanBuilder, can: (tool: AnyTool) => boolean): AnyTool | undefined => {
  const tool = builder.find(can)
  return tool && builder.mayRun(tool) ? tool : undefined
}

/** The pictures, and the frames of videos; no more than may be described in one plan, which the answer says. */
function boundedPictures(builder: PlanBuilder, subjects: readonly Source[]): Source[] {
  const pictures = subjects.flatMap((source) => builder.convert(source, 'image') ?? [])
  // A step that compares them, one that measures, and one that concludes.
  const most = Math.min(mostPictures, builder.maxSteps - builder.steps.length - 2)
  if (pictures.length > most)
    builder.fallsShort(
      `Only the first ${most} of ${pictures.length} pictures are compared. Name the others to compare those.`,
      true,
    )
  return pictures.slice(0, Math.max(0, most))
}

/** References to what each shows, in the order of the pictures; undefined where nothing describes them. */
function describeAll(builder: PlanBuilder, pictures: readonly Source[]): string[] | undefined {
  const describing = builder.find(tells('image'))
  const steps =
    describing && bindTool(builder, { tool: describing }, pictures, { sentence: '', clause: '', labels: [] })
  return steps?.ok ? steps.value.map(({ id }) => `$${id}.text`) : undefined
}

/** Whether no two pictures that follow each other have one size, so that no points can be compared. */
function isOfSeveralSizes({ request: { media } }: PlanBuilder, pictures: readonly Source[]): boolean {
  const sizes = pictures.map(({ value }) => {
    const { width, height } = media[value.slice(1)]?.facts ?? {}
    return width && height ? `${width} ${height}` : undefined
  })
  return sizes.length > 1 && sizes.every((size, at) => at === 0 || (size !== undefined && size !== sizes[at - 1]))
}
