import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packAnswers } from '../support/pack-answers.js'
import { openRemoteBench, token } from '../support/remote-bench.js'

let pack: Awaited<ReturnType<typeof packAnswers>>
beforeAll(async () => {
  pack = await packAnswers()
})
afterAll(() => pack.close())

describe('A tool at a provider', () => {
  test('gives what the model there finds', async () => {
    const { call, sample, router } = await openRemoteBench({ models: pack.models })
    const image = await sample('images/scene-01.png')
    const { result } = await call('image-to-text', { image }, { model: 'pack/image-to-text' })
    expect(result).toMatchObject({ ok: true, value: { text: expect.stringMatching(/\w/) } })
    expect(router.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/models/pack/image-to-text?expand[]=inferenceProviderMapping',
      'POST /hf-inference/models/pack/image-to-text',
    ])
    expect(router.requests[1]).toMatchObject({ authorization: `Bearer ${token}`, contentType: 'image/png' })
  })
})
