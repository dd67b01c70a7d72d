import { Command, InvalidArgumentError } from 'commander'
import { SwitchyardError } from '../core/errors.js'
import { type AgentFlags, addModelFlags } from './options.js'
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
      // An LLM that sees is a candidate, too; the lists need none.
      withAgent(flags.why ? flags : { ...flags, llm: 'none' }, async (agent, signal) => {
        if (!flags.why && (media.length > 0 || flags.input))
          throw new SwitchyardError(
            'INVALID_REQUEST',
            `Files and --input go with --why: switchyard tools --why ${id ?? 'TOOL'} ...`,
          )
        if (!id && flags.why)
          throw new SwitchyardError(
            'INVALID_REQUEST',
            'Name a tool to explain: switchyard tools --why image-to-text',
          )
        const { explainTool, listTools, showTool, toolNamed } = await import('./ui/show-tools.js')
        if (!id) return listTools(agent, flags.json)
        const tool = toolNamed(agent, id)
        return flags.why
          ? explainTool(agent, tool, { media, input: flags.input, json: flags.json, signal })
          : showTool(agent, tool, flags.json)
      }),
    )
}

function parseInput(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return Object.fromEntries(Object.entries(parsed))
  } catch {}
  throw new InvalidArgumentError('It takes a JSON object such as {"language": "de"}.')
}
