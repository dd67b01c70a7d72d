import { setTimeout as delay } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import type { SaveMade } from '../batch/save-made.js'
import type { BatchClient } from '../queue/batches/batch-client.js'
import { type BatchStatus, endedOf, isAtRest } from '../queue/batches/batch-status.js'
import type { QueueConnection } from '../queue/redis/connection.js'
import type { Priority } from '../queue/runs/priority.js'
import { exitCodes } from './exit-codes.js'
import { parseDuration, parseUsd } from './flag-values.js'
import { type AgentFlags, addSettingsFlags, addShareFlag, agentOptions } from './options.js'
import { printable } from './ui/printable.js'
import { processTerminal } from './ui/terminal.js'
import { makeAgent, withAgent } from './with-agent.js'
import { withQueue } from './with-queue.js'
import { addQueueFlags } from './worker.js'

interface QueueFlags {
  redis: string
  namespace: string
  json?: boolean | undefined
}

interface SubmitFlags extends AgentFlags, QueueFlags {
  name?: string | undefined
  submitter?: string | undefined
  priority: Priority
  deadline?: number | undefined
  keep: number
  maxCost?: number | undefined
  quiet?: boolean | undefined
}

const refreshMs = 500

/** The commands for batches that workers answer, whether or not anybody waits. */
export function addBatchQueueCommands(batch: Command): void {
  addSettingsFlags(addShareFlag(addQueueFlags(batch.command('submit'))))
    .description('hand a jobs file to the queue; its workers answer, also when this machine is off')
    .argument('<jobs>', 'a file with one job a line, as for `batch run`')
    .option(
      '--name <name>',
      "for people; the same jobs under another name are another batch (default: the file's)",
    )
    .option('--submitter <name>', 'whose batch it is: submitters take turns (default: user@host)')
    .addOption(
      new Option('--priority <priority>', 'interactive goes before batches')
        .choices(['batch', 'interactive'])
        .default('batch'),
    )
    .option('--deadline <time>', 'what is not answered by then fails: 90s, 30m, 2h, 7d', parseDuration)
    .addOption(
      new Option('--keep <time>', 'how long its data is kept after its end')
        .argParser(parseDuration)
        .default(parseDuration('7d'), '7d'),
    )
    .option(
      '--max-cost <usd>',
      'start no more jobs once they have cost this much, in US dollars (default: budget.perBatch)',
      parseUsd,
    )
    .option('--json', "print the batch's id and size as JSON")
    .option('-q, --quiet', 'no progress, only the id')
    .addHelpText(
      'after',
      `
Example:
  $ switchyard batch submit jobs.jsonl --redis redis://queue.example:6379 --deadline 12h
  $ switchyard batch results "$(switchyard batch submit jobs.jsonl --quiet)" --out results.jsonl --follow

Pictures and recordings are taken into the cache folder now, which the workers
must share, or into --media-share. Started again, also after Ctrl-C, the same
command finds what it has uploaded and goes on. The id goes to stdout. Models
and LLM are those of the workers' settings.`,
    )
    .action(submit)

  addQueueFlags(batch.command('status'))
    .description('where a batch in the queue stands; without an id: all of them')
    .argument('[id]', "the batch's id")
    .option('-w, --watch', 'follow it until it has ended')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nCtrl-C stops the watching, not the batch.')
    .action((id: string | undefined, flags: QueueFlags & { watch?: boolean | undefined }) =>
      withBatches(flags, (client, connection, signal) => status({ client, connection, signal }, id, flags)),
    )

  addSettingsFlags(addShareFlag(addQueueFlags(batch.command('results'))))
    .description('write the results of a batch, one line a job, in the order in which they ended')
    .argument('<id>', "the batch's id")
    .requiredOption('-o, --out <file>', 'where they go; started again, it adds what is missing')
    .option(
      '--media-out <folder>',
      "where the pictures, sound and other files go that jobs made, out of the workers' cache folder or --media-share",
    )
    .option('-f, --follow', 'wait for more until the batch has ended')
    .option('--json', 'print a summary as JSON at the end')
    .option('-q, --quiet', 'no progress, only the summary')
    .addHelpText(
      'after',
      `
Ctrl-C stops the writing, not the batch.
Exit codes: 0 all answered, or not ended yet; 1 nothing answered, 2 wrong usage, 3 some failed or in part, 130 stopped.`,
    )
    .action((id: string, flags: ResultsFlags) =>
      withBatches(flags, (client, _connection, signal) => results({ client, signal }, id, flags)),
    )

  addQueueFlags(batch.command('cancel'))
    .description('end what waits and stop what runs; results that are there stay')
    .argument('<id>', "the batch's id")
    .option('--json', 'print where it stands then, as JSON')
    .action((id: string, flags: QueueFlags) =>
      withBatches(flags, async (client, connection) => {
        await client.cancelBatch(id)
        await say(await client.batchStatus(id), connection, flags)
        return exitCodes.answered
      }),
    )

  addQueueFlags(batch.command('retry'))
    .description('do jobs again that failed, were cancelled or were answered in part')
    .argument('<id>', "the batch's id")
    .option('--failed', 'only those without an answer, cancelled ones too')
    .option('--partly', 'only those that were answered in part')
    .option('--deadline <time>', 'a new deadline, from now (default: none)', parseDuration)
    .option(
      '--max-cost <usd>',
      'what it may cost from now on, in US dollars (default: as much again)',
      parseUsd,
    )
    .option('--json', 'print how many, as JSON')
    .addHelpText(
      'after',
      '\nSteps that had succeeded are remembered. Lines that are no jobs are not retried.',
    )
    .action((id: string, flags: RetryFlags) =>
      withBatches(flags, async (client) => {
        const which = flags.failed === flags.partly ? 'all' : flags.failed ? 'failed' : 'partly'
        const jobs = await client.retryBatch(id, {
          which,
          deadlineMs: flags.deadline,
          maxCostUsd: flags.maxCost,
        })
        processTerminal().out(
          flags.json ? `${JSON.stringify({ id, jobs })}\n` : `${jobs} jobs are done again, or go on.\n`,
        )
        return exitCodes.answered
      }),
    )
}

