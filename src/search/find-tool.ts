import { basename, resolve } from 'node:path'
import { z } from 'zod'
import { SwitchyardError } from '../core/errors.js'
import { fromHome } from '../core/files.js'
import { clockTime } from '../core/format.js'
import { onOneLine } from '../core/text.js'
import { trimEndOf } from '../core/trim-end.js'
import { outputField, tableField, textField } from '../tools/fields.js'
import { defineTool } from '../tools/tool.js'
import type { SearchParts } from './embedder.js'
import { createImageIndex } from './image-index.js'
import { nearBest } from './near-best.js'
import { excerptAround } from './passages.js'
import type { TextSearchParts } from './read-words.js'
import { createTextIndex } from './text-index.js'

/** Options of `createFindTool`. */
export interface FindToolOptions {
  /** Whose models look and listen; asked at the first search, so that it may be the agent that has the tool. */
  agent: () => { readonly parts: SearchParts & TextSearchParts }
  /** Where it may look: these folders and no others, whatever a request or a plan says. */
  folders: readonly string[]
  /** Most pictures, and most recordings and documents. @default 5 */
  limit?: number | undefined
}

const fileSchema = z.object({
  path: z.string(),
  kind: z.enum(['picture', 'recording', 'document']),
  score: z.number(),
  passage: z.string().optional(),
})

/**
 * A tool that finds files in folders: pictures by what they show, recordings and documents by what they say. Planners use it
 * for "find the receipts from the Hague in ~/scans". Which folders it may read is the program's to say: nothing that a file or a model
 * says adds one. A request may name one of them, and then only that one is looked in.
 *
 * @example
 * ```ts
 * import { type Agent, createAgent, createFindTool } from 'switchyard-ai'
 *
 * const finder = createFindTool({ agent: () => agent, folders: ['samples/documents', 'samples/images'] })
 * const agent: Agent = await createAgent({ profile: 'demo', llm: 'none', tools: [finder] })
 * const { answer } = await agent.run({ text: 'Search for cats.' }).result
 * console.log(answer)
 * await agent.close()
 * ```
 */
export function createFindTool({ agent, folders, limit = 5 }: FindToolOptions) {
  return defineTool({
    id: 'find-files',
    description: `Finds files in ${folders.join(', ')}: pictures by what they show, recordings and documents by what they say. It needs no attached file.`,
    input: z.object({
      request: textField('What to look for, in words: "receipts from the Hague". A folder may be named.'),
    }),
    output: z.object({
      text: outputField(z.string(), 'text', 'The files that were found, one a line.'),
      files: tableField(fileSchema, 'The files, those that fit best first, pictures behind the others.'),
    }),
    describe: ({ files, text }) =>
      files.length === 0 ? 'Nothing of the kind was found.' : `Found:\n${text}`,
    phrases: [
      'find file',
      'find .. in|among|from',
      'find|search|look for|up .. file|folder|picture|photo|recording|document|scan|receipt|letter|note',
      'search .. for',
      'search|look for',
      'find',
      'which file|document|recording mention|say|contain',
    ],
    results: ['found file'],
    async run({ request }, { signal }) {
      const { parts } = agent()
      const { words, among } = placesIn(request, folders)
      const options = { agent: { parts }, paths: among.map(pathOf) }
      const [texts, allPictures] = await Promise.all([
        orNothing(createTextIndex(options).find(words, { limit, signal })),
        orNothing(createImageIndex(options).find({ text: words }, { limit, signal })),
      ])
      const pictures = nearBest(allPictures)
      const files: z.output<typeof fileSchema>[] = [
        ...texts.map(({ path, kind, passage, score }) => ({ path, kind, passage, score })),
        ...pictures.map(({ path, similarity }) => ({ path, kind: 'picture' as const, score: similarity })),
      ]
      const lines = [
        ...texts.map(({ path, passage, at: place, startSeconds }) => {
          const at = startSeconds === undefined ? '' : ` (at ${clockTime(startSeconds)})`
          return `${onOneLine(path)}${at}: ${onOneLine(excerptAround(passage, place, 160))}`
        }),
        ...pictures.map(
          ({ path, similarity }) => `${onOneLine(path)}: picture, similarity ${similarity.toFixed(2)}`,
        ),
      ]
      return { text: lines.join('\n'), files }
    },
  })
}

/** The folders that the words name, or all, and the words without them. */
function placesIn(request: string, folders: readonly string[]): { words: string; among: readonly string[] } {
  const named = folders.filter((folder) => namesOf(folder).some((name) => request.includes(name)))
  const names = named.flatMap(namesOf).sort((a, b) => b.length - a.length)
  const bare = names.reduce((words, name) => words.replaceAll(name, ' '), request)
  const words = trimEndOf(bare.split(/\s+/).join(' '), ' .?!')
    .replace(/^ ?(?:please )?(?:find|search(?: for)?|look for|show(?: me)?) /i, '')
    .replace(/ (?:in|among|from|under)(?: (?:my|the))?$/i, '')
    .trim()
  return { words: words || request, among: named.length > 0 ? named : folders }
}

const pathOf = (folder: string): string => resolve(fromHome(folder))

const namesOf = (folder: string): string[] =>
  [folder, pathOf(folder), basename(pathOf(folder))].filter((name) => name.length > 2)

/** A folder without files of a kind has none to be found. */
async function orNothing<T>(finding: Promise<T[]>): Promise<T[]> {
  try {
    return await finding
  } catch (thrown) {
    if (thrown instanceof SwitchyardError && thrown.code === 'MEDIA_NOT_FOUND') return []
    throw thrown
  }
}
