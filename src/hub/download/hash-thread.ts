import { openSync, readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { newHash } from './blob-hash.js'

/**
 * Program of the thread that `followHash` starts: it reads what has been written so far. It imports next to nothing, as
 * starting it should cost next to nothing.
 */
const { path, bytes, hash: expected }: { path: string; bytes: number; hash: string } = workerData

const file = openSync(path, 'r')
const hash = newHash({ bytes, hash: expected })
const block = Buffer.allocUnsafe(1_000_000)
let at = 0

parentPort?.on('message', (written: number) => {
  while (at < written) {
    const length = readSync(file, block, 0, Math.min(block.length, written - at), at)
    if (length === 0) throw new Error(`${path} is shorter than what was written to it`)
    hash.update(block.subarray(0, length))
    at += length
  }
  if (at === bytes) parentPort?.postMessage(hash.digest('hex'))
})
