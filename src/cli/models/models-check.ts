import type { Agent } from '../../agent/agent.js'
import { SwitchyardError } from '../../core/errors.js'
import { formatBytes } from '../../core/format.js'
import { formatCount } from '../../core/text.js'
import { describeNetworkError } from '../../http/send-request.js'
import { type CheckedModel, checkModels } from '../../hub/check/check-models.js'
import type { CatalogClaim } from '../../hub/check/judge-model.js'
import { createHubClient } from '../../hub/client.js'
import { readHubSettings } from '../../hub/settings.js'
import { localAdapterFor } from '../../tools/local/local-adapter-for.js'
import { exitCodes } from '../exit-codes.js'
import { createBatchBar } from '../ui/batch-bar.js'
import { columns, processTerminal, type Terminal } from '../ui/terminal.js'
import { reportError } from '../with-agent.js'

/** The Hub may ask for a long pause when many models are looked up. */
const longestRetryAfterMs = 300_000

/** Checks every model of the catalogues against the Hub, prints what it found, and returns the exit code. */
export async function checkCatalog(
  agent: Agent,
  words: readonly string[],
  { signal, json = false }: { signal: AbortSignal; json?: boolean | undefined },
): Promise<number> {
  const hub = readHubSettings(process.env)
  const claims = claimsOf(agent, words)
  if (claims.length === 0)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `No model of the Hub with "${words.join(' ')}" in its tool or name is in the catalogue. \`switchyard models list\` shows what is.`,
    )
  if (hub.offline)
    return notChecked(
      `HF_HUB_OFFLINE is set, so ${hub.endpoint} is not asked. Unset it, and run this where there is a network.`,
      json,
    )
  const terminal = processTerminal({ quiet: json })
  const client = createHubClient({ hub, env: process.env, longestRetryAfterMs })
  const bar = terminal.interactive ? createBatchBar(terminal) : undefined
  try {
    const checked = await checkModels(claims, {
      hub,
      client,
      signal,
      onProgress: ({ done, total, model }) => bar?.show(done, total, `${done} of ${total}: ${model}`),
    }).finally(() => bar?.stop())
    if (json) terminal.out(`${JSON.stringify(checked, null, 2)}\n`)
    else report(checked, terminal)
    const has = (state: CheckedModel['state']) => checked.some((one) => one.state === state)
    return has('wrong') ? exitCodes.failed : has('unchecked') ? exitCodes.partly : exitCodes.answered
  } catch (thrown) {
    if (!(thrown instanceof SwitchyardError) || thrown.details.reason !== 'unreachable') throw thrown
    const why = describeNetworkError(thrown.cause)
    return notChecked(
      `${hub.endpoint} can't be reached: ${why}. Check the network or HF_ENDPOINT, and run this again.`,
      json,
    )
  } finally {
    await client.close()
  }
}

/** Says why there is no Hub to ask. That says nothing about the entries. */
function notChecked(why: string, json: boolean): number {
  reportError(new SwitchyardError('MODEL_UNAVAILABLE', `Nothing was checked. ${why}`), { json })
  return exitCodes.partly
}

/** What the catalogues say of models of the Hub, whatever the profile would take. */
function claimsOf({ parts: { registry, catalog } }: Agent, words: readonly string[]): CatalogClaim[] {
  return registry.list().flatMap((tool) =>
    catalog
      .candidates(tool.id)
      .filter(
        ({ backend, source, endpoint, model }) =>
          endpoint === undefined &&
          (backend === 'local' ? source === 'hub' : backend === 'hugging-face') &&
          words.every((word) => `${tool.id} ${model}`.toLowerCase().includes(word.toLowerCase())),
      )
      .map((candidate) => ({
        tool: tool.id,
        candidate,
        pipeline: localAdapterFor(tool, candidate.options)?.pipeline ?? tool.id,
        byChat: candidate.options.chat === true,
      })),
  )
}

const marks: Readonly<Record<CheckedModel['state'], string>> = { right: '✓', wrong: '✗', unchecked: '?' }

function report(checked: readonly CheckedModel[], { out, err, outColor: color }: Terminal): void {
  out(
    `${columns([
      ['', 'TOOL', 'MODEL', 'DOWNLOAD', 'LICENCE', 'PROVIDERS'],
      ...checked.map(({ state, tool, candidate, downloadBytes, license, providers }) => [
        marks[state],
        tool,
        candidate,
        downloadBytes === undefined ? '-' : formatBytes(downloadBytes),
        license ?? '?',
        providers.join(', ') || '-',
      ]),
    ])}\n`,
  )
  const told = checked.filter(({ problems, notes }) => problems.length + notes.length > 0)
  if (told.length > 0) out('\nWhat to change in the catalogue:\n')
  for (const { state, tool, candidate, problems, notes } of told) {
    for (const problem of problems)
      out(`${state === 'wrong' ? color.red('✗') : color.yellow('?')} ${tool}: ${candidate} ${problem}.\n`)
    for (const note of notes) out(`  ${tool}: ${candidate} ${note}.\n`)
  }
  const count = (state: CheckedModel['state']) => checked.filter((one) => one.state === state).length
  err(
    `${formatCount(checked.length, 'entry', 'entries')}: ${count('right')} right, ${count('wrong')} to change, ${count('unchecked')} not checked.\n`,
  )
}
