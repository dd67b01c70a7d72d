import { Command } from 'commander'
import { exitCodes } from '../exit-codes.js'
import { collectValues } from '../flag-values.js'
import { type AgentFlags, addAgentFlags, addPlannerFlag } from '../options.js'
import { withAgent } from '../with-agent.js'

export function mcpCommand(): Command {
  const command = new Command('mcp').description(
    'serve the Model Context Protocol on standard input and output, to the program that starts this one',
  )
  return addPlannerFlag(addAgentFlags(command))
    .option(
      '--folder <folder>',
      'a folder whose files may be named by path (repeatable; default: the working directory)',
      collectValues,
    )
    .addHelpText('after', '\nExample:\n  $ switchyard mcp --profile demo --folder ~/Pictures')
    .action((flags: AgentFlags & { folder?: string[] }) =>
      withAgent(flags, async (agent, signal) => {
        const { serveMcpStdio } = await import('../../serve/mcp/serve-mcp-stdio.js')
        await serveMcpStdio(agent, { folders: flags.folder ?? [process.cwd()], signal })
        return exitCodes.answered
      }),
    )
}
