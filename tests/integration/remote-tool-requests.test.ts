import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import type { Media } from '../../src/media/media.js'
import type { Answer, ServedModel, TaskRequest } from '../support/fake-router.js'
import { mediaFixture, wavOfTone } from '../support/media-files.js'
import { openRemoteBench } from '../support/remote-bench.js'

const sample = (file: string) => join(packageRoot, 'samples', file)
const picture = await readFile(sample('images/scene-03.png'))
const clip = await readFile(mediaFixture('clip.mp4'))
const tone = wavOfTone({ seconds: 2 })
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const dataUrl = (bytes: Uint8Array, type: string) => `data:${type};base64,${base64(bytes)}`

const json = (value: unknown): Answer => ({ json: value })
const png: Answer = { bytes: picture, type: 'image/png' }
const mp4: Answer = { bytes: clip, type: 'video/mp4' }
const wav: Answer = { bytes: tone, type: 'audio/wav' }
const anImage = { image: { modality: 'image', mimeType: 'image/png', facts: { width: expect.any(Number) } } }
const aVideo = { video: { modality: 'video', mimeType: 'video/mp4' } }

/** What providers list a model under where that is not the tool's own name. */
type Case = {
  tool: string
  says?: string
  /** Attached files by field, and other fields as they are. */
  input: Record<string, unknown>
  files?: Record<string, string>
  provider: string
  listedAs?: string
  options?: Record<string, unknown>
  /** What the provider must have been sent. */
  sent: Partial<TaskRequest>
  answer: Answer
  value: Record<string, unknown>
}

const csv = 'city,people\nBerlin,3 900 000\nPotsdam,190 000\n'
const columns = { city: ['Berlin', 'Potsdam'], people: ['3 900 000', '190 000'] }

