import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLocalBackend, type LocalBackend } from '../../src/backends/local/local-backend.js'
import { candidateSchema } from '../../src/config/candidate.js'
import { packageRoot } from '../../src/config/package-root.js'
import { profileSchema } from '../../src/config/profile.js'
import type { Media } from '../../src/media/media.js'
import { openMediaStore } from '../../src/media/store/store.js'
import { loadTool } from '../../src/tools/registry.js'
import { sharedIngest } from '../support/shared-reader.js'

let home: string
let backend: LocalBackend
let image: Media

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'switchyard-seeing-'))
  const profile = profileSchema.parse({
    name: 'test',
    description: 'test',
    local: { device: 'cpu', hosts: 1, threads: 1, memory: '500MB' },
  })
  const mediaDir = join(home, 'media')
  const store = await openMediaStore({ dir: mediaDir, maxBytes: 1e9 })
  const media = await sharedIngest(store, profile.media).ingest(
    join(packageRoot, 'samples/images/scene-08.png'),
  )
  if (!media.ok) throw media.error
  image = media.value
  backend = await createLocalBackend({ profile, mediaDir, env: { HOME: home } })
})
afterAll(async () => {
  await backend.close()
  await rm(home, { recursive: true, force: true })
})

const packed = (name: string) =>
  candidateSchema.parse({ backend: 'local', source: 'pack', model: `pictogram/${name}`, memory: '60MB' })
const fixture = (name: string, options: Record<string, unknown> = {}) =>
  candidateSchema.parse({
    ...{ backend: 'local', source: 'folder', dtype: 'fp32', memory: '30MB', options },
    model: join(packageRoot, 'tests/fixtures/models', name),
  })

async function call(
  id: string,
  candidate: ReturnType<typeof fixture>,
  input: Record<string, unknown>,
  {
    signal = new AbortController().signal,
    onText,
  }: { signal?: AbortSignal; onText?: (text: string) => void } = {},
) {
  const tool = await loadTool(id)
  if (!tool) throw new Error(id)
  const parsed = tool.input.parse(input)
  return backend.call({ tool, candidate, input: parsed }, { signal, onProgress: () => {}, onText })
}

test('a host looks at a picture, and two tools share the model that it has loaded', async () => {
  const vlm = packed('vlm-tiny')
  const asked = await call('visual-question-answering', vlm, { image, question: 'is there a penguin?' })
  expect(asked).toMatchObject({ ok: true, value: { text: 'yes' } })
  const told = await call('image-text-to-text', vlm, {
    images: [image],
    instruction: 'how many crowns are there?',
  })
  expect(told).toMatchObject({ ok: true, value: { text: 'one' } })
  expect(backend.hosts().flatMap(({ models }) => models)).toEqual(['pictogram/vlm-tiny'])
})

test('what a model writes comes from its host in pieces, and ends soon after nobody wants it', async () => {
  const pieces: string[] = []
  const input = { images: [image], instruction: 'Tell a story.' }
  const whole = await call(
    'image-text-to-text',
    fixture('idefics3'),
    { ...input, maxNewTokens: 40 },
    {
      onText: (text) => pieces.push(text),
    },
  )
  expect(whole.ok && String(whole.value.text)).toBe(pieces.join('').trim())
  expect(pieces.length).toBeGreaterThan(1)

  const stop = new AbortController()
  const stopped = await call(
    'image-text-to-text',
    fixture('idefics3'),
    { ...input, maxNewTokens: 400 },
    {
      signal: stop.signal,
      onText: () => stop.abort(),
    },
  )
  expect(stopped).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
  const next = await call('image-text-to-text', fixture('idefics3'), { ...input, maxNewTokens: 2 })
  expect(next).toMatchObject({ ok: true, value: { cutOff: true } })
})

test.each([
  ['visual-question-answering', 'a picture classifier', () => fixture('image-classification'), {}],
  ['visual-question-answering', 'a captioner', () => packed('captioner-tiny'), {}],
  ['visual-question-answering', 'a language model', () => fixture('text-generation'), {}],
  ['visual-question-answering', 'a model that is told by marks', () => fixture('florence2'), {}],
  ['document-question-answering', 'a model of SAM', () => fixture('sam', { chat: true }), {}],
  ['mask-generation', 'a model that answers questions', () => fixture('idefics3'), {}],
])('%s on the files of %s is refused with the next move', async (id, _, candidate) => {
  const input = id === 'mask-generation' ? { image } : { image, question: 'What is this?' }
  const outcome = await call(id, candidate(), input)
  if (outcome.ok) throw new Error(`it ran: ${JSON.stringify(outcome.value)}`)
  expect(outcome.error.code).toBe('MODEL_BROKEN')
  expect(outcome.error.message).toMatch(/choose another model/i)
  expect(outcome.error.message).not.toMatch(/undefined|is not a function/)
})

test('a task prompt for a model that knows none is refused with what to do', async () => {
  const outcome = await call('image-to-text', fixture('idefics3', { taskPrompt: '<CAPTION>' }), { image })
  if (outcome.ok) throw new Error('it ran')
  expect(outcome.error).toMatchObject({
    code: 'MODEL_BROKEN',
    message: expect.stringContaining('taskPrompt'),
  })
})
