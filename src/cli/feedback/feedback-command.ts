import { Command, Option } from 'commander'
import type { PairFormat } from '../../feedback/preference-pairs.js'
import { type StoreFlags, withStore } from './with-store.js'

interface ExportFlags extends StoreFlags {
  format: PairFormat
  edited?: boolean | undefined
  out?: string | undefined
}

const addStoreFlags = (command: Command): Command =>
  command
    .option(
      '--redis <url>',
      'what servers with --redis were told (default: the cache folder of this machine)',
    )
    .option('--namespace <name>', "what the queue's keys start with", 'switchyard')

export function feedbackCommand(): Command {
  return new Command('feedback')
    .description('what people said of answers and steps, on the page, in a chat or by programs')
    .addCommand(
      addStoreFlags(new Command('list'))
        .description('show it, the newest first')
        .option('--json', 'as JSON')
        .action((flags: StoreFlags & { json?: boolean }) =>
          withStore(flags, async (store) => (await import('./list-feedback.js')).listFeedback(store, flags)),
        ),
    )
    .addCommand(
      addStoreFlags(new Command('export'))
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
          withStore(flags, async (store) =>
            (await import('./export-feedback.js')).exportFeedback(store, what, flags),
          ),
        ),
    )
}