const cases: Case[] = [
  {
    tool: 'text-to-image',
    input: { text: 'a cat', without: 'a dog', width: 512, height: 256, seed: 7 },
    provider: 'hf-inference',
    sent: {
      inputs: 'a cat',
      parameters: { negative_prompt: 'a dog', width: 512, height: 256, seed: 7 },
    },
    answer: png,
    value: anImage,
  },
  {
    tool: 'text-to-image',
    input: { text: 'a cat', seed: 7 },
    provider: 'fal-ai',
    sent: { inputs: 'a cat', parameters: { seed: 7 } },
    answer: png,
    value: anImage,
  },
  {
    tool: 'image-text-to-image',
    input: { prompt: 'make it winter', without: 'people' },
    files: { image: 'images/scene-01.png' },
    provider: 'hf-inference',
    listedAs: 'image-to-image',
    sent: {
      inputs: base64(await readFile(sample('images/scene-01.png'))),
      parameters: { prompt: 'make it winter', negative_prompt: 'people' },
    },
    answer: png,
    value: anImage,
  },
  {
    tool: 'image-text-to-image',
    says: 'under its own name',
    input: { prompt: 'make it winter' },
    files: { image: 'images/scene-01.png' },
    provider: 'fal-ai',
    options: { task: 'image-text-to-image' },
    sent: {
      inputs: 'make it winter',
      parameters: expect.objectContaining({
        image_url: dataUrl(await readFile(sample('images/scene-01.png')), 'image/png'),
      }),
    },
    answer: png,
    value: anImage,
  },
  {
    tool: 'text-to-video',
    input: { text: 'a running dog', seed: 1 },
    provider: 'fal-ai',
    sent: { inputs: 'a running dog', parameters: { seed: 1 } },
    answer: mp4,
    value: aVideo,
  },
  {
    tool: 'image-to-video',
    input: { prompt: 'it turns round', seed: 1 },
    files: { image: 'images/scene-01.png' },
    provider: 'fal-ai',
    sent: {
      inputs: 'it turns round',
      parameters: expect.objectContaining({
        seed: 1,
        image_url: dataUrl(await readFile(sample('images/scene-01.png')), 'image/png'),
      }),
    },
    answer: mp4,
    value: aVideo,
  },
  {
    tool: 'text-to-audio',
    input: { text: 'rain on a roof' },
    provider: 'hf-inference',
    sent: { inputs: 'rain on a roof' },
    answer: wav,
    value: { audio: { modality: 'audio', facts: { durationSeconds: 2 } } },
  },
  {
    tool: 'text-to-audio',
    input: { text: 'rain on a roof' },
    provider: 'fal-ai',
    sent: { inputs: 'rain on a roof' },
    answer: wav,
    value: { audio: { modality: 'audio', facts: { durationSeconds: 2 } } },
  },
  {
    tool: 'audio-to-audio',
    input: {},
    files: { audio: 'audio/memo-01.wav' },
    provider: 'hf-inference',
    sent: { bytes: await readFile(sample('audio/memo-01.wav')) },
    answer: json([
      { label: 'speaker 1', 'content-type': 'audio/wav', blob: base64(tone) },
      { label: '', 'content-type': 'audio/wav', blob: base64(wavOfTone({ seconds: 1 })) },
    ]),
    value: {
      audio: { modality: 'audio', facts: { durationSeconds: 2 } },
      parts: [{ facts: { durationSeconds: 2 } }, { facts: { durationSeconds: 1 } }],
      labels: ['speaker 1', 'part 2'],
    },
  },
  {
    tool: 'visual-question-answering',
    input: { question: 'What colour is it?' },
    files: { image: 'images/scene-01.png' },
    provider: 'hf-inference',
    sent: {
      inputs: {
        question: 'What colour is it?',
        image: base64(await readFile(sample('images/scene-01.png'))),
      },
    },
    answer: json([
      { answer: 'red', score: 0.8 },
      { answer: 'blue', score: 0.1 },
    ]),
    value: { text: 'red', score: 0.8 },
  },
  {
    tool: 'table-question-answering',
    input: { table: csv, question: 'Where do most people live?' },
    provider: 'hf-inference',
    sent: { inputs: { question: 'Where do most people live?', table: columns } },
    answer: json({ answer: 'Berlin', aggregator: 'NONE', cells: ['Berlin'], coordinates: [[0, 0]] }),
    value: { text: 'Berlin', cells: ['Berlin'] },
  },
  {
    tool: 'table-question-answering',
    says: 'with a sum to be worked out',
    input: { table: csv, question: 'How many people live there?' },
    provider: 'hf-inference',
    sent: { inputs: { question: 'How many people live there?', table: columns } },
    answer: json({
      answer: 'SUM > 3 900 000, 190 000',
      aggregator: 'SUM',
      cells: ['3 900 000', '190 000'],
      coordinates: [
        [0, 1],
        [1, 1],
      ],
    }),
    value: { text: '4090000', cells: ['3 900 000', '190 000'] },
  },
  {
    tool: 'tabular-classification',
    input: { table: 'size,kind\n1,small\n9,\n8,', target: 'kind' },
    provider: 'hf-inference',
    sent: { inputs: { data: { size: ['1', '9', '8'] } } },
    answer: json([0, 1, 1]),
    value: {
      text: '2: 1\n3: 1',
      predictions: [
        { row: 2, label: '1' },
        { row: 3, label: '1' },
      ],
    },
  },
  {
    tool: 'tabular-regression',
    input: { table: 'length;height\n1,5;2\n3;4' },
    provider: 'hf-inference',
    sent: { inputs: { data: { length: ['1,5', '3'], height: ['2', '4'] } } },
    answer: json([12.5, 30]),
    value: {
      text: '1: 12.5\n2: 30',
      predictions: [
        { row: 1, value: 12.5 },
        { row: 2, value: 30 },
      ],
    },
  },
  {
    tool: 'fill-mask',
    input: { text: 'The capital is ___.', topK: 2 },
    provider: 'hf-inference',
    options: { maskToken: '<mask>' },
    sent: { inputs: 'The capital is <mask>.', parameters: { top_k: 2 } },
    answer: json([
      { score: 0.2, sequence: 'the capital is lyon.', token: 3, token_str: ' Lyon' },
      { score: 0.7, sequence: 'the capital is paris.', token: 4, token_str: ' Paris' },
    ]),
    value: {
      text: 'The capital is Paris.',
      word: 'Paris',
      score: 0.7,
      words: [
        { word: 'Paris', score: 0.7 },
        { word: 'Lyon', score: 0.2 },
      ],
    },
  },
  {
    tool: 'feature-extraction',
    input: { texts: ['one', 'two'] },
    provider: 'hf-inference',
    options: { prefix: 'query: ' },
    sent: { inputs: ['query: one', 'query: two'] },
    answer: json([
      [3, 4],
      [0, 2],
    ]),
    value: {
      embeddings: [
        [0.6, 0.8],
        [0, 1],
      ],
      size: 2,
      truncated: false,
    },
  },
]

