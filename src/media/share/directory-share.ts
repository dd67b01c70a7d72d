import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { abortable } from '../../core/abort.js'
import { dayMs } from '../../core/clock.js'
import { errnoOf } from '../../core/errno.js'
import { cancelledError, messageOf, SwitchyardError } from '../../core/errors.js'
import { replaceFile } from '../../core/files.js'
import { removeStale } from '../store/remove-stale.js'
import type { MediaShare } from './share.js'

const chunkBytes = 262_144

/** A share in a folder that all machines mount. A file in it is there whole or not at all. */
export function createDirectoryShare(dir: string): MediaShare {
  const temporary = join(dir, 'tmp')
  const fileOf = (digest: string) => join(dir, digest.slice(0, 2), digest)
  let tidied = false

  async function prepare(file: string): Promise<void> {
    await mkdir(temporary, { recursive: true })
    await mkdir(dirname(file), { recursive: true })
    if (tidied) return
    tidied = true
    // A day later than elsewhere: whose clock is hours ahead must not take what others are writing for left behind.
    await removeStale(temporary, Date.now() - dayMs)
  }

  return {
    name: dir,
    async size(digest) {
      try {
        return (await stat(fileOf(digest))).size
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') return undefined
        throw shareError(error, dir)
      }
    },
    async put({ digest, path }, { signal }) {
      const file = fileOf(digest)
      const source = createReadStream(path, { highWaterMark: chunkBytes })
      const write = async (unfinished: string) => {
        const copy = await open(unfinished, 'wx')
        try {
          for await (const chunk of abortable(source, signal)) await copy.writeFile(chunk)
          await copy.sync()
        } finally {
          await copy.close()
        }
      }
      try {
        await prepare(file)
        // Replaces what another process put meanwhile: it is the same.
        await replaceFile(file, write, join(temporary, randomUUID()))
      } catch (error) {
        throw shareError(error, dir)
      } finally {
        source.destroy()
      }
    },
    async read(digest, { signal }, use) {
      if (signal?.aborted) throw cancelledError(signal)
      try {
        const file = await open(fileOf(digest))
        const chunks = file.createReadStream({ highWaterMark: chunkBytes })
        return await use(readable(chunks, dir)).finally(() => chunks.destroy())
      } catch (error) {
        if (error instanceof SwitchyardError) throw error
        if (errnoOf(error) === 'ENOENT') return undefined
        throw shareError(error, dir)
      }
    },
    async remove(digest) {
      await rm(fileOf(digest), { force: true }).catch((error) => {
        throw shareError(error, dir)
      })
    },
    close() {},
  }
}

async function* readable(chunks: AsyncIterable<Uint8Array>, dir: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks
  } catch (error) {
    throw shareError(error, dir)
  }
}

function shareError(error: unknown, dir: string): SwitchyardError {
  if (error instanceof SwitchyardError) return error
  const errno = errnoOf(error) ?? messageOf(error)
  const options = { details: { share: dir, errno }, cause: error }
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new SwitchyardError(
      'STORE_FULL',
      `The media share ${dir} takes no more (${errno}). Free some space there.`,
      options,
    )
  if (['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'EEXIST'].includes(errno))
    return new SwitchyardError(
      'INVALID_CONFIG',
      `The media share ${dir} can't be used (${errno}). Mount it so that this user may read and write it, or correct media.share.`,
      options,
    )
  return new SwitchyardError(
    'PROVIDER_UNAVAILABLE',
    `The media share ${dir} doesn't answer (${errno}). Check the mount.`,
    { ...options, retryable: true },
  )
}
