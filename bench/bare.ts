import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface BareCall {
  task: string
  model: string
  file: string
  options?: Record<string, unknown>
  /** Instead of one call: make this many and answer with the event loop's lag at p99. */
  measureLag?: number
}

/** Starts the bare pipeline process; `call` gives milliseconds. */
export function startBare({ threads }: { threads: number }) {
  const child = fork(fileURLToPath(new URL('./bare-pipeline.mjs', import.meta.url)), [String(threads)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  return {
    call: (request: BareCall) =>
      new Promise<number>((resolve, reject) => {
        child.once('message', (message: { ms: number }) => {
          child.off('exit', reject)
          resolve(message.ms)
        })
        child.once('exit', reject)
        child.send(request)
      }),
    stop: () => child.kill(),
  }
}
