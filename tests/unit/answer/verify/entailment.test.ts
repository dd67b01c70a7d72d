import { describe, expect, test } from 'vitest'
import type { Responder, RespondRequest } from '../../../../src/answer/responder.js'
import { type Entailment, isContradicted } from '../../../../src/answer/verify/entailment.js'
import { createLocalEntailment } from '../../../../src/answer/verify/local-entailment.js'
import { createVerifyingResponder } from '../../../../src/answer/verify/verifying-responder.js'
import type { CandidateState } from '../../../../src/backends/backend.js'
import type { LocalBackend } from '../../../../src/backends/local/local-backend.js'
import { SwitchyardError } from '../../../../src/core/errors.js'
import { err, ok } from '../../../../src/core/result.js'
import { tool } from '../../../../src/tools/tasks/text/zero-shot-classification.js'
import { candidateOf } from '../../../support/fake-backend.js'

const { signal } = new AbortController()
const request: RespondRequest = {
  ...{ text: 'Is there a dog?', media: {}, turns: [] },
  plan: { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] },
  steps: [
    {
      ...{ id: 's1', tool: 'image-to-text', status: 'done', subject: 'image1' },
      ...{ summary: 'It shows a cat on a red sofa.', output: { text: 'a cat on a red sofa' } },
    },
    { id: 's2', tool: 'summarization', status: 'failed', subject: 's1' },
  ],
}

/** Bears out what speaks of a cat, and writes down what it was asked. */
function inference() {
  const asked: { text: string; statement: string }[] = []
  const entails: Entailment = async (one) => {
    asked.push(one)
    return one.statement.includes('cat') ? 0.97 : 0.01
  }
  return { asked, entails }
}

describe('a statement that a thing is there', () => {
  test('is held against the results of the steps that it cites', async () => {
    const { asked, entails } = inference()
    const judge = (sentence: string) => isContradicted(sentence, { steps: request.steps, entails, signal })
    expect(await judge('Yes, there is a dog in the picture. [s1]')).toBe(true)
    expect(await judge('The picture shows a cat. [s1]')).toBe(false)
    expect(asked[0]).toEqual({
      text: 'It shows a cat on a red sofa.',
      statement: 'there is a dog in the picture.',
    })
  })

  test.each([
    'There is no dog. [s1]',
    'There may be a dog. [s1]',
    'Is there a dog?',
    'There are 2 dogs. [s1]',
    'The dog is called Rex. [s1]',
    'There is a dog. [s2]',
    'There is a dog, but it is not sure. [s1]',
  ])('only a plain one is: %s', async (sentence) => {
    const { asked, entails } = inference()
    expect(await isContradicted(sentence, { steps: request.steps, entails, signal })).toBe(false)
    expect(asked).toEqual([])
  })

  test('is marked where it is contradicted, and left where there is no verdict', async () => {
    const inner: Responder = {
      async *respond() {
        yield 'Yes, there is a dog in the picture. [s1]\nThere is a cat. [s1]'
      },
    }
    const read = async (entails: Entailment) => {
      let text = ''
      const responder = createVerifyingResponder(inner, { mode: 'mark', entails })
      for await (const piece of responder.respond(request, { signal })) text += piece
      return text
    }
    expect(await read(inference().entails)).toBe(
      'Yes, there is a dog in the picture. [s1] (not in the results: that it is there)\nThere is a cat. [s1]',
    )
    expect(await read(async () => undefined)).not.toContain('not in the results')
  })
})

describe('a model on this machine', () => {
  const [absent, cached] = [candidateOf('absent'), candidateOf('here')]
  const stateOf = ({ model }: { model: string }): CandidateState => ({
    readiness: model === 'here' ? 'cached' : 'absent',
  })
  const local = (call: LocalBackend['call']) => ({ state: stateOf, call })
  const asked = { text: 'a cat', statement: 'There is a dog.' }

  test('is asked for the statement itself, and none is downloaded for it', async () => {
    const calls: unknown[] = []
    const backend = local(async ({ candidate, input }) => {
      calls.push([candidate.model, candidate.options, input])
      return ok({ label: 'There is a dog.', score: 0.02, labels: [], truncated: false })
    })
    const entails = createLocalEntailment({ local: backend, tool, candidates: [absent, cached] })
    expect(await entails(asked, { signal })).toBe(0.02)
    expect(calls).toEqual([
      [
        'here',
        { hypothesisTemplate: '{}' },
        { text: 'a cat', labels: ['There is a dog.'], multiLabel: true },
      ],
    ])
    const none = createLocalEntailment({ local: backend, tool, candidates: [absent] })
    expect(await none(asked, { signal })).toBeUndefined()
    expect(calls).toHaveLength(1)
  })

  test('that fails or takes too long gives no verdict', async () => {
    const failing = local(async () => err(new SwitchyardError('MODEL_BROKEN', 'It is broken.')))
    const slow = local(
      (_, { signal: until }) =>
        new Promise((resolve) => {
          until.addEventListener('abort', () => resolve(err(new SwitchyardError('CANCELLED', 'Too late.'))))
        }),
    )
    for (const backend of [failing, slow])
      expect(
        await createLocalEntailment({ local: backend, tool, candidates: [cached], limitMs: 5 })(asked, {
          signal,
        }),
      ).toBeUndefined()
  })
})
