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
  model?: string[]
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

export function agentOptions(flags: AgentFlags): AgentOptions {
  return {
    profile: flags.profile,
    config: flags.config,
    llm: flags.llm,
    set: [
      ...(flags.offline ? ['downloads=false'] : []),
      ...(flags.cache === false ? ['steps.cache=false'] : []),
      ...(flags.set ?? []),
      ...(flags.model ?? []).map(modelSetting),
    ],
  }
}
