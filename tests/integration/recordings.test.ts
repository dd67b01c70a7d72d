import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeAudio } from '../../src/media/codec/decode-audio.js'
import { mediaFixture, wavHeader } from '../support/media-files.js'
import { openWorkbench, type Workbench } from '../support/run-adapter.js'

/** The demo pack's speech model takes some seconds to load on two cores. */
const slow = { timeout: 120_000 }
const field = (name: string) => mediaFixture(`field/${name}`)

describe('what is said in recordings of every kind', () => {
  let bench: Workbench
  beforeAll(async () => {
    bench = await openWorkbench()
  })
  afterAll(() => bench.close())

  async function hear(source: string | Uint8Array): Promise<string> {
    const audio = await bench.media(source)
    return (await bench.run('automatic-speech-recognition', { audio }, { candidate: 'pack' })).said
  }

  test.each(['speech-20bit.flac', 'adpcm-ima.wav', 'speech-video.mp4'])(
    'is heard: %s',
    slow,
    async (name) => {
      const said = await hear(field(name))
      expect(said).toContain('bus')
      expect(said).toContain('moon')
      expect(said).not.toContain('cut short')
    },
  )

  test(
    'is heard when one channel is the other upside down, in a WAV that was written to a pipe',
    slow,
    async () => {
      const samples = await decodeAudio(field('speech-20bit.flac'), 16_000)
      const data = Buffer.alloc(samples.length * 4)
      for (const [at, sample] of samples.entries()) {
        data.writeInt16LE(Math.round(sample * 32_000), at * 4)
        data.writeInt16LE(Math.round(sample * -32_000), at * 4 + 2)
      }
      const header = wavHeader({ sampleRate: 16_000, channels: 2, dataBytes: 0x7ffff000 - 44 })
      const said = await hear(Buffer.concat([header, data]))
      expect(said).toContain('bus')
      expect(said).toContain('moon')
    },
  )

  test.each(['cut-short.m4a', 'cut-short.flac'])(
    'is heard as far as it goes, and the answer says so: %s',
    slow,
    async (name) => {
      const said = await hear(await readFile(field(name)))
      expect(said).toContain('bus')
      expect(said).toMatch(/The recording is cut short: only \d\.\d of its 2\.1 seconds are there\./)
    },
  )
})
