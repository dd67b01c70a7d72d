import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  type Agent,
  type AnyTool,
  type Condition,
  createAgent,
  defineTool,
  type LanguageModel,
  type Request,
  runBatch,
  textField,
} from '../../../src/index.js'

const text = z.object({ text: textField('A text.') })

const echo = defineTool({
  id: 'echo',
  description: 'Gives a text back.',
  input: text,
  output: text,
  describe: (result) => result.text,
  run: async (input) => input,
})
const request: Request = {
  text: 'one',
  plan: { steps: [{ id: 's1', tool: 'echo', input: { text: 'one' } }] },
}

let dir: string
let agents: Agent[]
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-agent-'))
  agents = []
})
afterEach(async () => {
  for (const agent of agents) await agent.close()
  await rm(dir, { recursive: true, force: true })
})

async function makeAgent(llm: string | LanguageModel = 'none'): Promise<Agent> {
  const env = { SWITCHYARD_CACHE_DIR: dir }
  const agent = await createAgent({ profile: 'demo', llm, tools: [echo], env, set: ['planner=auto'] })
  agents.push(agent)
  return agent
}

/** An LLM that thinks until it is told to stop, and says when it has begun. */
function thinker(): LanguageModel & { begun: Promise<void> } {
  const { promise: begun, resolve: begin } = withResolvers()
  return {
    id: 'test:thinker',
    begun,
    json: () => {
      begin()
      return new Promise(() => {})
    },
    async *stream() {
      yield ''
    },
  }
}

function withResolvers() {
  let resolve = () => {}
  const promise = new Promise<void>((resolved) => {
    resolve = resolved
  })
  return { promise, resolve }
}

describe('createAgent', () => {
  it.each<[string, object, RegExp]>([
    ['an unknown option', { profil: 'demo' }, /unknown key "profil"\. Did you mean "profile"/],
    ['a setting that is no list', { set: 'local.hosts=2' }, /set: .*array/],
    ['a chat model that is no LanguageModel', { llm: { invoke() {} } }, /llm: .*`id`, `json` and `stream`/],
    ['a tool without a description', { tools: [{ id: 'x' }] }, /tools\.0\.description/],
    ['something that is no tool', { tools: [null] }, /tools\.0: .*null/],
    [
      'a tool that only a host could run',
      { tools: [{ ...echo, run: undefined, local: { run() {} } }] },
      /tools\.0: needs `run` or `remote`/,
    ],
  ])('refuses %s and says what is wrong', async (_, options, message) => {
    await expect(createAgent(options)).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
      message: expect.stringMatching(message),
    })
  })
})

describe('a request', () => {
  const wrong: [string, object, RegExp][] = [
    ['has a field nobody knows', { text: 'x', files: [] }, /unknown key "files".*Known: text, media, plan/],
    ['has no text', { media: [] }, /text: .*string/],
    ['names one file instead of a list', { text: 'x', media: 'photo.jpg' }, /media: .*array/],
  ]
  it.each(wrong)('that %s is refused by run, plan and forecast', async (_, fields, message) => {
    const agent = await makeAgent()
    const asked: Request = { text: 'x', ...fields }
    if (!('text' in fields)) Reflect.deleteProperty(asked, 'text')
    const refusal = { code: 'INVALID_REQUEST', message: expect.stringMatching(message) }
    await expect(agent.run(asked).result).rejects.toMatchObject(refusal)
    await expect(agent.plan(asked)).rejects.toMatchObject(refusal)
    await expect(agent.forecast(asked)).rejects.toMatchObject(refusal)
  })

  it('may leave out by undefined what it has not', async () => {
    const agent = await makeAgent()
    const { status } = await agent.run(
      { ...request, media: undefined },
      { signal: undefined, budget: undefined },
    ).result
    expect(status).toBe('answered')
  })

  it('fails at once when a file is missing, whatever else is still being read', async () => {
    const agent = await makeAgent()
    const silent = new ReadableStream<Uint8Array>()
    const run = agent.run({ text: 'x', media: [silent, join(dir, 'missing.png')] })
    await expect(run.result).rejects.toMatchObject({ code: 'MEDIA_NOT_FOUND' })
  })
})

describe('media of a request', () => {
  it('may be a stream that fails before its turn comes, without ending the process', async () => {
    const uncaught: unknown[] = []
    const note = (error: unknown) => uncaught.push(error)
    process.on('uncaughtException', note)
    const session = (await makeAgent()).session()
    let release = () => {}
    const held = new ReadableStream<Uint8Array>({
      start(stream) {
        release = () => {
          stream.enqueue(Buffer.from('Some words.'))
          stream.close()
        }
      },
    })
    const first = session.run({ ...request, media: [held] })
    const upload = new PassThrough()
    const second = session.run({ ...request, media: [upload] })
    const failed = new Promise((resolve) => upload.once('close', resolve))
    upload.destroy(new Error('connection reset'))
    await failed
    release()
    expect((await first.result).status).toBe('answered')
    await expect(second.result).rejects.toMatchObject({
      code: 'FETCH_FAILED',
      message: expect.stringContaining('connection reset'),
    })
    process.off('uncaughtException', note)
    expect(uncaught).toEqual([])
  })

  it('may be many: they are taken in some at a time, in their order, and Node has nothing to warn of', async () => {
    const warnings: string[] = []
    const note = ({ message }: Error) => warnings.push(message)
    process.on('warning', note)
    let open = 0
    let mostOpen = 0
    async function* words(n: number) {
      open += 1
      mostOpen = Math.max(mostOpen, open)
      await new Promise(setImmediate)
      yield Buffer.from(`This is text number ${n}.`)
      open -= 1
    }
    const media = Array.from({ length: 100 }, (_, n) => words(n))
    const agent = await makeAgent()
    const { media: taken } = await agent.run({ ...request, media }).result
    process.off('warning', note)
    const texts = await Promise.all(Object.values(taken).map(agent.parts.readText))
    expect(texts).toEqual(media.map((_, n) => `This is text number ${n}.`))
    expect(mostOpen).toBeLessThanOrEqual(16)
    expect(warnings).toEqual([])
  })
})

