import { describe, expect, test } from 'vitest'
import { createFallbackResponder } from '../../../../src/answer/choose-responder.js'
import { createLlmResponder } from '../../../../src/answer/llm-responder.js'
import type { Responder, RespondRequest } from '../../../../src/answer/responder.js'
import { createTemplateResponder } from '../../../../src/answer/template-responder.js'
import { verifyAnswer } from '../../../../src/answer/verify/verify-answer.js'
import {
  createVerifyingResponder,
  type VerifyMode,
} from '../../../../src/answer/verify/verifying-responder.js'
import { scriptedModel } from '../../../../src/testing.js'

const request: RespondRequest = {
  text: 'What does the memo say?',
  media: {},
  turns: [],
  plan: { steps: [{ id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } }] },
  steps: [
    {
      ...{ id: 's1', tool: 'automatic-speech-recognition', status: 'done', subject: 'audio1 (memo.wav)' },
      ...{ summary: 'It says "meet me at nine".', output: { text: 'meet me at nine' } },
    },
  ],
}

async function piecesOf(responder: Responder, from = request): Promise<string[]> {
  const pieces: string[] = []
  for await (const piece of responder.respond(from, { signal: new AbortController().signal }))
    pieces.push(piece)
  return pieces
}

const verified = (mode: VerifyMode, stream: readonly string[]) =>
  createVerifyingResponder(createLlmResponder({ model: scriptedModel([{ stream: [...stream] }]) }), { mode })

const answer = (mode: VerifyMode, ...stream: string[]) =>
  piecesOf(verified(mode, stream)).then((pieces) => pieces.join(''))

describe('an answer that was held against the results', () => {
  test('is passed on as it is where all of it is borne out', async () => {
    const text = 'It says "meet me at nine". [s1]\n\n- That is 9.\n'
    expect(await answer('mark', text)).toBe(text)
    expect(await answer('drop', text)).toBe(text)
  })

  test('is marked behind each sentence that is not, whatever the pieces it comes in', async () => {
    const text = 'It says meet me at nine. [s1] The place is Paris. [s1]\nThere are 300 guests.'
    const marked =
      'It says meet me at nine. [s1] The place is Paris. [s1] (not in the results: Paris)\nThere are 300 guests. (not in the results: 300)'
    expect(await answer('mark', text)).toBe(marked)
    expect(await answer('mark', ...text)).toBe(marked)
  })

  test('lacks such sentences when they are dropped, and says how many', async () => {
    const text = 'It says nine. The place is Paris.\n- There are 300 guests.\n- It is a meeting.\n'
    expect(await answer('drop', text)).toBe(
      'It says nine. \n- It is a meeting.\n\n\n(2 sentences left out, because the results do not bear them out.)',
    )
  })

  test('comes sentence by sentence while the rest is still being written', async () => {
    const pieces = await piecesOf(verified('mark', ['It says ', 'nine. ', 'That ', 'is all.']))
    expect(pieces).toEqual(['It says nine. ', 'That is all.'])
  })

  test('gives way to the results themselves where nothing of it is borne out', async () => {
    const both = createFallbackResponder(
      verified('drop', ['They met in Paris, at 300 Elm.']),
      createTemplateResponder(),
    )
    const text = (await piecesOf(both)).join('')
    expect(text).toContain('It says "meet me at nine". [s1]')
    expect(text).not.toContain('Paris')
    expect(text).toContain('without the language model')
  })
})

describe('nothing is looked at', () => {
  const free = 'Paris has 2,102,650 inhabitants.'
  const pass = (from: Partial<RespondRequest>, seesPictures = false, text = free) =>
    piecesOf(
      createVerifyingResponder(createLlmResponder({ model: scriptedModel([{ stream: [text] }]) }), {
        ...{ mode: 'drop', seesPictures },
      }),
      { ...request, ...from },
    ).then((pieces) => pieces.join(''))

  test('where no step was run: the LLM answers from what it knows', async () => {
    expect(await pass({ steps: [], plan: { steps: [] } })).toBe(free)
  })

  test('where something new was asked for', async () => {
    expect(await pass({ text: 'Write a poem about the memo.' })).toBe(free)
  })

  test('of what the LLM saw in a picture itself', async () => {
    const media: RespondRequest['media'] = {
      image1: { digest: 'a'.repeat(64), modality: 'image', mimeType: 'image/png', bytes: 1, facts: {} },
    }
    const seen = 'The sign says 300. [image1]'
    expect(await pass({ media }, true, seen)).toBe(seen)
    expect(await pass({ media }, false, `It is nine. ${seen}`)).not.toContain('300')
  })

  test('in fenced code', async () => {
    const code = 'It is nine:\n```json\n{"guests": 300}\n```\nThat is all.'
    expect(await pass({}, false, code)).toBe(code)
  })
})

test('what was said before an error is passed on, and the error too', async () => {
  const broken: Responder = {
    async *respond() {
      yield 'It is nine. It is in Par'
      throw new Error('broke off')
    },
  }
  const pieces: string[] = []
  const responder = createVerifyingResponder(broken, { mode: 'mark' })
  const reading = (async () => {
    for await (const piece of responder.respond(request, { signal: new AbortController().signal }))
      pieces.push(piece)
  })()
  await expect(reading).rejects.toThrow('broke off')
  expect(pieces.join('')).toContain('It is in Par')
})

test('a whole answer can be checked afterwards', () => {
  const checked = verifyAnswer('It says nine. The place is Paris.', request)
  expect(checked.map(({ unsupported }) => unsupported.map(({ kind }) => kind))).toEqual([[], ['name']])
  expect(verifyAnswer('The place is Paris.', { ...request, steps: [] })).toEqual([])
})
