import { LRUCache } from 'lru-cache'
import { SwitchyardError, toSwitchyardError } from '../../core/errors.js'
import { retry } from '../../core/flow/retry.js'
import { createSharedFlight } from '../../core/flow/single-flight.js'
import type { MediaStore } from '../store/store.js'
import type { MediaShare } from './share.js'

export interface SharedStoreOptions {
  /** What is on this machine's disk. */
  local: MediaStore
  share: MediaShare
  /** Most bytes of one medium. */
  maxBytes: number
  /** Tries of what fails in passing, the first included. Default: 4, over some three seconds. */
  attempts?: number | undefined
}

/** Media that are known to be in the share need no second look for this long. */
const knownMs = 300_000
const firstPauseMs = 1000

/**
 * A media store whose files processes on other machines can have too: it puts what it is told to publish, and what is
 * computed, into a share, and fetches from there what it lacks. What it fetches counts only when its bytes have the
 * SHA-256 that was asked for. The local files are bounded as ever: what was evicted comes back from the share.
 */
export function createSharedStore({ local, share, maxBytes, attempts = 4 }: SharedStoreOptions): MediaStore {
  const inShare = new LRUCache<string, true>({ max: 50_000, ttl: knownMs })
  const fetches = createSharedFlight<string>()
  const uploads = createSharedFlight<void>()

  const retrying = <T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> =>
    retry(work, { attempts, firstPauseMs, signal })

  async function fetch(digest: string, signal: AbortSignal): Promise<string> {
    const label = `Media ${digest.slice(0, 12)} in ${share.name}`
    const staged = await share.read(digest, { signal }, (chunks) =>
      local.stage(chunks, { maxBytes, label, signal }).catch((error) => {
        // An empty file is what a copy leaves that was cut short.
        throw error instanceof SwitchyardError && error.code === 'UNSUPPORTED_MEDIA' ? wrong(digest) : error
      }),
    )
    if (!staged)
      throw new SwitchyardError(
        'MEDIA_NOT_FOUND',
        `Media ${digest.slice(0, 12)} is neither in the store ${local.dir} nor in the share ${share.name}: it was never put there, or was removed. Submit the file again, from a process with the same media.share.`,
        { details: { digest, dir: local.dir, share: share.name } },
      )
    try {
      if (staged.digest !== digest) throw wrong(digest)
      await staged.keepBytes()
      inShare.set(digest, true)
    } finally {
      await staged.discard()
    }
    return local.path(digest)
  }

  const rethrow = (error: unknown): never => {
    throw toSwitchyardError(error)
  }

  const wrong = (digest: string) =>
    new SwitchyardError(
      'FETCH_FAILED',
      `The share ${share.name} holds damaged bytes for media ${digest.slice(0, 12)}: their SHA-256 is another. They were not used. Remove ${digest} from the share and submit the file again.`,
      { retryable: true, details: { digest, share: share.name } },
    )

  const store: MediaStore = {
    dir: local.dir,
    stage: (chunks, options) => local.stage(chunks, options),
    settled: () => local.settled(),
    async put(bytes, description) {
      const media = await local.put(bytes, description)
      await store.publish(media)
      return media
    },
    async path(digest, { signal = new AbortController().signal } = {}) {
      if (await local.has(digest)) return local.path(digest)
      return fetches
        .run(digest, { signal }, (flight) => retrying(() => fetch(digest, flight.signal), flight.signal))
        .catch(rethrow)
    },
    async has(digest) {
      if ((await local.has(digest)) || inShare.has(digest)) return true
      const { signal } = new AbortController()
      if ((await retrying(() => share.size(digest, { signal }), signal)) === undefined) return false
      inShare.set(digest, true)
      return true
    },
    async publish({ digest, bytes, mimeType }, { signal = new AbortController().signal } = {}) {
      if (inShare.has(digest)) return
      const upload = async (flight: AbortSignal) => {
        const there = await share.size(digest, { signal: flight })
        // An object of another size is what an interrupted copy left.
        if (there !== bytes)
          await share.put({ digest, path: await local.path(digest), bytes, mimeType }, { signal: flight })
        inShare.set(digest, true)
      }
      await uploads
        .run(digest, { signal }, (flight) => retrying(() => upload(flight.signal), flight.signal))
        .catch(rethrow)
    },
  }
  return store
}
