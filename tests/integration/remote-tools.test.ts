import { Buffer } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../src/config/package-root.js'
import { encodePng } from '../../src/media/codec/encode.js'
import type { Answer, TaskRequest } from '../support/fake-router.js'
import { openRemoteBench } from '../support/remote-bench.js'

const picture = 'images/scene-01.png'
const memo = 'audio/memo-01.wav'
const file = (name: string) => readFile(join(packageRoot, 'samples', name))

/** A white left third, as a PNG in base64. */
async function mask(): Promise<string> {
  const data = new Uint8Array(30 * 10).map((_, at) => (at % 30 < 10 ? 255 : 0))
  return Buffer.from(await encodePng({ data, width: 30, height: 10, channels: 1 })).toString('base64')
}

interface Case {
  /** Names in `samples/` stand for the media. */
  input: Record<string, unknown>
  answer: (request: TaskRequest) => Answer | Promise<Answer>
  output: Record<string, unknown>
  options?: Record<string, unknown>
  /** The kind of model, where it isn't that of the tool. */
  task?: string
}

const json = (value: unknown) => () => ({ json: value })
const rows = [
  { label: 'dog', score: 0.2 },
  { label: 'cat', score: 0.7 },
]
const best = { label: 'cat', score: 0.7, labels: [{ label: 'cat' }, { label: 'dog' }] }

/** What each task's API answers, as it is documented, and what the tool makes of it. */
const cases: Record<string, Case> = {
  'image-classification': { input: { image: picture }, answer: json(rows), output: best },
  'audio-classification': { input: { audio: memo }, answer: json(rows), output: best },
  'zero-shot-image-classification': {
    input: { image: picture, labels: ['cat', 'dog'] },
    answer: ({ parameters, bytes }) => {
      const [cat, dog] = z.array(z.string()).parse(parameters.candidate_labels)
      return {
        json: bytes && [
          { label: cat, score: 0.7 },
          { label: dog, score: 0.2 },
        ],
      }
    },
    output: best,
  },
  'zero-shot-classification': {
    input: { text: 'It purrs.', labels: ['cat', 'dog'] },
    answer: ({ parameters }) => ({ json: { labels: parameters.candidate_labels, scores: [0.7, 0.2] } }),
    output: { ...best, truncated: false },
  },
  'text-classification': {
    input: { text: `It purrs. ${'On and on. '.repeat(500)}` },
    answer: json([rows]),
    output: { ...best, truncated: true },
  },
  'object-detection': {
    input: { image: picture, threshold: 0.5 },
    answer: json([
      { label: 'cat', score: 0.9, box: { xmin: -5, ymin: 2, xmax: 99_999, ymax: 20 } },
      { label: 'dog', score: 0.3, box: { xmin: 0, ymin: 0, xmax: 9, ymax: 9 } },
    ]),
    output: { count: 1, objects: [{ label: 'cat', box: { xmin: 0, ymin: 2, ymax: 20 } }] },
  },
  'image-segmentation': {
    input: { image: picture },
    answer: async () => ({ json: [{ label: 'sky', score: 0.8, mask: await mask() }] }),
    output: {
      segments: [{ label: 'sky', score: 0.8, share: expect.closeTo(1 / 3, 2) }],
      masks: [{ modality: 'image', facts: { width: 30, height: 10 } }],
    },
  },
  'image-to-text': {
    input: { image: picture },
    answer: json([{ generated_text: ' a cat on a mat ' }]),
    output: { text: 'a cat on a mat' },
  },
  'document-question-answering': {
    input: { image: picture, question: 'How much?' },
    answer: ({ inputs, bytes }) => ({
      json: bytes && [
        { answer: `12 € (${JSON.stringify(inputs).includes('How much?')})`, score: 0.9, start: 0, end: 1 },
      ],
    }),
    output: { text: '12 € (true)' },
  },
  'image-to-image': {
    input: { image: picture },
    answer: async () => ({ bytes: await file('images/scene-02.jpg'), type: 'image/jpeg' }),
    output: { image: { modality: 'image', mimeType: 'image/jpeg', name: 'enlarged picture' } },
  },
  'automatic-speech-recognition': {
    input: { audio: memo },
    answer: json({
      text: ' A cat. A dog.',
      chunks: [
        { timestamp: [0, 1.5], text: ' A cat.' },
        { timestamp: [1.5, null], text: ' A dog.' },
      ],
    }),
    output: {
      text: 'A cat. A dog.',
      segments: [
        { start: 0, end: 1.5, text: 'A cat.' },
        { start: 1.5, end: expect.any(Number), text: 'A dog.' },
      ],
    },
  },
  'text-to-speech': {
    input: { text: 'A cat.' },
    answer: async () => ({ bytes: await file(memo), type: 'audio/wav' }),
    output: { audio: { modality: 'audio', mimeType: 'audio/wav', name: 'speech' } },
  },
  'token-classification': {
    input: { text: 'Ada Lovelace lived in London.' },
    answer: json([
      { entity_group: 'PER', score: 0.99, word: 'ada lovelace', start: 0, end: 12 },
      { entity_group: 'LOC', score: 0.98, word: 'london', start: 22, end: 28 },
    ]),
    output: {
      count: 2,
      entities: [
        { text: 'Ada Lovelace', type: 'PER' },
        { text: 'London', type: 'LOC' },
      ],
    },
  },
  'question-answering': {
    input: { question: 'When?', sourceText: 'The train leaves at 10:30.' },
    answer: json({ answer: '10 : 30', score: 0.9, start: 20, end: 25 }),
    output: { text: '10:30', score: 0.9 },
  },
  summarization: {
    input: { text: 'Cats sleep a lot. '.repeat(300), maxNewTokens: 20 },
    answer: ({ parameters }) => ({
      json: [
        {
          summary_text:
            JSON.stringify(parameters) === '{"generate_parameters":{"max_new_tokens":20}}'
              ? 'Cats sleep.'
              : '?',
        },
      ],
    }),
    output: { text: 'Cats sleep.\nCats sleep.' },
  },
  translation: {
    input: { text: 'A cat.', targetLanguage: 'de' },
    answer: ({ parameters }) => ({
      json: [{ translation_text: `Eine Katze (${parameters.src_lang} ${parameters.tgt_lang}).` }],
    }),
    output: { text: 'Eine Katze (eng_Latn deu_Latn).' },
    options: { languageCodes: { en: 'eng_Latn', de: 'deu_Latn' } },
  },
  'sentence-similarity': {
    input: { text: 'A cat.', texts: ['A car.', 'A kitten.'] },
    answer: ({ inputs }) => ({ json: JSON.stringify(inputs).includes('source_sentence') && [0.1, 0.8] }),
    output: { text: 'A kitten.', similarity: 0.8, similarities: [{ similarity: 0.8 }, { similarity: 0.1 }] },
  },
  'text-generation': {
    input: { text: 'Name a pet.', system: 'Be brief.' },
    answer: ({ inputs }) => ({ json: JSON.stringify(inputs).includes('Be brief.') ? 'A cat.' : '?' }),
    output: { text: 'A cat.' },
    task: 'conversational',
  },
}

