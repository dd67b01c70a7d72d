import OpenAI from 'openai'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { createAgent } from '../../src/agent/agent.js'
import type { RunEvent } from '../../src/agent/events.js'
import { createCli, picture } from '../support/cli.js'
import { temporaryDir } from '../support/media-files.js'
import {
  type OpenAiServer,
  picturesIn,
  type ServerStep,
  startOpenAiServer,
} from '../support/openai-server.js'
import { serveAgent } from '../support/served-agent.js'

// How many calls of an LLM a request costs, counted by the server that it is.

let server: OpenAiServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const talk = (answer: string): ServerStep => ({ json: { parts: [], steps: [], answer } })

async function setUp(steps: readonly ServerStep[], set: readonly string[] = [], llm = 'openai:gpt-5-mini') {
  server = await startOpenAiServer(steps)
  const home = await temporaryDir()
  const env = {
    HOME: home,
    SWITCHYARD_CACHE_DIR: home,
    OPENAI_BASE_URL: server.baseUrl,
    OPENAI_API_KEY: 'sk-k',
  }
  const options = { profile: 'demo', llm, set: ['planner=llm', ...set], env }
  return { options, server }
}

async function startAgent(steps: readonly ServerStep[], set?: readonly string[], llm?: string) {
  const { options, server } = await setUp(steps, set, llm)
  const agent = await createAgent(options)
  onTestFinished(() => agent.close())
  return { agent, server }
}

describe('mere talk', () => {
  test('costs one call, whose answer comes after a plan of no steps', async () => {
    const { agent, server } = await startAgent([talk('Hello there, how can I help you today?')])
    const run = agent.run({ text: 'hello' })
    const events: RunEvent[] = []
    for await (const event of run) events.push(event)
    const result = await run.result
    expect(result).toMatchObject({ status: 'answered', answer: 'Hello there, how can I help you today?' })
    const types = events.map(({ type }) => type)
    expect(types.filter((type) => type === 'plan-created')).toHaveLength(1)
    expect(types.indexOf('plan-created')).toBeLessThan(types.indexOf('answer-delta'))
    const pieces = events.flatMap((event) => (event.type === 'answer-delta' ? [event.text] : []))
    expect(pieces.join('')).toBe(result.answer)
    expect(result.usage.llm.calls).toBe(1)
    server.assertDone()
  })

  test('is passed on while it is being written', async () => {
    const { agent } = await startAgent([{ stall: '{"parts": [], "steps": [], "answer": "Good mor' }])
    const run = agent.run({ text: 'hello' })
    for await (const event of run) {
      if (event.type !== 'answer-delta') continue
      expect('Good mor').toContain(event.text)
      break
    }
    run.cancel()
    await expect(run.result).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('costs one call in a chat too, which may be about a picture by then', async () => {
    const plan = {
      parts: ['what it shows'],
      steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }],
    }
    const { agent, server } = await startAgent([
      { json: plan },
      { reply: 'A bus [s1].' },
      talk('You are welcome.'),
    ])
    const session = agent.session()
    await session.run({ text: 'What is this?', media: [picture(6)] }).result
    expect((await session.run({ text: 'Thanks!' }).result).answer).toBe('You are welcome.')
    expect(server.requests).toHaveLength(3)
    server.assertDone()
  })

  test('that an LLM has no short answer to is answered at length by a second call', async () => {
    const { agent, server } = await startAgent([
      { json: { parts: [], steps: [], answer: null } },
      { reply: 'Once upon a time.' },
    ])
    expect((await agent.run({ text: 'tell me anything you like' }).result).answer).toBe('Once upon a time.')
    server.assertDone()
  })

  test('in place of a plan for a picture is not taken: the LLM was not shown it', async () => {
    const { agent, server } = await startAgent([
      talk('It shows a cat.'),
      { reply: 'I have not looked at it.' },
    ])
    const { answer } = await agent.run({ text: 'What is in this picture?', media: [picture(6)] }).result
    expect(answer).toBe('I have not looked at it.')
    expect(JSON.stringify(server.requests[0]?.body.response_format)).not.toContain('"answer"')
    server.assertDone()
  })

  test('in place of a plan is not taken from an LLM that sees nothing: it is asked again, then the rules plan', async () => {
    const { agent, server } = await startAgent(
      [talk('It shows a cat.'), talk('A cat.'), { reply: 'A bus [s1].' }],
      ['llmTakes=[]', 'planner=llm'],
      'openai:qwen2.5-7b',
    )
    const { planned, answer } = await agent.run({ text: 'Describe the picture.', media: [picture(6)] }).result
    expect(planned[0]).toMatchObject({
      by: 'rules',
      llmCalls: 2,
      plan: { steps: [{ tool: 'image-to-text' }] },
    })
    expect(answer).toBe('A bus [s1].')
    server.assertDone()
  })

  test('in place of parts that it names itself is asked for again', async () => {
    const plan = { steps: [{ id: 's1', tool: 'text-to-speech', input: { text: 'the moon' } }] }
    const { agent, server } = await startAgent([
      { json: { parts: ['a poem', 'read it'], steps: [], answer: 'The moon.' } },
      { json: { parts: ['read it'], ...plan } },
      { reply: 'It could not be read.' },
    ])
    const { planned } = await agent.run({ text: 'the moon, aloud' }).result
    expect(planned[0]?.plan.steps).toMatchObject(plan.steps)
    expect(server.requests.length).toBeGreaterThanOrEqual(3)
  })

  test('that breaks off keeps what was said, and says so', async () => {
    const cutAfter = '{"parts": [], "steps": [], "answer": "Good morning to'
    const { agent } = await startAgent([{ cutAfter, how: 'reset' }])
    const { answer, status } = await agent.run({ text: 'hello' }).result
    expect(answer).toMatch(/^Good morning to\n\n\(The language model broke off here: /)
    expect(status).toBe('partly')
  })

  test('costs one call of an ask, a chat in a pipe and a server', async () => {
    const { options, server } = await setUp([talk('Hello.'), talk('I look at pictures.'), talk('Good day.')])
    const cli = await createCli()
    onTestFinished(() => cli.dispose())
    const flags = ['--profile', 'demo', '--llm', 'openai:gpt-5-mini']
    const { OPENAI_BASE_URL, OPENAI_API_KEY } = options.env
    const env = { OPENAI_BASE_URL, OPENAI_API_KEY }
    expect((await cli.run(['ask', ...flags, 'hello'], { env })).stdout).toBe('Hello.')
    const chat = await cli.run(['chat', ...flags], { env, input: 'What can you do?\n' })
    expect(chat.stdout).toContain('I look at pictures.')
    const served = await serveAgent({ agent: options })
    onTestFinished(() => served.close())
    const openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: 'Good day' }]
    const stream = await openai.chat.completions.create({ model: 'demo', messages, stream: true })
    const pieces: string[] = []
    for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '')
    expect(pieces.join('')).toBe('Good day.')
    expect(server.requests).toHaveLength(3)
    server.assertDone()
  })
})

