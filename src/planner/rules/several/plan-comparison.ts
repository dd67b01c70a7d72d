import type { StepValue } from '../../../plan/step-value.js'
import { type ToolField, toolSchema } from '../../../plan/tool-schema.js'
import type { AnyTool } from '../../../tools/tool.js'
import { bindTool } from '../bind.js'
import { mediaSource, type PlanBuilder, type Source } from '../builder.js'
import { comparesPictures, tells } from '../capabilities.js'
import type { Choice } from '../choices.js'
import type { WishOutcome } from '../subjects.js'

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
  const tool = builder.tool(known.tool.id)
  if (!tool) return `there is no tool for it (${known.tool.id})`
  const fields = toolSchema(tool).input
  const images = fields.get('images')
  const pictures = boundedPictures(builder, subjects)
  const described = describeAll(builder, pictures)
  const named = pictures.map((source) => source.value.replace('[*]', ''))
  const value = named.length === 1 && pictures[0]?.value.endsWith('[*]') ? (named[0] ?? '') : named
  if (!images || !builder.fits(images, value)) return describeTooFew(builder, images, value)
  if (!described && fields.get('descriptions')?.optional === false) return 'no tool here describes pictures'
  const rows = (name: 'pairs' | 'differences') => {
    const comparing = fields.has(name) ? runnable(builder, comparesPictures(name)) : undefined
    return comparing && `$${builder.add(comparing, { images: value }).id}.${name}`
  }
  const pairs = rows('pairs')
  const differences = haveOtherSizes(builder, pictures) ? undefined : rows('differences')
  const step = builder.add(tool, {
    images: value,
    ...(described && { descriptions: described }),
    ...(pairs && { pairs }),
    ...(differences && { differences }),
  })
  return {
    known,
    media: subjects,
    results: builder.outputsOf(step).filter(({ modality }) => modality === 'text'),
  }
}

/** How many it takes at least, and what to do. */
function describeTooFew(builder: PlanBuilder, images: ToolField | undefined, value: StepValue): string {
  const given = [value].flat()
  const [first = ''] = given
  const fewest = [2, 3, 4, 5].find(
    (count) =>
      images &&
      builder.fits(
        images,
        Array.from({ length: count }, () => first),
      ),
  )
  const there = given.length === 0 ? 'none' : given.length
  return `it takes ${fewest ?? 'more'} pictures or more, and there ${given.length === 1 ? 'is' : 'are'} ${there}: attach more`
}

const runnable = (builder: PlanBuilder, can: (tool: AnyTool) => boolean): AnyTool | undefined => {
  const tool = builder.find(can)
  return tool && builder.mayRun(tool) ? tool : undefined
}

/** The pictures, and the frames of videos; no more than may be described in one plan, which the answer says. */
function boundedPictures(builder: PlanBuilder, subjects: readonly Source[]): Source[] {
  const seen = subjects.filter(({ modality }) => modality === 'image' || modality === 'video')
  const videos = (builder.media.video ?? []).map((name) => mediaSource(name, 'video'))
  const pictures = (seen.length > 0 ? seen : videos).flatMap(
    (source) => builder.convert(source, 'image') ?? [],
  )
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
function describeAll(builder: PlanBuilder, pictures: readonly Source[]): StepValue | undefined {
  const describing = runnable(builder, tells('image'))
  const steps =
    describing && bindTool(builder, { tool: describing }, pictures, { sentence: '', clause: '', labels: [] })
  const references = steps?.ok ? steps.value.map(({ id }) => `$${id}.text`) : []
  return references.length === 1 ? references[0] : references.length > 0 ? references : undefined
}

/** Whether no two pictures that follow each other have one size, so that no points can be compared. */
function haveOtherSizes({ request: { media } }: PlanBuilder, pictures: readonly Source[]): boolean {
  const sizes = pictures.map(({ value }) => {
    const { width, height } = media[value.slice(1)]?.facts ?? {}
    return width && height ? `${width} ${height}` : undefined
  })
  return (
    sizes.length > 1 && sizes.every((size, at) => at === 0 || (size !== undefined && size !== sizes[at - 1]))
  )
}
