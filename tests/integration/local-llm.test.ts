import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { type StartHost, startHost } from '../../src/backends/local/host-process.js'
import { createLocalBackend } from '../../src/backends/local/local-backend.js'
import { profileSchema } from '../../src/config/profile.js'
import { createLangChainModel } from '../../src/llm/langchain-model.js'
import type { LanguageModel } from '../../src/llm/language-model.js'
import { createLocalClient } from '../../src/llm/local/local-client.js'
import type { Media } from '../../src/media/media.js'
import { planJsonSchema } from '../../src/planner/plan-json-schema.js'
import { loadBuiltInTools } from '../../src/tools/registry.js'
import { type TinyLlm, type TinyLlmOptions, tinyLlm } from '../support/tiny-llm.js'

const signal = new AbortController().signal

async function backendFor({ start, memory = '500MB' }: { start?: StartHost; memory?: string } = {}) {
  const home = await mkdtemp(join(tmpdir(), 'switchyard-llm-'))
  const profile = profileSchema.parse({
    name: 'test',
    description: 'test',
    local: { device: 'cpu', hosts: 1, threads: 1, memory },
  })
  const pool = start ? { start } : {}
  const backend = await createLocalBackend({
    profile,
    mediaDir: join(home, 'media'),
    env: { HOME: home },
    pool,
  })
  onTestFinished(async () => {
    await backend.close()
    await rm(home, { recursive: true, force: true })
  })
  return backend
}

type Backend = Awaited<ReturnType<typeof backendFor>>

const modelOf = (backend: Backend, { candidate }: TinyLlm): LanguageModel =>
  createLangChainModel({
    client: createLocalClient({ backend, candidate }),
    place: { id: 'local:tiny', title: 'This machine' },
    timeoutMs: 600_000,
    retry: { attempts: 2, minDelayMs: 0 },
  })

async function setUp(options: TinyLlmOptions = {}) {
  const backend = await backendFor()
  return { backend, model: modelOf(backend, await tinyLlm(options)) }
}

const ask = (content: string) => [{ role: 'user', content }] as const

const picture: Media = {
  digest: 'a'.repeat(64),
  modality: 'image',
  mimeType: 'image/png',
  bytes: 1,
  facts: {},
}
const tools = await loadBuiltInTools()
const closed = (properties: Record<string, unknown>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})
const schemas: Record<string, Record<string, unknown>> = {
  'a flat object': closed({ name: { type: 'string' }, age: { type: 'integer' }, tall: { type: 'boolean' } }),
  'a choice': closed({
    colour: { enum: ['red', 'green'] },
    why: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  }),
  'lists in lists': closed({ rows: { type: 'array', items: { type: 'array', items: { type: 'integer' } } } }),
  'a bounded list': closed({ names: { type: 'array', minItems: 2, maxItems: 3, items: { type: 'string' } } }),
  'a plan': planJsonSchema(tools),
  'a plan with bounds': planJsonSchema(tools, { maxSteps: 8, media: { image1: picture } }),
}

describe('JSON of a model with random weights', () => {
  test.each([
    { vocabulary: 'byte-level', seed: 0 },
    { vocabulary: 'byte-level', seed: 1 },
    { vocabulary: 'byte-level', seed: 2 },
    { vocabulary: 'byte-level', seed: 3 },
    { vocabulary: 'byte-fallback', seed: 0 },
    { vocabulary: 'byte-fallback', seed: 4 },
  ] as const)('obeys every schema ($vocabulary vocabulary, seed $seed)', async (options) => {
    const { model } = await setUp({ ...options, maxNewTokens: 600 })
    for (const [name, schema] of Object.entries(schemas)) {
      const { text, usage } = await model.json(ask(`${options.seed}: ${name}`), {
        schema,
        schemaName: 's',
        signal,
      })
      const checked = z.fromJSONSchema(schema).safeParse(JSON.parse(text))
      expect(checked.error?.message, `${name}: ${text}`).toBeUndefined()
      expect(usage?.outputTokens).toBeLessThanOrEqual(600)
    }
  })
})
