import type { Command } from 'commander'
import type { AgentOptions } from '../agent-options.js'
import { SwitchyardError } from '../errors.js'
import { parseModelId } from '../tools/model-id.js'

/** Flags that every command which makes an agent takes. */
export interface AgentFlags {
  profile?: string
  config?: string
  llm?: string
  offline?: boolean
  cache?: boolean
  set?: string[]
  mediaShare?: string
  model?: string[]
  planner?: string
  maxCost?: number
}

export function addAgentFlags(command: Command): Command {
  return command
    .option('-p, --profile <name>', 'hub (default), demo, remote, or the path of a .yaml file')
    .option('--config <file>', 'settings file (default: ./switchyard.yaml, if there)')
    .option('--llm <spec>', 'LLM that plans and answers: openai:MODEL, hf:MODEL, anthropic:MODEL, none, auto')
    .option('--offline', 'download nothing; use the models on disk')
    .option(
      '--model <task=owner/name>',
      "run a task on this model of the Hub, not on the catalogue's (repeatable)",
      collect,
    )
    .option('--no-cache', "don't reuse results of finished steps")
    .option('--set <path=value>', 'override one setting, such as local.hosts=2 (repeatable)', collect)
}

const collect = (value: string, all: string[] = []): string[] => [...all, value]

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
  return command.option('--planner <kind>', 'who plans: auto, llm or rules')
}

/** Flags of commands that may spend money. */
export function addCostFlags(command: Command): Command {
  return command
    .option('--cost', 'say after each answer what it used and about what that costs')
    .option('--max-cost <usd>', 'stop before a request costs more than this, in US dollars', parseUsd)
}

export function parseUsd(text: string): number {
  const usd = Number(text.replace(/^\$/, ''))
  if (text.trim() !== '' && Number.isFinite(usd) && usd >= 0) return usd
  throw new SwitchyardError(
    'INVALID_REQUEST',
    `--max-cost takes an amount of US dollars such as 0.50, not "${text}".`,
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
      ...(flags.offline ? ['downloads=false'] : []),
      ...(flags.cache === false ? ['steps.cache=false'] : []),
      ...(flags.mediaShare === undefined ? [] : [`media.share=${flags.mediaShare}`]),
      ...(flags.planner === undefined ? [] : [`planner=${flags.planner}`]),
      ...(flags.maxCost === undefined ? [] : [`budget.perRun=${flags.maxCost}`]),
      ...(flags.set ?? []),
      ...(flags.model ?? []).map(modelSetting),
    ],
  }
}
