import { modelsNamedIn } from '../../core/model-id.js'
import type { Step } from '../../plan/plan.js'
import { taskFits } from '../../tools/task-fit.js'
import type { AnyTool } from '../../tools/tool.js'

/** A model that a request names, with its task where that could be learnt. */
export interface AskedModel {
  id: string
  task: string | undefined
}

export type TaskOf = (model: string, options: { signal: AbortSignal }) => Promise<string | undefined>

/** Characters of a request that are read for models, and models that are looked up: each is a request to the Hub. */
const mostRead = 6000
const mostModels = 5

/** The models that a request names, and its text without them: a model's name is full of words that would ask for something. */
export async function readModels(
  text: string,
  { taskOf, signal }: { taskOf: TaskOf | undefined; signal: AbortSignal },
): Promise<{ models: AskedModel[]; text: string; textWithTasks: string }> {
  const named = modelsNamedIn(text.slice(0, mostRead)).slice(0, mostModels)
  const models = await Promise.all(
    named.map(async ({ id }) => ({ id, task: await taskOf?.(id, { signal }) })),
  )
  const replaced = (by: (at: number) => string) =>
    [...named.entries()]
      .reverse()
      .reduce((said, [at, { start, end }]) => `${said.slice(0, start)}${by(at)}${said.slice(end)}`, text)
      .trim()
  return { models, text: replaced(() => ''), textWithTasks: replaced((at) => models[at]?.task ?? '') }
}

/** Puts models on the steps whose task they are for; one whose task is unknown on all, if they are of one tool. */
export function placeModels(
  steps: readonly Step[],
  models: readonly AskedModel[],
  toolOf: (id: string) => AnyTool | undefined,
): { steps: Step[]; notes: string[] } {
  const notes: string[] = []
  const placed = models.reduce<readonly Step[]>((all, { id, task }) => {
    const oneTool = new Set(all.map(({ tool }) => tool)).size === 1
    const fits = ({ tool: used }: Step) =>
      task === undefined ? oneTool : taskFits(task, toolOf(used) ?? { id: used })
    const exact = all.filter(({ tool }) => tool === task)
    const meant = new Set(exact.length > 0 ? exact : all.filter(fits))
    if (meant.size === 0)
      notes.push(
        `No step is for the model ${id}${task ? `, which is for ${task}` : ': its task is not known'}.`,
      )
    return all.map((step) => (meant.has(step) ? { ...step, model: id } : step))
  }, steps)
  return { steps: [...placed], notes }
}
