import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, expect, it } from 'vitest'
import { SwitchyardError } from '../../src/core/errors.js'
import { seededRandom } from '../../src/eval/random.js'
import { mediaSchema } from '../../src/media/media.js'
import { createReaderPool } from '../../src/media/reader/reader-pool.js'
import { samples } from '../support/cli.js'
import { flatPng, mediaFixture, mediaWorkplace, tiffOf, wavOfTone } from '../support/media-files.js'
import { mutate } from '../support/mutate.js'

const seed = Number(process.env.FUZZ_SEED ?? 20_261_127)
const count = Number(process.env.FUZZ_FILES ?? 1000)
/** The most that one file may take to be read, and again to be decoded. */
const readTimeoutMs = 2000

const decoders = createReaderPool({
  processes: 2,
  memoryBytes: 1_500_000_000,
  program: fileURLToPath(new URL('../support/decoding-reader.mjs', import.meta.url)),
})
afterAll(() => decoders.close())

/** A small file of each accepted type and of each form of it that is read by other code. */
async function wholeFiles(): Promise<[name: string, bytes: Buffer][]> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const picture = () => sharp({ create: { width: 48, height: 32, channels: 3, background: '#f80', noise } })
  const frames = await Promise.all([1, 2, 3].map(() => picture().png().toBuffer()))
  const animation = () => sharp(frames, { join: { animated: true } })
  const made: [string, Promise<Buffer>][] = [
    ['photo.png', picture().png().toBuffer()],
    ['interlaced.png', picture().png({ progressive: true }).toBuffer()],
    ['photo.jpg', picture().jpeg().toBuffer()],
    ['turned.jpg', picture().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ['progressive.jpg', picture().jpeg({ progressive: true }).toBuffer()],
    ['cmyk.jpg', picture().toColourspace('cmyk').jpeg().toBuffer()],
    ['photo.webp', picture().webp().toBuffer()],
    ['lossless.webp', picture().webp({ lossless: true }).toBuffer()],
    ['animation.webp', animation().webp().toBuffer()],
    ['animation.gif', animation().gif().toBuffer()],
    ['photo.tif', picture().tiff({ compression: 'lzw' }).toBuffer()],
    ['tiled.tif', picture().tiff({ tile: true, compression: 'jpeg' }).toBuffer()],
    ['photo.avif', picture().avif({ effort: 0 }).toBuffer()],
  ]
  const texts: [string, string][] = [
    ['table.csv', `name,age,"a ""quoted"" one"\n${'Ann,31,"x, y"\n'.repeat(20)}`],
    ['table.tsv', `a\tb\tc\n${'1\t2\t3\n'.repeat(20)}`],
    ['sheet.csv', `sep=;\na;b\n${'1,5;zwölf\n'.repeat(20)}`],
    ['data.json', JSON.stringify({ words: ['a', 'é', '🙂'], deep: { n: [1, 2, { x: null }] } }, null, 1)],
    ['notes.txt', 'Ordinary prose, with a comma here.\nAnd émphasis – 🙂 – there.\n'.repeat(10)],
    ['drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>'],
  ]
  const stored = [
    ...(await readdir(mediaFixture('.'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
      .map((entry) => join(entry.parentPath, entry.name)),
    samples('images/scene-07.jpg'),
    samples('audio/memo-07.wav'),
  ]
  return [
    ...(await Promise.all(made.map(async ([name, bytes]): Promise<[string, Buffer]> => [name, await bytes]))),
    ...texts.map(([name, text]): [string, Buffer] => [name, Buffer.from(text)]),
    ['flat.png', flatPng(300, 200)],
    ['layers.tif', tiffOf({ extra: 2, pages: 3 })],
    ['tone.wav', wavOfTone({ seconds: 0.2, channels: 2, sampleRate: 44_100 })],
    [
      'empty.flac',
      Buffer.from(
        '664c6143800000220480048000000b00069603e800f00000828acf3aa18b0582d96439276e08f556c9e5',
        'hex',
      ),
    ],
    ...(await Promise.all(
      stored.map(async (path): Promise<[string, Buffer]> => [basename(path), await readFile(path)]),
    )),
  ]
}

/** What only libraries, stacks and our own caches say. */
const innerText =
  /assert|undefined|\bnull\b|\bNaN\b|not a function|cannot read|vips|libpng|input (file|buffer|image)|extract_area|call stack|invalid (typed )?array|out of (range|bounds)|dataview|node_modules|\.js\b|error:|\/tmp\/|media\/tmp/i
const codes = ['UNSUPPORTED_MEDIA', 'MEDIA_TOO_LARGE']

it(`takes ${count} damaged files of all kinds in, or refuses them in words of ours (seed ${seed})`, async () => {
  const random = seededRandom(seed)
  const whole = await wholeFiles()
  const { ingest, store } = await mediaWorkplace({ readTimeoutMs })
  const problems: string[] = []
  const tally = { taken: 0, decoded: 0, refused: 0, ended: 0 }

  async function check(bytes: Buffer): Promise<string | undefined> {
    const result = await ingest.ingest(bytes)
    if (!result.ok) return refusedWell(result.error)
    const media = mediaSchema.parse(result.value)
    tally.taken += 1
    if (Object.values(media.facts).some((fact) => typeof fact === 'number' && !Number.isFinite(fact)))
      return `facts ${JSON.stringify(media.facts)}`
    if (media.modality === 'video') return undefined
    try {
      const path = await store.path(media.digest)
      await decoders.read({ path, modality: media.modality }, { label: 'It', timeoutMs: readTimeoutMs })
      tally.decoded += 1
      return undefined
    } catch (error) {
      return refusedWell(error, [...codes, 'INVALID_REQUEST'])
    }
  }

  function refusedWell(error: unknown, expected = codes): string | undefined {
    if (!(error instanceof SwitchyardError)) return `threw ${error}`
    tally.refused += 1
    if (/was not read to its end|ended the process|of memory to read/.test(error.message)) tally.ended += 1
    if (expected.includes(error.code) && !innerText.test(error.message)) return undefined
    return `${error.code}: ${error.message}`
  }

  const files = Array.from({ length: count }, (_, at) => {
    const [name, bytes] = whole[at % whole.length] ?? ['', Buffer.alloc(0)]
    return { at, name, ...mutate(bytes, random) }
  })
  const waiting = files.values()
  const lane = async () => {
    for (const { at, name, damage, bytes } of waiting) {
      const problem = await check(bytes)
      if (problem !== undefined) problems.push(`file ${at}, ${name}, ${damage}: ${problem}`)
    }
  }
  await Promise.all([lane(), lane(), lane(), lane()])
  expect(problems).toEqual([])
  expect(await readdir(join(store.dir, 'tmp'))).toEqual([])
  // Damage that nothing survives, or that nothing notices, would test nothing.
  expect(tally.taken).toBeGreaterThan(count / 10)
  expect(tally.refused).toBeGreaterThan(count / 10)
}, 300_000)