/** The client remembers who serves a model, so that each test has one of its own. */
let count = 0
const newModel = () => `some/model-${++count}`

async function ask({ tool, input, files = {}, provider, listedAs, options, answer }: Case) {
  const seen: TaskRequest[] = []
  const model = newModel()
  const served: ServedModel = {
    task: listedAs ?? tool,
    // At hf-inference a model's id is the Hub's.
    providers: { [provider]: provider === 'hf-inference' ? model : `${provider}/some-model` },
    answer: (request) => {
      seen.push(request)
      return answer
    },
  }
  // fal-ai leaves its results on a server elsewhere, which here is on the loopback address.
  const bench = await openRemoteBench({
    models: { [model]: served },
    media: { allowPrivateAddresses: true },
  })
  const media: Record<string, Media> = {}
  for (const [field, file] of Object.entries(files)) media[field] = await bench.sample(file)
  const candidate = { model, provider, ...(options && { options }) }
  const { result } = await bench.call(tool, { ...input, ...media }, candidate)
  return { result, seen }
}

describe('A tool asks for what the API of its task takes, and reads what that gives', () => {
  test.each(cases.map((one) => ({ says: '', ...one })))('$tool at $provider $says', async (one) => {
    const { result, seen } = await ask(one)
    expect(result).toMatchObject({ ok: true, value: one.value })
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject(one.sent)
  })

  test('a table of predictions of another length than the table is a bad reply', async () => {
    const { result } = await ask({
      tool: 'tabular-regression',
      input: { table: 'a,b\n1,2\n3,4' },
      provider: 'hf-inference',
      sent: {},
      answer: json([1]),
      value: {},
    })
    expect(result).toMatchObject({ ok: false, error: { code: 'PROVIDER_BAD_REPLY' } })
  })
})

/** Asks a chat model; returns what it was sent, too. */
async function chat(tool: string, input: Record<string, unknown>, says: string, files: string[] = []) {
  const served: ServedModel = {
    task: 'conversational',
    providers: { together: 'chat-model' },
    answer: () => json(says),
  }
  const model = newModel()
  const bench = await openRemoteBench({ models: { [model]: served } })
  const media = await Promise.all(files.map((file) => bench.sample(file)))
  const filled = Object.entries(input).map(([name, value]) => [
    name,
    value === 'FILE' ? media[0] : value === 'FILES' ? media : value,
  ])
  const candidate = { model, options: { chat: true } }
  const { result } = await bench.call(tool, Object.fromEntries(filled), candidate)
  const body = bench.router.requests.at(-1)?.body.toString('utf8') ?? ''
  return { result, sent: JSON.parse(body === '' ? 'null' : body) }
}

const scenes = ['images/scene-01.png', 'images/scene-03.png']
const pictures = await Promise.all(
  scenes.map(async (file) => dataUrl(await readFile(sample(file)), 'image/png')),
)
const shown = pictures.map((url) => ({ type: 'image_url', image_url: { url } }))

