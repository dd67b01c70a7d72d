import { copyFile, link, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../../core/errno.js'
import { makePrivateFolder } from '../../core/files.js'
import type { Services } from '../services.js'
import type { BatchRecord } from './batch-record.js'

/** The inputs of batches, which stay until a batch has ended, whatever becomes of the uploads. */
export interface BatchInputs {
  /** Where a batch's own files are on this machine. */
  folder(batch: Pick<BatchRecord, 'id'>): string
  keep(batch: BatchRecord): Promise<void>
  path(batch: BatchRecord): Promise<string>
  forget(batch: BatchRecord): Promise<void>
}

export function createBatchInputs({
  agent,
  files,
  queue,
}: Pick<Services, 'agent' | 'files' | 'queue'>): BatchInputs {
  const { dirs, store, share } = agent.parts
  const folder = ({ id }: Pick<BatchRecord, 'id'>) => join(dirs.cache, 'serve', 'batch-work', id)
  const fileOf = (batch: BatchRecord) => join(folder(batch), 'input.jsonl')
  // Servers on several machines have it from the share, which keeps what was uploaded.
  const isShared = queue !== undefined && share !== undefined
  return {
    folder,
    async keep(batch) {
      if (isShared) return
      const { path } = await files.get(batch.owner, batch.input_file_id)
      await makePrivateFolder(folder(batch))
      await link(path, fileOf(batch)).catch(async (error) => {
        // Another disk, or one that knows no links.
        if (errnoOf(error) !== 'EEXIST') await copyFile(path, fileOf(batch))
      })
    },
    path: async (batch) => (isShared ? store.path(batch.input_digest) : fileOf(batch)),
    async forget(batch) {
      await rm(folder(batch), { recursive: true, force: true })
    },
  }
}
