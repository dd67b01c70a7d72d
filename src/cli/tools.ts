import { Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import type { Agent } from '../agent/agent.js'
import { candidateId } from '../config/candidate.js'
import { SwitchyardError } from '../core/errors.js'
import { formatBytes } from '../core/format.js'
import { fieldMeta, isOptional } from '../tools/fields.js'
import type { AnyTool } from '../tools/tool.js'
import { exitCodes } from './exit-codes.js'
import { type AgentFlags, addModelFlags } from './options.js'
import { printable } from './ui/printable.js'
import { columns, processTerminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

interface ToolsFlags extends AgentFlags {
  json?: boolean | undefined
  why?: boolean | undefined
  input?: Record<string, unknown> | undefined
}

export function toolsCommand(): Command {
  const command = new Command('tools')
    .description('list the tools, or show one with its inputs, outputs and models')
    .argument('[tool]', 'a task id, such as image-to-text')
  return addModelFlags(command)
    .argument('[media...]', 'with --why: files or URLs that the tool would be given')
    .option('--why', 'explain which model would run the tool, which would not, and why')
    .option('--input <json>', 'with --why: other inputs, such as {"language": "de"}', parseInput)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard tools image-to-text
  $ switchyard tools --why image-to-text photo.jpg
  $ switchyard tools --why translation --input '{"text": "Guten Tag", "targetLanguage": "en"}'`,
    )
    .action((id: string | undefined, media: string[], flags: ToolsFlags) =>
      withAgent({ ...flags, llm: 'none' }, async (agent, signal) => {
        if (!flags.why && (media.length > 0 || flags.input))
          throw new SwitchyardError(
            'INVALID_REQUEST',
            `Files and --input go with --why: switchyard tools --why ${id ?? 'image-to-text'} ...`,
          )
        if (!id && flags.why)
          throw new SwitchyardError(
            'INVALID_REQUEST',
            'Name a tool to explain: switchyard tools --why image-to-text',
          )
        if (!id) return listTools(agent, flags.json)
        const tool = toolNamed(agent, id)
        return flags.why
          ? explainTool(agent, tool, { media, flags, signal })
          : showTool(agent, tool, flags.json)
      }),
    )
}

function listTools(agent: Agent, json = false): number {
  const { out } = processTerminal()
  const tools = agent.parts.registry.list()
  if (json) out(`${JSON.stringify(tools.map(toJson), null, 2)}\n`)
  else out(`${columns(tools.map((tool) => [tool.id, signature(tool), firstSentence(tool.description)]))}\n`)
  return exitCodes.answered
}

function toolNamed(agent: Agent, id: string): AnyTool {
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

/** Decides like a run would, and says why; nothing is run. */
async function explainTool(
  { parts }: Agent,
  tool: AnyTool,
  { media, flags, signal }: { media: readonly string[]; flags: ToolsFlags; signal: AbortSignal },
): Promise<number> {
  const [{ explainRoute, placeMedia }, { describeRoute }] = await Promise.all([
    import('../routing/explain-route.js'),
    import('./ui/describe-route.js'),
  ])
  if (tool.run)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `${tool.id} is code of your own: there is no model to choose.`,
    )
  const taken = await Promise.all(media.map((source) => parts.ingest.ingest(source, { signal })))
  const known = Object.keys(tool.input.shape)
  const unknown = Object.keys(flags.input ?? {}).find((name) => !known.includes(name))
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
  const explained = await explainRoute(tool, { ...flags.input, ...placed.value }, parts.routing, { signal })
  if (!explained.ok) throw explained.error
  const explanation = explained.value
  const { out } = processTerminal()
  out(flags.json ? `${JSON.stringify(explanation, null, 2)}\n` : `${printable(describeRoute(explanation))}\n`)
  return exitCodes.answered
}

function parseInput(text: string): Record<string, unknown> {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
  } catch {}
  throw new InvalidArgumentError('It takes a JSON object such as {"language": "de"}.')
}

const notSetUp = { readiness: 'absent', unavailable: 'is not set up' } as const

function showTool(agent: Agent, tool: AnyTool, json = false): number {
  const { out, outColor: color } = processTerminal()
  const { catalog, routing } = agent.parts
  const candidates = catalog.candidates(tool.id).map((candidate) => ({
    id: candidateId(candidate),
    ...candidate,
    state: routing.backends.find(({ id }) => id === candidate.backend)?.state(candidate, tool) ?? notSetUp,
  }))
  if (json) {
    out(`${JSON.stringify({ ...toJson(tool), candidates }, null, 2)}\n`)
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

const toJson = (tool: AnyTool) => ({
  id: tool.id,
  description: tool.description,
  input: z.toJSONSchema(tool.input, { io: 'input', unrepresentable: 'any' }),
  output: z.toJSONSchema(tool.output, { io: 'input', unrepresentable: 'any' }),
})

/** `image, labels -> text`: required inputs and the kinds of output. */
function signature(tool: AnyTool): string {
  const inputs = fields(tool.input).filter(({ optional }) => !optional)
  const outputs = new Set(fields(tool.output).map(({ modality }) => modality))
  return `${inputs.map(({ name }) => name).join(', ')} -> ${[...outputs].join(', ')}`
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
