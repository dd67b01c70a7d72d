import { SwitchyardError } from '../../core/errors.js'
import type { Terminal } from '../ui/terminal.js'

/** More files than this in one request are asked about first. */
const manyFiles = 50

/**
 * Says what a request over very many files is better made as. On a terminal it asks whether to go on.
 *
 * @throws SwitchyardError `CANCELLED` when the answer is no
 */
export async function askFirst(
  sources: readonly string[],
  { terminal, yes = false, signal }: { terminal: Terminal; yes?: boolean | undefined; signal: AbortSignal },
): Promise<void> {
  if (sources.length <= manyFiles) return
  terminal.err(
    `${sources.length} files in one request. The same question about each of them is better asked by \`switchyard batch run\`, one job a file, which goes on where it was stopped: \`switchyard batch run --help\`.\n`,
  )
  const canAsk = process.stdin.isTTY === true && terminal.interactive && !sources.includes('-')
  if (yes || !canAsk) return
  const { confirm } = await import('@clack/prompts')
  const message = `Ask about all ${sources.length} files at once?`
  const answer = await confirm({ message, initialValue: false, output: process.stderr, signal })
  if (answer !== true) throw new SwitchyardError('CANCELLED', 'Nothing was asked.')
}