interface ResultsFlags extends AgentFlags, QueueFlags {
  out: string
  mediaOut?: string
  follow?: boolean | undefined
  quiet?: boolean | undefined
}

interface RetryFlags extends QueueFlags {
  failed?: boolean | undefined
  partly?: boolean | undefined
  deadline?: number | undefined
  maxCost?: number | undefined
}

async function withBatches(
  flags: QueueFlags,
  use: (client: BatchClient, connection: QueueConnection, signal: AbortSignal) => Promise<number>,
): Promise<void> {
  await withQueue(flags, async (connection, signal) => {
    const { createBatchClient } = await import('../queue/batches/batch-client.js')
    const client = createBatchClient({ connection })
    try {
      return await use(client, connection, signal)
    } finally {
      await client.close()
    }
  })
}

async function submit(jobs: string, { maxCost, ...flags }: SubmitFlags): Promise<void> {
  await withAgent({ ...flags, llm: 'none' }, async ({ parts }, signal) => {
    const { refuseApproval } = await import('../queue/runs/refuse-approval.js')
    refuseApproval(parts.profile)
    const { checkShare } = await import('../media/share/check-share.js')
    if (parts.share) await checkShare(parts.share, { signal })
    const { openQueue } = await import('../queue/redis/connection.js')
    const { createBatchClient } = await import('../queue/batches/batch-client.js')
    const { createCallPreparer } = await import('../serve/batches/call-preparer.js')
    const terminal = processTerminal({ quiet: flags.quiet })
    const connection = await openQueue({ url: flags.redis, namespace: flags.namespace })
    const client = createBatchClient({ connection })
    const { name, submitter, priority, deadline: deadlineMs, keep: keepMs } = flags
    const redrawn = terminal.interactive ? '\r' : ''
    let known: { id: string; uploaded: number } | undefined
    try {
      const submitted = await client.submitBatch({
        jobs,
        ingest: parts.ingest,
        prepareCall: createCallPreparer({ parts, connection }),
        name,
        submitter,
        priority,
        deadlineMs,
        maxCostUsd: maxCost ?? parts.profile.budget.perBatch,
        keepMs,
        signal,
        onProgress(progress) {
          known = progress
          if (redrawn) terminal.err(`\r${progress.uploaded} jobs uploaded`)
        },
      })
      const { id, total, before } = submitted
      terminal.err(
        before
          ? `${redrawn}Batch ${id} was submitted before, with ${total} jobs. Give it another --name to have them done anew.\n`
          : `${redrawn}Batch ${id}: ${total} jobs uploaded. It goes on without this command.\n`,
      )
      terminal.err(
        `  switchyard batch status ${id} --watch\n  switchyard batch results ${id} --out FILE --follow\n`,
      )
      terminal.out(flags.json ? `${JSON.stringify(submitted)}\n` : `${id}\n`)
      return exitCodes.answered
    } catch (thrown) {
      if (signal.aborted && known)
        terminal.err(
          `\n${known.uploaded} jobs of batch ${known.id} are uploaded and will be answered. Start the same command again to upload the rest.\n`,
        )
      throw thrown
    } finally {
      await client.close()
      await connection.close()
    }
  })
}

