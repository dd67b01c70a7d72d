import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { HumanMessage } from '@langchain/core/messages'
import { ChatOpenAI } from '@langchain/openai'
import { generateText, streamText } from 'ai'
import OpenAI, { APIError, NotFoundError } from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { memo, picture } from '../support/cli.js'
import { type ServedAgent, serveAgent } from '../support/served-agent.js'

let served: ServedAgent
let openai: OpenAI
beforeAll(async () => {
  served = await serveAgent()
  openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any' })
})
afterAll(() => served?.close())

const dataUrl = async (file: string, type: string) =>
  `data:${type};base64,${(await readFile(file)).toString('base64')}`
const model = 'demo'
const loaded = 60_000

const bus = async () => ({
  type: 'image_url' as const,
  image_url: { url: await dataUrl(picture(6), 'image/png') },
})
const ask = (text: string) => ({ type: 'text' as const, text })

describe("OpenAI's own client", () => {
  test('finds the profile and its tasks among the models', async () => {
    const models: string[] = []
    for await (const { id } of openai.models.list()) models.push(id)
    expect(models).toEqual(expect.arrayContaining(['demo', 'image-to-text', 'automatic-speech-recognition']))
    expect(models).not.toContain('text-to-image')
    expect((await openai.models.retrieve('demo')).owned_by).toBe('switchyard')
    await expect(openai.models.retrieve('gpt-5')).rejects.toThrow(NotFoundError)
  })

  test(
    'is answered about an inline picture',
    async () => {
      const reply = await openai.chat.completions.create({
        model,
        messages: [{ role: 'user', content: [ask('What is in this picture?'), await bus()] }],
      })
      expect(reply.choices[0]?.message.content).toMatch(/bus.*flower/)
      expect(reply.choices[0]?.finish_reason).toBe('stop')
      expect(reply.usage).toMatchObject({ total_tokens: 0, cost: 0 })
    },
    loaded,
  )

  test('gets a stream with role, progress, answer, end and usage, in this order', async () => {
    const stream = await openai.chat.completions.create({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: 'user', content: [ask('What is in this picture?'), await bus()] }],
    })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    expect(text).toMatch(/bus/)
    const reasoning = chunks.map(({ choices }) =>
      JSON.stringify(choices[0]?.delta ?? {}).includes('reasoning_content'),
    )
    expect(reasoning).toContain(true)
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { cost: 0 } })
  })

  test('is answered about sound, whatever format it claims', async () => {
    const reply = await openai.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            ask('What does the memo say?'),
            {
              type: 'input_audio',
              input_audio: { data: (await readFile(memo('05'))).toString('base64'), format: 'mp3' },
            },
          ],
        },
      ],
    })
    expect(reply.choices[0]?.message.content).toMatch(/bus is behind the moon/)
  })

  test('may speak of a picture of an earlier turn, which it sends again', async () => {
    const first = [ask('What is in this picture?'), await bus()]
    const before = await openai.chat.completions.create({
      model,
      messages: [{ role: 'user', content: first }],
    })
    const reply = await openai.chat.completions.create({
      model,
      messages: [
        { role: 'user', content: first },
        { role: 'assistant', content: before.choices[0]?.message.content ?? '' },
        { role: 'user', content: 'Is there a bus or a cat in the picture?' },
      ],
    })
    expect(reply.choices[0]?.message.content).toMatch(/image1.*bus/)
  })

  test('uploads, lists, uses, reads and deletes a file', async () => {
    const file = await openai.files.create({ file: createReadStream(picture(6)), purpose: 'vision' })
    expect(file).toMatchObject({ object: 'file', filename: 'scene-06.png', status: 'processed' })
    const again = await openai.files.create({ file: createReadStream(picture(6)), purpose: 'vision' })
    expect(again.id).toBe(file.id)
    const ids: string[] = []
    for await (const { id } of openai.files.list({ purpose: 'vision' })) ids.push(id)
    expect(ids).toEqual([file.id])

    const reply = await openai.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [ask('What is in this picture?'), { type: 'file', file: { file_id: file.id } }],
        },
      ],
    })
    expect(reply.choices[0]?.message.content).toMatch(/scene-06\.png|bus/)

    const content = await openai.files.content(file.id)
    expect(Buffer.from(await content.arrayBuffer())).toEqual(await readFile(picture(6)))
    expect((await openai.files.delete(file.id)).deleted).toBe(true)
    await expect(openai.files.retrieve(file.id)).rejects.toThrow(NotFoundError)
  })

  test('transcribes in all forms', async () => {
    const file = () => createReadStream(memo('05'))
    const asr = 'automatic-speech-recognition'
    const { text } = await openai.audio.transcriptions.create({ file: file(), model: asr })
    expect(text).toBe('the bus is behind the moon')
    // Programs have this name built in.
    expect(await openai.audio.transcriptions.create({ file: file(), model: 'whisper-1' })).toEqual({ text })
    await expect(openai.audio.transcriptions.create({ file: file(), model: 'tts-1' })).rejects.toThrow(
      /There is no model of this name here/,
    )
    const ask = (response_format: 'text' | 'srt' | 'vtt') =>
      openai.audio.transcriptions.create({ file: file(), model: asr, response_format })
    expect(await ask('text')).toBe('the bus is behind the moon\n')
    expect(await ask('srt')).toMatch(/^1\n00:00:0\d,\d{3} --> 00:00:0\d,\d{3}\nthe bus is behind the moon\n/)
    expect(await ask('vtt')).toMatch(/^WEBVTT\n\n00:00:0\d\.\d{3} --> /)
    const verbose = await openai.audio.transcriptions.create({
      file: file(),
      model: asr,
      response_format: 'verbose_json',
      language: 'en',
    })
    expect(verbose).toMatchObject({ language: 'en', segments: [{ id: 0, text }] })
    expect(verbose.duration).toBeGreaterThan(1)
    expect(
      (await openai.audio.translations.create({ file: file(), model: asr, ...{ language: 'en' } })).text,
    ).toBe(text)
  })

  test('gets a transcript as a stream', async () => {
    const stream = await openai.audio.transcriptions.create({
      file: createReadStream(memo('05')),
      model: 'automatic-speech-recognition',
      stream: true,
    })
    const events = []
    for await (const event of stream) events.push(event)
    expect(events.at(0)).toMatchObject({ type: 'transcript.text.delta' })
    expect(events.at(-1)).toEqual({ type: 'transcript.text.done', text: 'the bus is behind the moon' })
  })

  test('is told once what is wrong, and does not try again', async () => {
    let requests = 0
    const counting = new OpenAI({
      baseURL: served.baseURL,
      apiKey: 'any',
      fetch: (url, init) => {
        requests += 1
        return fetch(url, init)
      },
    })
    const failed = await counting.audio.speech
      .create({ model: 'text-to-speech', input: 'Hello.', voice: 'alloy' })
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(APIError)
    expect(failed).toMatchObject({ status: 501, code: 'no_route', type: 'server_error' })
    expect(requests).toBe(1)
  })
})

