import { Command } from 'commander'
import { exitCodes } from './exit-codes.js'
import { type AgentFlags, addAgentFlags, addPlannerFlag, mediaArgument } from './options.js'
import { printable } from './ui/printable.js'
import { processTerminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

export function planCommand(): Command {
  const command = new Command('plan')
    .description('show how a request would be answered, and run nothing')
    .argument('<request>', 'what you want to know, in words')
    .argument('[media...]', mediaArgument)
  return addPlannerFlag(addAgentFlags(command))
    .option('-r, --recursive', 'of folders, also the files in the folders below')
    .option('--json', 'print the plan as JSON, as body.plan of a batch job and the SDK take it')
    .addHelpText('after', '\nExample:\n  $ switchyard plan "Compare these pictures" a.jpg b.jpg')
    .action(plan)
}

async function plan(
  text: string,
  words: string[],
  flags: AgentFlags & { json?: boolean | undefined; recursive?: boolean | undefined },
): Promise<void> {
  await withAgent(flags, async (agent, signal) => {
    const { renderPlan } = await import('../plan/render-plan.js')
    const { out, err, errColor } = processTerminal()
    const { mediaBehind } = await import('./files/media-arguments.js')
    const { sources: media, notes } = await mediaBehind(text, words, flags)
    for (const note of notes) err(`${printable(note)}\n`)
    const { planned } = await agent.plan({ text, media }, { signal })
    if (flags.json) {
      out(`${JSON.stringify(planned.plan, null, 2)}\n`)
      return exitCodes.answered
    }
    out(
      planned.plan.steps.length > 0
        ? `${printable(renderPlan(planned.plan))}\n`
        : agent.parts.llm.id
          ? 'No tool is needed: the answer comes from the LLM alone.\n'
          : 'Nothing to run.\n',
    )
    for (const note of planned.notes) err(errColor.dim(`${printable(note)}\n`))
    return exitCodes.answered
  })
}
