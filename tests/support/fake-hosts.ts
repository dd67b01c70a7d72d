import type { StartHost, StartHostOptions } from '../../src/backends/local/pool/host-process.js'
import type { HostOutcome, HostReply, HostRequest, RunRequest } from '../../src/backends/local/protocol.js'

/** A host that does nothing by itself: the test says what it replies and when it dies. */
export class FakeHost {
  readonly requests: HostRequest[] = []
  held = false
  killed = false
  stopped = false
  readonly #options: StartHostOptions
  #finished = 0

  constructor(options: StartHostOptions) {
    this.#options = options
  }

  get runs(): RunRequest[] {
    return this.requests.filter((request) => request.type === 'run')
  }

  reply(message: HostReply): void {
    this.#options.onReply(message)
  }

  /** Ends the oldest batch that runs; by default every call gives back its input. */
  finish({
    outcomes,
    loadFailed = false,
    rssBytes = 1,
  }: Partial<Extract<HostReply, { type: 'result' }>> = {}): void {
    const run = this.runs[this.#finished]
    if (!run) throw new Error('This host has no batch.')
    this.#finished += 1
    const echoes = run.inputs.map((value): HostOutcome => ({ ok: true, value }))
    this.reply({ type: 'result', batch: run.batch, outcomes: outcomes ?? echoes, loadFailed, rssBytes })
  }

  die(signal: NodeJS.Signals | null = 'SIGSEGV', code: number | null = null, output = ''): void {
    this.#options.onExit({ signal, code, output })
  }
}

/** Starts fake hosts, and keeps them in the order of their start. */
export function fakeHosts(): { hosts: FakeHost[]; start: StartHost } {
  const hosts: FakeHost[] = []
  return {
    hosts,
    start(options) {
      const host = new FakeHost(options)
      hosts.push(host)
      return {
        pid: 1000 + hosts.length,
        send: (request) => void host.requests.push(request),
        hold: (held) => {
          host.held = held
        },
        kill: () => {
          host.killed = true
          host.die('SIGKILL')
        },
        async stop() {
          host.stopped = true
          host.held = true
          await Promise.resolve()
          host.die(null, 0)
        },
      }
    },
  }
}
