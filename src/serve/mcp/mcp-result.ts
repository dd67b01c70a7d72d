import { readFile } from 'node:fs/promises'
import type { CallToolResult } from '@modelcontextprotocol/server'
import type { RunResult } from '../../agent/run.js'
import { isMedia, type Media } from '../../media/media.js'
import { notFound, toApiError } from '../http/api-error.js'
import { fileNameOf, madeMedia } from '../runs/made-media.js'
import type { Services } from '../services.js'
import { mediaUri } from './mcp-files.js'

/** Largest picture that is shown in place, bytes; larger ones are links only. */
const largestShown = 1_000_000

/** What a tool has found, as MCP has it: words, pictures, links to files, and the same as JSON. */
export async function foundResult(
  { services, owner }: { services: Services; owner: string },
  { text, made, structured }: { text: string; made: readonly Media[]; structured: Record<string, unknown> },
): Promise<CallToolResult> {
  await services.media.add(owner, made)
  const content: CallToolResult['content'] = [{ type: 'text', text: services.hidePaths(text) }]
  for (const media of made) {
    const { digest, mimeType, bytes: size, modality } = media
    if (modality === 'image' && size <= largestShown) {
      const { path } = await services.media.get(owner, digest)
      content.push({ type: 'image', data: (await readFile(path)).toString('base64'), mimeType })
    }
    content.push({ type: 'resource_link', uri: mediaUri(digest), name: fileNameOf(media), mimeType, size })
  }
  return { content, structuredContent: asJson(structured, services) }
}

/** A run that has ended. */
export function runResult(
  to: { services: Services; owner: string },
  result: RunResult,
): Promise<CallToolResult> {
  const { runId, status, answer, plan, usage } = result
  const steps = result.steps.map(({ id, tool, status, output, error }) => ({
    id,
    tool,
    status,
    output,
    error,
  }))
  return foundResult(to, {
    text: answer,
    made: madeMedia(result),
    structured: { run_id: runId, status, answer, plan, steps, cost_usd: usage.costUsd },
  })
}

/** How a run goes, or how it has ended. @throws ApiError 404 */
export async function statusResult(
  to: { services: Services; owner: string },
  id: string,
): Promise<CallToolResult> {
  const kept = await to.services.runs.get(to.owner, id)
  if (!kept) throw notFound('There is no such run. Runs are kept for a while only.')
  const { outcome } = kept
  if (outcome && 'result' in outcome) return runResult(to, outcome.result)
  const status = !outcome ? 'running' : outcome.error.code === 'CANCELLED' ? 'cancelled' : 'error'
  const error = outcome?.error
  const text = `Run ${id}: ${status}${error ? `. ${error.message}` : ''}`
  return foundResult(to, { text, made: [], structured: { run_id: id, status, error } })
}

/** What went wrong, for the model that called: it may try something else. */
export function failedResult(thrown: unknown, { hidePaths }: Services): CallToolResult {
  const { message, options } = toApiError(thrown)
  return {
    isError: true,
    content: [{ type: 'text', text: hidePaths(`${message} (${options.code})`) }],
  }
}

/** Files as links, so that a model can name them in its next call. */
function asJson(value: Record<string, unknown>, { hidePaths }: Services): Record<string, unknown> {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    isMediaLike(inner) && isMedia(inner)
      ? { uri: mediaUri(inner.digest), mimeType: inner.mimeType, bytes: inner.bytes, facts: inner.facts }
      : inner,
  )
  return JSON.parse(hidePaths(text))
}

const isMediaLike = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'digest' in value