describe('a tool of the program itself', () => {
  it.each<[string, AnyTool['describe']]>([
    ['throws', () => JSON.parse('')],
    ['gives a number', () => JSON.parse('42')],
    ['gives an object', () => JSON.parse('{}')],
  ])('keeps its result when describe %s', async (_, describe) => {
    const tool = { ...echo, id: 'mumble', describe }
    const env = { SWITCHYARD_CACHE_DIR: dir }
    const agent = await createAgent({ profile: 'demo', llm: 'none', tools: [tool], env })
    agents.push(agent)
    const plan = { steps: [{ id: 's1', tool: 'mumble', input: { text: 'some words' } }] }
    const { status, answer } = await agent.run({ text: 'one', plan }).result
    expect(status).toBe('answered')
    expect(answer).toContain('some words')
  })
})

describe('closing an agent', () => {
  it('cancels what it is doing, also what an LLM is thinking about', async () => {
    const llm = thinker()
    const agent = await makeAgent(llm)
    const run = agent.run({ text: 'one' })
    await llm.begun
    await agent.close()
    await expect(run.result).rejects.toMatchObject({
      code: 'CANCELLED',
      message: expect.stringContaining('closed'),
    })
  })

  it('cancels the requests of a chat that wait for their turn', async () => {
    const llm = thinker()
    const agent = await makeAgent(llm)
    const session = agent.session()
    const first = session.run({ text: 'one' })
    const second = session.run(request)
    await llm.begun
    await agent.close()
    await expect(first.result).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(second.result).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(session.conversation.turns).toEqual([])
  })

  it('cancels plans and forecasts, and lets none begin afterwards', async () => {
    const llm = thinker()
    const agent = await makeAgent(llm)
    const planning = agent.plan({ text: 'one' })
    const ended = expect(planning).rejects.toMatchObject({ code: 'CANCELLED' })
    await llm.begun
    await agent.close()
    await ended
    const refusal = { code: 'INVALID_REQUEST', message: expect.stringContaining('closed') }
    await expect(agent.plan(request)).rejects.toMatchObject(refusal)
    await expect(agent.forecast(request)).rejects.toMatchObject(refusal)
    await expect(agent.session().run(request).result).rejects.toMatchObject(refusal)
  })

  it('stops a batch as a whole, so that the rest can be done another time', async () => {
    const llm = thinker()
    const agent = await makeAgent(llm)
    const [jobs, out] = [join(dir, 'jobs.jsonl'), join(dir, 'results.jsonl')]
    const bodies = [request, { text: 'Think.' }, request]
    await writeFile(jobs, bodies.map((body, n) => JSON.stringify({ custom_id: `${n}`, body })).join('\n'))
    const batch = runBatch({ agent, jobs, out, concurrency: 1 })
    const ended = expect(batch).rejects.toMatchObject({ code: 'CANCELLED' })
    await llm.begun
    await agent.close()
    await ended
    const rest = await runBatch({ agent: await makeAgent(), jobs, out })
    expect(rest).toMatchObject({ kept: 1, answered: 2, failed: 1 })
    await expect(runBatch({ agent, jobs, out, retryFailed: true })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('closed'),
    })
  })

  it('is done once, however often it is asked for', async () => {
    const agent = await makeAgent()
    expect(agent.close()).toBe(agent.close())
    await agent.close()
  })
})

describe('a plan with conditions', () => {
  const step = (id: string, said: string, when?: Condition) => ({
    id,
    tool: 'echo',
    input: { text: said },
    ...(when && { when }),
  })

  it('is answered in full when what is not needed is left out, and later requests may test what was found', async () => {
    const session = (await makeAgent()).session()
    const first = await session.run({
      text: 'one',
      plan: { steps: [step('s1', 'a dog'), step('s2', 'two', { value: '$s1', absent: 'dog' })] },
    }).result
    expect(first.status).toBe('answered')
    expect(first.answer).toMatch(/echo on "two" was not needed: "dog" is in what s1 found\. \[s2\]/)
    expect(session.conversation.steps.map(({ id }) => id)).toEqual(['s1'])
    const second = await session.run({
      text: 'two',
      plan: { steps: [step('s3', 'three', { value: '$s1.text', contains: 'dog' })] },
    }).result
    expect(second.steps).toMatchObject([{ status: 'done', output: { text: 'three' } }])
  })

  it('is refused with all that is wrong in its conditions', async () => {
    const agent = await makeAgent()
    const plan = {
      steps: [step('s1', 'x', { value: '$s9', is: 'a' }), step('s2', 'y', { value: 'z', is: 'b' })],
    }
    await expect(agent.run({ text: 'one', plan }).result).rejects.toThrow(
      /\$s9 refers to nothing[\s\S]*must be a reference/,
    )
  })
})