describe('The AI SDK', () => {
  const provider = () =>
    createOpenAICompatible({ name: 'switchyard', baseURL: served.baseURL, includeUsage: true })

  test('streams text and reasoning, and ends with a reason', async () => {
    const result = streamText({
      model: provider()(model),
      messages: [
        {
          role: 'user',
          content: [
            ask('What is in this picture?'),
            { type: 'image', image: await readFile(picture(6)), mediaType: 'image/png' },
          ],
        },
      ],
    })
    expect(await result.text).toMatch(/bus/)
    expect(await result.reasoningText).toMatch(/image-to-text/)
    expect(await result.finishReason).toBe('stop')
  })

  test('gets an error in words', async () => {
    const failing = generateText({ model: provider()('no-such-model'), prompt: 'Hello', maxRetries: 0 })
    await expect(failing).rejects.toThrow(/no model of this name.*"demo"/)
  })
})

test('LangChain is answered, whole and streamed', async () => {
  const llm = new ChatOpenAI({ model, apiKey: 'any', configuration: { baseURL: served.baseURL } })
  const message = new HumanMessage({ content: [ask('What is in this picture?'), await bus()] })
  expect(String((await llm.invoke([message])).content)).toMatch(/bus/)
  let streamed = ''
  for await (const chunk of await llm.stream([message])) streamed += String(chunk.content)
  expect(streamed).toMatch(/bus/)
})

test("a front end's own prompts are answered at once and in the form they ask for", async () => {
  const reply = await openai.chat.completions.create({
    model,
    messages: [
      {
        role: 'user',
        content:
          '### Task:\nGenerate a concise title.\n### Output:\nJSON format: { "title": "your title" }\n### Chat History:\n<chat_history>\nUSER: Describe the picture of the bus\nASSISTANT: It shows a bus.\n</chat_history>',
      },
    ],
  })
  expect(JSON.parse(reply.choices[0]?.message.content ?? '')).toEqual({
    title: 'Describe the picture of the bus',
  })
})
