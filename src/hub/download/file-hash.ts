import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import { builtProgram } from '../../core/process/built-program.js'
import { type Expected, hashFile } from './blob-hash.js'

/** Hashes a file while it is being written. */
export interface FollowingHash {
  /** All bytes before this are in the file. */
  written(bytes: number): void
  /** The hash of the file, once all its bytes are written. */
  result(): Promise<string>
  stop(): Promise<void>
}

/** Below this, a thread costs more than it saves. */
const worthThread = 16_000_000

export function followHash(path: string, expected: Expected): FollowingHash {
  return expected.bytes < worthThread ? hashAfterwards(path, expected) : hashInThread(path, expected)
}

function hashAfterwards(path: string, expected: Expected): FollowingHash {
  return { written() {}, result: () => hashFile(path, expected.hash), async stop() {} }
}

/** In a thread of its own: the hash of a large file takes as long as its way through a fast network. */
function hashInThread(path: string, expected: Expected): FollowingHash {
  const thread = new Worker(builtProgram('hub/download/hash-thread'), {
    workerData: { ...expected, path },
    execArgv: [],
  })
  const done = new Promise<string>((resolve, reject) => {
    thread.once('message', (hash) => resolve(z.string().parse(hash)))
    thread.once('error', reject)
    thread.once('exit', () => reject(new Error(`the thread that hashes ${path} has ended`)))
  })
  // It may fail before anyone asks for the result.
  done.catch(() => {})
  return {
    written: (bytes) => thread.postMessage(bytes),
    result: () => done,
    stop: async () => void (await thread.terminate()),
  }
}
