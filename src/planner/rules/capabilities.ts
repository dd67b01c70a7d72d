import type { Modality } from '../../media/media.js'
import { toolSchema } from '../../plan/tool-schema.js'
import type { AnyTool } from '../../tools/tool.js'
import { edgeOf } from '../reachability.js'
import { hasRole, roleOf } from './reading/roles.js'

/** Tools by what they can do, told from their fields: which ids they have is nobody's business here. */
type Test = (tool: AnyTool) => boolean

const needsOnly = (tool: AnyTool, modality: Modality): boolean => {
  const { needs } = edgeOf(tool)
  return needs.length === 1 && needs[0] === modality
}
const requiresRole = hasRole
const takes = (tool: AnyTool, modality: Modality): boolean => edgeOf(tool).needs.includes(modality)

/** Whether it chooses among labels that it is given. */
export const choosesLabel: Test = (tool) =>
  requiresRole(tool, 'labels') && toolSchema(tool).output.has('labels')
/** Whether it puts into words, as it is, what a file of the modality shows or says. */
export const tells =
  (modality: Modality): Test =>
  (tool) =>
    tool.nature === 'faithful' &&
    edgeOf(tool).converts?.from === modality &&
    edgeOf(tool).converts?.to === 'text'
/** Whether it says which of the labels that it knows fit a picture. */
export const labelsPictures: Test = (tool) =>
  needsOnly(tool, 'image') && toolSchema(tool).output.has('labels')
/** Whether it chooses, for a picture, among labels that it is given. */
export const choosesForPictures: Test = (tool) => takes(tool, 'image') && choosesLabel(tool)
/** Whether it says in a number how well texts describe pictures. */
export const saysHowWordsFit: Test = (tool) => {
  const { input, output } = toolSchema(tool)
  return ['images', 'texts'].every((name) => input.has(name)) && output.has('similarity')
}
/** Whether it answers a question from what it is given. */
export const answersQuestions: Test = (tool) => requiresRole(tool, 'question')
export const answersFrom =
  (modality: Modality): Test =>
  (tool) =>
    answersQuestions(tool) && (edgeOf(tool).needs.find((one) => one !== 'text') ?? 'text') === modality
/** Whether it sets several files or texts side by side. */
export const comparesSeveral: Test = (tool) => {
  const required = [...toolSchema(tool).input.values()].filter(({ optional }) => !optional)
  const texts = required.filter((field) => field.meta?.modality === 'text' && roleOf(field) === 'text')
  const severalFiles = required.some(({ meta }) => meta?.list && meta.modality !== 'text')
  return (severalFiles && !hasRole(tool, 'prompt')) || texts.length > 1
}
/** Whether it draws the pages of a document. */
export const drawsPages: Test = (tool) =>
  edgeOf(tool).converts?.from === 'document' && edgeOf(tool).converts?.to === 'image'
/** Whether it takes the pictures out of a video, with their times. */
export const dividesVideos: Test = (tool) =>
  edgeOf(tool).converts?.from === 'video' && toolSchema(tool).output.has('moments')
/** Whether it puts what is seen and what is heard in a video into one order by time. */
export const joinsByTime: Test = (tool) =>
  ['moments', 'descriptions', 'speech'].every((name) => toolSchema(tool).input.has(name))
/** Whether it concludes from what several pictures show, so that each has to be described first. */
export const concludesFromPictures: Test = (tool) => {
  const { input } = toolSchema(tool)
  return input.has('descriptions') && input.get('images')?.optional === false
}
/** Whether it gives rows of that name for several pictures: how alike they are, where they differ. */
export const comparesPictures =
  (rows: 'pairs' | 'differences'): Test =>
  (tool) => {
    const { input, output } = toolSchema(tool)
    const { meta, optional } = input.get('images') ?? {}
    return (
      optional === false &&
      meta?.list === true &&
      output.get(rows)?.meta?.modality === 'table' &&
      input.size === 1
    )
  }
/** Whether it sorts files of the modality into classes that are shown by examples. */
export const sortsByExamples =
  (modality: Modality): Test =>
  (tool) => {
    const { input } = toolSchema(tool)
    return input.has('exampleLabels') && input.get('examples')?.meta?.modality === modality
  }
/** Whether it does with several files of the modality what it is told. */
export const followsOver =
  (modality: Modality): Test =>
  (tool) =>
    hasRole(tool, 'prompt') &&
    [...toolSchema(tool).input.values()].some(
      ({ meta, optional }) => !optional && meta?.list && meta.modality === modality,
    )

/** Whether it tells where in a recording there is speech. */
export const findsSpeech = (tool: AnyTool): boolean => toolSchema(tool).output.has('speechSeconds')
