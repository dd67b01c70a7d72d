import { Command } from 'commander'
import type { Finding } from '../doctor/examine.js'
import { SwitchyardError } from '../errors.js'
import { exitCodes } from './exit-codes.js'
import { type AgentFlags, addAgentFlags } from './options.js'
import { columns, processTerminal } from './ui/terminal.js'
import { makeAgent, withAgent } from './with-agent.js'

type Flags = AgentFlags & { json?: boolean }

export function doctorCommand(): Command {
  const command = new Command('doctor').description(
    'what is installed, which devices, keys and profile, and what to do next',
  )
  return addAgentFlags(command).option('--json', 'as JSON').action(doctor)
}

async function doctor(flags: Flags): Promise<void> {
  let unusable: Finding | undefined
  await withAgent(
    flags,
    async (agent, signal) => {
      const { examine } = await import('../doctor/examine.js')
      const examined = await examine(agent.parts, { env: process.env, signal })
      const findings = [...(unusable ? [unusable] : []), ...examined]
      print(findings, flags.json)
      return findings.some(({ level }) => level === 'problem') ? exitCodes.failed : exitCodes.answered
    },
    async (options) => {
      try {
        return await makeAgent(options)
      } catch (thrown) {
        if (!(thrown instanceof SwitchyardError) || thrown.code !== 'INVALID_CONFIG') throw thrown
        // An LLM that is configured but can't be used must not keep the doctor from looking at the rest.
        unusable = { level: 'problem', subject: 'settings', detail: thrown.message, nextMove: thrown.message }
        return makeAgent({ ...options, llm: 'none' })
      }
    },
  )
}

function print(findings: readonly Finding[], json = false): void {
  const { out, outColor: color } = processTerminal()
  if (json) {
    out(`${JSON.stringify(findings, null, 2)}\n`)
    return
  }
  const mark = { ok: color.green('✓'), note: color.dim('·'), problem: color.red('✗') }
  out(`${columns(findings.map(({ level, subject, detail }) => [`${mark[level]} ${subject}`, detail]))}\n`)
  const next = findings.flatMap(({ nextMove }) => (nextMove ? [nextMove] : []))
  if (next.length > 0) out(`\n${color.bold('Next')}\n${next.map((move) => `  ${move}`).join('\n')}\n`)
}
