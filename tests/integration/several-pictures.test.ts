import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Agent, createAgent } from '../../src/index.js'

const slow = { timeout: 120_000 }
const scene = (file: string) => `samples/images/scene-${file}`
const part = (number: number) => `samples/parts/part-0${number}.jpg`
const [shoe, airplane, dog, fish, balloon] = ['01.png', '02.jpg', '03.png', '04.png', '05.jpg'].map(scene)
const [otherDog, hat, otherHat, cat] = [1, 2, 3, 4].map(part)

describe('several pictures in one thought, with the demo pack', () => {
  let folder: string
  let agent: Agent
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchyard-several-'))
    agent = await createAgent({
      profile: 'demo',
      llm: 'none',
      env: { ...process.env, SWITCHYARD_CACHE_DIR: join(folder, 'cache') },
    })
  })
  afterAll(async () => {
    await agent.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function ask(text: string, files: readonly (string | undefined)[]) {
    const media = files.flatMap((file) => file ?? [])
    const { status, answer, steps } = await agent.run({ text, media }).result
    const output: unknown = steps.at(-1)?.output
    return { status, answer, output, tools: steps.map(({ tool }) => tool) }
  }

  it('have a thing in common, or a kind of things, or nothing', slow, async () => {
    const things = await ask('What do these pictures have in common?', [dog, otherDog])
    expect(things.status).toBe('answered')
    expect(things.answer).toContain('Both pictures show a dog.')
    const kinds = await ask('What do these have in common?', [dog, fish, cat])
    expect(kinds.answer).toContain('All 3 pictures show an animal.')
    const nothing = await ask('What do these have in common?', [shoe, fish, airplane])
    expect(nothing.answer).toContain('Nothing that is named is shown in all 3 pictures.')
    expect(nothing.answer).toContain('2 of them show a white background: scene-04.png and scene-02.jpg')
  })

  it('have an odd one among them, by what it shows and by how it looks', slow, async () => {
    const clear = await ask('Which is the odd one out?', [hat, cat, otherHat])
    expect(clear.answer).toContain('part-04.jpg is the odd one out: all others show a hat.')
    expect(clear.output).toMatchObject({ place: 2, by: 'both', margin: expect.any(Number) })
    const [, , , , conclusion] = clear.tools
    expect([...new Set(clear.tools)]).toEqual(['image-to-text', 'image-feature-extraction', 'odd-one-out'])
    expect(conclusion).toBe('odd-one-out')
    const kind = await ask('Which picture does not belong with the others?', [dog, fish, balloon])
    expect(kind.answer).toContain('scene-05.jpg is the odd one out: all others show an animal.')
  })

  it('have no odd one among them where none stands out', slow, async () => {
    const { answer, output } = await ask('Which is the odd one out?', [hat, cat, shoe, balloon])
    expect(answer).toContain('None stands out: the least like the others is')
    expect(output).toMatchObject({ by: 'nothing' })
    expect(output).not.toHaveProperty('place')
  })

  it('of two none is the odd one: that is said, and both are described', slow, async () => {
    const { status, answer } = await ask('Which is the odd one out?', [hat, cat])
    expect(status).toBe('partly')
    expect(answer).toContain('it takes 3 pictures or more, and there are 2: attach more')
    expect(answer).toContain('a hat on a yellow background')
  })

  it('differ by what came and went', slow, async () => {
    const { answer, output } = await ask('What changed between these two?', [dog, fish])
    expect(answer).toContain('a dog is gone, a fish has come and the background went from red to white')
    expect(output).toMatchObject({ changes: [{ gone: ['a dog'], come: ['a fish'] }] })
  })

  it('of one size differ in a place, too', slow, async () => {
    const patched = join(folder, 'after.png')
    const patch = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#00ff00' } })
      .png()
      .toBuffer()
    await writeFile(
      patched,
      await sharp(dog)
        .composite([{ input: patch, left: 10, top: 20 }])
        .png()
        .toBuffer(),
    )
    const { answer, tools } = await ask('What is different between image1 and image2?', [dog, patched])
    expect(tools).toContain('image-difference')
    expect(answer).toMatch(/2 % of the points differ, most in the box from 8, 16 to 72, 64 \(upper left\)/)
    const same = await ask('Which pixels differ between these pictures?', [dog, dog])
    expect(same.answer).toContain('no point differs')
  })

  it('may be frames of a video', slow, async () => {
    const { answer, tools } = await ask('What changed between the frames?', ['samples/video/clip-01.mp4'])
    expect(new Set(tools)).toEqual(
      new Set(['video-frames', 'image-to-text', 'image-difference', 'changes-between']),
    )
    expect(answer).toContain('From frame at 0:01 to frame at 0:04: a dog is gone, a shoe has come')
  })

  it('two hundred of them are bounded, and it is said', slow, async () => {
    const { answer, status } = await ask(
      'What do these have in common?',
      Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? dog : otherDog)),
    )
    expect(status).toBe('answered')
    expect(answer).toContain('All 24 pictures show a dog.')
    expect(answer).toContain('Only the first 24 of 200 pictures are compared')
  })
})
