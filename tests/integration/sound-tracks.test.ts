import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeAudio } from '../../src/media/codec/decode-audio.js'
import { copySound } from '../../src/media/video/copy-sound.js'
import { ffmpeg, h264, hasFfmpeg, pattern } from '../support/ffmpeg.js'

const low = 300
const high = 900
const rate = 16_000
const tone = (frequency: number) => `-f lavfi -i sine=frequency=${frequency}:duration=1`

/** Hz, by how often the sound crosses zero. */
function frequencyOf(samples: Float32Array): number {
  let crossings = 0
  for (let at = 1; at < samples.length; at += 1)
    if ((samples[at - 1] ?? 0) < 0 !== (samples[at] ?? 0) < 0) crossings += 1
  return (crossings / 2 / samples.length) * rate
}

describe.skipIf(!hasFfmpeg)('of two sound tracks', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-tracks-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const pictures = `${pattern(1)} ${tone(low)} ${tone(high)} -map 0 -map 1 -map 2 ${h264}`
  const sound = `${tone(low)} ${tone(high)} -map 0 -map 1`
  const files: [name: string, args: string][] = [
    ['clip.mp4', `${pictures} -c:a aac`],
    ['clip.mov', `${pictures} -c:a pcm_s16le`],
    ['clip.mkv', `${pictures} -c:a flac`],
    [
      'clip.webm',
      `${pattern(1)} ${tone(low)} ${tone(high)} -map 0 -map 1 -map 2 -c:v libvpx -b:v 200k -c:a libopus`,
    ],
    ['sound.m4a', `${sound} -c:a aac`],
    ['sound.mka', `${sound} -c:a flac`],
  ]
  const marks: [which: string, disposition: string, heard: number][] = [
    ['the one that is marked as default', '-disposition:a:0 0 -disposition:a:1 default', high],
    ['the first of two that are marked', '-disposition:a:0 default -disposition:a:1 default', low],
    ['the first where none is marked', '-disposition:a:0 0 -disposition:a:1 0', low],
    // More bits a second make no track the one that is meant.
    ['the first where the second is of more bits', '-disposition:a:0 0 -disposition:a:1 0 -b:a:1 256k', low],
  ]
  const cases = marks.flatMap(([which, disposition, heard]) =>
    files.map(([name, args]) => ({ which, name, args: `${args} ${disposition}`, heard })),
  )

  it.each(cases)('$which is heard: $name', async ({ name, args, heard }) => {
    const file = join(folder, name)
    await ffmpeg(args, file)
    expect(frequencyOf(await decodeAudio(file, rate))).toBeCloseTo(heard, -2)
    const copied = join(folder, 'copied')
    expect(await copySound(file, copied)).toBe(true)
    expect(frequencyOf(await decodeAudio(copied, rate))).toBeCloseTo(heard, -2)
  })
})
