import { Command } from 'commander'
import type { Agent } from '../../agent/agent.js'
import type { Candidate } from '../../config/candidate.js'
import { formatDtype } from '../../config/format-dtype.js'
import { SwitchyardError } from '../../core/errors.js'
import { formatBytes } from '../../core/format.js'
import { parseModelId } from '../../core/model-id.js'
import type { Registry } from '../../tools/registry.js'
import { exitCodes } from '../exit-codes.js'
import { wholeNumber } from '../flag-values.js'
import { type AgentFlags, addSettingsFlags } from '../options.js'
import { columns, processTerminal } from '../ui/terminal.js'
import { withAgent } from '../with-agent.js'
import type { SearchFlags } from './models-search.js'

type Flags = AgentFlags & { json?: boolean | undefined }

export function modelsCommand(): Command {
  const models = new Command('models').description('list, search, check, download and verify models')
  addSettingsFlags(models.command('list', { isDefault: true }))
    .description('models that the profile takes from the catalogue, and which are on disk (the default)')
    .argument('[words...]', 'only those with all of these in task or name')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  $ switchyard models list\n  $ switchyard models list whisper')
    .action((words: string[], flags: Flags) =>
      withAgent({ ...flags, llm: 'none' }, (agent) => list(agent, words, flags.json)),
    )
  models
    .command('search')
    .description('models of the Hub, the most downloaded first')
    .argument('[words...]', 'words of their names')
    .option('--task <task>', 'only models for a task, such as image-to-text')
    .option('--local', 'only models that transformers.js can load')
    .option('--remote', 'only models that an Inference Provider serves')
    .option('--limit <n>', 'most models, up to 1000', wholeNumber(1, 1000), 20)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ switchyard models search --task image-to-text --local\n  $ switchyard ask "Describe this with the model OWNER/NAME" photo.jpg',
    )
    .action(async (words: string[], flags: SearchFlags) => {
      const { searchHub } = await import('./models-search.js')
      await searchHub(words, flags)
    })
  addSettingsFlags(models.command('check'))
    .description('check the whole catalogue against the Hub: names, files, sizes, licences, providers')
    .argument('[words...]', 'only entries with all of these in tool or name')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Downloads nothing. Each entry that no longer holds is named with what to write instead.
Exit codes: 0 all hold, 1 some do not, 3 some could not be checked (none, where no Hub answers), 2 wrong usage, 130 stopped.`,
    )
    .action((words: string[], flags: Flags) =>
      withAgent({ ...flags, llm: 'none' }, async (agent, signal) => {
        const { checkCatalog } = await import('./models-check.js')
        return checkCatalog(agent, words, { signal, json: flags.json })
      }),
    )
  addSettingsFlags(models.command('pull'))
    .description('download models now, so that they are there later, offline too')
    .argument(
      '<model-or-task...>',
      'Hub ids (Xenova/whisper-tiny), task ids (image-to-text: its first choice) or LLMs (local:owner/name)',
    )
    .option('--task <task>', 'what models are for that are in no catalogue')
    .addHelpText(
      'after',
      `
