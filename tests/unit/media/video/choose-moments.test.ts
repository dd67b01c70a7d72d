import { describe, expect, it } from 'vitest'
import { momentsEvenly, momentsOfScenes } from '../../../../src/media/video/choose-moments.js'
import { findCuts } from '../../../../src/media/video/find-cuts.js'

/** Tiny frames of one colour each; `noise` makes every second one a little brighter. */
async function* frames(colours: readonly number[], noise = 0) {
  for (const [at, colour] of colours.entries()) yield new Uint8Array(3072).fill(colour + (at % 2) * noise)
}
const cutsAt = async (colours: readonly number[], noise = 0) =>
  (await findCuts(frames(colours, noise), { everySeconds: 0.5 })).map(({ seconds }) => seconds)

describe('cuts', () => {
  it('are where the picture changes at once', async () => {
    expect(await cutsAt([20, 20, 20, 200, 200, 90, 90])).toEqual([1.5, 2.5])
  })

  it('are not where it only moves, however long it does', async () => {
    expect(
      await cutsAt(
        Array.from({ length: 500 }, () => 100),
        8,
      ),
    ).toEqual([])
  })

  it('stand out from movement that goes on all the time', async () => {
    expect(
      await cutsAt([...Array.from({ length: 60 }, () => 60), ...Array.from({ length: 60 }, () => 200)], 9),
    ).toEqual([30])
  })

  it('are found in what changes slowly, too', async () => {
    const cuts = await cutsAt(Array.from({ length: 100 }, (_, at) => at * 2))
    expect(cuts.length).toBeGreaterThan(2)
    expect(cuts.length).toBeLessThan(8)
  })

  it('of no frame and of one are none', async () => {
    expect([await cutsAt([]), await cutsAt([7])]).toEqual([[], []])
  })
})

describe('moments', () => {
  it('are one for each scene, in its middle', () => {
    const cuts = [
      { seconds: 4, strength: 50 },
      { seconds: 6, strength: 30 },
    ]
    expect(momentsOfScenes(cuts, { durationSeconds: 10, count: 5 })).toEqual([
      { at: 2, start: 0, end: 4 },
      { at: 5, start: 4, end: 6 },
      { at: 8, start: 6, end: 10 },
    ])
  })

  it('of more scenes than may be looked at keep the strongest cuts', () => {
    const cuts = Array.from({ length: 500 }, (_, at) => ({ seconds: at + 1, strength: at === 99 ? 90 : 20 }))
    const moments = momentsOfScenes(cuts, { durationSeconds: 501, count: 2 })
    expect(moments.map(({ start }) => start)).toEqual([0, 100])
  })

  it('divide a long scene, but not into less than ten seconds', () => {
    expect(momentsOfScenes([], { durationSeconds: 25, count: 12 }).length).toBe(2)
    expect(momentsOfScenes([], { durationSeconds: 7200, count: 12 }).length).toBe(12)
  })

  it('pass over flashes', () => {
    const cuts = [
      { seconds: 5, strength: 90 },
      { seconds: 5.1, strength: 80 },
    ]
    expect(momentsOfScenes(cuts, { durationSeconds: 10, count: 12 }).length).toBe(2)
  })

  it('at equal distances cover the whole', () => {
    expect(momentsEvenly(9, 3).map(({ at }) => at)).toEqual([1.5, 4.5, 7.5])
  })
})
