import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { chatTool } from '../dist/backends/local/chat/chat-tool.js'
import { createLocalBackend } from '../dist/backends/local/local-backend.js'
import { candidateSchema } from '../dist/config/candidate.js'
import { packageRoot } from '../dist/config/package-root.js'
import { profileSchema } from '../dist/config/profile.js'
import { planJsonSchema } from '../dist/planner/llm/plan-json-schema.js'
import { loadBuiltInTools } from '../dist/tools/registry.js'
import type { BenchLine } from './bench-line.js'
import { inTimes, pairedRounds } from './paired-rounds.js'

const planSchema = z.looseObject({ properties: z.object({ steps: z.looseObject({}) }) })
/** What an error tells of a reply that was cut off. */
const cutSchema = z.object({ maxTokens: z.number() })
const maxNewTokens = 800

/**
 * Tokens a second of a local LLM in a host, held to the schema of a plan and to that of one text, against the same model
 * without a schema, by turns in the same run. Its weights are random and few, so that a token costs it next to nothing
 * and what the grammar costs shows at its largest. The reply without a schema is streamed and longer, as answers are.
 */
export async function main(): Promise<BenchLine[]> {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-bench-'))
  const local = { device: 'cpu', hosts: 1, threads: 1, memory: '500MB' }
  const profile = profileSchema.parse({ name: 'bench', description: 'bench', local })
  const backend = await createLocalBackend({ profile, mediaDir: join(home, 'media'), env: { HOME: home } })
  const candidate = candidateSchema.parse({
    backend: 'local',
    source: 'folder',
    model: join(packageRoot, 'tests/fixtures/models/text-generation'),
    dtype: 'fp32',
    options: { maxNewTokens },
  })
  const text = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
  // Without `minItems`, random weights say that there is nothing to do, and what a call costs once would stand for all.
  const { properties, ...rest } = planSchema.parse(
    planJsonSchema(await loadBuiltInTools(), { bounds: { maxSteps: 16, media: {}, strict: true } }),
  )
  const plan = { ...rest, properties: { steps: { ...properties.steps, minItems: 1 } } }

  const speed = async (round: number, schema?: Record<string, unknown>): Promise<number> => {
    const messages = [{ role: 'user' as const, content: `Say something, for the ${round}th time.` }]
    const startedAt = performance.now()
    const reply = await backend.call(
      { tool: chatTool, candidate, input: { messages, ...(schema && { schema }) } },
      { signal: new AbortController().signal, onProgress: () => {} },
    )
    // Random weights may find no end: the tokens are written all the same.
    const cut = reply.ok ? undefined : cutSchema.safeParse(reply.error.details).data
    if (!reply.ok && !cut) throw reply.error
    const { outputTokens } = reply.ok
      ? chatTool.output.parse(reply.value)
      : { outputTokens: cut?.maxTokens ?? 0 }
    return (outputTokens / (performance.now() - startedAt)) * 1000
  }

  try {
    const rounds = await pairedRounds(
      {
        free: (round) => speed(round),
        text: (round) => speed(round, { ...text, additionalProperties: false }),
        plan: (round) => speed(round, plan),
      },
      { rounds: 10, warmUps: 2 },
    )
    return (['text', 'plan'] as const).map((kind) => {
      const ratio = rounds.ratio(kind, 'free')
      return {
        name: `tokens a second held to the schema of a ${kind}: ${rounds.of(kind).toFixed(0)}, free: ${rounds.of('free').toFixed(0)}`,
        value: inTimes(ratio, rounds.count),
        target: '>= 0.80x',
        pass: ratio.middle >= 0.8,
      }
    })
  } finally {
    await backend.close()
    await rm(home, { recursive: true, force: true })
  }
}
