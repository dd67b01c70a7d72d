import type { Agent } from '../agent/agent.js'
import type { AgentOptions } from '../agent/options.js'
import { toSwitchyardError } from '../core/errors.js'
import { exitCodes } from './exit-codes.js'
import { type AgentFlags, agentOptions } from './options.js'
import { runInterruptibly } from './run-interruptibly.js'
import { printable } from './ui/printable.js'

/**
 * Makes an agent, lets `use` work with it, and cleans up however that ends: Ctrl-C or SIGTERM aborts the signal and
 * everything under it, a second one ends the process at once.
 */
export async function withAgent(
  flags: AgentFlags & { json?: boolean | undefined },
  use: (agent: Agent, signal: AbortSignal) => Promise<number>,
  make: (options: AgentOptions) => Promise<Agent> = makeAgent,
): Promise<void> {
  await runInterruptibly('Stopped.', async (signal) => {
    let agent: Agent | undefined
    try {
      agent = await make(agentOptions(flags))
      process.exitCode = await use(agent, signal)
    } catch (thrown) {
      process.exitCode = reportError(thrown, flags)
    } finally {
      await agent?.close()
    }
  })
}

/** `createAgent`, loaded when it is needed, so that --help answers at once. */
export async function makeAgent(options: AgentOptions): Promise<Agent> {
  const { createAgent } = await import('../agent/agent.js')
  return createAgent(options)
}

/** Says what went wrong, on stderr (with `json`: also as JSON on stdout), and returns the exit code for it. */
export function reportError(thrown: unknown, { json = false }: { json?: boolean | undefined } = {}): number {
  const error = toSwitchyardError(thrown)
  if (json) process.stdout.write(`${JSON.stringify({ error: error.toInfo() })}\n`)
  process.stderr.write(`${error.code === 'CANCELLED' ? '' : 'error: '}${printable(error.message)}\n`)
  if (error.code === 'INTERNAL')
    process.stderr.write('This is a bug in Switchyard. Please report it with the command you ran.\n')
  if (error.code === 'CANCELLED') return exitCodes.interrupted
  return error.code === 'INVALID_REQUEST' || error.code === 'INVALID_CONFIG'
    ? exitCodes.usage
    : exitCodes.failed
}
