import { z } from 'zod'
import type { Agent } from '../../agent/agent.js'
import { candidateId } from '../../config/candidate.js'
import { SwitchyardError } from '../../core/errors.js'
import { formatBytes } from '../../core/format.js'
import { fieldMeta, isOptional } from '../../tools/fields.js'
import type { AnyTool } from '../../tools/tool.js'
import { exitCodes } from '../exit-codes.js'
import { printable } from './printable.js'
import { columns, processTerminal } from './terminal.js'

export function listTools(agent: Agent, json = false): number {
  const { out } = processTerminal()
  const tools = agent.parts.registry.list()
  if (json) out(`${JSON.stringify(tools.map(toolJson), null, 2)}\n`)
  else out(`${columns(tools.map((tool) => [tool.id, signature(tool), firstSentence(tool.description)]))}\n`)
  return exitCodes.answered
}

export function toolNamed(agent: Agent, id: string): AnyTool {
  const { registry } = agent.parts
  const tool = registry.get(id)
  if (tool) return tool
  const nearest = registry.nearest(id)
  const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `There is no tool "${id}".${hint} \`switchyard tools\` lists all.`,
  )
}

interface ExplainToolOptions {
  media: readonly string[]
  /** Inputs that are no media. */
  input: Record<string, unknown> | undefined
  json: boolean | undefined
  signal: AbortSignal
}

/** Decides like a run would, and says why; nothing is run. */
export async function explainTool(
  { parts }: Agent,
  tool: AnyTool,
  { media, input, json, signal }: ExplainToolOptions,
): Promise<number> {
  const [{ explainRoute, placeMedia }, { describeRoute }] = await Promise.all([
    import('../../routing/explain-route.js'),
    import('./describe-route.js'),
  ])
  if (tool.run)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${tool.id} is code of your own: there is no model to choose.`,
    )
  const taken = await Promise.all(media.map((source) => parts.ingest.ingest(source, { signal })))
  const known = Object.keys(tool.input.shape)
  const unknown = Object.keys(input ?? {}).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${tool.id} has no input "${unknown}". It takes ${known.join(', ')}.`,
    )
  const placed = placeMedia(
    tool,
    taken.map((one) => {
      if (!one.ok) throw one.error
      return one.value
    }),
  )
  if (!placed.ok) throw placed.error
  const explained = await explainRoute(tool, { ...input, ...placed.value }, parts.routing, { signal })
  if (!explained.ok) throw explained.error
  const explanation = explained.value
  const { out } = processTerminal()
  out(json ? `${JSON.stringify(explanation, null, 2)}\n` : `${printable(describeRoute(explanation))}\n`)
  return exitCodes.answered
}

const notSetUp = { readiness: 'absent', unavailable: 'is not set up' } as const

export function showTool(agent: Agent, tool: AnyTool, json = false): number {
  const { out, outColor: color } = processTerminal()
  const { catalog, routing } = agent.parts
  const candidates = catalog.candidates(tool.id).map((candidate) => ({
    id: candidateId(candidate),
    ...candidate,
    state: routing.backends.find(({ id }) => id === candidate.backend)?.state(candidate, tool) ?? notSetUp,
  }))
  if (json) {
    out(`${JSON.stringify({ ...toolJson(tool), candidates }, null, 2)}\n`)
    return exitCodes.answered
  }
  out(`${color.bold(tool.id)}\n${tool.description}\n\n`)
  out(
    `${color.bold('input')}\n${fieldLines(tool.input)}\n\n${color.bold('output')}\n${fieldLines(tool.output)}\n\n`,
  )
  out(`${color.bold('models')}\n`)
  const rows = candidates.map(({ id, memory, quality, speed, state }) => [
    `  ${id}`,
    memory ? formatBytes(memory) : '',
    `quality ${quality}, speed ${speed}`,
    state.unavailable ?? state.readiness,
  ])
  out(`${columns(rows)}\n`)
  return exitCodes.answered
}

/** A tool as `--json` shows it: with its schemas as JSON Schema. */
export const toolJson = (tool: AnyTool) => ({
  id: tool.id,
  description: tool.description,
  input: z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }),
  output: z.toJSONSchema(tool.output, { io: 'input', unrepresentable: 'any' }),
})

/** `image, labels -> text`: required inputs and the kinds of output. */
function signature(tool: AnyTool): string {
  const all = fields(tool.input)
  const needed = all.filter(({ optional }) => !optional)
  const inputs = needed.length > 0 ? needed.map(({ name }) => name) : all.map(({ name }) => `${name}?`)
  const outputs = new Set(fields(tool.output).map(({ modality }) => modality))
  return `${inputs.join(', ')} -> ${[...outputs].join(', ')}`
}

function fieldLines(schema: AnyTool['input']): string {
  return columns(
    fields(schema).map(({ name, modality, list, optional, description }) => [
      `  ${name}${optional ? '?' : ''}`,
      list ? `${modality} list` : modality,
      description,
    ]),
  )
}

const fields = (schema: AnyTool['input']) =>
  Object.entries<z.ZodType>(schema.shape).map(([name, field]) => ({
    name,
    optional: isOptional(field),
    ...(fieldMeta(field) ?? { modality: 'text', list: false, description: '' }),
  }))

const firstSentence = (text: string): string => /^.*?[.](?=\s|$)/s.exec(text)?.[0] ?? text
