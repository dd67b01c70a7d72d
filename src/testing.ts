// It has doubles for the tests of your program.

import { cancelledError, SwitchyardError } from './core/errors.js'
import type { LanguageModel, Message } from './llm/language-model.js'
import type { TokenUsage } from './spending/usage.js'

/** What a prompt must have: a part of its text, a pattern, or a function that accepts its messages. */
export type PromptMatcher = string | RegExp | ((messages: readonly Message[]) => boolean)

/** One call that a scripted model expects, and what it answers. */
export type ScriptedCall = {
  /** Checked before answering. @default any prompt will do */
  expect?: PromptMatcher | undefined
} & (
  | { json: unknown; cut?: true | undefined; usage?: TokenUsage | undefined }
  /** A JSON call, answered with this very text, well formed or not. `cut`: as if a length limit had ended it. */
  | { jsonText: string; cut?: true | undefined; usage?: TokenUsage | undefined }
  /** A streamed call, answered in these pieces; with `error`, it fails after them. */
  | {
      stream: string | readonly string[]
      error?: SwitchyardError | undefined
      usage?: TokenUsage | undefined
    }
  /** Either kind of call, failing at once. */
  | { error: SwitchyardError }
)

/** A language model for tests, see `scriptedModel`. */
export interface ScriptedModel extends LanguageModel {
  /** The prompts that came, in order. */
  readonly prompts: readonly (readonly Message[])[]
  /** Throws when a call was unexpected or the script isn't used up. Call it at the end of a test. */
  assertDone(): void
}

/**
 * A language model that answers from a script, in order. A call that the script doesn't expect throws `INTERNAL` and is
 * remembered, so that `assertDone` fails even where the code under test swallowed it.
 *
 * @example
 * ```ts
 * import { createAgent } from 'switchyard-ai'
 * import { scriptedModel } from 'switchyard-ai/testing'
 *
 * const llm = scriptedModel([{ json: { steps: [] } }, { expect: 'Good morning', stream: 'Good morning to you.' }])
 * const agent = await createAgent({ profile: 'demo', llm, set: ['planner=auto'] })
 * console.log((await agent.run({ text: 'Good morning' }).result).answer)
 * llm.assertDone()
 * await agent.close()
 * ```
 */
export function scriptedModel(
  script: readonly ScriptedCall[],
  { id = 'scripted:model' } = {},
): ScriptedModel {
  const calls = [...script]
  const prompts: (readonly Message[])[] = []
  const unexpected: string[] = []

  const fail = (message: string): never => {
    unexpected.push(message)
    throw new SwitchyardError('INTERNAL', message)
  }

  const take = (kind: 'json' | 'stream', messages: readonly Message[], signal: AbortSignal): ScriptedCall => {
    if (signal.aborted) throw cancelledError(signal)
    prompts.push([...messages])
    const number = prompts.length
    const call = calls.shift()
    if (!call) return fail(`Call ${number} (${kind}) of ${id} is not in the script.`)
    const fits = kind === 'json' ? 'json' in call || 'jsonText' in call : 'stream' in call
    if (!fits && !('error' in call && !('stream' in call))) {
      return fail(`Call ${number} of ${id} is a ${kind} call; the script expects another kind.`)
    }
    if (call.expect !== undefined && !matches(call.expect, messages)) {
      const prompt = messages.map(({ role, content }) => `${role}: ${content}`).join('\n')
      return fail(`The prompt of call ${number} of ${id} doesn't match ${String(call.expect)}:\n${prompt}`)
    }
    return call
  }

  return {
    id,
    prompts,
    async json(messages, { signal }) {
      const call = take('json', messages, signal)
      if ('json' in call || 'jsonText' in call) {
        const text = 'json' in call ? JSON.stringify(call.json) : call.jsonText
        return { text, cut: call.cut, usage: call.usage }
      }
      throw call.error
    },
    async *stream(messages, { signal, onUsage }) {
      const call = take('stream', messages, signal)
      if ('stream' in call) {
        for (const piece of typeof call.stream === 'string' ? [call.stream] : call.stream) {
          if (signal.aborted) throw cancelledError(signal)
          yield piece
        }
        if (call.usage) onUsage?.(call.usage)
      }
      if ('error' in call && call.error) throw call.error
    },
    assertDone() {
      if (unexpected.length > 0) throw new Error(unexpected.join('\n'))
      if (calls.length > 0) throw new Error(`${calls.length} scripted calls of ${id} were not made.`)
    },
  }
}

function matches(matcher: PromptMatcher, messages: readonly Message[]): boolean {
  if (typeof matcher === 'function') return matcher(messages)
  const prompt = messages.map(({ content }) => content).join('\n')
  return typeof matcher === 'string' ? prompt.includes(matcher) : matcher.test(prompt)
}
