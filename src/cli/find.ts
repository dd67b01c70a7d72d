import { relative, resolve, sep } from 'node:path'
import { Command } from 'commander'
import type { Agent } from '../agent/agent.js'
import { SwitchyardError } from '../core/errors.js'
import { clockTime } from '../core/format.js'
import { formatCount, onOneLine } from '../core/text.js'
import type { ImageQuery, IndexSummary } from '../search/image-index.js'
import { nearBest } from '../search/near-best.js'
import { excerptAround } from '../search/passages.js'
import type { FoundPassage } from '../search/text-index.js'
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
    .description('find pictures, recordings and documents in folders by words, or pictures by one like them')
    .argument('<words...>', 'what to look for, in one word or in quotes, then folders or files')
    .option('--like <picture>', 'look for pictures like this one, in place of words')
    .option('--limit <files>', 'show so many of each kind, the best first', wholeNumber(1), 10)
    .option('--index <file>', 'where the index of pictures is kept (default: in the cache folder)')
    .option('--json', 'print what was found as JSON')
    .option('-q, --quiet', 'no progress, only what was found')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard find "a dog on a sofa" photos/
  $ switchyard find --like photo.jpg photos/

Pictures are found by what they show, recordings and documents by the words in them.
Files that say the words come first; pictures that fit them far less than the best one are left to --json.
Each file is read once: later searches read only what is new or changed.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done, but some files can't be used, 130 stopped.`,
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
    const terminal = processTerminal({ quiet: flags.quiet })
    const view = await createIndexView(terminal)
    const pictures = await orNone(
      findPictures(agent, { query, paths, file, limit }, view.show, signal),
    ).finally(view.stop)
    const texts =
      'text' in query
        ? await orNone(findTexts(agent, { text: query.text, paths, limit }, view.show, signal)).finally(
            view.stop,
          )
        : undefined
    if (!pictures && !texts)
      throw new SwitchyardError(
        'MEDIA_NOT_FOUND',
        `There is no picture, recording or document in ${paths.join(', ')}.`,
      )
    const problems = problemsOf(paths, pictures?.summary, texts?.summary)
    if (pictures) report({ ...pictures.summary, problems: problems.pictures }, 'picture', terminal)
    // A folder that can't be read is a problem of both.
    const others = problems.texts.filter((problem) => !problems.pictures.includes(problem))
    if (texts) report({ ...texts.summary, problems: others }, 'file', terminal)
    if (flags.json) {
      const found = {
        found: pictures?.found ?? [],
        texts: texts?.found ?? [],
        index: pictures?.summary ?? texts?.summary,
      }
      terminal.out(`${JSON.stringify(found)}\n`)
    } else {
      const all = pictures?.found ?? []
      const lines = [
        ...(texts?.found ?? []).map(renderPassage),
        ...('text' in query ? nearBest(all) : all).map(
          ({ path, similarity }) => `${similarity.toFixed(3)}  ${printable(onOneLine(shortest(path)))}`,
        ),
      ]
      for (const line of lines) terminal.out(`${line}\n`)
      if (lines.length === 0) terminal.err('Nothing found.\n')
    }
    return problems.pictures.length + problems.texts.length > 0 ? exitCodes.partly : exitCodes.answered
  })
}

/** What can't be used; a file that is named is tried as both kinds, and left out only where it is neither. */
function problemsOf(
  paths: readonly string[],
  pictures: IndexProgress | undefined,
  texts: IndexProgress | undefined,
): { pictures: readonly string[]; texts: readonly string[] } {
  const [ofPictures, ofTexts] = [pictures?.problems ?? [], texts?.problems ?? []]
  const named = paths.map((path) => resolve(path))
  const isOf = (problem: string, file: string) => problem.includes(file) && !problem.includes(`${file}${sep}`)
  const taken = (problem: string, others: readonly string[] | undefined) =>
    others !== undefined &&
    named.some((path) => isOf(problem, path) && !others.some((other) => isOf(other, path)))
  return {
    pictures: ofPictures.filter((one) => !taken(one, texts?.problems)),
    texts: ofTexts.filter((one) => !taken(one, pictures?.problems)),
  }
}

interface Finding {
  paths: readonly string[]
  limit: number
}

async function findPictures(
  agent: Agent,
  { query, paths, file, limit }: Finding & { query: ImageQuery; file: string | undefined },
  onProgress: (progress: IndexProgress) => void,
  signal: AbortSignal,
) {
  const { createImageIndex } = await import('../search/image-index.js')
  const index = createImageIndex({ agent, paths, file })
  const summary = await index.update({ signal, onProgress })
  return { summary, found: await index.find(query, { limit, signal }) }
}

async function findTexts(
  agent: Agent,
  { text, paths, limit }: Finding & { text: string },
  onProgress: (progress: IndexProgress) => void,
  signal: AbortSignal,
) {
  const { createTextIndex } = await import('../search/text-index.js')
  const index = createTextIndex({ agent, paths })
  const summary = await index.update({ signal, onProgress })
  return { summary, found: await index.find(text, { limit, signal }) }
}

/** Undefined where there is no file of the kind; a path that isn't there stays an error of the other kind, too. */
async function orNone<T>(finding: Promise<T>): Promise<T | undefined> {
  try {
    return await finding
  } catch (thrown) {
    if (thrown instanceof SwitchyardError && thrown.code === 'MEDIA_NOT_FOUND' && thrown.cause === undefined)
      return undefined
    throw thrown
  }
}

const shownCharacters = 100

function renderPassage({ path, passage, at: place, startSeconds }: FoundPassage): string {
  const at = startSeconds === undefined ? '' : ` at ${clockTime(startSeconds)}`
  return `words  ${printable(onOneLine(shortest(path)))}${at}: ${printable(onOneLine(excerptAround(passage, place, shownCharacters)))}`
}

/** The way to a file as people would write it here. */
function shortest(path: string): string {
  const here = relative('', path)
  return here.startsWith('..') ? path : here
}

const shownProblems = 10

function report(
  { added, note, problems }: Pick<IndexSummary, 'added' | 'note' | 'problems'>,
  noun: string,
  { err, errColor }: Terminal,
): void {
  if (note !== undefined) err(`${printable(onOneLine(note))}\n`)
  if (added > 0) err(`${formatCount(added, noun)} read.\n`)
  for (const problem of problems.slice(0, shownProblems))
    err(`${errColor.yellow('left out')} ${printable(onOneLine(problem))}\n`)
  if (problems.length > shownProblems) err(`and ${problems.length - shownProblems} more files\n`)
}

/** One line that says how many pictures are read; nothing where it can't be drawn again. */
async function createIndexView(terminal: Terminal) {
  const { createLiveLine } = await import('./ui/live-line.js')
  const line = terminal.interactive ? createLiveLine(terminal).start() : undefined
  return {
    show({ indexed, total, problems }: IndexProgress): void {
      if (line) line.text = `${indexed + problems.length} of ${total} files`
    },
    stop: () => void line?.stop(),
  }
}
