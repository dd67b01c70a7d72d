import { isSuccess, type ResultLine } from '../../batch/result-line.js'
import type { MediaStore } from '../../media/store/store.js'
import type { HidePaths } from '../http/hide-paths.js'
import type { FileShelf } from '../shelf/file-shelf.js'
import type { BatchStop, PlacedResult } from './batch-engine.js'
import type { BatchRecord } from './batch-record.js'

/**
 * Puts the results of a batch into two files of its owner: replies, and what failed. Done again, they are the same files. One
 * that would be empty is not made.
 */
export async function writeResultFiles(
  results: () => AsyncIterable<PlacedResult>,
  {
    batch,
    why,
    files,
    store,
    hidePaths,
    signal,
  }: {
    batch: BatchRecord
    /** Why what has no reply was not answered any more. */
    why: BatchStop | undefined
    files: FileShelf
    store: Pick<MediaStore, 'stage'>
    hidePaths: HidePaths
    signal: AbortSignal
  },
): Promise<Pick<BatchRecord, 'output_file_id' | 'error_file_id'>> {
  async function write(name: string, isWanted: (line: ResultLine) => boolean): Promise<string | undefined> {
    let isEmpty = true
    async function* bytes(): AsyncGenerator<Uint8Array> {
      for await (const { line } of results()) {
        if (!isWanted(line)) continue
        isEmpty = false
        yield Buffer.from(`${hidePaths(JSON.stringify(inApiForm(line, why)))}\n`)
      }
    }
    const staged = await store
      .stage(bytes(), { maxBytes: Number.MAX_SAFE_INTEGER, label: 'The results', signal })
      .catch((error) => {
        // An empty file can't be kept, and nobody wants one.
        if (isEmpty && !signal.aborted) return undefined
        throw error
      })
    if (!staged) return undefined
    try {
      const about = { filename: `${batch.id}_${name}.jsonl`, purpose: 'batch_output' }
      return (await files.add(batch.owner, staged, about)).id
    } finally {
      await staged.discard()
    }
  }
  const output = await write('output', isReply)
  const error = await write('error', (line) => !isReply(line))
  return { output_file_id: output, error_file_id: error }
}

const isReply = ({ response }: ResultLine): boolean => response !== null && isSuccess(response.status_code)

/** What is said of lines that were stopped. */
const stopCodes: Readonly<Record<BatchStop, string>> = {
  cancelled: 'batch_cancelled',
  expired: 'batch_expired',
  spent: 'budget_exceeded',
}

/** Codes as OpenAI's API has them: in lower case, and those of its own for what was stopped. */
function inApiForm(line: ResultLine, why: BatchStop | undefined): object {
  const { error } = line
  if (!error) return line
  const wasStopped = error.code === 'CANCELLED' || error.code === 'DEADLINE_EXCEEDED'
  const code = why && wasStopped ? stopCodes[why] : error.code.toLowerCase()
  return { ...line, error: { ...error, code } }
}
