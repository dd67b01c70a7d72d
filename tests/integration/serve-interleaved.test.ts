import { readFile } from 'node:fs/promises'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { picture } from '../support/cli.js'
import { type ServerStep, startOpenAiServer } from '../support/openai-server.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

// Content parts of OpenAI's protocols: files that stand between words keep their places.

const dataUrl = async (path: string, mimeType = 'image/png') =>
  `data:${mimeType};base64,${(await readFile(path)).toString('base64')}`
const [plan, built] = [await dataUrl(picture(6)), await dataUrl(picture(8))]
const [dog, hat, otherDog] = await Promise.all([
  dataUrl('samples/images/scene-03.png'),
  dataUrl('samples/parts/part-02.jpg', 'image/jpeg'),
  dataUrl('samples/parts/part-01.jpg', 'image/jpeg'),
])
const text = (said: string) => ({ type: 'text' as const, text: said })
const shown = (url: string | undefined) => ({ type: 'image_url' as const, image_url: { url: url ?? '' } })
const client = (served: ServedAgent) => new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 })

/** A server whose agent looks at pictures with an LLM, and what that LLM was asked first: words, and `PLAN` and `BUILT`. */
async function withSeeingLlm() {
  const steps: ServerStep[] = [{ reply: 'A door.' }, { reply: 'A door is missing [s1].' }]
  const llm = await startOpenAiServer(steps)
  const served = await serveAgent({
    agent: {
      llm: 'openai:gpt-5-mini',
      set: ['planner=rules', 'backends=[llm]'],
      env: { OPENAI_BASE_URL: llm.baseUrl, OPENAI_API_KEY: 'sk-k' },
    },
  })
  onTestFinished(async () => {
    await served.close()
    await llm.close()
  })
  const asked = () => {
    const content = llm.requests[0]?.body.messages.at(-1)?.content ?? []
    const urls: string[] = []
    const said = typeof content === 'string' ? [] : content
    return said.map((part) => {
      if (part.type === 'text') return part.text
      if (!urls.includes(part.image_url.url)) urls.push(part.image_url.url)
      return `PICTURE ${urls.indexOf(part.image_url.url) + 1}`
    })
  }
  return { openai: client(served), asked }
}

test('a chat completion shows a model that sees each picture at its place', async () => {
  const { openai, asked } = await withSeeingLlm()
  const content = [
    text('The plan:'),
    shown(plan),
    text('What was built:'),
    shown(built),
    text('What is missing?'),
  ]
  await openai.chat.completions.create({ model: 'demo', messages: [{ role: 'user', content }] })
  expect(asked()).toEqual([
    'The plan: ',
    'PICTURE 1',
    '\nWhat was built: ',
    'PICTURE 2',
    '\nWhat is missing?',
  ])
})

test('so does a response, and a sentence that goes on behind a picture stays one', async () => {
  const { openai, asked } = await withSeeingLlm()
  const said = (words: string) => ({ type: 'input_text' as const, text: words })
  const image = (url: string) => ({ type: 'input_image' as const, image_url: url, detail: 'auto' as const })
  const content = [said('Is what'), image(plan), said('shows missing in'), image(built), said('?')]
  await openai.responses.create({ model: 'demo', input: [{ role: 'user', content }] })
  expect(asked()).toEqual(['Is what ', 'PICTURE 1', ' shows missing in ', 'PICTURE 2', '?'])
})

let served: ServedAgent
beforeAll(async () => {
  served = await serveAgent()
})
afterAll(() => served?.close())

test('pictures are examples of what stands before each, in a chat that knows earlier turns and pictures', async () => {
  const openai = client(served)
  const before = { role: 'user' as const, content: [text('What is in this picture?'), shown(plan)] }
  const first = await openai.chat.completions.create({ model: 'demo', messages: [before] })
  const answer = first.choices[0]?.message.content ?? ''
  expect(answer).toMatch(/bus.*flower/)
  const content = [
    ...[text('This is a zib:'), shown(dog), text('This is a wug:'), shown(hat)],
    ...[text('What is'), shown(otherDog), text('?')],
  ]
  const messages = [
    before,
    { role: 'assistant' as const, content: answer },
    { role: 'user' as const, content },
  ]
  const second = await openai.chat.completions.create({ model: 'demo', messages })
  const sorted = second.choices[0]?.message.content ?? ''
  expect(sorted).toMatch(/is "zib" \(similarity/)
})

test('words before or behind all pictures, and one picture, stay as they always were', async () => {
  const openai = client(served)
  for (const content of [
    [text('What do these have in common?'), shown(dog), shown(otherDog)],
    [shown(dog), shown(otherDog), text('What do these have in common?')],
  ]) {
    const reply = await openai.chat.completions.create({
      model: 'demo',
      messages: [{ role: 'user', content }],
    })
    expect(reply.choices[0]?.message.content).toContain('Both pictures show a dog.')
  }
})
