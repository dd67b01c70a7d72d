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

const detect = [1, 2, 3].map((at) => ({
  id: `s${at}`,
  tool: 'object-detection',
  when: null,
  input: { image: `$image${at}`, threshold: null },
}))
const [items, by] = [
  ['$image1', '$image2', '$image3'],
  ['$s1.count', '$s2.count', '$s3.count'],
]

test('pictures are sorted by what was counted, and as many taken as are wanted', async () => {
  const text = 'Sort the pictures by how many things they show, and only the top two.'
  const { steps, plan } = await ran(text, [
    ...detect,
    { id: 's4', tool: 'sort', when: null, input: { items, by, order: 'descending', take: 2 } },
  ])
  expect(plan.steps[3]).toEqual({
    id: 's4',
    tool: 'sort',
    input: { items, by, order: 'descending', take: 2 },
  })
  const counts = steps.slice(0, 3).map(({ output }) => z.object({ count: z.number() }).parse(output).count)
  const sorted = z.object({ values: z.array(z.number()) }).parse(steps[3]?.output)
  expect(sorted.values).toEqual(counts.toSorted((a, b) => b - a).slice(0, 2))
})

test('of two cases the one that holds is said, however the LLM spells the condition', async () => {
  const text = 'If there are more than ninety things on the first picture, say MANY, otherwise say FEW.'
  const { steps, planned } = await ran(
    text,
    [
      detect[0] ?? {},
      { id: 's2', tool: 'say', if: '$s1.count > 90', input: { text: 'MANY' } },
      { id: 's3', tool: 'print', when: { ref: 's1.count', lte: '90' }, input: { message: 'FEW' } },
    ],
    { inSchema: false },
  )
  expect(steps.map(({ status }) => status)).toEqual(['done', 'not-needed', 'done'])
  expect(steps[2]).toMatchObject({ tool: 'say', summary: 'FEW' })
  expect(planned.flatMap(({ notes }) => notes).join('\n')).toContain('its condition was read as')
})

test('pictures are kept by how many of a thing their descriptions tell of', async () => {
  const captions = [1, 2, 3].map((at) => ({
    id: `s${at}`,
    tool: 'image-to-text',
    input: { image: `$image${at}`, maxNewTokens: null },
  }))
  const keep = { atLeast: 1, of: 'circle' }
  const { steps } = await ran('How many of the pictures show at least one circle?', [
    ...captions,
    {
      id: 's4',
      tool: 'count',
      input: { items, by: ['$s1.text', '$s2.text', '$s3.text'], keep },
    },
  ])
  const told = steps.slice(0, 3).filter(({ summary = '' }) => /circle/i.test(summary)).length
  expect(steps[3]).toMatchObject({ status: 'done', output: { count: told } })
})
