import { Command } from 'commander'
import { formatCount } from '../core/text.js'
import type { ScoreProgress, ScoreSummary } from '../search/score-pairs.js'
import { exitCodes } from './exit-codes.js'
import { parseCosine } from './flag-values.js'
import { type AgentFlags, addModelFlags } from './options.js'
import { printable } from './ui/printable.js'
import { processTerminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

interface ScoreFlags extends AgentFlags {
  keep: number
  out: string
  json?: boolean | undefined
  quiet?: boolean | undefined
}

export function scoreCommand(): Command {
  return addModelFlags(new Command('score'))
    .description('keep the pairs of a picture and a text that fit each other')
    .argument('<pairs>', 'a file with one pair a line: {"image": "photo.jpg", "text": "..."}')
    .requiredOption(
      '--keep <similarity>',
      'the least similarity of pairs that are kept, -1 to 1',
      parseCosine,
    )
    .requiredOption('-o, --out <file>', 'where the pairs go that are kept; started again, does the rest')
    .option('--json', 'print a summary as JSON at the end')
    .option('-q, --quiet', 'no progress, only the summary')
    .addHelpText(
      'after',
      `
Example:
  $ switchyard score pairs.jsonl --keep 0.28 --out kept.jsonl

Exit codes: 0 all scored, 1 none, 2 wrong usage, 3 some lines can't be scored, 130 stopped.`,
    )
    .action(score)
}

async function score(pairs: string, { keep, out, ...flags }: ScoreFlags): Promise<void> {
  // An LLM has no part in it.
  await withAgent({ ...flags, llm: 'none' }, async (agent, signal) => {
    const { createLiveLine } = await import('./ui/live-line.js')
    const { scorePairs } = await import('../search/score-pairs.js')
    const terminal = processTerminal({ quiet: flags.quiet })
    const line = terminal.interactive ? createLiveLine(terminal).start() : undefined
    const onProgress = (progress: ScoreProgress, problem?: string) => {
      if (problem !== undefined) {
        line?.clear()
        terminal.err(`${printable(problem)}\n`)
      }
      if (line) line.text = renderCounts(progress)
    }
    const summary = await scorePairs({ agent, pairs, out, keep, signal, onProgress }).finally(() =>
      line?.stop(),
    )
    terminal.out(
      flags.json ? `${JSON.stringify(summary)}\n` : `${renderCounts(summary)}; kept ones in ${out}\n`,
    )
    if (summary.status === 'interrupted')
      process.stderr.write('Stopped. Start the same command again to do the rest.\n')
    return exitCodeOf(summary)
  })
}

const renderCounts = ({ kept, dropped, failed }: ScoreProgress): string =>
  `${formatCount(kept + dropped + failed, 'pair')}: ${kept} kept, ${dropped} dropped${failed > 0 ? `, ${failed} failed` : ''}`

function exitCodeOf({ status, kept, dropped, failed }: ScoreSummary): number {
  if (status === 'interrupted') return exitCodes.interrupted
  if (failed === 0) return exitCodes.answered
  return kept + dropped > 0 ? exitCodes.partly : exitCodes.failed
}
