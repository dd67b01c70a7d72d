import { relative } from 'node:path'
import { Command } from 'commander'
import { SwitchyardError } from '../core/errors.js'
import { formatCount } from '../core/text.js'
import type { ImageQuery, IndexSummary } from '../search/image-index.js'
import type { IndexProgress } from '../search/update-index.js'
import { exitCodes } from './exit-codes.js'
import { wholeNumber } from './flag-values.js'
import { type AgentFlags, addModelFlags } from './options.js'
import { printable } from './ui/printable.js'
import { processTerminal, type Terminal } from './ui/terminal.js'
import { withAgent } from './with-agent.js'

interface FindFlags extends AgentFlags {
  like?: string | undefined
  limit: number
  index?: string | undefined
  json?: boolean | undefined
  quiet?: boolean | undefined
}

export function findCommand(): Command {
  return addModelFlags(new Command('find'))
    .description('find pictures in folders by words, or by a picture like them')
    .argument('<words...>', 'what to look for, in one word or in quotes, then folders or pictures')
    .option('--like <picture>', 'look for pictures like this one, in place of words')
    .option('--limit <pictures>', 'show so many, the best first', wholeNumber(1), 10)
    .option('--index <file>', 'where the index is kept (default: in the cache folder)')
    .option('--json', 'print what was found as JSON')
    .option('-q, --quiet', 'no progress, only what was found')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard find "a dog on a sofa" photos/
  $ switchyard find --like photo.jpg photos/

Each picture is read once: later searches read only what is new or changed.
Exit codes: 0 found, 1 failed, 2 wrong usage, 3 found, but some files can't be used, 130 stopped.`,
    )
    .action(find)
}

async function find(
  words: readonly string[],
  { like, limit, index: file, ...flags }: FindFlags,
): Promise<void> {
  // An LLM has no part in it.
  await withAgent({ ...flags, llm: 'none' }, async (agent, signal) => {
    const [text = '', ...rest] = words
    const query: ImageQuery = like === undefined ? { text } : { like }
    const paths = like === undefined ? rest : words
    if (paths.length === 0)
      throw new SwitchyardError(
        'INVALID_REQUEST',
        'Say where to look: switchyard find "a dog on a sofa" photos/',
      )
    const { createImageIndex } = await import('../search/image-index.js')
    const terminal = processTerminal({ quiet: flags.quiet })
    const index = createImageIndex({ agent, paths, file })
    const view = await createIndexView(terminal)
    const summary = await index.update({ signal, onProgress: view.show }).finally(view.stop)
    const found = await index.find(query, { limit, signal })
    report(summary, terminal)
    if (flags.json) terminal.out(`${JSON.stringify({ found, index: summary })}\n`)
    else
      for (const { path, similarity } of found)
        terminal.out(`${similarity.toFixed(3)}  ${printable(shortest(path))}\n`)
    return summary.problems.length > 0 ? exitCodes.partly : exitCodes.answered
  })
}

/** The way to a file as people would write it here. */
function shortest(path: string): string {
  const here = relative('', path)
  return here.startsWith('..') ? path : here
}

const shownProblems = 10

function report({ added, note, problems }: IndexSummary, { err, errColor }: Terminal): void {
  if (note !== undefined) err(`${printable(note)}\n`)
  if (added > 0) err(`${formatCount(added, 'picture')} read.\n`)
  for (const problem of problems.slice(0, shownProblems))
    err(`${errColor.yellow('left out')} ${printable(problem)}\n`)
  if (problems.length > shownProblems) err(`and ${problems.length - shownProblems} more files\n`)
}

/** One line that says how many pictures are read; nothing where it can't be drawn again. */
async function createIndexView(terminal: Terminal) {
  const { createLiveLine } = await import('./ui/live-line.js')
  const line = terminal.interactive ? createLiveLine(terminal).start() : undefined
  return {
    show({ indexed, total, problems }: IndexProgress): void {
      if (line) line.text = `${indexed + problems.length} of ${total} pictures`
    },
    stop: () => void line?.stop(),
  }
}
