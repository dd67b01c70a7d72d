import { type Command, Option } from 'commander'
import type { AgentOptions } from '../agent/options.js'
import { SwitchyardError } from '../core/errors.js'
import { parseModelId } from '../core/model-id.js'
import { collectValues, parseUsd } from './flag-values.js'

/** Flags of the commands that make an agent; each takes those that matter to it. */
export interface AgentFlags {
  profile?: string | undefined
  config?: string | undefined
  llm?: string | undefined
  offline?: boolean | undefined
  cache?: boolean | undefined
  set?: string[] | undefined
  mediaShare?: string | undefined
  model?: string[] | undefined
  planner?: string | undefined
  verify?: string | undefined
  maxCost?: number | undefined
  approve?: boolean | undefined
}

const settingsHeading = 'Settings:'
const filesHeading = 'Files:'
const modelsHeading = 'Models:'

/** Puts the flags that `add` adds under a heading of their own in --help. */
export function inGroup(command: Command, heading: string, add: (command: Command) => Command): Command {
  const before = command.optionsGroup()
  return add(command.optionsGroup(heading)).optionsGroup(before)
}

/** Flags that say which settings hold. */
export function addSettingsFlags(command: Command): Command {
  return inGroup(command, settingsHeading, (grouped) =>
    grouped
      .option('-p, --profile <name>', 'hub (default), demo, remote, or the path of a .yaml file')
      .option('--config <file>', 'settings file (default: ./switchyard.yaml, if there)')
      .option(
        '--set <path=value>',
        'override one setting, such as local.hosts=2 (repeatable)',
        collectValues,
      ),
  )
}

/** Flags that decide which model runs a task. */
export function addModelFlags(command: Command): Command {
  return inGroup(addSettingsFlags(command), modelsHeading, (grouped) =>
    grouped
      .option('--offline', 'download nothing; use the models on disk')
      .option(
        '--model <task=owner/name>',
        "run a task on this model of the Hub, not on the catalogue's (repeatable)",
        collectValues,
      ),
  )
}

/** Flags of commands that plan and answer. */
export function addAgentFlags(command: Command): Command {
  return inGroup(addModelFlags(command), modelsHeading, (grouped) =>
    grouped
      .option(
        '--llm <spec>',
        'LLM that plans and answers: openai:MODEL, hf:MODEL, local:MODEL, anthropic:MODEL, none or auto (default: the profile)',
      )
      .addOption(
        new Option(
          '--verify <what>',
          'sentences of an LLM that the results do not bear out: mark them, drop them, or off (default: the profile)',
        ).choices(['off', 'mark', 'drop']),
      )
      .option('--no-cache', "don't reuse results of finished steps"),
  )
}

/** `image-to-text=owner/name` as a setting. @throws SwitchyardError `INVALID_REQUEST` */
function modelSetting(pair: string): string {
  const [, task, model] = /^([a-z0-9-]+)=(.+)$/.exec(pair) ?? []
  if (task === undefined || model === undefined || parseModelId(model) === undefined)
    throw new SwitchyardError(
      'INVALID_REQUEST',
      `--model "${pair}": write it as task=owner/name, such as image-to-text=Xenova/vit-gpt2-image-captioning.`,
    )
  return `models={ ${task}: ${JSON.stringify(model)} }`
}

/** Flags of commands that plan. */
export function addPlannerFlag(command: Command): Command {
  return inGroup(command, modelsHeading, (grouped) =>
    grouped.addOption(
      new Option('--planner <kind>', 'who plans (default: the profile)').choices(['auto', 'llm', 'rules']),
    ),
  )
}

/** Flags of commands that may spend money. */
export function addCostFlags(command: Command): Command {
  return inGroup(command, 'Costs:', (grouped) =>
    grouped
      .option('--cost', 'say after each answer what it used and about what that costs')
      .option('--max-cost <usd>', 'stop before a request costs more than this, in US dollars', parseUsd),
  )
}

/** Flag of the commands that ask before a plan runs that must be approved. */
export function addApproveFlag(command: Command): Command {
  return inGroup(command, 'Costs:', (grouped) =>
    grouped.option('--approve', 'run plans that the setting `approval` would ask about'),
  )
}

/** Flags of commands that take files. */
export interface MediaFlags {
  recursive?: boolean | undefined
  yes?: boolean | undefined
}

/** What media arguments may be, for help. */
export const mediaArgument =
  "files or URLs; folders, quoted patterns such as 'photos/*.jpg', @list.txt with one path a line"

export function addMediaFlags(command: Command): Command {
  return inGroup(command, filesHeading, (grouped) =>
    grouped
      .option('-r, --recursive', 'of folders, also the files in the folders below')
      .option('-y, --yes', "don't ask before very many files are taken in"),
  )
}

/** Flags of commands that show what was made. */
export interface OutFlags {
  out?: string | undefined
  preview?: boolean | undefined
}

export function addOutFlags(command: Command): Command {
  return inGroup(command, filesHeading, (grouped) =>
    grouped
      .option(
        '-o, --out <path>',
        'folder or file for the pictures, sound and other files that are made; nothing is overwritten (default: kept for 7 days)',
      )
      .option('--no-preview', 'show no pictures, in terminals that can'),
  )
}

/** For commands whose media other machines must find. */
export function addShareFlag(command: Command): Command {
  return command.option(
    '--media-share <place>',
    'where machines share media: a folder that all mount, or s3://bucket/prefix (default: the profile)',
  )
}

export function agentOptions(flags: AgentFlags): AgentOptions {
  return {
    profile: flags.profile,
    config: flags.config,
    llm: flags.llm,
    set: [
      // An LLM that is named here also plans, even with a profile whose rules do; `--planner` and `--set` may say otherwise.
      ...(flags.llm === undefined || flags.llm === 'none' ? [] : ['planner=auto']),
      ...(flags.offline ? ['downloads=false'] : []),
      ...(flags.cache === false ? ['steps.cache=false'] : []),
      ...(flags.mediaShare === undefined ? [] : [`media.share=${flags.mediaShare}`]),
      ...(flags.planner === undefined ? [] : [`planner=${flags.planner}`]),
      ...(flags.verify === undefined ? [] : [`verify=${flags.verify}`]),
      ...(flags.maxCost === undefined ? [] : [`budget.perRun=${flags.maxCost}`]),
      ...(flags.set ?? []),
      ...(flags.model ?? []).map(modelSetting),
    ],
  }
}
