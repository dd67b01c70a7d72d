import { readFile } from 'node:fs/promises'
import OpenAI, { toFile } from 'openai'
import sharp from 'sharp'
import { expect, onTestFinished, test } from 'vitest'
import { SwitchyardError } from '../../src/core/errors.js'
import { type ScriptedCall, scriptedModel } from '../../src/testing.js'
import { picture } from '../support/cli.js'
import { fakeRouter } from '../support/fake-router.js'
import { token } from '../support/remote-bench.js'
import { serveAgent } from '../support/served-agent.js'

const model = 'demo'
const noPlan = { json: { steps: [] } }

async function withLlm(script: readonly ScriptedCall[]) {
  const llm = scriptedModel(script)
  const served = await serveAgent({ agent: { llm, set: ['planner=auto'] } })
  onTestFinished(() => served.close())
  return { llm, openai: new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 }) }
}

test('An LLM is told the chat, its instructions and what was asked, and its tokens are counted', async () => {
  const { llm, openai } = await withLlm([
    noPlan,
    { stream: ['Bon', 'jour.'], usage: { inputTokens: 20, outputTokens: 2 } },
  ])
  const reply = await openai.chat.completions.create({
    model,
    messages: [
      { role: 'system', content: 'Answer in French.' },
      { role: 'user', content: 'My name is Ada.' },
      { role: 'assistant', content: 'Hello, Ada.' },
      { role: 'user', content: 'Greet me.' },
    ],
  })
  expect(reply.choices[0]?.message.content).toBe('Bonjour.')
  const told = JSON.stringify(llm.prompts.at(-1))
  for (const words of ['Answer in French.', 'My name is Ada.', 'Hello, Ada.', 'Greet me.'])
    expect(told).toContain(words)
  expect(reply.usage?.completion_tokens).toBeGreaterThanOrEqual(2)
  llm.assertDone()
})

test('What an earlier turn found can be referenced by the plan of a later one', async () => {
  const { llm, openai } = await withLlm([
    { json: { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] } },
    { stream: 'It shows a bus [s1].' },
    // The step can be referenced; what it read in the picture is kept from the planner.
    {
      expect: (messages) =>
        /\$s1\b[^\n]*image-to-text/.test(JSON.stringify(messages)) && !/bus/.test(JSON.stringify(messages)),
      ...noPlan,
    },
    { stream: 'Yes.' },
  ])
  const url = `data:image/png;base64,${(await readFile(picture(6))).toString('base64')}`
  const first = {
    role: 'user' as const,
    content: [
      { type: 'text' as const, text: 'What is this?' },
      { type: 'image_url' as const, image_url: { url } },
    ],
  }
  const before = await openai.chat.completions.create({ model, messages: [first] })
  const content = before.choices[0]?.message.content ?? ''
  await openai.chat.completions.create({
    model,
    messages: [first, { role: 'assistant', content }, { role: 'user', content: 'Are you sure?' }],
  })
  llm.assertDone()
})

test('An answer is put into the JSON that a client wants, whole and streamed', async () => {
  const answers = [noPlan, { stream: 'It is blue.' }, { json: { colour: 'blue' } }]
  // The plan of the second request, which is alike, is remembered.
  const { llm, openai } = await withLlm([...answers, ...answers.slice(1)])
  const schema = { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'] }
  const request = {
    model,
    messages: [{ role: 'user' as const, content: 'Which colour has the sky?' }],
    response_format: { type: 'json_schema' as const, json_schema: { name: 'colour', schema } },
  }
  const whole = await openai.chat.completions.create(request)
  expect(JSON.parse(whole.choices[0]?.message.content ?? '')).toEqual({ colour: 'blue' })
  let streamed = ''
  for await (const { choices } of await openai.chat.completions.create({ ...request, stream: true }))
    streamed += choices[0]?.delta.content ?? ''
  expect(JSON.parse(streamed)).toEqual({ colour: 'blue' })
  llm.assertDone()
})

test("A front end's own prompt goes to the LLM as it is, without a plan", async () => {
  const prompt = '### Task:\nGenerate tags.\n<chat_history>\nUSER: Describe the picture\n</chat_history>'
  const { llm, openai } = await withLlm([
    { expect: (messages) => messages.length === 1, stream: '{"tags":["Pictures"]}' },
    { stream: ['{"tags":', '["Again"]}'] },
  ])
  const ask = { model, messages: [{ role: 'user' as const, content: prompt }] }
  expect((await openai.chat.completions.create(ask)).choices[0]?.message.content).toBe(
    '{"tags":["Pictures"]}',
  )
  let streamed = ''
  for await (const { choices } of await openai.chat.completions.create({ ...ask, stream: true }))
    streamed += choices[0]?.delta.content ?? ''
  expect(streamed).toBe('{"tags":["Again"]}')
  llm.assertDone()
})

test('An LLM that fails in the middle of a stream ends it with an error', async () => {
  const error = new SwitchyardError('PROVIDER_UNAVAILABLE', 'The LLM hung up.', { retryable: true })
  const { openai } = await withLlm([{ stream: ['{"ti'], error }])
  const stream = await openai.chat.completions.create({
    model,
    stream: true,
    messages: [{ role: 'user', content: '### Task:\nTitle\n<chat_history>\nUSER: A bus\n</chat_history>' }],
  })
  const read = async () => {
    for await (const _ of stream);
  }
  await expect(read()).rejects.toThrow(/The LLM hung up/)
})

test('A picture is drawn by a provider, and comes as base64 or as a link', async () => {
  const png = await readFile(picture(6))
  const router = await fakeRouter({
    token,
    models: {
      'black-forest-labs/FLUX.1-schnell': {
        task: 'text-to-image',
        providers: { 'hf-inference': 'black-forest-labs/FLUX.1-schnell' },
        answer: () => ({ bytes: png, type: 'image/png' }),
      },
    },
  })
  const served = await serveAgent({
    agent: {
      profile: 'remote',
      llm: 'none',
      env: { HF_TOKEN: token, HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url },
    },
  })
  onTestFinished(async () => {
    await served.close()
    await router.close()
  })
  const openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 })
  const draw = (response_format?: 'url') =>
    openai.images.generate({
      model: 'text-to-image',
      prompt: 'A bus beside a flower.',
      size: '1024x1024',
      ...(response_format && { response_format }),
    })
  expect((await draw()).data?.[0]?.b64_json).toBe(png.toString('base64'))
  const link = (await draw('url')).data?.[0]?.url ?? ''
  expect(Buffer.from(await (await fetch(link)).arrayBuffer())).toEqual(png)
  const three = openai.images.generate({ model: 'text-to-image', prompt: 'x', n: 3 })
  await expect(three).rejects.toMatchObject({ status: 400, param: 'n' })
})

