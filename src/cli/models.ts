import { Command } from 'commander'
import type { Agent } from '../agent.js'
import { SwitchyardError } from '../errors.js'
import { type Candidate, candidateId } from '../tools/candidate.js'
import { type AgentFlags, addAgentFlags } from './options.js'
import { columns, formatBytes, processTerminal } from './ui/terminal.js'
import { exitCodes, withAgent } from './with-agent.js'

type Flags = AgentFlags & { json?: boolean }

export function modelsCommand(): Command {
  const models = new Command('models').description('list, download and verify models')
  addAgentFlags(models.command('list', { isDefault: true }))
    .description('models of the catalogue, and which are on disk')
    .option('--json', 'as JSON')
    .action((flags: Flags) => withAgent(flags, async (agent) => list(agent, flags.json)))
  addAgentFlags(models.command('pull'))
    .description('download models now, so that they are there later, offline too')
    .argument(
      '<model-or-task...>',
      'Hub ids (Xenova/whisper-tiny) or task ids (image-to-text: its first choice)',
    )
    .addHelpText('after', '\nExample:\n  $ switchyard models pull image-to-text automatic-speech-recognition')
    .action((names: string[], flags: Flags) =>
      withAgent(flags, (agent, signal) => pull(agent, names, signal)),
    )
  addAgentFlags(models.command('verify'))
    .description('check the files on disk against their SHA-256')
    .argument('[model...]', 'Hub ids; default: the demo pack, the samples and every model on disk')
    .option('--json', 'as JSON')
    .action((names: string[], flags: Flags) =>
      withAgent(flags, (agent, signal) => verify(agent, names, signal, flags.json)),
    )
  return models
}

interface Row {
  task: string
  candidate: Candidate
}

function localRows(agent: Agent): Row[] {
  const { registry, catalog } = agent.parts
  return registry
    .list()
    .flatMap(({ id: task }) => catalog.candidates(task).map((candidate) => ({ task, candidate })))
    .filter(({ candidate }) => candidate.backend === 'local')
}

function list(agent: Agent, json = false): number {
  const { out } = processTerminal()
  const rows = localRows(agent).map(({ task, candidate }) => ({
    task,
    id: candidateId(candidate),
    ...candidate,
    state: agent.parts.local.state(candidate),
  }))
  if (json) out(`${JSON.stringify(rows, null, 2)}\n`)
  else {
    out(
      `${columns([
        ['TASK', 'MODEL', 'DTYPE', 'MEMORY', 'STATE'],
        ...rows.map(({ task, model, dtype, memory, state }) => [
          task,
          model,
          dtype,
          memory ? formatBytes(memory) : '?',
          state.unavailable ?? state.readiness,
        ]),
      ])}\n`,
    )
  }
  return exitCodes.answered
}

async function pull(agent: Agent, names: readonly string[], signal: AbortSignal): Promise<number> {
  const { createRunView } = await import('./ui/run-view.js')
  const terminal = processTerminal()
  const { sources } = agent.parts.profile
  const rows = localRows(agent).filter(({ candidate }) => sources.includes(candidate.source))
  const chosen = names.map((name) => {
    const row = rows.find(({ task, candidate }) => candidate.model === name || task === name)
    if (row) return row
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `No model or task "${name}" in the catalogue of this profile. \`switchyard models\` lists them.`,
    )
  })
  const view = createRunView({ terminal })
  try {
    for (const { task, candidate } of chosen) {
      const pulled = await agent.parts.local.pull(candidate, task, {
        signal,
        onProgress: (progress) => {
          if (progress.kind === 'download')
            view.show({ type: 'model-download', step: '', runId: '', atMs: 0, ...progress })
        },
      })
      if (!pulled.ok) throw pulled.error
      terminal.out(`${candidate.model}  ${formatBytes(pulled.value.bytes)}  ${pulled.value.path}\n`)
    }
  } finally {
    view.stop()
  }
  return exitCodes.answered
}

async function verify(
  agent: Agent,
  names: readonly string[],
  signal: AbortSignal,
  json = false,
): Promise<number> {
  const { verifyManifest, packManifests } = await import('../backends/local/verify-pack.js')
  const { out, outColor: color } = processTerminal()
  const packs = names.length > 0 ? [] : await Promise.all(packManifests.map((file) => verifyManifest(file)))
  const hub = await agent.parts.local.verify(names, { signal })
  const checked = [...packs, ...hub]
  if (json) out(`${JSON.stringify(checked, null, 2)}\n`)
  else {
    for (const { name, files, bytes, problems } of checked) {
      out(
        `${problems.length > 0 ? color.red('✗') : color.green('✓')} ${name}  ${files} files, ${formatBytes(bytes)}\n`,
      )
      for (const problem of problems) out(`    ${problem}\n`)
    }
  }
  return checked.some(({ problems }) => problems.length > 0) ? exitCodes.failed : exitCodes.answered
}
