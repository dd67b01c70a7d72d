import { builtProgram } from '../../core/process/built-program.js'
import type { ChildSpec } from '../../core/process/start-child.js'

/** A reader needs no more of the environment than this; keys and tokens are no business of its. */
const passedOn = /^(PATH|HOME|TMP|TEMP|TMPDIR|LANG|LC_.*|TZ|SystemRoot|LD_LIBRARY_PATH|DYLD_.*)$/i

export interface ReaderSpecOptions {
  /** The built program. Default: the package's. */
  program?: string | undefined
  /** Resident memory past which it ends itself. */
  memoryBytes: number
}

/** How a reader is started. */
export function readerSpec({
  program = builtProgram('media/reader/reader-program'),
  memoryBytes,
}: ReaderSpecOptions): ChildSpec {
  const heapMegabytes = Math.max(64, Math.floor(memoryBytes / 2 / 1_048_576))
  return {
    program,
    args: [String(memoryBytes)],
    options: {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name))),
        // Large pictures are held in memory, which is bounded, and not in files, which a killed process would leave.
        VIPS_DISC_THRESHOLD: String(2 * memoryBytes),
      },
    },
  }
}
