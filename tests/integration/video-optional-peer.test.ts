import { afterAll, describe, expect, it } from 'vitest'
import { findCuts } from '../../src/media/video/find-cuts.js'
import type { FrameReader } from '../../src/media/video/frame-reader.js'
import { hasMediabunnyServer, openMediabunnyFrames } from '../../src/media/video/mediabunny-frames.js'

// 170 MB, so that it is no dependency of the tests: these run where `npm install --no-save @mediabunny/server` was run.
const isThere = await hasMediabunnyServer()
const clip = 'samples/video/clip-01.mp4'

describe.skipIf(!isThere)('frames by @mediabunny/server', () => {
  const opened: FrameReader[] = []
  afterAll(() => {
    for (const reader of opened) reader.close()
  })
  async function open(): Promise<FrameReader> {
    const reader = await openMediabunnyFrames(clip)
    if (!reader) throw new Error('it does not decode the sample')
    opened.push(reader)
    return reader
  }

  it('are taken at times, no larger than is wanted; past the end it is the last', async () => {
    const reader = await open()
    const [first, second, last] = [
      await reader.at(1, { maxSide: 64 }),
      await reader.at(4, { maxSide: 64 }),
      await reader.at(11.99, { maxSide: 64 }),
    ]
    for (const frame of [first, second, last]) {
      expect(new Uint8Array(frame?.jpeg ?? []).subarray(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]))
      expect(Math.max(frame?.width ?? 0, frame?.height ?? 0)).toBeLessThanOrEqual(64)
    }
    expect(first?.jpeg).not.toEqual(second?.jpeg)
  })

  it('tell where scenes end: every three seconds in the sample', async () => {
    const reader = await open()
    const cuts = await findCuts(reader.scan({ everySeconds: 0.5, keyFramesOnly: false }), {
      everySeconds: 0.5,
    })
    expect(cuts.map(({ seconds }) => Math.round(seconds))).toEqual([3, 6, 9])
  })
})
