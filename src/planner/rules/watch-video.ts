import type { Step } from '../../plan/plan.js'
import { toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { edgeOf } from '../reachability.js'
import type { PlanBuilder, Source } from './builder.js'
import { concludesFromPictures, dividesVideos, joinsByTime, tells } from './capabilities.js'
import { windowIn } from './words/time-window.js'

/** A video in words: its frames described, beside what is said in it, joined by time. Undefined: it can't be seen or heard. */
export function watch(builder: PlanBuilder, video: Source): Source | undefined {
  const picture = builder.convert(video, 'image')
  if (picture) builder.convert(picture, 'text')
  const sound = builder.soundOf(video)
  const heard = sound && builder.convert(sound, 'text')
  return joinOne(builder, video.value) ?? heard
}

/** Has what was seen in each video joined with what was heard in it: the recipe for "what happens, and what is said?". */
export function joinByTime(builder: PlanBuilder): void {
  // Frames that something is concluded from are told of there.
  const concludes = (id: string) =>
    builder.request.tools.some((tool) => tool.id === id && concludesFromPictures(tool))
  if (builder.steps.some(({ tool }) => concludes(tool))) return
  for (const name of builder.media.video ?? []) joinOne(builder, `$${name}`)
}

function joinOne(builder: PlanBuilder, video: string): Source | undefined {
  const joining = builder.find(joinsByTime)
  const dividing = builder.find(dividesVideos)
  const divide = dividing && edgeOf(dividing).converts
  const steps = [...builder.steps]
  const from = (test: (tool: AnyTool) => boolean, value: string): Step | undefined =>
    steps.find(({ tool: id, input }) => {
      const tool = builder.tool(id)
      return tool !== undefined && test(tool) && Object.values(input).includes(value)
    })
  const frames = from(dividesVideos, video)
  const seen = frames && divide && from(tells('image'), `$${frames.id}.${divide.output}`)
  if (!joining || !frames || !seen || builder.when) return undefined
  const heard = from(tells('audio'), video)
  const duration = builder.request.media[video.slice(1)]?.facts.durationSeconds
  const step = builder.add(joining, {
    moments: `$${frames.id}.moments`,
    descriptions: `$${seen.id}.text`,
    ...(heard && { speech: `$${heard.id}.segments` }),
    ...(toolSchema(dividing).output.has('scenes') && { scenes: `$${frames.id}.scenes` }),
    ...windowIn(builder.request.text, duration),
  })
  return builder.outputsOf(step).find(({ modality }) => modality === 'text')
}
