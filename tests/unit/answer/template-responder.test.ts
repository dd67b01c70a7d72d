import { describe, expect, test } from 'vitest'
import type { RespondRequest } from '../../../src/answer/responder.js'
import { createTemplateResponder } from '../../../src/answer/template-responder.js'
import type { StepReport } from '../../../src/executors/step-report.js'
import type { Media } from '../../../src/media/media.js'

const image: Media = {
  digest: 'a'.repeat(64),
  modality: 'image',
  mimeType: 'image/png',
  bytes: 10,
  facts: {},
  name: 'scene.png',
}

async function answer(
  steps: StepReport[],
  media: RespondRequest['media'] = { image1: image },
  shortfalls: RespondRequest['shortfalls'] = [],
  { text: asked, plan }: Pick<RespondRequest, 'text' | 'plan'> = { text: 'what?', plan: { steps: [] } },
): Promise<string> {
  const request = { text: asked, media, turns: [], plan, steps, shortfalls }
  let text = ''
  for await (const piece of createTemplateResponder().respond(request, {
    signal: new AbortController().signal,
  })) {
    text += piece
  }
  return text
}

const done = (id: string, subject: string, summary: string): StepReport => ({
  id,
  tool: 'image-to-text',
  status: 'done',
  subject,
  summary,
})

