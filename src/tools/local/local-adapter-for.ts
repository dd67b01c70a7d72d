import { z } from 'zod'
import type { LocalAdapter } from '../local-adapter.js'
import type { AnyTool } from '../tool.js'
import { answerBySight, seeingTask } from './seeing/answer-by-sight.js'

const optionsSchema = z.looseObject({
  /** Whether the model is asked in words about the pictures, and not by the pipeline of the task. */
  chat: z.boolean().default(false),
  /** The mark that tells a model of Florence-2's kind what to do. */
  taskPrompt: z.string().optional(),
  /** What the model is loaded for, where the tool can use more than one kind. */
  pipeline: z.string().optional(),
})

/**
 * How a tool runs on a candidate of this machine: by its pipeline, by words to a vision language model, or by a mark that
 * such a model knows. Undefined: it can't.
 */
export function localAdapterFor(
  tool: AnyTool,
  options: Readonly<Record<string, unknown>>,
): LocalAdapter<unknown, unknown> | undefined {
  const { chat, taskPrompt, pipeline } = optionsSchema.parse(options)
  if (taskPrompt !== undefined) return tool.localByTaskPrompt
  if (tool.llm && (chat || !tool.local)) return answerBySight(tool.llm)
  if (chat || !tool.local) return undefined
  return pipeline === undefined ? tool.local : { ...tool.local, pipeline }
}

/** How a tool runs besides by the pipeline of its task, with the options of a candidate that choose it. */
export function localWays({ llm, local, localByTaskPrompt }: AnyTool) {
  const pipeline = seeingTask
  return [
    ...(localByTaskPrompt
      ? [{ pipeline, types: typesByTaskPrompt, options: { taskPrompt: localByTaskPrompt.taskPrompt } }]
      : []),
    ...(llm ? [{ pipeline, options: local ? { chat: true } : {} }] : []),
  ]
}

/** Types of models that are told by marks what to do, and can be asked nothing else. */
const typesByTaskPrompt = ['florence2']
