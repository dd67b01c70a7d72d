import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { dirsFrom } from '../../config/dirs.js'
import { SwitchyardError } from '../../core/errors.js'
import type { Finding } from '../../ops/doctor.js'
import { exitCodes } from '../exit-codes.js'
import { type AgentFlags, addAgentFlags } from '../options.js'
import { printable } from '../ui/printable.js'
import { columns, processTerminal } from '../ui/terminal.js'
import { makeAgent, withAgent } from '../with-agent.js'

type Flags = AgentFlags & { json?: boolean; verbose?: boolean | undefined }

export function doctorCommand(): Command {
  const command = new Command('doctor').description(
    'what is installed, which devices, keys and profile, and what to do next',
  )
  return addAgentFlags(command)
    .option('-v, --verbose', 'also why devices and LLMs are not there')
    .option('--json', 'as JSON')
    .action(doctor)
}

async function doctor(flags: Flags): Promise<void> {
  let unusable: Finding | undefined
  let scratch: string | undefined
  await withAgent(
    flags,
    async (agent, signal) => {
      const { findProblems } = await import('../../ops/doctor.js')
      const examined = await findProblems(agent.parts, {
        env: process.env,
        signal,
        dirs: dirsFrom(process.env),
      })
      const findings = unusable ? [unusable, ...examined.map(withoutLlmAdvice)] : examined
      print(findings, flags)
      return findings.some(({ level }) => level === 'problem') ? exitCodes.failed : exitCodes.answered
    },
    async (options) => {
      try {
        return await makeAgent(options)
      } catch (thrown) {
        const { message } = invalidConfig(thrown)
        unusable = { level: 'problem', subject: 'settings', detail: message, nextMove: message }
      }
      // An LLM or a cache folder that can't be used must not keep the doctor from looking at the rest.
      scratch = await mkdtemp(join(tmpdir(), 'switchyard-doctor-'))
      const env = { ...process.env, SWITCHYARD_CACHE_DIR: scratch }
      for (const less of [{ env }, { llm: 'none' }]) {
        try {
          return await makeAgent({ ...options, ...less })
        } catch (thrown) {
          invalidConfig(thrown)
        }
      }
      return makeAgent({ ...options, env, llm: 'none' })
    },
  )
  if (scratch !== undefined) await rm(scratch, { recursive: true, force: true })
}

/** What was looked at instead of settings that can't be used says nothing of the LLM that they name. */
const withoutLlmAdvice = (finding: Finding): Finding =>
  finding.subject === 'keys' ? { ...finding, nextMove: undefined } : finding

/** @throws what is no `INVALID_CONFIG` */
function invalidConfig(thrown: unknown): SwitchyardError {
  if (thrown instanceof SwitchyardError && thrown.code === 'INVALID_CONFIG') return thrown
  throw thrown
}

/** What to do next comes first: it is what the doctor was asked for. */
function print(findings: readonly Finding[], { json = false, verbose = false }: Flags): void {
  const { out, outColor: color } = processTerminal()
  if (json) {
    out(`${JSON.stringify(findings, null, 2)}\n`)
    return
  }
  const mark = { ok: color.green('✓'), note: color.dim('·'), problem: color.red('✗') }
  const mostUrgentFirst = findings.toSorted(
    (a, b) => Number(b.level === 'problem') - Number(a.level === 'problem'),
  )
  const next = mostUrgentFirst.flatMap(({ level, nextMove }) =>
    nextMove ? [`  ${level === 'problem' ? mark.problem : ' '} ${printable(nextMove)}`] : [],
  )
  if (next.length > 0) out(`${color.bold('Next')}\n${next.join('\n')}\n\n`)
  const shown = findings.filter(({ isAside }) => verbose || !isAside)
  const rows = shown.map(({ level, subject, detail, reason }) => [
    `${mark[level]} ${subject}`,
    printable(verbose && reason ? `${detail}: ${reason}` : detail),
  ])
  out(`${columns(rows)}\n`)
  if (!verbose && findings.some(({ isAside, reason }) => isAside || reason))
    out(`${color.dim('--verbose says why devices and LLMs are not there.')}\n`)
}
