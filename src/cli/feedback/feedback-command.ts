import { Command, Option } from 'commander'
import type { PairFormat } from '../../feedback/preference-pairs.js'
import { exitCodes } from '../exit-codes.js'
import { reportError } from '../with-agent.js'

interface ExportFlags {
  format: PairFormat
  edited?: boolean | undefined
  out?: string | undefined
}

export function feedbackCommand(): Command {
  return new Command('feedback')
    .description('what people said of answers and steps, on the page, in a chat or by programs')
    .addCommand(
      new Command('list')
        .description('show it, the newest first')
        .option('--json', 'as JSON')
        .action((flags: { json?: boolean }) =>
          reported(async () => (await import('./list-feedback.js')).listFeedback(flags)),
        ),
    )
    .addCommand(
      new Command('export')
        .description('write it as JSONL: pairs for preference tuning, or judgements of steps')
        .argument(
          '<what>',
          '`pairs`: two answers to one question, the better one first; `steps`: what was judged of each model',
        )
        .addOption(
          new Option('--format <fields>', 'fields of pairs: as TRL or as OpenAI take them')
            .choices(['trl', 'openai'])
            .default('trl'),
        )
        .option('--edited', 'pair answers to versions of an edited question, too')
        .option('-o, --out <file>', 'where it goes, readable by you alone (default: standard output)')
        .addHelpText(
          'after',
          `
Examples:
  $ switchyard feedback export pairs --out pairs.jsonl
  $ switchyard feedback export pairs --format openai --out preference.jsonl
  $ switchyard feedback export steps`,
        )
        .action((what: string, flags: ExportFlags) =>
          reported(async () => (await import('./export-feedback.js')).exportFeedback(what, flags)),
        ),
    )
}

async function reported(work: () => Promise<void>): Promise<void> {
  try {
    await work()
    process.exitCode = exitCodes.answered
  } catch (thrown) {
    process.exitCode = reportError(thrown)
  }
}
