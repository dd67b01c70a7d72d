import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterVoices } from '../../../../../src/tools/audio/speakers/cluster-voices.js'

const size = 24

/** Vectors of some speakers with noise, as speaker models give them: each speaker a direction of its own. */
const speakers = fc
  .record({
    of: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 40 }),
    noise: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 200, maxLength: 200 }),
    scale: fc.double({ min: 0.1, max: 50, noNaN: true }),
  })
  .map(({ of, noise, scale }) => ({
    of,
    vectors: of.map((speaker, at) =>
      Float32Array.from({ length: size }, (_, dim) => {
        const own = dim % 4 === speaker ? 1 : 0
        return scale * (own + 0.25 * (noise[(at * 7 + dim) % noise.length] ?? 0))
      }),
    ),
  }))

/** The same grouping, whatever its numbers are. */
const normal = (labels: readonly number[]) => {
  const order = [...new Set(labels)]
  return labels.map((label) => order.indexOf(label))
}

describe('voices', () => {
  it('are grouped by their speakers, who are numbered as they first come', () => {
    fc.assert(
      fc.property(speakers, ({ of, vectors }) => {
        expect(clusterVoices(vectors, { sameAbove: 0.5 })).toEqual(normal(of))
      }),
    )
  })

  it('are grouped alike in any order', () => {
    fc.assert(
      fc.property(speakers, ({ vectors }) => {
        const there = clusterVoices(vectors, { sameAbove: 0.5 })
        const back = clusterVoices([...vectors].reverse(), { sameAbove: 0.5 }).reverse()
        expect(normal(back)).toEqual(there)
      }),
    )
  })

  it('are as many as are asked for, where there are as many stretches', () => {
    fc.assert(
      fc.property(speakers, fc.integer({ min: 1, max: 6 }), ({ vectors }, count) => {
        const labels = clusterVoices(vectors, { sameAbove: 0.5, count })
        expect(new Set(labels).size).toBe(Math.min(count, vectors.length))
      }),
    )
  })

  it('that are one stay one, and none are none', () => {
    const voice = () => Float32Array.of(0.2, 0.9, -0.1)
    expect(clusterVoices([voice(), voice(), voice()], { sameAbove: 0.99 })).toEqual([0, 0, 0])
    expect(clusterVoices([], { sameAbove: 0.5 })).toEqual([])
  })

  it('of hours are grouped by a sample of them', () => {
    const of = Array.from({ length: 5000 }, (_, at) => Math.floor(at / 30) % 3)
    const vectors = of.map((speaker, at) =>
      Float32Array.from({ length: size }, (_, dim) => (dim % 3 === speaker ? 1 : 0.1 * Math.sin(at + dim))),
    )
    expect(clusterVoices(vectors, { sameAbove: 0.6 })).toEqual(of)
  })
})
