import { Command } from 'commander'
import { createLazyAnswerer } from '../batch/call-answerer.js'
import { type BatchProgress, doneOf } from '../batch/progress.js'
import type { BatchSummary } from '../batch/run-batch.js'
import { formatMs } from '../core/format.js'
import { formatUsd } from '../spending/price.js'
import { addBatchQueueCommands } from './batch-queue.js'
import { exitCodes } from './exit-codes.js'
import { parseUsd, wholeNumber } from './flag-values.js'
import { type AgentFlags, addAgentFlags } from './options.js'
import { processTerminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

interface RunFlags extends AgentFlags {
  out: string
  mediaOut?: string
  concurrency?: number | undefined
  maxCost?: number | undefined
  strict?: boolean | undefined
  retryFailed?: boolean | undefined
  json?: boolean | undefined
  quiet?: boolean | undefined
}

export function batchCommand(): Command {
  const batch = new Command('batch').description('answer a file of requests')
  addAgentFlags(batch.command('run'))
    .description('answer each line of a jobs file; started again, does what is missing')
    .argument(
      '<jobs>',
      'a file with one job a line: {"custom_id": "a", "body": {"text": "...", "media": ["..."]}}',
    )
    .requiredOption('-o, --out <file>', 'where the results go, one line a job, as they come')
    .option('--media-out <folder>', 'where the pictures, sound and other files go that jobs make')
    .option(
      '--concurrency <jobs>',
      'most jobs at once (default: what the profile allows steps)',
      wholeNumber(1),
    )
    .option('--max-cost <usd>', 'start no more jobs once this much is spent, in US dollars', parseUsd)
    .option('--strict', 'refuse a file with broken lines before anything runs')
    .option('--retry-failed', 'do again what failed or was answered in part')
    .option('--json', 'print a summary as JSON at the end')
    .option('-q, --quiet', 'no progress, only the summary')
    .addHelpText(
      'after',
      `
Example:
  $ switchyard batch run jobs.jsonl --out results.jsonl

Jobs and results have the shape of the OpenAI batch format; docs/batch.md shows both.
Lines of OpenAI's own (/v1/chat/completions, /v1/embeddings, ...) are answered as
a server would answer them.
Exit codes: 0 all answered, 1 nothing answered, 2 wrong usage, 3 some failed or in part, 130 stopped.`,
    )
    .action(run)
  addBatchQueueCommands(batch)
  return batch.addHelpText(
    'after',
    `
Here:
  $ switchyard batch run jobs.jsonl --out results.jsonl

By workers, through the queue (start them with \`switchyard worker\`):
  $ switchyard batch submit jobs.jsonl                        prints the batch's id
  $ switchyard batch status ID --watch                        where it stands
  $ switchyard batch results ID --out results.jsonl --follow  writes results as they come
  $ switchyard batch retry ID                                 what has no whole answer, again
  $ switchyard batch cancel ID

docs/batch.md shows jobs and results.`,
  )
}

async function run(
  jobs: string,
  { out, mediaOut, concurrency, maxCost, strict, retryFailed, ...flags }: RunFlags,
): Promise<void> {
  await withAgent(flags, async (agent, signal) => {
    const { runBatch } = await import('../batch/run-batch.js')
    const { createBatchView } = await import('./ui/batch-view.js')
    const answerer = createLazyAnswerer(async () => {
      const { openCallAnswerer } = await import('../serve/open-call-answerer.js')
      return openCallAnswerer(agent)
    })
    const terminal = processTerminal({ quiet: flags.quiet })
    const view = createBatchView(terminal)
    const summary = await runBatch({
      agent,
      jobs,
      out,
      mediaOut,
      answerCall: answerer.answerCall,
      concurrency,
      strict,
      retryFailed,
      maxCostUsd: maxCost ?? agent.parts.profile.budget.perBatch,
      signal,
      onProgress: view.show,
    }).finally(async () => {
      view.stop()
      await answerer.close()
    })
    terminal.out(flags.json ? `${JSON.stringify(summary)}\n` : `${renderSummary(summary)}\n`)
    for (const failure of view.failures) terminal.err(`  ${failure}\n`)
    if (summary.status === 'interrupted')
      process.stderr.write('Stopped. Start the same command again to do the rest.\n')
    if (summary.status === 'spent')
      process.stderr.write(
        'The budget is used up. Start the same command again to spend as much on the rest.\n',
      )
    return exitCodeOf(summary)
  })
}

/** The exit code for a batch, over all of its jobs, also those that were done before. */
export function exitCodeOf({ status, total, answered, partly }: BatchSummary): number {
  if (status === 'interrupted') return exitCodes.interrupted
  if (answered === total) return exitCodes.answered
  return answered + partly > 0 ? exitCodes.partly : exitCodes.failed
}

export function renderSummary(summary: BatchSummary): string {
  const { total, kept, cacheHits, costUsd, out, durationMs } = summary
  return [
    `${doneOf(summary)} of ${total} jobs done`,
    ...(kept > 0 ? [`${kept} of them before`] : []),
    ...counts(summary),
    ...(cacheHits > 0 ? [`${cacheHits} steps remembered`] : []),
    ...(costUsd === undefined ? [] : [`about ${formatUsd(costUsd)} spent`]),
    `${formatMs(durationMs)}; results in ${out}`,
  ].join(', ')
}

const counts = ({ answered, partly, failed }: BatchProgress): string[] => [
  `${answered} answered`,
  ...(partly > 0 ? [`${partly} in part`] : []),
  ...(failed > 0 ? [`${failed} failed`] : []),
]
