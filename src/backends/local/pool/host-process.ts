import { type ChildProcess, fork } from 'node:child_process'
import { Socket } from 'node:net'
import { builtProgram } from '../../../core/process/built-program.js'
import { childEnv } from '../../../core/process/child-env.js'
import { endWithThisProcess } from '../../../core/process/end-with-process.js'
import { keepTail } from '../../../core/process/output-tail.js'
import { type Configuration, type HostReply, type HostRequest, replySchema } from '../protocol.js'

/** How a host ended. */
export interface HostExit {
  signal: NodeJS.Signals | null
  code: number | null
  /** The last lines it printed, redacted. */
  output: string
}

/** The main process's end of one host. */
export interface HostProcess {
  readonly pid: number | undefined
  send(request: HostRequest): void
  /** Whether it keeps the main process alive: only while it works. */
  hold(held: boolean): void
  kill(): void
  /** Asks it to end, and kills it after `graceMs`. Resolves once it is gone. */
  stop(graceMs: number): Promise<void>
}

export interface StartHostOptions {
  configuration: Configuration
  onReply: (reply: HostReply) => void
  onExit: (exit: HostExit) => void
}

export type StartHost = (options: StartHostOptions) => HostProcess

export const startHost: StartHost = ({ configuration, onReply, onExit }) => {
  const child = fork(builtProgram('backends/local/host/host'), [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: [],
    env: childEnv(),
  })
  endWithThisProcess(child)
  const output = keepTail([child.stdout, child.stderr])
  let ended = false
  const gone = new Promise<void>((resolve) => {
    const end = (code: number | null, signal: NodeJS.Signals | null, problem?: string) => {
      if (ended) return
      ended = true
      onExit({ signal, code, output: [output(), problem].filter(Boolean).join('\n') })
      resolve()
    }
    // `close` comes after the last output was read, unlike `exit`.
    child.once('close', (code, signal) => end(code, signal))
    // More than once: a signal that can't be sent is an error too.
    child.on('error', (error) => end(null, null, error.message))
  })
  child.on('message', (message) => {
    const reply = replySchema.safeParse(message)
    // A host that talks nonsense can't be trusted with its calls: they fail like in a crash.
    if (reply.success) onReply(reply.data)
    else host.kill()
  })
  const host: HostProcess = {
    pid: child.pid,
    send(request) {
      // A message to a host that has just died is lost with it; its exit is reported by itself.
      if (child.connected) child.send(request, () => {})
    },
    hold(held) {
      for (const handle of handles(child)) {
        if (held) handle.ref()
        else handle.unref()
      }
    },
    kill: () => void child.kill('SIGKILL'),
    async stop(graceMs) {
      host.hold(true)
      host.send({ type: 'shutdown' })
      const timer = setTimeout(() => host.kill(), graceMs)
      await gone
      clearTimeout(timer)
    },
  }
  host.send(configuration)
  return host
}

/** All that ties a child to the event loop of this process. */
function handles(child: ChildProcess): { ref(): unknown; unref(): unknown }[] {
  const sockets = [child.stdout, child.stderr].filter((stream) => stream instanceof Socket)
  return [child, ...sockets, ...(child.channel ? [child.channel] : [])]
}
