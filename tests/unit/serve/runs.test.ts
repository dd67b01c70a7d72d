import { describe, expect, test } from 'vitest'
import { createAdmission } from '../../../src/serve/runs/admission.js'
import { createConversationMemory } from '../../../src/serve/runs/conversation-memory.js'
import { fileNameOf, madeMedia } from '../../../src/serve/runs/made-media.js'

const { signal } = new AbortController()

describe('Admission', () => {
  test('lets a bounded number run, the others in their order, and turns the rest away', async () => {
    const admission = createAdmission({ concurrency: 1, waiting: 2 })
    const first = admission.reserve()
    await first.turn(signal)
    const order: string[] = []
    const second = admission.reserve()
    const third = admission.reserve()
    const ended = [
      second.turn(signal).then(() => order.push('second')),
      third.turn(signal).then(() => order.push('third')),
    ]
    expect(() => admission.reserve()).toThrow(expect.objectContaining({ status: 429 }))
    expect([admission.running, admission.waiting, admission.isFull]).toEqual([1, 2, true])
    first.leave()
    await ended[0]
    second.leave()
    second.leave()
    await ended[1]
    expect(order).toEqual(['second', 'third'])
    third.leave()
    expect([admission.running, admission.waiting]).toEqual([0, 0])
  })

  test('forgets those who leave while they wait', async () => {
    const admission = createAdmission({ concurrency: 1, waiting: 1 })
    const first = admission.reserve()
    const controller = new AbortController()
    const second = admission.reserve()
    const turn = second.turn(controller.signal)
    controller.abort()
    await expect(turn).rejects.toMatchObject({ code: 'CANCELLED' })
    second.leave()
    expect(admission.waiting).toBe(0)
    first.leave()
    expect(admission.running).toBe(0)
  })

  test('that drains lets run what runs, and turns away what waits', async () => {
    const admission = createAdmission({ concurrency: 1, waiting: 5 })
    const first = admission.reserve()
    const waiting = admission.reserve().turn(signal)
    let isOver = false
    const drained = admission.drain().then(() => {
      isOver = true
    })
    await expect(waiting).rejects.toMatchObject({ status: 503 })
    expect(() => admission.reserve()).toThrow(expect.objectContaining({ status: 503 }))
    expect(isOver).toBe(false)
    first.leave()
    await drained
  })
})

test('A chat is known again by its words, its files and its owner alone', async () => {
  const memory = createConversationMemory()
  const turns = [{ text: 'What is this?', answer: 'A bus.' }]
  const steps = [{ id: 's1', tool: 'image-to-text', output: { text: 'a bus' }, summary: 'A bus.' }]
  const chat = { owner: 'a', turns, digests: ['d'] }
  await memory.remember(chat, steps)
  expect(await memory.steps({ ...chat })).toEqual(steps)
  expect(await memory.steps({ ...chat, owner: 'b' })).toEqual([])
  expect(await memory.steps({ ...chat, digests: ['e'] })).toEqual([])
  expect(await memory.steps({ ...chat, turns: [{ text: 'What is this?', answer: 'A car.' }] })).toEqual([])
})

test('What a run made is found in lists and objects, once, without what was attached', () => {
  const media = (digest: string) => ({
    digest: digest.repeat(64),
    modality: 'image' as const,
    mimeType: 'image/png',
    bytes: 1,
    facts: {},
  })
  const step = (output: unknown) => ({
    ...{ id: 's1', tool: 't', status: 'done' as const, subject: '', output },
    ...{ calls: [], cacheHit: false, startedMs: 0, durationMs: 0 },
  })
  const [a, b, c] = [media('a'), media('b'), media('c')]
  const found = madeMedia({
    steps: [step({ image: a, frames: [b, { deep: c }] }), step([a, null, 5])],
    media: { image1: c },
  })
  expect(found).toEqual([a, b])
  expect(fileNameOf({ ...a, name: 'cut-out' })).toBe('cut-out.png')
  expect(fileNameOf({ ...a, name: 'photo.jpg' })).toBe('photo.jpg')
  expect(fileNameOf({ ...a, modality: 'audio', mimeType: 'audio/wav' })).toBe('audio.wav')
})
