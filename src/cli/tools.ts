import { Command } from 'commander'
import { z } from 'zod'
import type { Agent } from '../agent.js'
import { SwitchyardError } from '../errors.js'
import { candidateId } from '../tools/candidate.js'
import { fieldMeta, isOptional } from '../tools/fields.js'
import type { AnyTool } from '../tools/tool.js'
import { type AgentFlags, addAgentFlags } from './options.js'
import { columns, formatBytes, processTerminal } from './ui/terminal.js'
import { exitCodes, withAgent } from './with-agent.js'

export function toolsCommand(): Command {
  const command = new Command('tools')
    .description('list the tools, or show one with its inputs, outputs and models')
    .argument('[tool]', 'a task id, such as image-to-text')
  return addAgentFlags(command)
    .option('--json', 'as JSON')
    .action((id: string | undefined, flags: AgentFlags & { json?: boolean }) =>
      withAgent(flags, async (agent) =>
        id ? showTool(agent, id, flags.json) : listTools(agent, flags.json),
      ),
    )
}

function listTools(agent: Agent, json = false): number {
  const { out } = processTerminal()
  const tools = agent.parts.registry.list()
  if (json) out(`${JSON.stringify(tools.map(toJson), null, 2)}\n`)
  else out(`${columns(tools.map((tool) => [tool.id, signature(tool), firstSentence(tool.description)]))}\n`)
  return exitCodes.answered
}

function showTool(agent: Agent, id: string, json = false): number {
  const { out, outColor: color } = processTerminal()
  const { registry, catalog, local } = agent.parts
  const tool = registry.get(id)
  if (!tool) {
    const nearest = registry.nearest(id)
    const hint = nearest.length > 0 ? ` Nearest: ${nearest.join(', ')}.` : ''
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `There is no tool "${id}".${hint} \`switchyard tools\` lists all.`,
    )
  }
  const candidates = catalog.candidates(id).map((candidate) => ({
    id: candidateId(candidate),
    ...candidate,
    state: candidate.backend === 'local' ? local.state(candidate) : { readiness: 'remote' as const },
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
