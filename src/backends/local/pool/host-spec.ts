import { builtProgram } from '../../../core/process/built-program.js'
import { childEnv } from '../../../core/process/child-env.js'
import type { ChildSpec } from '../../../core/process/start-child.js'

/** How a host is started. */
export const hostSpec = (): ChildSpec => ({
  program: builtProgram('backends/local/host/host'),
  args: [],
  options: {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env: childEnv(),
  },
})
