import { type ChildProcess, fork, type Serializable } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endWithThisProcess } from '../../core/process/end-with-process.js'
import { type ReadReply, readReplySchema } from './reader-protocol.js'

/** The main process's end of one reader process. */
export interface ReaderProcess {
  readonly pid: number | undefined
  /**
   * Has a request answered; one at a time. Keeps the main process alive meanwhile.
   * @returns the reply, or how the process ended instead
   */
  ask(request: Serializable): Promise<ReadReply | ReaderExit>
  kill(): void
  /** Resolves once it is gone. */
  readonly gone: Promise<ReaderExit>
}

/** How a reader process ended. */
export interface ReaderExit {
  signal: NodeJS.Signals | null
  code: number | null
  /** Why it could not be started or talked to. */
  problem?: string | undefined
}

export interface StartReaderOptions {
  /** The built program. */
  program: string
  /** Resident memory past which it ends itself. */
  memoryBytes: number
}

/** The program of the package. Children run JavaScript, also when this file runs from its source in tests. */
export function readerProgram(): string {
  const url = import.meta.url
  const base = url.endsWith('.ts') ? '../../../dist/media/reader/' : './'
  return fileURLToPath(new URL(`${base}reader-program.js`, url))
}

/** A reader needs no more of the environment than this; keys and tokens are no business of its. */
const passedOn = /^(PATH|HOME|TMP|TEMP|TMPDIR|LANG|LC_.*|TZ|SystemRoot|LD_LIBRARY_PATH|DYLD_.*)$/i

export function startReader({ program, memoryBytes }: StartReaderOptions): ReaderProcess {
  const heapMegabytes = Math.max(64, Math.floor(memoryBytes / 2 / 1_048_576))
  const child = fork(program, [String(memoryBytes)], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [`--max-old-space-size=${heapMegabytes}`],
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name))),
      // Large pictures are held in memory, which is bounded, and not in files, which a killed process would leave.
      VIPS_DISC_THRESHOLD: String(2 * memoryBytes),
    },
  })
  endWithThisProcess(child)

  const gone = new Promise<ReaderExit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', ({ message }) => resolve({ code: null, signal: null, problem: message }))
  })
  // Idle, it does not keep this process alive.
  hold(child, false)

  return {
    pid: child.pid,
    gone,
    async ask(request) {
      hold(child, true)
      const replied = new Promise<ReadReply>((resolve) => {
        child.once('message', (message) => {
          const reply = readReplySchema.safeParse(message)
          // A reader that talks nonsense can't be trusted any more.
          if (reply.success) resolve(reply.data)
          else child.kill('SIGKILL')
        })
      })
      // What can't be sent to a process that has just died is told by its exit.
      if (child.connected) child.send(request, () => {})
      try {
        return await Promise.race([replied, gone])
      } finally {
        child.removeAllListeners('message')
        hold(child, false)
      }
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function hold(child: ChildProcess, held: boolean): void {
  for (const handle of [child, child.channel]) {
    if (held) handle?.ref()
    else handle?.unref()
  }
}
