import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Agent, createAgent } from '../../src/agent/agent.js'
import { packageRoot } from '../../src/config/package-root.js'
import type { ReadyStep } from '../../src/executors/executor.js'
import { createImageIndex } from '../../src/search/image-index.js'
import { type ScoreOptions, scorePairs } from '../../src/search/score-pairs.js'

let dir: string
let agent: Agent
/** Steps that were asked for. */
const steps: ReadyStep[] = []
/** The agent's parts, with an executor that says what it was asked for. */
let watched: { parts: Agent['parts'] }

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-search-'))
  agent = await createAgent({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: join(dir, 'cache') } })
  const { executor } = agent.parts
  watched = {
    parts: {
      ...agent.parts,
      executor: {
        ...executor,
        execute: (step, options) => {
          steps.push(step)
          return executor.execute(step, options)
        },
      },
    },
  }
})
afterAll(async () => {
  await agent.close()
  await rm(dir, { recursive: true, force: true })
})

/** A folder with the samples' pictures of its own. */
async function pictures(name: string): Promise<string> {
  const folder = join(dir, name)
  await cp(join(packageRoot, 'samples/images'), folder, { recursive: true })
  return folder
}
/** How many pictures were embedded since it was asked last. */
const asked = () =>
  steps.splice(0).reduce((sum, { input: { images } }) => sum + (Array.isArray(images) ? images.length : 0), 0)

