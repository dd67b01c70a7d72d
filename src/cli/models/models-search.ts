import { SwitchyardError } from '../../core/errors.js'
import { createHubClient } from '../../hub/client.js'
import { searchModels } from '../../hub/search.js'
import { readHubSettings } from '../../hub/settings.js'
import { exitCodes } from '../exit-codes.js'
import { runInterruptibly } from '../run-interruptibly.js'
import { columns, processTerminal } from '../ui/terminal.js'
import { reportError } from '../with-agent.js'

/** Searches the Hub and prints what it found. Needs no agent: no profile, no model. */
export async function searchHub(words: readonly string[], flags: SearchFlags): Promise<void> {
  await runInterruptibly('Stopped.', async (signal) => {
    try {
      process.exitCode = await search(words, flags, signal)
    } catch (thrown) {
      process.exitCode = reportError(thrown, flags)
    }
  })
}

async function search(words: readonly string[], flags: SearchFlags, signal: AbortSignal): Promise<number> {
  const hub = readHubSettings(process.env)
  if (hub.offline)
    throw new SwitchyardError(
      'MODEL_UNAVAILABLE',
      `HF_HUB_OFFLINE is set, so ${hub.endpoint} is not asked. \`switchyard models list\` shows what is on disk.`,
    )
  const client = createHubClient({ hub, env: process.env })
  const { task, local, remote, limit, json = false } = flags
  try {
    const found = await searchModels(
      { hub, client },
      { words: words.join(' '), task, local, remote, limit, signal },
    )
    const { out, err } = processTerminal()
    if (json) out(`${JSON.stringify(found, null, 2)}\n`)
    else if (found.length === 0) err(`No model was found at ${hub.endpoint}. Use fewer words or filters.\n`)
    else
      out(
        `${columns([
          ['MODEL', 'TASK', 'DOWNLOADS', 'RUNS'],
          ...found.map((one) => [one.model, one.task ?? '?', count(one.downloads), whereItRuns(one)]),
        ])}\n`,
      )
    return found.length > 0 ? exitCodes.answered : exitCodes.failed
  } finally {
    await client.close()
  }
}

function whereItRuns({
  local,
  providers,
  gated,
}: {
  local: boolean
  providers: string[]
  gated: boolean
}): string {
  const places = [...(local ? ['here'] : []), ...(providers.length > 0 ? [`at ${providers.join(', ')}`] : [])]
  return `${places.join(', ') || '-'}${gated ? ' (gated)' : ''}`
}

function count(downloads: number): string {
  return new Intl.NumberFormat('en', { notation: 'compact' }).format(downloads)
}

export interface SearchFlags {
  task?: string | undefined
  local?: boolean | undefined
  remote?: boolean | undefined
  limit: number
  json?: boolean | undefined
}