describe('A tool asks a chat model', () => {
  test('about several pictures in their order', async () => {
    const input = { images: 'FILES', instruction: 'Compare them.', system: 'Be brief.', maxNewTokens: 99 }
    const { result, sent } = await chat('image-text-to-text', input, 'They differ.', scenes)
    expect(result).toEqual({ ok: true, value: { text: 'They differ.' } })
    expect(sent).toMatchObject({
      max_tokens: 99,
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [...shown, { type: 'text', text: 'Compare them.' }] },
      ],
    })
  })

  test('with pictures where its words name them', async () => {
    const input = { images: 'FILES', instruction: 'A zib: {image2}. Is {image1} one, as {image2}?' }
    const { sent } = await chat('image-text-to-text', input, 'No.', scenes)
    const [first, second] = shown
    const words = ['A zib: ', '. Is ', ' one, as ', '?'].map((text) => ({ type: 'text', text }))
    expect(sent.messages.at(-1).content).toEqual([
      ...[words[0], second, words[1], first, words[2], second, words[3]],
    ])
  })

  test('a question about a picture; what it only thinks is left out', async () => {
    const input = { image: 'FILE', question: 'How many?' }
    const said = '<think>One, two ...</think>\n\nTwo.'
    const { result, sent } = await chat('visual-question-answering', input, said, scenes.slice(0, 1))
    expect(result).toEqual({ ok: true, value: { text: 'Two.' } })
    expect(sent.messages.at(-1).content).toEqual([shown[0], { type: 'text', text: 'How many?' }])
  })

  test('for another text', async () => {
    const { result, sent } = await chat('text2text-generation', { text: 'Correct: He go.' }, 'He goes.')
    expect(result).toEqual({ ok: true, value: { text: 'He goes.' } })
    expect(sent.messages.at(-1).content).toBe('Correct: He go.')
  })

  test('about a table, for an answer with its cells', async () => {
    const input = { table: csv, question: 'Where do most people live?' }
    const said = '```json\n{"answer": "Berlin", "cells": ["Berlin", "3 900 000"]}\n```'
    const { result, sent } = await chat('table-question-answering', input, said)
    expect(result).toEqual({ ok: true, value: { text: 'Berlin', cells: ['Berlin', '3 900 000'] } })
    expect(sent.messages.at(-1).content).toContain(csv.trim())
    expect(sent.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { strict: true, schema: { required: ['answer', 'cells'], additionalProperties: false } },
    })
  })

  test('for the class of the rows where it is not known', async () => {
    const input = { table: 'size,kind\n1,small\n9,\n8,', target: 'kind', labels: ['small', 'large'] }
    const said =
      '{"predictions": [{"row": 3, "label": "large"}, {"row": 2, "label": "large"}, {"row": 1, "label": "small"}]}'
    const { result, sent } = await chat('tabular-classification', input, said)
    expect(result).toMatchObject({
      ok: true,
      value: {
        predictions: [
          { row: 2, label: 'large' },
          { row: 3, label: 'large' },
        ],
      },
    })
    expect(sent.messages.at(-1).content).toMatch(/"kind", one of: small \| large, for rows 2, 3/)
  })

  test('for a number for each row', async () => {
    const input = { table: 'length,weight\n10,200\n20,', target: 'weight' }
    const { result } = await chat(
      'tabular-regression',
      input,
      '{"predictions": [{"row": 2, "value": 400.5}]}',
    )
    expect(result).toMatchObject({ ok: true, value: { predictions: [{ row: 2, value: 400.5 }] } })
  })

  test.each([
    ['no JSON', 'I think it is Berlin.'],
    ['other JSON', '{"city": "Berlin"}'],
  ])('again, when it gave %s', async (_what, said) => {
    const { result } = await chat('table-question-answering', { table: csv, question: 'Where?' }, said)
    expect(result).toMatchObject({ ok: false, error: { code: 'PROVIDER_BAD_REPLY', retryable: true } })
  })

  test('again, when it left a row out', async () => {
    const input = { table: 'length,weight\n10,\n20,', target: 'weight' }
    const { result } = await chat('tabular-regression', input, '{"predictions": [{"row": 2, "value": 1}]}')
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'PROVIDER_BAD_REPLY', retryable: true, message: expect.stringContaining('row 1') },
    })
  })

  test.each([
    ['is none', { table: 'only one line', target: 'a' }, /CSV/],
    ['has nothing to predict', { table: 'a,b\n1,2', target: 'b' }, /every row/i],
    ['comes without what to predict', { table: 'a,b\n1,2' }, /target/],
  ])('about no table that %s', async (_why, input, message) => {
    const { result, sent } = await chat('tabular-classification', input, '{}')
    expect(result).toMatchObject({
      ok: false,
      error: { code: 'INVALID_REQUEST', message: expect.stringMatching(message) },
    })
    expect(sent).toBeNull()
  })
})
