import { Worker } from 'node:worker_threads'
import { memorySignal } from './memory-signal.js'

/** Set while a file is read. */
export interface SelfWatch {
  busy(isBusy: boolean): void
  /** Said before work that keeps the main thread busy. */
  beforeBlocking(): void
}

const pollMs = 50

/**
 * Starts a thread that ends this process when reading a file takes more than `memoryBytes` of resident memory, or when the
 * parent is gone: a decoder that keeps the main thread busy lets nothing else here notice.
 */
export function watchSelf(memoryBytes: number): SelfWatch {
  const flag = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(watchdog, {
    eval: true,
    execArgv: [],
    workerData: { flag, memoryBytes, memorySignal, parent: process.ppid, pollMs },
  })
  worker.unref()
  return {
    busy(isBusy) {
      Atomics.store(flag, 0, isBusy ? 1 : 0)
      Atomics.notify(flag, 0)
    },
    beforeBlocking() {},
  }
}

/**
 * As `watchSelf`, for a process that may read no more than a picture, which is decoded off its main thread: a timer looks at
 * memory, and the thread, which takes longer to start than a small picture does to be read, starts before blocking work only.
 */
export function watchSelfLazily(memoryBytes: number): SelfWatch {
  let thread: SelfWatch | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    busy(isBusy) {
      clearInterval(timer)
      if (isBusy) timer = setInterval(endOverMemory, pollMs, memoryBytes, memorySignal)
      thread?.busy(isBusy)
    },
    beforeBlocking() {
      thread ??= watchSelf(memoryBytes)
      thread.busy(true)
    },
  }
}

/** Its text is run in the thread too, where it finds nothing of this module. */
function endOverMemory(memoryBytes: number, signal: NodeJS.Signals): void {
  if (process.memoryUsage.rss() > memoryBytes)
    process.kill(process.pid, process.platform === 'win32' ? 'SIGKILL' : signal)
}

/** Sleeps until a file is read, then looks at memory and parent every few milliseconds. */
const watchdog = `
  const { workerData: { flag, memoryBytes, memorySignal, parent, pollMs } } = require('node:worker_threads')
  const endOverMemory = ${endOverMemory}
  const isWindows = process.platform === 'win32'
  while (true) {
    Atomics.wait(flag, 0, 0)
    while (Atomics.load(flag, 0) === 1) {
      endOverMemory(memoryBytes, memorySignal)
      if (!isWindows && process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
      Atomics.wait(flag, 0, 1, pollMs)
    }
  }`
