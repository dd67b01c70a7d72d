import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { agentOf } from '../../src/agent/agent.js'
import { assembleParts } from '../../src/agent/assemble.js'
import type { Backend } from '../../src/backends/backend.js'
import { packageRoot } from '../../src/config/package-root.js'
import { SwitchyardError } from '../../src/core/errors.js'
import type { Executor } from '../../src/executors/executor.js'
import { createInlineExecutor } from '../../src/executors/inline.js'
import { openStepCache } from '../../src/executors/step-cache.js'
import { runBatch } from '../../src/index.js'
import type { LanguageModel } from '../../src/llm/language-model.js'
import { openCallAnswerer } from '../../src/serve/open-call-answerer.js'
import { temporaryDir } from '../support/media-files.js'

// Steps that are likely begin while an LLM thinks, on the models of the demo pack.

const picture = join(packageRoot, 'samples/images/scene-01.png')
const request = { text: 'Describe this picture.', media: [picture] }
const caption = { id: 's1', tool: 'image-to-text', input: { image: '$image1', maxNewTokens: null } }
const classify = { id: 's1', tool: 'image-classification', input: { image: '$image1', topK: null } }

interface Watched {
  /** What was asked of models, by tool, in order. */
  calls: string[]
  /** Whether each step of the executor was a guess. */
  guesses: boolean[]
}

type Call = Backend['call']

/** An agent of real models, whose LLM replies with the plan when `thinks` is over. */
async function setUp({
  plan,
  thinks,
  set = [],
  call = (_, next) => next(),
}: {
  plan: unknown
  thinks: (watched: Watched) => Promise<void>
  set?: string[]
  call?: (args: { tool: string; signal: AbortSignal }, next: () => ReturnType<Call>) => ReturnType<Call>
}) {
  const watched: Watched = { calls: [], guesses: [] }
  const llm: LanguageModel = {
    id: 'test:slow',
    async json() {
      await thinks(watched)
      return { text: JSON.stringify({ parts: [], steps: plan }) }
    },
    async *stream() {
      yield 'As found [s1].'
    },
  }
  const home = await temporaryDir()
  const env = { HOME: home, SWITCHYARD_CACHE_DIR: home }
  const parts = await assembleParts({
    profile: 'demo',
    llm,
    set: ['planner=llm', 'steps.guess=true', ...set],
    env,
  })
  const backends = parts.routing.backends.map(
    (backend): Backend => ({
      id: backend.id,
      state: (candidate, tool) => backend.state(candidate, tool),
      close: () => backend.close(),
      call(asked, options) {
        watched.calls.push(asked.tool.id)
        return call({ tool: asked.tool.id, signal: options.signal }, () => backend.call(asked, options))
      },
    }),
  )
  const cache = await openStepCache({
    dir: parts.dirs.steps,
    maxBytes: 1e7,
    hasMedia: (digest) => parts.store.has(digest),
  })
  const inline = createInlineExecutor({
    ...parts.routing,
    registry: parts.registry,
    backends,
    cache,
    breaker: undefined,
  })
  const executor: Executor = {
    concurrency: inline.concurrency,
    execute(step, options) {
      watched.guesses.push(options.asGuess === true)
      return inline.execute(step, options)
    },
    close: () => inline.close(),
  }
  const agent = agentOf({
    ...parts,
    executor,
    close: async () => {
      await inline.close()
      await parts.close()
    },
  })
  onTestFinished(() => agent.close())
  return { agent, watched, home }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))
const until = async (holds: () => boolean) => {
  while (!holds()) await turn()
}
const notesOf = ({ planned }: { planned: readonly { notes: string[] }[] }) =>
  planned.flatMap(({ notes }) => notes).filter((note) => /guess/.test(note))

describe('a step that is likely', () => {
  test('begins while the LLM thinks, and is not computed again for the plan', async () => {
    const { agent, watched } = await setUp({
      plan: [caption],
      thinks: ({ calls }) => until(() => calls.length > 0),
    })
    const result = await agent.run(request).result
    expect(result.status).toBe('answered')
    expect(result.steps).toMatchObject([{ tool: 'image-to-text', status: 'done', cacheHit: true }])
    expect(watched.calls).toEqual(['image-to-text'])
    expect(watched.guesses).toEqual([true, false])
    expect(notesOf(result)).toEqual(['image-to-text began by guess, while the LLM planned.'])
  })

  test('is stopped where the plan does without it, and that is said', async () => {
    let stopped = false
    const { agent, watched } = await setUp({
      plan: [classify],
      thinks: ({ calls }) => until(() => calls.length > 0),
      call: ({ tool, signal }, next) =>
        tool === 'image-classification'
          ? next()
          : new Promise((resolve) => {
              signal.addEventListener('abort', () => {
                stopped = true
                resolve({ ok: false, error: new SwitchyardError('CANCELLED', 'Stopped.') })
              })
            }),
    })
    const result = await agent.run(request).result
    expect(result.steps).toMatchObject([{ tool: 'image-classification', status: 'done' }])
    expect(stopped).toBe(true)
    expect(watched.calls).toEqual(['image-to-text', 'image-classification'])
    expect(notesOf(result)).toEqual([
      'image-to-text began by guess and was stopped, as the plan does without it.',
    ])
  })

  test('changes nothing by failing', async () => {
    let failed = false
    const { agent, watched } = await setUp({
      plan: [caption],
      thinks: () => until(() => failed),
      call: async (_, next) => {
        if (failed) return next()
        failed = true
        return { ok: false, error: new SwitchyardError('MODEL_BROKEN', 'It could not.') }
      },
    })
    const { status, steps } = await agent.run(request).result
    expect(status).toBe('answered')
    expect(steps).toMatchObject([{ tool: 'image-to-text', status: 'done', cacheHit: false }])
    expect(watched.calls).toEqual(['image-to-text', 'image-to-text'])
  })

  test('waits for the plan with steps.guess off', async () => {
    const { agent, watched } = await setUp({ plan: [caption], thinks: turns, set: ['steps.guess=false'] })
    const result = await agent.run(request).result
    expect(result.status).toBe('answered')
    expect(watched.guesses).toEqual([false])
    expect(notesOf(result)).toEqual([])
  })

  const content = [
    { type: 'text', text: request.text },
    {
      type: 'image_url',
      image_url: { url: `data:image/png;base64,${readFileSync(picture).toString('base64')}` },
    },
  ]
  test.each([
    ['/v1/runs', request],
    ['/v1/chat/completions', { model: 'demo', messages: [{ role: 'user', content }] }],
  ])('waits for the plan in a batch of %s', async (url, body) => {
    const { agent, watched, home } = await setUp({ plan: [caption], thinks: turns })
    const { answerCall, close } = await openCallAnswerer(agent)
    onTestFinished(close)
    const jobs = join(home, 'jobs.jsonl')
    await writeFile(jobs, JSON.stringify({ custom_id: 'one', method: 'POST', url, body }))
    const batch = { agent, jobs, out: join(home, 'out.jsonl'), answerCall }
    expect(await runBatch(batch)).toMatchObject({ answered: 1 })
    expect(watched.guesses).toEqual([false])
  })
})

/** Long enough for a guess to be handed to the executor, which takes no waiting. */
async function turns() {
  for (let count = 0; count < 20; count++) await turn()
}