describe('an index of pictures', () => {
  it.each([
    ['a dog', 'scene-03.png'],
    ['an airplane', 'scene-02.jpg'],
    ['a fish', 'scene-04.png'],
  ])('finds %s first', async (text, file) => {
    const index = createImageIndex({ agent, paths: [join(packageRoot, 'samples/images')] })
    const found = await index.find({ text }, { limit: 3 })
    expect(found).toHaveLength(3)
    expect(basename(found[0]?.path ?? '')).toBe(file)
    expect(found[0]?.similarity).toBeGreaterThan(found[1]?.similarity ?? 1)
  })

  it('reads each picture once, and later only what is new, changed or gone', async () => {
    const folder = await pictures('changing')
    const index = createImageIndex({ agent: watched, paths: [folder] })
    const progress: number[] = []
    steps.length = 0
    const first = await index.update({ onProgress: ({ indexed }) => progress.push(indexed) })
    expect(first).toMatchObject({ total: 13, indexed: 13, added: 13, problems: [] })
    expect(progress[0]).toBe(0)
    expect(progress.at(-1)).toBe(13)
    expect(asked()).toBe(13)

    const again = await createImageIndex({ agent: watched, paths: [folder] }).update()
    expect(again).toMatchObject({ indexed: 13, added: 0 })
    expect(asked()).toBe(0)

    await rm(join(folder, 'scene-03.png'))
    await cp(join(folder, 'scene-04.png'), join(folder, 'a-copy.png'))
    await utimes(join(folder, 'scene-05.jpg'), 1, 1)
    expect(await index.update()).toMatchObject({ total: 13, indexed: 13, added: 2 })
    // Both have bytes that are known.
    expect(asked()).toBe(0)
    const found = await index.find({ text: 'a dog' }, { limit: 13 })
    expect(found.map(({ path }) => basename(path))).not.toContain('scene-03.png')
  })

  it('finds pictures like a picture, which is not found itself', async () => {
    const folder = await pictures('alike')
    const cats = join(folder, 'scene-04.png')
    const index = createImageIndex({ agent, paths: [folder] })
    const found = await index.find({ like: cats }, { limit: 100 })
    expect(found).toHaveLength(12)
    expect(found.map(({ path }) => path)).not.toContain(cats)
    const copy = join(folder, 'copy.png')
    await cp(cats, copy)
    await index.update()
    const [best] = await index.find({ like: cats })
    expect(best?.path).toBe(copy)
    expect(best?.similarity).toBeCloseTo(1, 3)
  })

  it('goes on without files that are no pictures or broken, and says which', async () => {
    const folder = await pictures('broken')
    await writeFile(join(folder, 'broken.png'), 'no picture at all')
    await writeFile(join(folder, 'notes.txt'), 'left alone')
    const summary = await createImageIndex({ agent, paths: [folder] }).update()
    expect(summary).toMatchObject({ total: 14, indexed: 13 })
    expect(summary.problems).toHaveLength(1)
    expect(summary.problems[0]).toContain('broken.png')
  })

  it('of another model is made anew, and it is said why', async () => {
    const file = join(dir, 'of-another.jsonl')
    const paths = [join(packageRoot, 'samples/images')]
    await createImageIndex({ agent, paths, file }).update()
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace('pictogram/clip-tiny', 'owner/other'))
    const summary = await createImageIndex({ agent, paths, file }).update()
    expect(summary).toMatchObject({ indexed: 13, added: 13 })
    expect(summary.note).toContain('owner/other')
    expect(await readFile(file, 'utf8')).toContain('pictogram/clip-tiny')
  })

  it('takes a folder that changes while it is indexed as it finds it, and the rest the next time', async () => {
    const folder = await pictures('moving')
    const index = createImageIndex({ agent, paths: [folder] })
    let changed: Promise<unknown> | undefined
    const { executor } = agent.parts
    const meddling: Agent['parts']['executor'] = {
      ...executor,
      execute: async (step, options) => {
        if ('images' in step.input)
          changed ??= Promise.all([
            rm(join(folder, 'scene-03.png')),
            cp(join(folder, 'scene-04.png'), join(folder, 'scene-01.png')),
            cp(join(folder, 'scene-06.png'), join(folder, 'new.png')),
          ])
        await changed
        return executor.execute(step, options)
      },
    }
    const parts = { ...agent.parts, executor: meddling }
    const first = await createImageIndex({ agent: { parts }, paths: [folder] }).update()
    expect(first.total).toBe(13)
    expect(first.indexed + first.problems.length).toBe(13)
    expect(await index.update()).toMatchObject({ total: 13, indexed: 13, problems: [] })
    const found = (await index.find({ text: 'a dog' }, { limit: 13 })).map(({ path }) => basename(path))
    expect(found).not.toContain('scene-03.png')
    expect(found).toContain('new.png')
  })

  it('keeps what is done when it is cancelled', async () => {
    const folder = await pictures('cancelled')
    const file = join(dir, 'cancelled.jsonl')
    const controller = new AbortController()
    let asked = 0
    let done = 0
    const { executor } = agent.parts
    const stalling: Agent['parts']['executor'] = {
      ...executor,
      /** Only the first pictures get through before the end. */
      execute: async (step, options) => {
        if ('images' in step.input && ++asked > 1 && !options.signal.aborted)
          await once(options.signal, 'abort')
        return executor.execute(step, options)
      },
    }
    const parts = { ...agent.parts, executor: stalling }
    const stopped = createImageIndex({ agent: { parts }, paths: [folder], file }).update({
      signal: controller.signal,
      onProgress: ({ added }) => {
        done = added
        if (added > 0) controller.abort()
      },
    })
    await expect(stopped).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(done).toBeLessThan(13)
    const again = await createImageIndex({ agent, paths: [folder], file }).update()
    expect(again).toMatchObject({ indexed: 13, added: 13 - done })
  })

  it.each([
    ['a folder that is not there', ['nowhere']],
    ['a folder without pictures', [join(packageRoot, 'samples/audio')]],
  ])('refuses %s', async (_what, paths) => {
    await expect(createImageIndex({ agent, paths }).update()).rejects.toMatchObject({
      code: 'MEDIA_NOT_FOUND',
    })
  })

  it('refuses to look for nothing, and for what is no picture', async () => {
    const index = createImageIndex({ agent, paths: [join(packageRoot, 'samples/images')] })
    await expect(index.find({ text: '  ' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    const like = join(packageRoot, 'samples/samples.json')
    await expect(index.find({ like })).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
  })
})

describe('scoring of pairs', () => {
  const image = (file: string) => join(packageRoot, 'samples/images', file)
  const right = [
    { image: image('scene-03.png'), text: 'a dog', url: 'https://example.com/1' },
    { image: image('scene-04.png'), text: 'a fish' },
    { image: image('scene-02.jpg'), text: 'an airplane' },
  ]
  const wrong = [
    { image: image('scene-03.png'), text: 'a fish' },
    { image: image('scene-04.png'), text: 'an airplane' },
    { image: image('scene-02.jpg'), text: 'a dog' },
  ]
  const mixed = right.flatMap((pair, at) => [pair, wrong[at]])

  async function prepare(name: string, lines: readonly unknown[]) {
    const pairs = join(dir, `${name}.jsonl`)
    await writeFile(pairs, lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    return { agent, pairs, out: join(dir, `${name}-kept.jsonl`), keep }
  }
  const keptIn = async (out: string) =>
    (await readFile(out, 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  const withoutCache = () => {
    const { profile } = agent.parts
    return { ...profile, steps: { ...profile.steps, cache: false } }
  }
  /** Between what pairs that fit and pairs that don't come to on the demo pack. */
  const keep = 0.25

  it('keeps those that fit, in their order, with all that they say and their similarity', async () => {
    const options = await prepare('mixed', mixed)
    const summary = await scorePairs(options)
    expect(summary).toMatchObject({ status: 'done', kept: 3, dropped: 3, failed: 0 })
    const kept = await keptIn(options.out)
    expect(kept).toEqual(right.map((pair) => ({ ...pair, similarity: expect.any(Number) })))
    for (const { similarity } of kept) expect(similarity).toBeGreaterThanOrEqual(keep)
  })

  it('asks for nothing again once it is done, and scores what is added', async () => {
    const options = { ...(await prepare('again', mixed)), agent: watched }
    await scorePairs(options)
    steps.length = 0
    expect(await scorePairs(options)).toMatchObject({ kept: 3, dropped: 3 })
    expect(asked()).toBe(0)
    await writeFile(options.pairs, `${JSON.stringify(right[0])}\n`, { flag: 'a' })
    expect(await scorePairs(options)).toMatchObject({ kept: 4, dropped: 3 })
    // The picture is known.
    expect(asked()).toBe(0)
    expect(await keptIn(options.out)).toHaveLength(4)
  })

  it('embeds each picture and each text once, whatever pairs have it, also for another agent', async () => {
    const env = { SWITCHYARD_CACHE_DIR: join(dir, 'cache-of-its-own') }
    const items: unknown[] = []
    const scoreWith = async (name: string) => {
      const other = await createAgent({ profile: 'demo', env })
      const { executor } = other.parts
      const counting: Agent['parts']['executor'] = {
        ...executor,
        execute: (step, options) => {
          for (const list of Object.values(step.input)) items.push(...z.array(z.unknown()).parse(list))
          return executor.execute(step, options)
        },
      }
      const options = await prepare(name, [...mixed, ...mixed])
      const summary = await scorePairs({
        ...options,
        agent: { parts: { ...other.parts, executor: counting } },
      })
      await other.close()
      return { summary, embedded: items.splice(0).length, kept: await keptIn(options.out) }
    }
    const first = await scoreWith('once')
    expect(first.summary).toMatchObject({ kept: 6, dropped: 6 })
    // And one text by which the model is chosen.
    expect(first.embedded).toBe(3 + 3 + 1)
    const again = await scoreWith('once-more')
    expect(again.embedded).toBe(1)
    expect(again.kept).toEqual(first.kept)
  })

  it('keeps vectors after a scoring that could not begin', async () => {
    const cache = join(dir, 'cache-of-a-false-start')
    const other = await createAgent({ profile: 'demo', env: { SWITCHYARD_CACHE_DIR: cache } })
    const options = { ...(await prepare('false-start', mixed)), agent: other }
    const nowhere = { ...options, out: join(dir, 'no-folder', 'kept.jsonl') }
    await expect(scorePairs(nowhere)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await scorePairs(options)
    await other.close()
    const [file = ''] = await readdir(join(cache, 'search'))
    expect((await readFile(join(cache, 'search', file), 'utf8')).split('\n').filter(Boolean)).toHaveLength(6)
  })

  it('gives a pair the same similarity whatever others are scored with it', async () => {
    const similarity = async (name: string, lines: readonly unknown[]) => {
      const options = { ...(await prepare(name, lines)), keep: -1 }
      const other = await createAgent({
        profile: 'demo',
        set: ['steps.cache=false'],
        env: { SWITCHYARD_CACHE_DIR: join(dir, 'cache') },
      })
      await scorePairs({ ...options, agent: other })
      await other.close()
      return (await keptIn(options.out))[0].similarity
    }
    const others = Array.from({ length: 40 }, (_, at) => ({ ...right[at % 3], text: `${at} cats` }))
    expect(await similarity('among', [right[0], ...others])).toBe(await similarity('alone', [right[0]]))
  })

  it('names the line of a picture that is cut short, and scores those that were embedded with it', async () => {
    const cut = join(dir, 'cut.png')
    const whole = await readFile(image('scene-03.png'))
    await writeFile(cut, whole.subarray(0, whole.length / 2))
    const options = await prepare('cut', [...right, { image: cut, text: 'a dog' }, ...right])
    const problems: string[] = []
    const onProgress: ScoreOptions['onProgress'] = (_progress, problem) => {
      if (problem !== undefined) problems.push(problem)
    }
    const parts = { ...agent.parts, profile: withoutCache() }
    const summary = await scorePairs({ ...options, agent: { parts }, onProgress })
    expect(summary).toMatchObject({ kept: 6, dropped: 0, failed: 1 })
    expect(problems).toEqual([expect.stringMatching(/^line 4: .*cut\.png/)])
  })

  it('goes on where it was stopped, and what a crash left half written is written anew', async () => {
    const options = await prepare('stopped', mixed)
    const controller = new AbortController()
    const stop = ({ kept, dropped }: { kept: number; dropped: number }) => {
      if (kept + dropped === 2) controller.abort()
    }
    const { status, kept, dropped } = await scorePairs({
      ...options,
      signal: controller.signal,
      onProgress: stop,
    })
    expect({ status, kept, dropped }).toEqual({ status: 'interrupted', kept: 1, dropped: 1 })
    await writeFile(options.out, '{"image": "half a li', { flag: 'a' })
    expect(await scorePairs(options)).toMatchObject({ status: 'done', kept: 3, dropped: 3 })
    expect((await keptIn(options.out)).map(({ text }) => text)).toEqual(right.map(({ text }) => text))
  })

  it('tells of each line that is no pair or has no picture, and scores the others', async () => {
    const broken = [
      { text: 'a dog' },
      { image: 'gone.png', text: 'a dog' },
      { image: image('scene-03.png'), text: ' ' },
      'no pair',
      { image: join(packageRoot, 'samples/samples.json'), text: 'a dog' },
    ]
    const options = await prepare('broken', [...broken, ...right])
    const problems: string[] = []
    const onProgress: ScoreOptions['onProgress'] = (_progress, problem) => {
      if (problem !== undefined) problems.push(problem)
    }
    const summary = await scorePairs({ ...options, onProgress })
    expect(summary).toMatchObject({ kept: 3, dropped: 0, failed: 5 })
    expect(problems).toEqual([
      expect.stringMatching(/^line 1: .*no picture/),
      expect.stringMatching(/^line 2: .*gone\.png/),
      expect.stringMatching(/^line 3: .*no text/),
      expect.stringMatching(/^line 4: no JSON object/),
      expect.stringMatching(/^line 5: .*is no picture/),
    ])
  })

  it.each<[string, (options: ScoreOptions) => Promise<Partial<ScoreOptions>>]>([
    ['another bound', async () => ({ keep: 0.1 })],
    [
      'another file of pairs',
      async ({ pairs }) => {
        await writeFile(pairs, (await readFile(pairs, 'utf8')).replace('a dog', 'a cat'))
        return {}
      },
    ],
    [
      'kept pairs that were changed',
      async ({ out }) => {
        await writeFile(out, '')
        return {}
      },
    ],
    ['the pairs as the file of kept ones', async ({ pairs }) => ({ out: pairs })],
    ['a file that is there already', async () => ({ out: await copied() })],
    [
      'pairs that are not there',
      async () => ({ pairs: join(dir, 'nowhere.jsonl'), out: join(dir, 'x.jsonl') }),
    ],
    ['pairs that are a folder', async () => ({ pairs: dir, out: join(dir, 'y.jsonl') })],
    ['a bound that is no cosine', async () => ({ keep: Number.NaN })],
  ])('refuses %s', async (what, change) => {
    const options = await prepare(`refused-${what.replaceAll(' ', '-')}`, mixed)
    await scorePairs(options)
    const changed = { ...options, ...(await change(options)) }
    await expect(scorePairs(changed)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  /** A file of somebody else's. */
  async function copied(): Promise<string> {
    const file = join(dir, 'notes.jsonl')
    await writeFile(file, 'mine')
    return file
  }
})