Examples:
  $ switchyard models pull image-to-text automatic-speech-recognition
  $ switchyard models pull owner/name --task image-to-text
  $ switchyard models pull local:onnx-community/Qwen2.5-1.5B-Instruct`,
    )
    .action((names: string[], flags: Flags & { task?: string | undefined }) =>
      withAgent({ ...flags, llm: 'none' }, (agent, signal) =>
        pull(agent, names, { task: flags.task, signal }),
      ),
    )
  addSettingsFlags(models.command('verify'))
    .description('check the files on disk against their SHA-256')
    .argument('[model...]', 'Hub ids; default: the demo pack, the samples and every model on disk')
    .option('--json', 'as JSON')
    .action((names: string[], flags: Flags) =>
      withAgent({ ...flags, llm: 'none' }, (agent, signal) => verify(agent, names, signal, flags.json)),
    )
  return models
}

interface Row {
  task: string
  candidate: Candidate
}

/** What this profile may run on this machine. */
function localRows(agent: Agent): Row[] {
  const { registry, catalog, profile } = agent.parts
  return registry
    .list()
    .flatMap(({ id: task }) => catalog.candidates(task).map((candidate) => ({ task, candidate })))
    .filter(
      ({ candidate }) =>
        candidate.backend === 'local' &&
        candidate.source !== 'code' &&
        profile.sources.includes(candidate.source),
    )
}

async function list(agent: Agent, words: readonly string[], json = false): Promise<number> {
  const { candidateId } = await import('../../config/candidate.js')
  const { out } = processTerminal()
  const rows = localRows(agent)
    .map(({ task, candidate }) => ({ task, id: candidateId(candidate), ...candidate }))
    .filter(({ task, id }) =>
      words.every((word) => `${task} ${id}`.toLowerCase().includes(word.toLowerCase())),
    )
    .map((row) => ({ ...row, state: agent.parts.local.state(row) }))
  if (rows.length === 0 && words.length > 0)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `The profile ${agent.parts.profile.name} takes no model with "${words.join(' ')}" in its task or name from the catalogue. \`switchyard models search ${words.join(' ')}\` looks for more at the Hub, \`switchyard models --help\` lists the commands.`,
    )
  if (json) out(`${JSON.stringify(rows, null, 2)}\n`)
  else {
    out(
      `${columns([
        ['TASK', 'MODEL', 'DTYPE', 'DOWNLOAD', 'MEMORY', 'STATE'],
        ...rows.map(({ task, model, dtype, source, download, memory, state }) => [
          task,
          model,
          formatDtype(dtype),
          source === 'hub' ? (download ? formatBytes(download) : '?') : '-',
          memory ? formatBytes(memory) : '?',
          state.unavailable ?? state.readiness,
        ]),
      ])}\n`,
    )
  }
  return exitCodes.answered
}

function didYouMean(registry: Registry, task: string): string {
  const nearest = registry.nearest(task)
  return nearest.length > 0 ? ` Did you mean ${nearest.join(' or ')}?` : ''
}

/** What is to be downloaded: of the catalogue, or found out at the Hub. */
async function chooseRow(
  agent: Agent,
  name: string,
  { task, signal }: { task: string | undefined; signal: AbortSignal },
): Promise<Row> {
  const { registry, openModels } = agent.parts
  if (name.startsWith('local:')) {
    const { parseLocalModel } = await import('../../llm/local/local-spec.js')
    const { chatTool } = await import('../../backends/local/chat/chat-tool.js')
    const llm = parseLocalModel(name.slice('local:'.length))
    if (!llm.ok) throw llm.error
    return { task: chatTool.id, candidate: llm.value }
  }
  const inCatalog = localRows(agent).find(
    (row) => (task === undefined || row.task === task) && (row.candidate.model === name || row.task === name),
  )
  if (inCatalog) return inCatalog
  if (parseModelId(name) === undefined || task === undefined)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `No model or task "${name}" in the catalogue of this profile.${didYouMean(registry, name)} \`switchyard models\` lists them. For any other model of the Hub say what it is for: \`switchyard models pull owner/name --task image-to-text\`.`,
    )
  const tool = registry.get(task)
  if (!tool)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `There is no task "${task}".${didYouMean(registry, task)} \`switchyard tools\` lists them.`,
    )
  const resolved = await openModels.resolve(name, tool, { signal })
  if (!resolved.ok) throw resolved.error
  const candidate = resolved.value.candidates.find(({ backend }) => backend === 'local')
  if (candidate) return { task, candidate }
  const reasons = resolved.value.rejected.map(({ candidate: id, reason }) => `${id} ${reason}`).join('; ')
  throw new SwitchyardError('MODEL_UNAVAILABLE', `The model ${name} can't run here: ${reasons}.`)
}

async function pull(
  agent: Agent,
  names: readonly string[],
  { task: wanted, signal }: { task: string | undefined; signal: AbortSignal },
): Promise<number> {
  const { createRunView } = await import('../ui/run-view.js')
  const terminal = processTerminal()
  const chosen = await Promise.all(names.map((name) => chooseRow(agent, name, { task: wanted, signal })))
  const view = await createRunView({ terminal })
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
  const { verifyManifest, packManifests } = await import('../../hub/verify-pack.js')
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
