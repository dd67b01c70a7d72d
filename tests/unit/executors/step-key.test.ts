import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stepKey } from '../../../src/executors/step-key.js'
import { candidateOf } from '../../support/fake-backend.js'
import { mediaRecord } from '../../support/media-records.js'

const candidate = candidateOf('owner/model')

describe('a step key', () => {
  it('is a SHA-256 that does not depend on the order of properties, however deep', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (input) => {
        const turned = Object.fromEntries(Object.entries(input).reverse())
        const one = stepKey({ tool: 't', candidate, input: { value: input } })
        expect(one).toMatch(/^[0-9a-f]{64}$/)
        expect(stepKey({ tool: 't', candidate, input: { value: turned } })).toBe(one)
      }),
    )
  })

  it('differs when the input differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        fc.pre(JSON.stringify(a) !== JSON.stringify(b) && typeof a !== 'object')
        expect(stepKey({ tool: 't', candidate, input: { a } })).not.toBe(
          stepKey({ tool: 't', candidate, input: { a: b } }),
        )
      }),
    )
  })

  it('takes media by their bytes: name and facts mean nothing, the digest everything', () => {
    const key = (image: unknown) => stepKey({ tool: 't', candidate, input: { images: [{ image }] } })
    const photo = mediaRecord('image', 'a', 'photo.png')
    expect(key({ ...photo, name: 'copy.png', facts: { width: 9 } })).toBe(key(photo))
    expect(key(mediaRecord('image', 'b', 'photo.png'))).not.toBe(key(photo))
  })

  it.each([
    { model: 'owner/other' },
    { revision: 'v2' },
    { dtype: 'fp32' as const },
    { source: 'pack' as const },
    { backend: 'hugging-face' as const },
    { options: { window: 6 } },
  ])('differs with %o', (change) => {
    const input = { text: 'x' }
    expect(stepKey({ tool: 't', candidate: { ...candidate, ...change }, input })).not.toBe(
      stepKey({ tool: 't', candidate, input }),
    )
  })

  it('ignores what does not decide the result: quality, speed and memory of the candidate', () => {
    const input = { text: 'x' }
    const rated = { ...candidate, quality: 5, speed: 1, memory: 7 }
    expect(stepKey({ tool: 't', candidate: rated, input })).toBe(stepKey({ tool: 't', candidate, input }))
  })

  it('differs between tools, with or without a model', () => {
    expect(stepKey({ tool: 't', input: {} })).not.toBe(stepKey({ tool: 'u', input: {} }))
    expect(stepKey({ tool: 't', input: {} })).not.toBe(stepKey({ tool: 't', candidate, input: {} }))
  })
})
