import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { nearestNames } from '../core/nearest-names.js'
import { err, ok, type Result } from '../core/result.js'
import { fieldMeta } from './fields.js'
import { findTaskFiles } from './task-files.js'
import type { AnyTool } from './tool.js'

/** The tools of an agent, by id. */
export interface Registry {
  get(id: string): AnyTool | undefined
  /** All tools, in the order of their ids. */
  list(): readonly AnyTool[]
  /** Ids that `id` may have been meant to be, the nearest first; at most three. */
  nearest(id: string): string[]
}

const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/**
 * Loads one of the built-in tools, and nothing else: hosts load only what they run. `id` may be anything; only the
 * name of a file in `tasks/` is a tool.
 */
export async function loadTool(id: string): Promise<AnyTool | undefined> {
  const load = (await findTaskFiles()).get(id)
  return load && readTool(await load())
}

/** Loads all built-in tools, in the order of their ids. */
export async function loadBuiltInTools(): Promise<AnyTool[]> {
  return Promise.all([...(await findTaskFiles()).values()].map(async (load) => readTool(await load())))
}

/**
 * Makes a registry. Tools are checked here, because users write their own: the form and the uniqueness of the id, and
 * that every field has a modality. Error: `INVALID_CONFIG`, with everything that is wrong.
 */
export function createRegistry(tools: readonly AnyTool[]): Result<Registry, SwitchyardError> {
  const byId = new Map(tools.map((tool) => [tool.id, tool]))
  const problems = tools.flatMap(problemsOf)
  const twice = tools.filter((tool) => byId.get(tool.id) !== tool).map(({ id }) => id)
  for (const id of new Set(twice))
    problems.push(`There are two tools "${id}". Give yours another id; built-in tools can't be replaced.`)
  problems.push(...doubleRoles(tools))
  if (problems.length > 0)
    return err(new SwitchyardError('INVALID_CONFIG', problems.join('\n'), { details: { problems } }))

  const list = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return ok({
    get: (id) => byId.get(id),
    list: () => list,
    nearest: (id) =>
      nearestNames(
        id,
        list.map((tool) => tool.id),
      ),
  })
}

const toolModuleSchema = z.object({ tool: z.custom<AnyTool>(isTool, 'must export a `tool`') })

const readTool = (module: unknown): AnyTool => toolModuleSchema.parse(module).tool

function isTool(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && 'input' in value && 'output' in value
}

/** Work that the program itself gives to one tool, and that two say is theirs. */
function doubleRoles(tools: readonly AnyTool[]): string[] {
  const roles = tools.flatMap(({ id, openAiEndpoint, judgesEntailment }) => [
    ...(openAiEndpoint ? [{ id, role: `openAiEndpoint: '${openAiEndpoint}'` }] : []),
    ...(judgesEntailment ? [{ id, role: 'judgesEntailment: true' }] : []),
  ])
  return roles.flatMap(({ id, role }, at) => {
    const first = roles.slice(0, at).find((other) => other.role === role && other.id !== id)
    return first ? [`The tools "${first.id}" and "${id}" both say \`${role}\`. Leave it out of yours.`] : []
  })
}

function problemsOf(tool: AnyTool): string[] {
  const named = `The tool "${tool.id}"`
  const problems: string[] = []
  if (!idPattern.test(tool.id))
    problems.push(`${named} has no good id: lower-case letters, digits and dashes, like "count-words".`)
  if (tool.description.trim() === '')
    problems.push(`${named} has no description; planners choose tools by it.`)
  if (!tool.local && !tool.remote && !tool.reader && !tool.run)
    problems.push(`${named} can't run: give it \`run\`, \`local\` or \`remote\`.`)
  for (const side of ['input', 'output'] as const) {
    const schema: unknown = tool[side]
    if (!(schema instanceof z.ZodObject)) {
      problems.push(`${named}: its ${side} must be a z.object() of zod 4.`)
      continue
    }
    for (const [name, fieldSchema] of Object.entries(schema.shape))
      if (!fieldMeta(fieldSchema))
        problems.push(
          `${named}: ${side} "${name}" has no modality. Make it with textField(), imageField(), optionField() and the like.`,
        )
  }
  return problems
}
