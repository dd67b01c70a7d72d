import { howToHaveLlm } from '../config/how-to-have-llm.js'
import type { Env } from '../core/env.js'
import type { FoundLlm, Search } from './find/find-llm.js'
import { llmStaysHere } from './stays-here.js'

/** What `auto` means: a spec or none, and why. */
export interface DefaultModel {
  spec: string | undefined
  /** One sentence for people. */
  reason: string
  /** What was looked at, in order, a line each: `ANTHROPIC_API_KEY: not set`. */
  looked: string[]
  /** The server that it was found at, where no variable names it. */
  at?: FoundLlm | undefined
  /** Without a spec: what to do to have one. One sentence or two for people. */
  nextMove?: string | undefined
}

/**
 * Local LLMs that `auto` takes when they are on disk, the best first, with the memory that they need, bytes. Smaller ones
 * plan worse than the rules do.
 */
export const localDefaults = [
  { spec: 'local:onnx-community/Qwen3-4B-ONNX:q4', memory: 4_500_000_000 },
  { spec: 'local:onnx-community/Qwen3-1.7B-ONNX:q4', memory: 2_500_000_000 },
  { spec: 'local:onnx-community/Qwen2.5-1.5B-Instruct:q4', memory: 2_700_000_000 },
] as const
export type LocalDefault = (typeof localDefaults)[number]

interface Place {
  /** What is looked at, for people. */
  subject: string
  /** The spec that it stands for; absent: it is not set up. */
  spec?: string | undefined
  /** What is said of it. */
  found: string
  /** Whether what is said to it stays on this machine. */
  isLocal: boolean
  at?: FoundLlm | undefined
}

const set = (value: string | undefined): value is string => value !== undefined && value.trim() !== ''

/**
 * The spec that `llm: auto` stands for: the first of these that is set up, with `privacy: local` the first of them that
 * runs on this machine. Pure.
 *
 * 1. `OPENAI_API_KEY` or `OPENAI_BASE_URL`: `openai:` with `OPENAI_MODEL`, else what the server of your own offers
 *    (`served`), else, with a key, `gpt-5-mini`
 * 2. `ANTHROPIC_API_KEY`: `anthropic:claude-sonnet-4-5`
 * 3. `HF_TOKEN`: `hf:openai/gpt-oss-120b`
 * 4. what a server on this machine offers that was found (`found`)
 * 5. the first of `localDefaults` that is on disk and fits the memory; never downloaded for it
 * 6. none
 */
export function chooseDefaultModel(
  env: Env,
  {
    privacy = 'any',
    isReady = () => false,
    served,
    found,
  }: {
    privacy?: 'local' | 'any' | undefined
    /** Whether a local LLM is on disk and fits the memory. */
    isReady?: ((model: LocalDefault) => boolean) | undefined
    /** What the server at `OPENAI_BASE_URL` offers. */
    served?: Search | undefined
    /** What was found on this machine. Absent: it was not looked for. */
    found?: (Search & { asked: readonly string[] }) | undefined
  } = {},
): DefaultModel {
  const places = [openAi(env, served?.llm), keyed('ANTHROPIC_API_KEY', 'anthropic:claude-sonnet-4-5', env)]
  places.push(keyed('HF_TOKEN', 'hf:openai/gpt-oss-120b', env))
  if (found) places.push(onThisMachine(found))
  places.push(onDisk(isReady))
  const usable = ({ isLocal }: Place) => isLocal || privacy === 'any'
  const chosen = places.find((place) => place.spec !== undefined && usable(place))
  const looked = places.map((place) => {
    const { subject, spec, found } = place
    const verdict = !spec
      ? ''
      : place === chosen
        ? `: ${spec} is used`
        : usable(place)
          ? `: ${spec}, after the one that is used`
          : `: ${spec} is not used, privacy is local`
    return `${subject} ${found}${verdict}`.trimEnd()
  })
  if (chosen)
    return { spec: chosen.spec, reason: `${chosen.subject} ${chosen.found}.`, looked, at: chosen.at }
  const refused = places.find(({ spec }) => spec !== undefined)?.spec
  const hindrance = hindranceOf({ env, refused, served, found })
  const nearby = found ? 'no LLM server answers on this machine, ' : ''
  return {
    spec: undefined,
    reason:
      hindrance ??
      `No LLM is set up: OPENAI_API_KEY, OPENAI_BASE_URL, ANTHROPIC_API_KEY and HF_TOKEN are all unset, ${nearby}and no local LLM is on disk.`,
    nextMove: hindrance ?? howToHaveLlm,
    looked,
  }
}

/** What stands between an LLM that is half set up and its use, with what to do. */
function hindranceOf({
  env,
  refused,
  served,
  found,
}: {
  env: Env
  refused: string | undefined
  served: Search | undefined
  found: Search | undefined
}): string | undefined {
  if (refused) return `Privacy is local, so ${refused} is not used unless \`llm\` names it.`
  if (set(env.OPENAI_BASE_URL)) {
    const { what, nextMove } = served?.useless[0] ?? {
      what: 'no model is named',
      nextMove: 'Set OPENAI_MODEL.',
    }
    return `OPENAI_BASE_URL is set without OPENAI_MODEL, and ${what.replace(/^The/, 'the')}. ${nextMove}`
  }
  const sentences = found?.useless.map(({ what, nextMove }) => `${what}. ${nextMove}`) ?? []
  return sentences.length === 0 ? undefined : `No LLM is set up. ${sentences.join(' ')}`
}

function onThisMachine({ asked, llm, useless }: Search & { asked: readonly string[] }): Place {
  if (!llm && useless.length > 0)
    return { subject: useless.map(({ what }) => what).join('; '), found: '', isLocal: true }
  if (!llm)
    return { subject: `An LLM server at ${asked.join(', ')}`, found: 'does not answer', isLocal: true }
  const found = `serves ${llm.model}, ${llm.why}`
  return { subject: llm.title, spec: `openai:${llm.model}`, found, isLocal: true, at: llm }
}

function openAi(env: Env, served: FoundLlm | undefined): Place {
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: model } = env
  const isLocal = llmStaysHere('openai:', env)
  if (served && !set(model)) {
    const found = `serves ${served.model}, ${served.why}`
    return { subject: served.title, spec: `openai:${served.model}`, found, isLocal, at: served }
  }
  if (set(key) || (set(baseUrl) && set(model))) {
    const spec = `openai:${set(model) ? model.trim() : 'gpt-5-mini'}`
    return { subject: set(key) ? 'OPENAI_API_KEY' : 'OPENAI_BASE_URL', spec, found: 'is set', isLocal }
  }
  return set(baseUrl)
    ? { subject: 'OPENAI_BASE_URL', found: 'is set, but not OPENAI_MODEL', isLocal }
    : { subject: 'OPENAI_API_KEY or OPENAI_BASE_URL', found: 'is not set', isLocal }
}

function keyed(variable: string, spec: string, env: Env): Place {
  return set(env[variable])
    ? { subject: variable, spec, found: 'is set', isLocal: false }
    : { subject: variable, found: 'is not set', isLocal: false }
}

function onDisk(isReady: (model: LocalDefault) => boolean): Place {
  const spec = localDefaults.find(isReady)?.spec
  const subject = 'A local LLM'
  return spec
    ? { subject, spec, found: 'is on disk', isLocal: true }
    : {
        subject,
        found: `(${localDefaults.map(({ spec }) => spec).join(', ')}) is not on disk, or too large for the memory`,
        isLocal: true,
      }
}
