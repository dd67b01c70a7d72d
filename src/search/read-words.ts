import { randomUUID } from 'node:crypto'
import pMap from 'p-map'
import { z } from 'zod'
import type { AgentParts } from '../agent/assemble.js'
import { SwitchyardError } from '../core/errors.js'
import { err, ok, type Result } from '../core/result.js'
import { documentOf, type Media, mediaSchema, modalitiesOf } from '../media/media.js'
import { drawsPages, tells } from '../planner/rules/capabilities.js'
import { mostPages } from '../tools/document/pages-bound.js'
import type { AnyTool } from '../tools/tool.js'
import { type Passage, passagesOf, passagesOfSegments } from './passages.js'
import type { IndexedText } from './text-file.js'

/** What searches among texts need of an agent. */
export type TextSearchParts = Pick<AgentParts, 'executor' | 'ingest' | 'dirs' | 'readText' | 'registry'>

type Words = Pick<IndexedText, 'kind' | 'passages'>

const transcriptSchema = z.object({
  text: z.string(),
  segments: z.array(z.object({ start: z.number(), text: z.string() })).default([]),
})
const pagesSchema = z.object({ pages: z.array(mediaSchema), numbers: z.array(z.number()) })
const readSchema = z.object({ text: z.string() })
/** Pages of a scan that are read at once. */
const pagesAtOnce = 4

/** What a file says: a recording and a video by what is said in them, a document by its text, a scan by what its pages are read as. */
export async function readWords(
  file: string,
  parts: TextSearchParts,
  signal: AbortSignal,
): Promise<Result<Words, SwitchyardError>> {
  const media = await parts.ingest.ingest(file, { signal })
  if (!media.ok) return media
  const { value } = media
  if (modalitiesOf(value).includes('audio')) return hear(value, parts, signal)
  if (value.modality === 'text' || value.modality === 'table')
    return ok({ kind: 'document', passages: passagesOf(await parts.readText(value)) })
  const scan = value.modality === 'image' ? documentOf(value) : undefined
  if (scan) return readPages(scan, parts, signal)
  // Without sound, or without pages, it can be read, and says nothing.
  if (value.modality === 'video') return ok({ kind: 'recording', passages: [] })
  if (value.modality === 'image') return ok({ kind: 'document', passages: [] })
  return err(new SwitchyardError('UNSUPPORTED_MEDIA', `${value.name ?? 'The file'} has no text to look in.`))
}

async function hear(
  audio: Media,
  parts: TextSearchParts,
  signal: AbortSignal,
): Promise<Result<Words, SwitchyardError>> {
  const writesDown = ({ openAiEndpoint }: AnyTool) => openAiEndpoint === 'audio/transcriptions'
  const done = await run(writesDown, 'writes down what is said', { audio }, parts, signal)
  if (!done.ok) return done
  const { text, segments } = transcriptSchema.parse(done.value)
  const passages: Passage[] = segments.length > 0 ? passagesOfSegments(segments) : passagesOf(text)
  return ok({ kind: 'recording', passages })
}

async function readPages(
  document: Media,
  parts: TextSearchParts,
  signal: AbortSignal,
): Promise<Result<Words, SwitchyardError>> {
  const drawn = await run(drawsPages, 'draws pages', { document, count: mostPages }, parts, signal)
  if (!drawn.ok) return drawn
  const { pages, numbers } = pagesSchema.parse(drawn.value)
  const read = await pMap(pages, (image) => run(tells('image'), 'reads pages', { image }, parts, signal), {
    concurrency: pagesAtOnce,
  })
  const failed = read.find((one) => !one.ok)
  if (failed && !failed.ok) return failed
  const texts = read.flatMap((one, at) => {
    const text = one.ok ? readSchema.parse(one.value).text.trim() : ''
    return text === '' ? [] : [`[page ${numbers[at]}]\n${text}`]
  })
  return ok({ kind: 'document', passages: passagesOf(texts.join('\n\n')) })
}

async function run(
  isWanted: (tool: AnyTool) => boolean,
  what: string,
  input: Record<string, unknown>,
  { executor, registry }: TextSearchParts,
  signal: AbortSignal,
): Promise<Result<unknown, SwitchyardError>> {
  const tool = registry.list().find(isWanted)
  if (!tool) return err(new SwitchyardError('NO_ROUTE', `There is no tool that ${what}.`))
  const step = { runId: randomUUID(), stepId: 's1', tool: tool.id, input: tool.input.parse(input) }
  const done = await executor.execute(step, { signal, emit: () => {} })
  return done.ok ? ok(done.value.output) : err(done.error.error)
}
