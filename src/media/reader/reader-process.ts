import type { Serializable } from 'node:child_process'
import { borrowChild, holdChild, startChild } from '../../core/process/start-child.js'
import { type ReadReply, readProgressSchema, readReplySchema } from './reader-protocol.js'
import { type ReaderSpecOptions, readerSpec } from './reader-spec.js'

/** The main process's end of one reader process. */
export interface ReaderProcess {
  readonly pid: number | undefined
  /**
   * Has a request answered; one at a time. Keeps the main process alive meanwhile.
   * @param onProgress called with how much is done, 0 to 1
   * @returns the reply, or how the process ended instead
   */
  ask(
    request: Serializable,
    onProgress?: ((fraction: number) => void) | undefined,
  ): Promise<ReadReply | ReaderExit>
  /** Keeps the main process alive until it is gone. */
  kill(): void
  /** Resolves once it is gone. */
  readonly gone: Promise<ReaderExit>
  /** Gives a process that does this work only meanwhile back to its own. Absent where it is a reader for good. */
  giveBack?: (() => void) | undefined
}

/** How a reader process ended. */
export interface ReaderExit {
  signal: NodeJS.Signals | null
  code: number | null
  /** Why it could not be started or talked to. */
  problem?: string | undefined
}

export function startReader(options: ReaderSpecOptions): ReaderProcess {
  const spec = readerSpec(options)
  const loan = borrowChild(spec)
  const child = loan?.child ?? startChild(spec)

  let forget = () => {}
  const gone = new Promise<ReaderExit>((resolve) => {
    const onExit = (code: number | null, signal: NodeJS.Signals | null) => resolve({ code, signal })
    const onError = ({ message }: Error) => resolve({ code: null, signal: null, problem: message })
    child.once('exit', onExit)
    child.once('error', onError)
    forget = () => {
      child.off('exit', onExit)
      child.off('error', onError)
    }
  })
  // Idle, it does not keep this process alive.
  holdChild(child, false)

  return {
    pid: child.pid,
    gone,
    async ask(request, onProgress) {
      holdChild(child, true)
      const replied = new Promise<ReadReply>((resolve) => {
        child.on('message', (message) => {
          const done = readProgressSchema.safeParse(message)
          if (done.success) return onProgress?.(done.data.progress)
          const reply = readReplySchema.safeParse(message)
          // A reader that talks nonsense can't be trusted any more.
          if (reply.success) resolve(reply.data)
          else child.kill('SIGKILL')
        })
      })
      // What can't be sent to a process that has just died is told by its exit.
      const { memoryBytes } = options
      if (child.connected) child.send(loan ? { type: 'read', request, memoryBytes } : request, () => {})
      try {
        return await Promise.race([replied, gone])
      } finally {
        child.removeAllListeners('message')
        holdChild(child, false)
      }
    },
    kill() {
      // Whoever waits for `gone` has nothing else that keeps this process alive.
      holdChild(child, true)
      child.kill('SIGKILL')
    },
    giveBack:
      loan &&
      (() => {
        forget()
        loan.giveBack()
      }),
  }
}
