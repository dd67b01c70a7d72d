import { availableParallelism } from 'node:os'
import type { Profile } from '../../../config/profile.js'
import { type SwitchyardError, toSwitchyardError } from '../../../core/errors.js'
import { builtProgram } from '../../../core/process/built-program.js'
import { err, ok, type Result } from '../../../core/result.js'
import { mediaIn } from '../../../media/media-in.js'
import { createReaderPool, type ReaderPool } from '../../../media/reader/reader-pool.js'
import type { BackendCall, BackendProgress } from '../../backend.js'
import type { CodeRequest } from './code-protocol.js'

/** Runs tools that need no model, in processes of their own. */
export interface CodeRunner {
  run(
    call: Pick<BackendCall, 'tool' | 'input'>,
    options: { signal: AbortSignal; onProgress: (progress: BackendProgress) => void },
  ): Promise<Result<unknown, SwitchyardError>>
  close(): Promise<void>
}

const maxProcesses = 2
/** The step's own limit ends a call first, and says so. */
const graceMs = 10_000

/** Starts no process before the first call. */
export function createCodeRunner({ profile, mediaDir }: { profile: Profile; mediaDir: string }): CodeRunner {
  const { maxPixels, maxSide, maxSeconds, storeBytes, readMemory } = profile.media
  let pool: ReaderPool | undefined

  return {
    async run({ tool, input }, { signal, onProgress }) {
      const request: CodeRequest = {
        ...{ tool: tool.id, input, mediaDir, storeBytes },
        limits: { maxPixels, maxSide, maxSeconds },
      }
      pool ??= createReaderPool({
        processes: Math.min(maxProcesses, availableParallelism()),
        memoryBytes: readMemory,
        program: builtProgram('backends/local/code/code-program'),
      })
      try {
        const label = mediaIn(input)[0]?.name ?? 'The file'
        const read = await pool.read(request, {
          ...{ label, timeoutMs: profile.steps.timeoutMs + graceMs, signal },
          onProgress: (fraction) => onProgress({ kind: 'inference', fraction }),
        })
        return ok(read)
      } catch (thrown) {
        return err(toSwitchyardError(thrown))
      }
    },
    async close() {
      await pool?.close()
    },
  }
}
