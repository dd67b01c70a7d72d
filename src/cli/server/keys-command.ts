import { Command, Option } from 'commander'
import type { KeyScope } from '../../serve/access/key-file.js'
import type { KeyLimits } from '../../serve/access/key-limits.js'
import { exitCodes } from '../exit-codes.js'
import { parseKeyBudget, parseRate, wholeNumber } from '../flag-values.js'
import { processTerminal } from '../ui/terminal.js'
import { reportError } from '../with-agent.js'

interface KeyFlags {
  keyFile: string
}

interface AddFlags extends KeyFlags, KeyLimits {
  scope: KeyScope[]
  webhook?: string
}

const addKeyFile = (command: Command): Command =>
  command.option('--key-file <file>', 'where the keys are kept, as hashes', 'switchyard-keys.jsonl')

export function keysCommand(): Command {
  return new Command('keys')
    .description('who may use `switchyard serve`')
    .addCommand(
      addKeyFile(new Command('add'))
        .description('make a key, print it this once, and keep its hash')
        .argument('<name>', 'whose key it is, for you')
        .addOption(
          new Option('--scope <scope...>', 'what it may do')
            .choices(['run', 'batch', 'admin'])
            .default(['run']),
        )
        .option(
          '--budget <usd>',
          'what it may spend, by estimated prices: 5, 5/day or 20/month (UTC)',
          parseKeyBudget,
        )
        .option('--rate <rate>', 'most requests that send work or files, such as 60/minute', parseRate)
        .option('--concurrent <n>', 'most requests of it that run or wait at once', wholeNumber(1))
        .option('--webhook <url>', 'tell there when a batch, a background response or a run of it has ended')
        .addHelpText(
          'after',
          '\nExample:\n  $ switchyard keys add anna --scope run batch --budget 20/month --rate 60/minute --concurrent 4',
        )
        .action((name: string, { keyFile, scope, webhook: url, ...limits }: AddFlags) =>
          reported(async () => {
            const { addKey } = await import('../../serve/access/key-file.js')
            const { out, err } = processTerminal()
            const added = await addKey(keyFile, { name, scopes: scope, limits, webhook: url })
            const { key, id, webhook } = added
            out(`${key}\n`)
            err(`Its id is ${id}. The key is shown this once; ${keyFile} has its hash only.\n`)
            if (webhook) err(`Messages to ${webhook.url} are signed with ${webhook.secret}\n`)
          }),
        ),
    )
    .addCommand(
      addKeyFile(new Command('list'))
        .description('show the keys, never the keys themselves')
        .option('--json', 'as JSON')
        .action((flags: KeyFlags & { json?: boolean }) =>
          reported(async () => {
            const { listKeys } = await import('../../serve/access/list-keys.js')
            const { renderKey } = await import('./render-key.js')
            const { out, err } = processTerminal()
            const keys = await listKeys(flags.keyFile)
            if (flags.json) out(`${JSON.stringify(keys, null, 2)}\n`)
            else for (const key of keys) out(`${renderKey(key)}\n`)
            if (keys.length === 0 && !flags.json) err(`${flags.keyFile} has no keys.\n`)
          }),
        ),
    )
    .addCommand(
      addKeyFile(new Command('revoke'))
        .description('end a key at once, also where a server uses the file')
        .argument('<id>', 'its id, as `switchyard keys list` shows it')
        .action((id: string, flags: KeyFlags) =>
          reported(async () => {
            const { revokeKey } = await import('../../serve/access/key-file.js')
            await revokeKey(flags.keyFile, id)
            processTerminal().err(`${id} is revoked.\n`)
          }),
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
