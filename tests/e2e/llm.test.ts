import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, memo, picture } from '../support/cli.js'
import { type OpenAiServer, type ServerStep, startOpenAiServer } from '../support/openai-server.js'

let cli: Cli
let llm: OpenAiServer
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())
afterEach(() => llm.close())

const caption = { id: 's1', tool: 'image-to-text', input: { image: '$image1' } }

async function askLlm(
  script: readonly ServerStep[],
  text: string,
  media: readonly string[],
  more: readonly string[] = [],
) {
  llm = await startOpenAiServer(script)
  const env = { OPENAI_BASE_URL: llm.baseUrl, OPENAI_API_KEY: 'sk-canary-canary-canary' }
  const flags = ['--llm', 'openai:test', '--json', ...more]
  const { stdout, stderr, exitCode } = await cli.ask(text, media, { env, flags })
  expect(stdout + stderr).not.toContain('canary')
  return { record: JSON.parse(stdout), stderr, exitCode }
}

describe('with an LLM', () => {
  it('plans, runs the plan on real models, and answers from the results', async () => {
    const { record, exitCode } = await askLlm(
      [{ json: { steps: [caption] } }, { reply: 'A bus and a flower [s1].' }],
      'What is this?',
      [picture(6)],
    )
    expect(record.answer).toBe('A bus and a flower [s1].')
    expect(record.planned[0]).toMatchObject({ by: 'llm', plan: { steps: [caption] } })
    expect(record.steps[0].output.text).toBe('a bus to the left of a flower on a brown background')
    const lastRequest = llm.requests.at(-1)
    expect(JSON.stringify(lastRequest?.body.messages)).toContain(
      'a bus to the left of a flower on a brown background',
    )
    expect(exitCode).toBe(0)
    llm.assertDone()
  })

  it('lets rules plan and the LLM answer where both are asked for', async () => {
    const { record } = await askLlm(
      [{ reply: 'A bus [s1].' }],
      'What is this?',
      [picture(6)],
      ['--planner', 'rules'],
    )
    expect(record).toMatchObject({ answer: 'A bus [s1].', planned: [{ by: 'rules' }] })
    llm.assertDone()
  })

  it('takes its server from .env in the working directory', async () => {
    llm = await startOpenAiServer([{ reply: 'A bus [s1].' }])
    const file = join(cli.home, '.env')
    await writeFile(file, `OPENAI_BASE_URL=${llm.baseUrl}\nOPENAI_MODEL=test\n`)
    const { stdout } = await cli.ask('What is this?', [picture(6)], {
      flags: ['--llm', 'auto', '--planner', 'rules', '--json'],
    })
    await rm(file)
    expect(JSON.parse(stdout).answer).toBe('A bus [s1].')
    llm.assertDone()
  })

  it('keeps thoughts and what libraries print out of stdout', async () => {
    const think = (text: string) => `<think>What might it be?</think>${text}`
    const { record } = await askLlm(
      [{ reply: think(JSON.stringify({ steps: [caption] })) }, { reply: think('A bus [s1].') }],
      'What is this?',
      [picture(6)],
    )
    expect(record).toMatchObject({ answer: 'A bus [s1].', planned: [{ by: 'llm' }] })
    llm.assertDone()
  })

  it('sends a broken plan back with its problems', async () => {
    const { record } = await askLlm(
      [
        { json: { steps: [{ ...caption, tool: 'constructor' }] } },
        { json: { steps: [caption] } },
        { reply: 'A dog.' },
      ],
      'What is this?',
      [picture(3)],
    )
    expect(JSON.stringify(llm.requests[1]?.body.messages)).toContain('constructor')
    expect(record).toMatchObject({ status: 'answered', planned: [{ by: 'llm', llmCalls: 2 }] })
    llm.assertDone()
  })

  it.each<[string, ServerStep]>([
    ['prose', { reply: 'I would look at the picture first.' }],
    ['half a JSON', { reply: '{"steps": [{"id": "s1", "tool":' }],
    [
      '10,000 steps',
      { json: { steps: Array.from({ length: 10_000 }, (_, i) => ({ ...caption, id: `s${i + 1}` })) } },
    ],
  ])('falls back to rules, and says so, when it gets %s and no better plan after it', async (_what, step) => {
    const { record } = await askLlm(
      [step, { reply: 'Sorry.' }, { reply: 'A dog [s1].' }],
      'Describe this picture.',
      [picture(3)],
    )
    expect(record.planned[0].by).toBe('rules')
    expect(record.planned[0].notes.join(' ')).toMatch(/LLM/)
    expect(record.steps[0].output.text).toBe('a dog on a red background')
    llm.assertDone()
  })

  it('plans once more, told the error, when a step fails', async () => {
    const speak = { id: 's1', tool: 'text-to-speech', input: { text: 'hello' } }
    const { record } = await askLlm(
      [
        { json: { steps: [speak] } },
        { json: { steps: [{ ...caption, id: 's2' }] } },
        { reply: 'A dog [s2].' },
      ],
      'Say what this is.',
      [picture(3)],
    )
    expect(JSON.stringify(llm.requests[1]?.body.messages)).toContain('text-to-speech')
    expect(record.planned).toHaveLength(2)
    expect(record.status).toBe('answered')
    llm.assertDone()
  })

  it('answers from templates when the LLM breaks off', async () => {
    const { record } = await askLlm(
      [{ json: { steps: [caption] } }, { status: 401, message: 'bad key' }],
      'What is this?',
      [picture(3)],
    )
    expect(record.answer).toContain('a dog on a red background')
  })

  it('keeps what a recording says from steering', async () => {
    const { record } = await askLlm(
      [
        {
          json: { steps: [{ id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } }] },
        },
        { reply: 'Done [s1].' },
      ],
      'Transcribe.',
      [memo('03')],
    )
    const system = llm.requests.at(-1)?.body.messages.find(({ role }) => role === 'system')?.content ?? ''
    expect(system).toMatch(/data/i)
    expect(system).not.toContain('describe the picture')
    expect(record.steps).toHaveLength(1)
    llm.assertDone()
  })
})
