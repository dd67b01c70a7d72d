import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createAgent } from '../../src/agent/agent.js'
import { packageRoot } from '../../src/config/package-root.js'
import { temporaryDir } from '../support/media-files.js'
import { type OpenAiServer, startOpenAiServer } from '../support/openai-server.js'

// An LLM's plans with conditions, lists and words to be said, on the models of the demo pack.

let server: OpenAiServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const sample = (path: string) => join(packageRoot, 'samples', path)
const media = ['scene-01.png', 'scene-02.jpg', 'scene-03.png'].map((name) => sample(`images/${name}`))

/** Runs a request with an LLM that replies with these steps, which have to keep to the schema that it was sent. */
async function ran(text: string, steps: readonly Record<string, unknown>[], { inSchema = true } = {}) {
  server = await startOpenAiServer([{ json: { parts: [text], steps } }, { reply: 'As found.' }])
  const home = await temporaryDir()
  const agent = await createAgent({
    profile: 'demo',
    llm: 'openai:qwen2.5-1.5b',
    set: ['planner=llm', 'steps.guess=false'],
    env: { HOME: home, SWITCHYARD_CACHE_DIR: home, OPENAI_BASE_URL: server.baseUrl },
  })
  try {
    const record = await agent.run({ text, media }).result
    const format = z
      .object({ json_schema: z.object({ schema: z.record(z.string(), z.unknown()) }) })
      .parse(server.requests[0]?.body.response_format)
    const schema = z.fromJSONSchema(format.json_schema.schema)
    expect(schema.safeParse({ parts: [text], steps }).success).toBe(inSchema)
    return record
  } finally {
    await agent.close()
  }
}

const captions = (more: Record<string, unknown> = {}) =>
  [1, 2, 3].map((at) => ({
    ...{ id: `s${at}`, tool: 'image-to-text' },
    ...more,
    input: { image: `$image${at}`, maxNewTokens: null },
  }))
const [items, by] = [
  ['$image1', '$image2', '$image3'],
  ['$s1.text', '$s2.text', '$s3.text'],
]
const texts = (steps: readonly { output?: unknown }[]) =>
  steps.slice(0, 3).map(({ output }) => z.object({ text: z.string() }).parse(output).text)

test('pictures are sorted by what was found, and as many taken as are wanted', async () => {
  const { steps, plan } = await ran('Sort the pictures by their descriptions, and show only the top two.', [
    ...captions({ when: null }),
    { id: 's4', tool: 'sort', when: null, input: { items, by, order: 'longest', take: 2 } },
  ])
  expect(plan.steps[3]).toEqual({ id: 's4', tool: 'sort', input: { items, by, order: 'longest', take: 2 } })
  const sorted = z.object({ values: z.array(z.string()) }).parse(steps[3]?.output)
  const right = texts(steps).toSorted((one, other) => other.length - one.length)
  expect(sorted.values).toEqual(right.slice(0, 2))
})

test('of two cases the one that holds is said, however the LLM spells the condition', async () => {
  const { steps, planned } = await ran(
    'If the first picture shows a zebra, say ZOO, otherwise say ELSEWHERE.',
    [
      captions()[0] ?? {},
      { id: 's2', tool: 'say', if: '$s1.text contains zebra', input: { text: 'ZOO' } },
      { id: 's3', tool: 'print', when: { ref: 's1.text', lacks: 'zebra' }, input: { message: 'ELSEWHERE' } },
    ],
    { inSchema: false },
  )
  expect(steps.map(({ status }) => status)).toEqual(['done', 'not-needed', 'done'])
  expect(steps[2]).toMatchObject({ tool: 'say', summary: 'ELSEWHERE' })
  expect(planned.flatMap(({ notes }) => notes).join('\n')).toContain('its condition was read as')
})

test('pictures are kept by how many of a thing their descriptions tell of', async () => {
  const keep = { atLeast: 1, of: 'circle' }
  const { steps } = await ran('How many of the pictures show at least one circle?', [
    ...captions(),
    { id: 's4', tool: 'count', input: { items, by, keep } },
  ])
  const told = texts(steps).filter((text) => /circle/i.test(text)).length
  expect(steps[3]).toMatchObject({ status: 'done', output: { count: told } })
})