async function status(
  { client, connection, signal }: { client: BatchClient; connection: QueueConnection; signal: AbortSignal },
  id: string | undefined,
  flags: QueueFlags & { watch?: boolean | undefined },
): Promise<number> {
  if (id === undefined) {
    const batches = await client.listBatches()
    const { renderBatches: sayBatches } = await import('./ui/batch-status-view.js')
    processTerminal().out(`${flags.json ? JSON.stringify(batches, null, 2) : sayBatches(batches)}\n`)
    return exitCodes.answered
  }
  if (flags.watch) await watch({ client, signal }, id)
  await say(await client.batchStatus(id), connection, flags)
  return signal.aborted ? exitCodes.interrupted : exitCodes.answered
}

/** Shows progress until the batch has ended or the signal aborts. */
async function watch(
  { client, signal }: { client: BatchClient; signal: AbortSignal },
  id: string,
  { quiet = false }: { quiet?: boolean | undefined } = {},
): Promise<void> {
  const { createBatchStatusView } = await import('./ui/batch-status-view.js')
  const view = createBatchStatusView(processTerminal({ quiet }))
  try {
    for (;;) {
      const now = await client.batchStatus(id)
      view.show(now)
      if (isAtRest(now) || signal.aborted) return
      await delay(refreshMs, undefined, { signal }).catch(() => undefined)
    }
  } finally {
    view.stop()
  }
}

async function results(
  { client, signal }: { client: BatchClient; signal: AbortSignal },
  id: string,
  { mediaOut, ...flags }: ResultsFlags,
): Promise<number> {
  if (mediaOut === undefined) return writeResults({ client, signal }, id, flags)
  const { createSaveMade } = await import('../batch/save-made.js')
  const agent = await makeAgent(agentOptions({ ...flags, llm: 'none' }))
  try {
    const onLost = (message: string) => void process.stderr.write(`warning ${printable(message)}\n`)
    const saveMade = await createSaveMade({ folder: mediaOut, store: agent.parts.store, onLost })
    return await writeResults({ client, signal, saveMade }, id, flags)
  } finally {
    await agent.close()
  }
}

async function writeResults(
  { client, signal, saveMade }: { client: BatchClient; signal: AbortSignal; saveMade?: SaveMade | undefined },
  id: string,
  { out, follow = false, quiet, json }: ResultsFlags,
): Promise<number> {
  const { writeBatchResults } = await import('../queue/batches/results-file.js')
  await client.batchStatus(id)
  const shown = new AbortController()
  const watching = follow
    ? watch({ client, signal: AbortSignal.any([signal, shown.signal]) }, id, { quiet })
    : Promise.resolve()
  watching.catch(() => undefined)
  const written = await writeBatchResults({
    batchId: id,
    results: client.batchResults(id, { follow, signal }),
    out,
    saveMade,
    signal,
  }).finally(async () => {
    shown.abort()
    await watching.catch(() => undefined)
  })
  const end = await client.batchStatus(id)
  const { out: print, err } = processTerminal({ quiet })
  print(
    json
      ? `${JSON.stringify({ ...end, written, out })}\n`
      : `${resultsText(end)}; ${written} new in ${out}\n`,
  )
  if (end.state === 'spent') {
    err(
      `Its money is spent, and ${end.waiting} jobs wait. \`switchyard batch retry ${end.id}\` lets it spend as much again.\n`,
    )
    return end.answered + end.partly > 0 ? exitCodes.partly : exitCodes.failed
  }
  if (end.state !== 'ended') {
    err('It has not ended yet. Start the same command again for the rest, or with --follow to wait for it.\n')
    return exitCodes.answered
  }
  if (end.answered === end.total) return exitCodes.answered
  return end.answered + end.partly > 0 ? exitCodes.partly : exitCodes.failed
}

const resultsText = (status: BatchStatus): string =>
  [
    `${endedOf(status)} of ${status.total} jobs done`,
    `${status.answered} answered`,
    ...(status.partly > 0 ? [`${status.partly} in part`] : []),
    ...(status.failed > 0 ? [`${status.failed} failed`] : []),
    ...(status.cancelled > 0 ? [`${status.cancelled} cancelled`] : []),
    ...(status.cacheHits > 0 ? [`${status.cacheHits} steps remembered`] : []),
  ].join(', ')

async function say(
  found: BatchStatus,
  connection: QueueConnection,
  { json }: { json?: boolean | undefined },
): Promise<void> {
  const { renderStatus: sayStatus } = await import('./ui/batch-status-view.js')
  processTerminal().out(`${json ? JSON.stringify(found, null, 2) : sayStatus(found, connection.now())}\n`)
}
