import { cp, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { messageOf, SwitchyardError } from '../../core/errors.js'
import { exitCodes } from '../exit-codes.js'
import { processTerminal } from '../ui/terminal.js'
import { reportError } from '../with-agent.js'

export function samplesCommand(): Command {
  return new Command('samples')
    .description('where the sample pictures and recordings are, or a copy of them')
    .argument('[folder]', 'copy them there; files that are there stay as they are')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard samples
  $ switchyard samples samples     so that paths such as samples/images/scene-06.png work here`,
    )
    .action(async (folder: string | undefined) => {
      try {
        await showSamples(folder)
        process.exitCode = exitCodes.answered
      } catch (thrown) {
        process.exitCode = reportError(thrown)
      }
    })
}

async function showSamples(folder: string | undefined): Promise<void> {
  const { packageRoot } = await import('../../config/package-root.js')
  const { out, err } = processTerminal()
  const from = join(packageRoot, 'samples')
  if (folder === undefined) return out(`${from}\n`)
  try {
    if (relative(from, folder) !== '') await cp(from, folder, { recursive: true, force: false })
  } catch (cause) {
    const reason = messageOf(cause)
    throw new SwitchyardError('INVALID_REQUEST', `The samples can't be copied to ${folder}: ${reason}`, {
      cause,
    })
  }
  out(`${folder}\n`)
  const [picture = ''] = (await readdir(join(folder, 'images'))).filter((name) => name.includes('06'))
  err(`Try: switchyard ask --profile demo "What is in this picture?" ${join(folder, 'images', picture)}\n`)
}
