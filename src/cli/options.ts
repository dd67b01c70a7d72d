import type { Command } from 'commander'
import type { AgentOptions } from '../agent-options.js'

/** Flags that every command which makes an agent takes. */
export interface AgentFlags {
  profile?: string
  config?: string
  llm?: string
  offline?: boolean
  cache?: boolean
  set?: string[]
  mediaShare?: string
}

export function addAgentFlags(command: Command): Command {
  return command
    .option('-p, --profile <name>', 'hub (default), demo, remote, or the path of a .yaml file')
    .option('--config <file>', 'settings file (default: ./switchyard.yaml, if there)')
    .option('--llm <spec>', 'LLM that plans and answers: openai:MODEL, hf:MODEL, anthropic:MODEL, none, auto')
    .option('--offline', 'download nothing; use the models on disk')
    .option('--no-cache', "don't reuse results of finished steps")
    .option(
      '--set <path=value>',
      'override one setting, such as local.hosts=2 (repeatable)',
      (pair: string, all: string[] = []) => [...all, pair],
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
      ...(flags.set ?? []),
    ],
  }
}
