import pMap from 'p-map'
import { mostGuesses } from '../executors/executor.js'
import { stepKey } from '../executors/step-key.js'
import type { Media } from '../media/media.js'
import type { Plan, Step } from '../plan/plan.js'
import { referencesIn } from '../plan/reference.js'
import { resolveInput } from '../plan/resolve-input.js'
import { stepReferences } from '../plan/step-references.js'
import type { Spending } from '../spending/spending.js'
import type { AgentParts } from './assemble.js'

/** Steps that run while there is no plan yet, because they are likely to be in it. */
export interface GuessedSteps {
  /** Starts those that need no other step and are free here (`ExecuteOptions.asGuess`), a few at once. */
  start(steps: readonly Step[]): void
  /**
   * Stops the steps that the plan has no equal for, and starts no more. What there is to say, one sentence each. Equal are
   * steps of the same tool and the same input, with files taken by their bytes.
   */
  settle(plan: Plan): Promise<string[]>
  /** Stops all of them. */
  stop(): void
}

export interface GuessedStepsOptions {
  parts: Pick<AgentParts, 'executor' | 'readText'> & { registry: Pick<AgentParts['registry'], 'get'> }
  runId: string
  media: Readonly<Record<string, Media>>
  signal: AbortSignal
  spending?: Spending | undefined
}

interface Guess {
  tool: string
  controller: AbortController
  /** Whether it was found to be free here. */
  began: boolean
}

/**
 * Runs likely steps ahead of their plan. Results are kept by the steps' keys: when the plan is run, a step that is done is
 * there, and one that still runs is joined. What becomes of a guess is told by nobody else: its errors are the
 * business of the step that is asked for.
 */
export function createGuessedSteps({
  parts: { registry: tools, executor, readText },
  runId,
  media,
  signal,
  spending,
}: GuessedStepsOptions): GuessedSteps {
  const guesses = new Map<string, Guess>()
  let isOver = false
  const isAttached = ({ root }: { root: string }) => Object.hasOwn(media, root)

  /** The one input of a step that needs no other. Undefined: it has none, or can't be had. */
  async function inputOf(step: Step): Promise<Record<string, unknown> | undefined> {
    const tool = tools.get(step.tool)
    if (!tool || step.model !== undefined || !referencesIn(step.input).every(isAttached)) return undefined
    const known = { steps: new Map(), media, earlier: new Map() }
    const resolved = await resolveInput({ step, tool, known, readText })
    return resolved.ok && resolved.value.kind === 'one' ? resolved.value.input : undefined
  }

  async function run(step: Step): Promise<void> {
    const input = isOver ? undefined : await inputOf(step)
    if (!input || isOver) return
    const { tool, id: stepId } = step
    const key = stepKey({ tool, input })
    if (guesses.has(key)) return
    const guess: Guess = { tool, controller: new AbortController(), began: false }
    guesses.set(key, guess)
    const result = await executor.execute(
      { runId, stepId, tool, input },
      {
        asGuess: true,
        signal: AbortSignal.any([signal, guess.controller.signal]),
        spending,
        emit: ({ type }) => {
          guess.began ||= type === 'step-routed'
        },
      },
    )
    // What was known before had no need to begin.
    if (result.ok && result.value.cacheHit) guess.began = false
  }

  return {
    start(steps) {
      const first = steps.filter((step) => stepReferences(step).every(isAttached))
      pMap(first, run, { concurrency: mostGuesses, stopOnError: false }).catch(() => {})
    },
    async settle(plan) {
      isOver = true
      const guessed = new Set([...guesses.values()].map(({ tool }) => tool))
      const wanted = new Set<string>()
      for (const step of plan.steps) {
        const input = guessed.has(step.tool) ? await inputOf(step) : undefined
        if (input) wanted.add(stepKey({ tool: step.tool, input }))
      }
      const wrong = [...guesses].flatMap(([key, guess]) => (wanted.has(key) ? [] : [guess]))
      for (const { controller } of wrong) controller.abort()
      const right = [...guesses].flatMap(([key, guess]) => (wanted.has(key) ? [guess] : []))
      return [
        ...sentence(right, guessedStart),
        ...sentence(wrong, 'began by guess and was stopped, as the plan does without it.'),
      ]
    },
    stop() {
      isOver = true
      for (const { controller } of guesses.values()) controller.abort()
    },
  }
}

/** How the note ends that tells of guesses that were right. */
export const guessedStart = 'began by guess, while the LLM planned.'

function sentence(guesses: readonly Guess[], end: string): string[] {
  const tools = guesses.flatMap(({ tool, began }) => (began ? [tool] : []))
  return [...new Set(tools)].map((tool) => {
    const times = tools.filter((other) => other === tool).length
    return `${tool}${times > 1 ? ` (${times} times)` : ''} ${end}`
  })
}
