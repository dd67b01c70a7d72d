import { Command, Option } from 'commander'
import { exitCodes } from '../exit-codes.js'
import { runInterruptibly } from '../run-interruptibly.js'
import { reportError } from '../with-agent.js'
import type { InitFlags } from './write-settings.js'

export function initCommand(): Command {
  return new Command('init')
    .description('ask three questions and write switchyard.yaml, the settings of this folder')
    .addOption(
      new Option('--privacy <where>', 'local: nothing leaves this machine; any: it may').choices([
        'local',
        'any',
      ]),
    )
    .option('-p, --profile <name>', 'where models run: hub (this machine), remote (Hugging Face) or demo')
    .option(
      '--llm <spec>',
      'LLM that plans and answers: auto, openai:MODEL, hf:MODEL, local:MODEL, none, ...',
    )
    .option('-o, --out <file>', 'where the settings go', 'switchyard.yaml')
    .option('--force', 'overwrite the file')
    .option('-y, --yes', 'ask nothing: what no flag answers is privacy any, profile hub, LLM auto')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard init
  $ switchyard init --yes --privacy local --profile hub --llm auto

Flags answer questions; off a terminal nothing is asked. Keys are not written: set
them in the environment or in a file .env.`,
    )
    .action(async (flags: InitFlags) => {
      await runInterruptibly('Stopped. Nothing was written.', async (signal) => {
        try {
          const { writeSettings } = await import('./write-settings.js')
          await writeSettings(flags, { signal })
          process.exitCode = exitCodes.answered
        } catch (thrown) {
          process.exitCode = reportError(thrown)
        }
      })
    })
}