describe('the template responder', () => {
  test.each([
    [
      'What colour is the background?',
      'orange',
      /^Orange is the color of the background in scene\.png\. \[s1\]\n/,
    ],
    ['Is the background green?', 'no', /^No, the background is not green in scene\.png\. \[s1\]\n/],
    ['Is the background green?', 'yes', /^Yes, the background is green in scene\.png\. \[s1\]\n/],
    ['Answer the question: how many hats are there?', 'three', /^3 hats in scene\.png\. \[s1\]\n/],
    ['What colour is the cat?', 'i can not tell', /^image1/],
  ])('begins with what a model that was asked "%s" says: %s', async (text, said, expected) => {
    const step = { ...done('s1', 'image1 (scene.png)', 'Said.'), tool: 'asks', output: { text: said } }
    const plan = { steps: [{ id: 's1', tool: 'asks', input: { image: '$image1', question: text } }] }
    expect(await answer([step], undefined, [], { text, plan })).toMatch(expected)
  })

  test('says each result in order, with its subject and its step', async () => {
    const text = await answer([
      done('s1', 'image1 (scene.png)', 'A cat on a green background.'),
      done('s2', 'audio1 (memo.wav)', 'It says "three buses".'),
    ])
    expect(text.split('\n')).toEqual([
      'image1 (scene.png): A cat on a green background. [s1]',
      'audio1 (memo.wav): It says "three buses". [s2]',
    ])
  })

  test('says of which file a result is that was made of another result', async () => {
    const text = await answer([
      done('s1', 'audio1 (memo.wav)', 'It says "three buses".'),
      done('s2', 's1.text', 'It has 2 words.'),
      done('s3', 's2.text', 'It is read aloud.'),
    ])
    expect(text.split('\n')).toEqual([
      'audio1 (memo.wav): It says "three buses". [s1]',
      'audio1 (memo.wav): It has 2 words. [s2]',
      'audio1 (memo.wav): It is read aloud. [s3]',
    ])
  })

  test('lists the items of a step that ran for each', async () => {
    const text = await answer([done('s2', 's1.frames', '1. a cat\n2. a dog\n3. failed: too dark')])
    expect(text).toBe('s1.frames [s2]:\n1. a cat\n2. a dog\n3. failed: too dark')
  })

  test('says plainly what failed, what was skipped and why, after what was found', async () => {
    const error = { code: 'NO_ROUTE' as const, message: 'No model fits in 1 GB.', retryable: false }
    const text = await answer([
      { id: 's1', tool: 'object-detection', status: 'failed', subject: 'image1 (scene.png)', error },
      { id: 's2', tool: 'summarization', status: 'skipped', subject: 's1.text' },
      done('s3', 'image1 (scene.png)', 'A cat.'),
    ])
    const [found, undone] = text.split('\n\n')
    expect(found).toContain('A cat. [s3]')
    expect(undone).toContain(
      'object-detection on image1 (scene.png) could not be done: No model fits in 1 GB. [s1]',
    )
    expect(undone).toMatch(/summarization on s1\.text was skipped: .+ \[s2\]/)
  })

  test('says a reason once, for all files and tools that have it', async () => {
    const missing = (model: string) => ({
      ...{ code: 'MODEL_UNAVAILABLE' as const, retryable: false, details: { model } },
      message: `The model ${model} is not on this machine. Fetch ${model}.`,
    })
    const failed = (id: string, tool: string, subject: string, model: string) => ({
      ...{ id, tool, subject, status: 'failed' as const, error: missing(model) },
    })
    const skipped = (id: string, needs: string) => ({
      ...{ id, tool: 'summarization', status: 'skipped' as const, subject: `${needs}.text` },
      error: { code: 'STEP_SKIPPED' as const, message: `It needs ${needs}.`, retryable: false },
    })
    const text = await answer([
      failed('s1', 'image-to-text', 'image1', 'a/captioner'),
      failed('s2', 'image-to-text', 'image2', 'a/captioner'),
      failed('s3', 'object-detection', 'image1', 'b/detector'),
      skipped('s4', 's1'),
      skipped('s5', 's2'),
    ])
    expect(text.split('\n')).toEqual([
      'None of it could be done:',
      '- image-to-text on image1 and image2 could not be done: The model a/captioner is not on this machine. Fetch a/captioner. [s1, s2]',
      '- object-detection on image1 could not be done for the same reason. [s3]',
      '- summarization on s1.text and s2.text was skipped: It needs a step that failed. [s4, s5]',
    ])
  })

  test('says what the plan leaves out, and what stands in for what', async () => {
    const text = await answer([done('s1', 'image1', 'It shows two cats.')], undefined, [
      { message: 'Could not plan "translate".', standIn: false },
      { message: 'A description stands in for a count.', standIn: true },
    ])
    expect(text.split('\n\n')).toEqual([
      'image1: It shows two cats. [s1]',
      'A description stands in for a count.',
      'What could not be done:\n- Could not plan "translate".',
    ])
  })

  test('tells what can be asked of what is attached when the plan is empty', async () => {
    expect(await answer([])).toContain('picture')
    expect(await answer([])).not.toContain('recording')
    expect(await answer([], {})).toMatch(/^I can't talk .* attach some.*\n.*switchyard init`\.$/)
  })

  test('does not say all that again in a chat', async () => {
    const turns = [{ text: 'Describe it.', answer: 'It shows a cat.' }]
    const request = { text: 'Thanks!', media: { image1: image }, turns, plan: { steps: [] }, steps: [] }
    let text = ''
    const options = { signal: new AbortController().signal }
    for await (const piece of createTemplateResponder().respond(request, options)) text += piece
    expect(text).toBe(
      'Nothing that a tool does was found in this, and there is no language model to talk to.',
    )
  })

  test('describes a file that no tool works on', async () => {
    const facts = { width: 64, height: 48, durationSeconds: 1.5 }
    const clip: Media = { ...image, modality: 'video', mimeType: 'video/mp4', facts, name: 'clip.mp4' }
    const text = await answer([], { video1: clip })
    expect(text).toContain('video1 (clip.mp4): video/mp4, 64x48, 1.5 s')
    expect(text).toContain('no tool for video')
  })

  test('knows what can be asked of a table', async () => {
    const text = await answer([], { table1: { ...image, modality: 'table', mimeType: 'text/csv' } })
    expect(text).toContain('of a table: an answer to a question')
    expect(text).not.toContain('no tool for table')
  })

  test('throws when it was cancelled before', async () => {
    const signal = AbortSignal.abort()
    const request = { text: 'x', media: {}, turns: [], plan: { steps: [] }, steps: [] }
    const reading = (async () => {
      for await (const _ of createTemplateResponder().respond(request, { signal }));
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
  })

  test('says what was not needed and why, apart from what could not be done', async () => {
    const spared: StepReport = {
      id: 's2',
      tool: 'automatic-speech-recognition',
      status: 'not-needed',
      subject: 'audio1 (memo.wav)',
      reason: 'there is no "dog" in what s1 found',
    }
    const text = await answer([done('s1', 'image1 (scene.png)', 'a cat'), spared])
    expect(text).toBe(
      'image1 (scene.png): a cat [s1]\n\nautomatic-speech-recognition on audio1 (memo.wav) was not needed: there is no "dog" in what s1 found. [s2]',
    )
  })
})
