import { builtProgram } from '../../../core/process/built-program.js'
import { childEnv } from '../../../core/process/child-env.js'
import type { ChildSpec } from '../../../core/process/start-child.js'

/**
 * What a call makes and drops at once (a recording's samples, its spectrogram) dies young in this room. With Node's own 16 MB
 * it is taken for old, and the whole heap is searched several times a call: a tenth of a host's time with a long recording.
 */
const roomForNewObjects = '--max-semi-space-size=32'

/** How a host is started. */
export const hostSpec = (): ChildSpec => ({
  program: builtProgram('backends/local/host/host'),
  args: [],
  options: {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [roomForNewObjects],
    env: childEnv(),
  },
})
