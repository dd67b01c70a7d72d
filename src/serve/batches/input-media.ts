import { LRUCache } from 'lru-cache'
import { readJobs } from '../../batch/read-jobs.js'
import type { Media } from '../../media/media.js'
import { digestOf } from '../mcp/mcp-files.js'
import type { Services } from '../services.js'
import type { BatchRecord } from './batch-record.js'

/** Finds the files that the jobs of a batch are about. */
export type FindInputMedia = (batch: BatchRecord, customIds: readonly (string | null)[]) => Promise<Media[][]>

/** Jobs whose files are remembered of one batch at most, and batches. */
const mostJobs = 100_000
const mostBatches = 4

/** What a job names is read from the batch's input, once. What is gone is left out. */
export function createInputMedia({ files, media }: Pick<Services, 'files' | 'media'>): FindInputMedia {
  const known = new LRUCache<string, Promise<ReadonlyMap<string, readonly string[]>>>({ max: mostBatches })

  async function readDigests({
    owner,
    input_file_id,
  }: BatchRecord): Promise<ReadonlyMap<string, readonly string[]>> {
    const digests = new Map<string, readonly string[]>()
    const { path } = await files.get(owner, input_file_id)
    for await (const job of readJobs(path)) {
      if (digests.size >= mostJobs) break
      if (job.ok)
        digests.set(
          job.value.customId,
          job.value.media.map(digestOf).filter((digest) => digest !== ''),
        )
    }
    return digests
  }

  return async (batch, customIds) => {
    const key = `${batch.owner} ${batch.input_digest}`
    const reading = known.get(key) ?? readDigests(batch).catch(() => new Map<string, readonly string[]>())
    known.set(key, reading)
    const digests = await reading
    return Promise.all(
      customIds.map(async (id) => {
        const found = await Promise.all(
          (digests.get(id ?? '') ?? []).map((digest) =>
            media.get(batch.owner, digest).catch(() => undefined),
          ),
        )
        return found.flatMap((one) => one?.media ?? [])
      }),
    )
  }
}