const chats: Record<string, Case> = {
  'image-to-text': {
    input: { image: picture },
    answer: ({ inputs }) => ({
      json: JSON.stringify(inputs).includes('data:image/png;base64,') ? 'A cat.' : '?',
    }),
    output: { text: 'A cat.' },
    options: { chat: true },
    task: 'conversational',
  },
  'document-question-answering': {
    input: { image: picture, question: 'How much?' },
    answer: ({ inputs }) => ({ json: JSON.stringify(inputs).includes('How much?') ? '12 €' : '?' }),
    output: { text: '12 €' },
    options: { chat: true },
    task: 'conversational',
  },
}

chats.translation = {
  input: { text: 'A cat.', targetLanguage: 'de' },
  answer: ({ inputs }) => ({ json: JSON.stringify(inputs).includes('into German') ? 'Eine Katze.' : '?' }),
  output: { text: 'Eine Katze.' },
  options: { chat: true },
  task: 'conversational',
}
chats.summarization = {
  input: { text: 'Cats sleep a lot. '.repeat(300) },
  answer: ({ inputs }) => ({ json: JSON.stringify(inputs).includes('Summarize') ? 'Cats sleep.' : '?' }),
  output: { text: 'Cats sleep.' },
  options: { chat: true, maxCharacters: 60_000 },
  task: 'conversational',
}

const all = [...Object.entries(cases), ...Object.entries(chats)].map(([tool, one]) => ({
  tool,
  kind: one.task ?? tool,
  ...one,
}))

async function run({ tool, input, answer, options = {}, kind }: (typeof all)[number], own: boolean) {
  const model = `acme/${tool}-${kind}`
  const models = { [model]: { task: kind, providers: { 'hf-inference': model }, answer } }
  const { router, call, sample } = await openRemoteBench({ models, env: own ? { HF_TOKEN: '' } : {} })
  const entries = Object.entries(input).map(async ([key, value]) => [
    key,
    value === picture || value === memo ? await sample(String(value)) : value,
  ])
  const where = own ? { endpoint: `${router.url}/task/${model}` } : { provider: 'hf-inference' }
  const { result } = await call(tool, Object.fromEntries(await Promise.all(entries)), {
    model,
    options,
    ...where,
  })
  if (!result.ok) throw result.error
  return { output: result.value, router }
}

describe.each([
  ['at a provider', false],
  ['at an endpoint on this machine, with no token', true],
])('The tools %s', (_, own) => {
  test.each(all)('$tool by $kind', async (one) => {
    const { output, router } = await run(one, own)
    expect(output).toMatchObject(one.output)
    if (own) expect(router.requests.every(({ authorization }) => authorization === undefined)).toBe(true)
  })
})
