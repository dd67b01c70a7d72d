import { errorCodes, SwitchyardError } from '../../core/errors.js'
import { err, ok } from '../../core/result.js'
import { onOneLine } from '../../core/text.js'
import type { Ingest } from '../../media/ingest.js'
import { ApiError, badRequest } from '../http/api-error.js'
import { digestOf, mediaUri } from '../mcp/mcp-files.js'
import { type MediaReference, takeInMedia } from '../runs/request-media.js'
import type { Services } from '../services.js'

const fileStart = 'switchyard://files/'
const missingStart = 'switchyard://missing/'

/** A file of a job, by its digest or by the id of an upload. */
export type JobFile = { digest: string } | { file_id: string }

/** How a line of a batch names a file of its owner. */
export const jobFileUri = (file: JobFile): string =>
  'digest' in file ? mediaUri(file.digest) : `${fileStart}${file.file_id}`

/** What a line's file is called from then on, where it is none of those that came with it. */
export const missingUri = (name: string): string => `${missingStart}${encodeURIComponent(name)}`

/**
 * Takes in what lines of a key's batches name: its own files, `https:` and `data:` URLs. Never a file of this machine.
 */
export function createJobIngest(services: Services, owner: string): Pick<Ingest, 'ingest'> {
  return {
    async ingest(source, { signal = new AbortController().signal } = {}) {
      try {
        const reference = { source: sourceOf(String(source)), param: 'media' }
        const [media] = await takeInMedia([reference], { services, owner, signal })
        if (!media) throw badRequest('The job names no file.')
        return ok(media)
      } catch (thrown) {
        return err(toJobError(thrown))
      }
    },
  }
}

function sourceOf(text: string): MediaReference['source'] {
  const digest = digestOf(text)
  if (digest !== '') return { kind: 'media', digest }
  if (text.startsWith(fileStart)) return { kind: 'upload', id: text.slice(fileStart.length) }
  if (text.startsWith(missingStart)) {
    const name = decodedName(text.slice(missingStart.length))
    throw badRequest(`There is no file ${name} among those that came with the jobs. Upload it with them.`)
  }
  return { kind: 'url', url: text }
}

function decodedName(written: string): string {
  try {
    return onOneLine(decodeURIComponent(written))
  } catch {
    return onOneLine(written)
  }
}

/** A refusal of an endpoint as the error of a job. */
export function toJobError(thrown: unknown): SwitchyardError {
  if (thrown instanceof SwitchyardError) return thrown
  if (!(thrown instanceof ApiError))
    return new SwitchyardError('INTERNAL', 'The server failed.', { cause: thrown })
  const { status, code, retry: retryable } = thrown.options
  const known = errorCodes.find((one) => one.toLowerCase() === code)
  const fallback =
    status === 404 ? 'MEDIA_NOT_FOUND' : code === 'insufficient_quota' ? 'BUDGET_EXCEEDED' : 'INVALID_REQUEST'
  return new SwitchyardError(known ?? fallback, thrown.message, { retryable, cause: thrown })
}