test('A picture is changed by a provider, in all of it or where a mask is transparent', async () => {
  const size = { width: 64, height: 32 }
  const plain = (background: string, channels: 3 | 4 = 3) =>
    sharp({ create: { ...size, channels, background } })
  const red = await plain('#ff0000').png().toBuffer()
  // Twice as large: models answer in sizes of their own.
  const blue = await plain('#0000ff').resize({ width: 128 }).png().toBuffer()
  const hole = await plain('#000000ff', 4).resize(32, 32, { fit: 'fill' }).png().toBuffer()
  const mask = await plain('#000000ff', 4)
    .composite([{ input: hole, left: 0, top: 0, blend: 'dest-out' }])
    .png()
    .toBuffer()
  const router = await fakeRouter({
    token,
    models: {
      'black-forest-labs/FLUX.1-Kontext-dev': {
        task: 'image-to-image',
        providers: { 'hf-inference': 'black-forest-labs/FLUX.1-Kontext-dev' },
        answer: () => ({ bytes: blue, type: 'image/png' }),
      },
    },
  })
  const served = await serveAgent({
    agent: {
      profile: 'remote',
      llm: 'none',
      env: { HF_TOKEN: token, HF_ENDPOINT: router.url, HF_INFERENCE_ENDPOINT: router.url },
    },
  })
  onTestFinished(async () => {
    await served.close()
    await router.close()
  })
  const openai = new OpenAI({ baseURL: served.baseURL, apiKey: 'any', maxRetries: 0 })
  const file = (bytes: Buffer, name: string) => toFile(bytes, name, { type: 'image/png' })
  const edit = async (more: { mask?: Buffer; n?: number } = {}) => {
    const { mask: sheet, ...rest } = more
    return openai.images.edit({
      model: 'image-text-to-image',
      image: await file(red, 'red.png'),
      prompt: 'Make it blue.',
      ...(sheet && { mask: await file(sheet, 'mask.png') }),
      ...rest,
    })
  }
  const bytesOf = (reply: Awaited<ReturnType<typeof edit>>) =>
    Buffer.from(reply.data?.[0]?.b64_json ?? '', 'base64')
  expect(bytesOf(await edit())).toEqual(blue)
  const white = await plain('#ffffff').resize(32, 32, { fit: 'fill' }).png().toBuffer()
  const drawn = plain('#000000').composite([{ input: white, left: 0, top: 0 }])
  for (const sheet of [mask, await drawn.png().toBuffer()]) {
    const { data, info } = await sharp(bytesOf(await edit({ mask: sheet })))
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const pixel = (x: number) => [...data.subarray((16 * info.width + x) * 3, (16 * info.width + x) * 3 + 3)]
    expect([info.width, pixel(8), pixel(56)]).toEqual([64, [0, 0, 255], [255, 0, 0]])
  }
  await expect(edit({ mask: blue })).rejects.toMatchObject({ status: 400, param: 'mask' })
  await expect(edit({ n: 3 })).rejects.toMatchObject({ status: 400, param: 'n' })
  await expect(edit({ mask: Buffer.from('no picture') })).rejects.toMatchObject({
    status: 400,
    param: 'mask',
  })
})
