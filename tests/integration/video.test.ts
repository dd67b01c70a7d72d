import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, createAgent } from '../../src/index.js'
import { ffmpeg, h264, hasFfmpeg, pattern, tone } from '../support/ffmpeg.js'

const clip = 'samples/video/clip-01.mp4'
const slow = { timeout: 120_000 }
const frames = (input: Record<string, string | number | number[]> = {}) => ({
  steps: [{ id: 's1', tool: 'video-frames', input: { video: '$video1', ...input } }],
})

describe.skipIf(!hasFfmpeg)('a video', () => {
  let folder: string
  let agent: Agent
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-video-'))
    agent = await createAgent({
      profile: 'demo',
      env: { ...process.env, SWITCHYARD_CACHE_DIR: join(folder, 'cache') },
    })
  })
  afterAll(async () => {
    await agent.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** What is seen in a video: the frames with their times, or why there are none. */
  async function framesOf(file: string, input?: Parameters<typeof frames>[0]) {
    const { steps, media } = await agent.run({ text: 'Take the frames.', media: [file], plan: frames(input) })
      .result
    const [step] = steps
    if (step?.status !== 'done') throw step?.error ?? new Error('no step')
    const { output } = step
    return {
      output: output as {
        frames: { facts: Record<string, number> }[]
        moments: { at: number }[]
        scenes?: number
      },
      media,
    }
  }
  const make = async (name: string, args: string) => {
    const file = join(folder, name)
    await ffmpeg(args, file)
    return file
  }

  it(
    'is described beside what is said in it, by time; a follow-up looks at no frame again',
    slow,
    async () => {
      const chat = agent.session()
      const first = await chat.run({ text: 'What happens in this video, and what is said?', media: [clip] })
        .result
      expect(first.status).toBe('answered')
      const seen = [
        '0:00 to 0:03: a dog on a red',
        '0:03 to 0:06: a shoe on a pink',
        '0:09 to 0:12: a fish on a white',
      ]
      for (const said of [...seen, 'bus is behind the moon" is said', 'video1 (clip-01.mp4)'])
        expect(first.answer).toContain(said)

      const second = await chat.run({ text: 'What was on the table at the beginning?' }).result
      expect(second.answer).toContain('a dog')
      expect(second.answer).not.toContain('a fish')
      const worked = second.steps.filter(({ tool }) => tool !== 'timeline')
      expect(worked.map(({ tool }) => tool)).toContain('video-frames')
      for (const { cacheHit } of worked) expect(cacheHit).toBe(true)
    },
  )

  it('gives frames evenly and at times', async () => {
    const evenly = await framesOf(clip, { how: 'evenly', count: 3 })
    expect(evenly.output.moments.map(({ at }) => at)).toEqual([2, 6, 10])
    const timed = await framesOf(clip, { times: [11, 0] })
    expect(timed.output.frames.map(({ facts }) => facts.atSeconds)).toEqual([0, 11])
    await expect(framesOf(clip, { times: [13] })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('12.0 seconds long: it has no frame at 13 seconds'),
    })
  })

  it('gives its sound as a recording of its own', async () => {
    const plan = { steps: [{ id: 's1', tool: 'video-to-audio', input: { video: '$video1' } }] }
    const { steps } = await agent.run({ text: 'Extract the sound.', media: [clip], plan }).result
    expect(steps[0]?.output).toMatchObject({ audio: { mimeType: 'audio/mp4', modality: 'audio' } })
  })

  const fine: [what: string, name: string, args: string, facts: Record<string, unknown>][] = [
    ['of one frame', 'one.mp4', `${pattern(1)} -frames:v 1 ${h264}`, { width: 128, height: 96 }],
    [
      'of 8K',
      '8k.mp4',
      `-f lavfi -i color=red:size=7680x4320:rate=5:duration=0.4 ${h264}`,
      { width: 1280, height: 720 },
    ],
    ['of 240 frames a second', 'fast.mp4', `${pattern(1, { rate: 240 })} ${h264}`, { width: 128 }],
    [
      'with two sound tracks',
      'two.mp4',
      `${pattern(1)} ${tone(1)} ${tone(1)} -map 0 -map 1 -map 2 ${h264} -c:a aac`,
      { width: 128 },
    ],
    [
      'with pixels that are not square',
      'wide.mp4',
      `${pattern(1)} -vf setsar=2 ${h264}`,
      { width: 256, height: 96 },
    ],
    ['of WebM', 'clip.webm', `${pattern(1)} -c:v libvpx -b:v 200k`, { width: 128 }],
    ['of Matroska', 'clip.mkv', `${pattern(1)} ${h264}`, { width: 128 }],
    ['of MOV', 'clip.mov', `${pattern(1)} -c:v mpeg4`, { width: 128 }],
  ]
  it.each(fine)('%s is taken apart', slow, async (_, name, args, facts) => {
    const { output } = await framesOf(await make(name, args))
    expect(output.frames.length).toBeGreaterThan(0)
    expect(output.frames[0]?.facts).toMatchObject(facts)
  })

  it('that was turned is shown upright', async () => {
    const file = await make('turned.mp4', `${pattern(1)} ${h264}`)
    const bytes = await readFile(file)
    // The matrix of the track's head, for a quarter turn.
    const matrix = [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000]
    const at = bytes.indexOf('tkhd', 0, 'latin1') + 4 + 40
    for (const [place, value] of matrix.entries()) bytes.writeInt32BE(value, at + place * 4)
    await writeFile(file, bytes)
    expect((await framesOf(file)).output.frames[0]?.facts).toMatchObject({ width: 96, height: 128 })
  })

  it('with subtitles is seen without them', async () => {
    const titles = join(folder, 'titles.srt')
    await writeFile(titles, '1\n00:00:00,000 --> 00:00:01,000\nhello\n')
    const file = join(folder, 'titles.mp4')
    await ffmpeg(`${pattern(1)} -i`, titles, ...`-map 0 -map 1 ${h264} -c:s mov_text`.split(' '), file)
    expect((await framesOf(file)).output.frames.length).toBe(1)
  })

  it('that is cut off is seen as far as it goes', async () => {
    const whole = await readFile(await make('whole.mp4', `${pattern(6)} ${h264} -g 10 -movflags +faststart`))
    const file = join(folder, 'cut.mp4')
    await writeFile(file, whole.subarray(0, Math.round(whole.length * 0.6)))
    const { output, media } = await framesOf(file)
    expect(media.video1?.facts).toMatchObject({ cutShort: true, promisedSeconds: 6 })
    expect(output.frames.length).toBeGreaterThan(0)
  })

  it('without pictures is a recording', async () => {
    const file = await make('sound.mp4', `${tone(1)} -c:a aac`)
    const { media } = await agent.run({ text: 'x', media: [file], plan: { steps: [] } }).result
    expect(media.audio1?.modality).toBe('audio')
  })

  it('of two hours is looked at in a few places', slow, async () => {
    const file = await make('long.mp4', `-f lavfi -i color=blue:size=16x16:rate=1/60:duration=7000 ${h264}`)
    const { output } = await framesOf(file)
    expect(output.frames.length).toBe(12)
    expect(output.frames.at(-1)?.facts.atSeconds).toBeGreaterThan(6000)
  })

  const refused: [what: string, name: string, args: string, says: string][] = [
    [
      'of ten hours',
      'hours.mp4',
      `-f lavfi -i color=blue:size=16x16:rate=1/60:duration=36000 ${h264}`,
      'has 36,000 seconds; the limit is 7,200',
    ],
    ['of no frame', 'none.mp4', `${pattern(1)} -frames:v 0 ${h264}`, 'damaged or cut short'],
    [
      'that is encrypted',
      'locked.mp4',
      `${pattern(1)} ${h264} -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8`,
      'encrypted. Attach a copy without protection',
    ],
  ]
  it.each(refused)('%s is refused, and it is said why', slow, async (_, name, args, says) => {
    await expect(framesOf(await make(name, args))).rejects.toMatchObject({
      message: expect.stringContaining(says),
    })
  })

  it('that is something else under its head is refused', async () => {
    const whole = await readFile(await make('head.mp4', `${pattern(1)} ${h264}`))
    const file = join(folder, 'not.mp4')
    await writeFile(file, Buffer.concat([whole.subarray(0, 32), Buffer.from('%PDF-1.4\n'.repeat(300))]))
    await expect(framesOf(file)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  })
})