describe('a question about a picture, with an LLM that sees', () => {
  const text = 'What is in this picture, and how many people are there?'
  const lookWith = (instruction: string): ServerStep => ({
    json: {
      parts: ['what is in it', 'how many people'],
      steps: [{ id: 's1', tool: 'image-text-to-text', input: { images: ['$image1'], instruction } }],
    },
  })
  const seeing = ['backends=[llm]']

  test('costs two calls: what the LLM said of it is the answer, cited', async () => {
    const { agent, server } = await startAgent(
      [lookWith(text), { reply: 'A bus and a flower, and no people.' }],
      seeing,
    )
    const run = agent.run({ text, media: [picture(6)] })
    const { answer, status } = await run.result
    expect({ answer, status }).toEqual({
      answer: 'A bus and a flower, and no people. [s1]',
      status: 'answered',
    })
    expect(server.requests.map((request) => picturesIn(request).length)).toEqual([0, 1])
    server.assertDone()
  })

  test('shows pictures where its words name them', async () => {
    const said = 'This is a zib: {image2}. Is {image1} one?'
    const images = ['$image1', '$image2']
    const plan = { steps: [{ id: 's1', tool: 'image-text-to-text', input: { images, instruction: said } }] }
    const { agent, server } = await startAgent([{ reply: 'No.' }, { reply: 'No [s1].' }], ['backends=[llm]'])
    await agent.run({ text: said, media: [picture(6), picture(8)], plan }).result
    const asked = server.requests[0]?.body.messages.at(-1)?.content ?? ''
    const parts = typeof asked === 'string' ? [] : asked
    expect(parts.map((part) => (part.type === 'text' ? part.text : part.type))).toEqual([
      ...['This is a zib: ', 'image_url', '. Is ', 'image_url', ' one?'],
    ])
  })

  test('that names a file which is not attached is refused before anything is asked', async () => {
    const { agent, server } = await startAgent([], seeing)
    const run = agent.run({ text: 'Is {image2} like {image1}?', media: [picture(6)] })
    await expect(run.result).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('{image2} stands for no attached file'),
    })
    expect(server.requests).toEqual([])
  })

  test.each([
    ['was asked for less', [picture(6)], lookWith('What is in this picture?')],
    ['looked at one of two pictures', [picture(6), picture(8)], lookWith(text)],
  ])('costs a third call where the step %s', async (_, media, plan) => {
    const { agent, server } = await startAgent([plan, { reply: 'A bus.' }, { reply: 'A bus [s1].' }], seeing)
    expect((await agent.run({ text, media }).result).answer).toBe('A bus [s1].')
    server.assertDone()
  })
})
