import { Command, Option } from 'commander'
import type { KeyScope } from '../../serve/access/key-file.js'
import { exitCodes } from '../exit-codes.js'
import { printable } from '../ui/printable.js'
import { processTerminal } from '../ui/terminal.js'
import { reportError } from '../with-agent.js'

interface KeyFlags {
  keyFile: string
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
        .addHelpText('after', '\nExample:\n  $ switchyard keys add anna --scope run batch')
        .action((name: string, flags: KeyFlags & { scope: KeyScope[] }) =>
          reported(async () => {
            const { addKey } = await import('../../serve/access/key-file.js')
            const { out, err } = processTerminal()
            const { key, id } = await addKey(flags.keyFile, { name, scopes: flags.scope })
            out(`${key}\n`)
            err(`Its id is ${id}. The key is shown this once; ${flags.keyFile} has its hash only.\n`)
          }),
        ),
    )
    .addCommand(
      addKeyFile(new Command('list'))
        .description('show the keys, never the keys themselves')
        .option('--json', 'as JSON')
        .action((flags: KeyFlags & { json?: boolean }) =>
          reported(async () => {
            const { readKeys } = await import('../../serve/access/key-file.js')
            const { out, err } = processTerminal()
            const keys = await readKeys(flags.keyFile)
            const shown = keys.map(({ hash: _, ...key }) => key)
            if (flags.json) out(`${JSON.stringify(shown, null, 2)}\n`)
            else
              for (const { id, name, scopes, createdAt, revokedAt } of shown)
                out(
                  `${id}  ${revokedAt ? `revoked ${revokedAt}` : `since ${createdAt}`}  ${scopes.join(', ')}  ${printable(name)}\n`,
                )
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
