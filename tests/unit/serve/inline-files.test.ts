import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ApiError } from '../../../src/serve/http/api-error.js'
import { fileField, InlineFile } from '../../../src/serve/http/inline-file.js'
import { liftInlineFiles } from '../../../src/serve/http/lift-inline-files.js'
import { readJsonWithFiles } from '../../../src/serve/http/parse-json.js'

const file = Buffer.from(Array.from({ length: 60_000 }, (_, at) => (at * 7 + (at >> 8)) % 256))
const bytes = (length: number) => file.subarray(0, length)
const base64 = file.toString('base64')
const dataUrl = `data:image/png;base64,${base64}`

/** How many files are in a value. */
const filesIn = (value: unknown): number =>
  value instanceof InlineFile
    ? 1
    : typeof value === 'object' && value !== null
      ? Object.values(value).reduce((sum: number, inner) => sum + filesIn(inner), 0)
      : 0

describe('A JSON body', () => {
  test('gives its long files as bytes, and all else as it is', () => {
    const value = { text: 'Grüße "{[', parts: [{ url: dataUrl }, { input_audio: { data: base64 } }] }
    for (const body of [JSON.stringify(value), JSON.stringify(value, undefined, 2)]) {
      const lifted = liftInlineFiles(Buffer.from(body))
      const said = lifted?.restore(JSON.parse(lifted.text))
      expect(filesIn(said)).toBe(2)
      expect(JSON.stringify(said) === JSON.stringify(value)).toBe(true)
    }
    const lifted = liftInlineFiles(Buffer.from(JSON.stringify({ url: dataUrl })))
    const said = z.object({ url: z.instanceof(InlineFile) }).parse(lifted?.restore(JSON.parse(lifted.text)))
    expect(said.url.bytes.equals(file)).toBe(true)
  })

  test.each([
    ['short files', JSON.stringify({ url: `data:image/png;base64,${bytes(600).toString('base64')}` })],
    ['long texts of other fields', JSON.stringify({ text: base64 })],
    ['what is no base64', JSON.stringify({ url: `${dataUrl}!` })],
    ['base64 for URLs', JSON.stringify({ url: dataUrl.replaceAll('+', '-').replaceAll('/', '_') })],
    ['base64 that ends in its middle', JSON.stringify({ url: `data:;base64,AA==${base64}` })],
    ['a line break, which JSON does not allow', `{"url": "${base64}\n"}`],
    ['escapes', JSON.stringify({ url: dataUrl }).replaceAll('/', '\\/')],
    ['JSON inside of a text', JSON.stringify({ text: JSON.stringify({ url: dataUrl }) })],
    ['numbers between texts', JSON.stringify({ data: Array.from({ length: 30_000 }, (_, at) => at) })],
    ['a text that does not end', `{"url": "${dataUrl}`],
  ])('is read as a text where it has only %s', (_, body) => {
    expect(liftInlineFiles(Buffer.from(body))).toBeUndefined()
  })

  test('says the same as JSON.parse, whatever files and texts it has', () => {
    const sized = fc.integer({ min: 1, max: 60_000 }).map((length) => bytes(length).toString('base64'))
    const text = fc.oneof(
      sized,
      sized.map((one) => `data:audio/wav;base64,${one}`),
      fc.string(),
      fc.constant('\\"'.repeat(20_000)),
    )
    const value = fc.dictionary(
      fc.constantFrom('url', 'data', 'text', '__proto__', 'a"b'),
      fc.array(text, { maxLength: 3 }),
    )
    fc.assert(
      fc.property(value, fc.constantFrom(0, 1), (sent, indent) => {
        const body = JSON.stringify(sent, undefined, indent)
        const lifted = liftInlineFiles(Buffer.from(body))
        const said = lifted ? lifted.restore(JSON.parse(lifted.text)) : JSON.parse(body)
        expect(JSON.stringify(said) === JSON.stringify(JSON.parse(body))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})

describe('A field for files', () => {
  const limits = { maxBytes: 1_000_000, idleMs: 1000, minBytesPerSecond: 0, graceMs: 1000 }
  const sent = (body: object) =>
    new Request('http://localhost/', { method: 'POST', body: JSON.stringify(body) })

  /** What `JSON.parse` says of a body, or that it is none. */
  const parsed = (body: Buffer): string => {
    try {
      return JSON.stringify(JSON.parse(body.toString('utf8')))
    } catch {
      return 'no JSON'
    }
  }

  test('is read as JSON.parse reads it, in whatever pieces it comes and wherever it is damaged', async () => {
    const text = fc.oneof(
      fc.integer({ min: 24_000, max: 40_000 }).map((length) => bytes(length).toString('base64')),
      fc.constantFrom(dataUrl, `"data":"${base64}`, '\\', 'é'.repeat(20_000), ' '.repeat(40_000), 'x'),
    )
    const key = fc.constantFrom('url', 'data', 'text', 'a"data', 'data\\')
    const damage = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      by: fc.constantFrom('', '"', '\\', '\xff'),
    })
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(key, fc.array(fc.oneof(text, fc.dictionary(key, text)))),
        fc.array(damage, { maxLength: 1 }),
        fc.boolean(),
        cuts,
        async (value, [broken], isCut, places) => {
          const whole = Buffer.from(JSON.stringify(value))
          const at = Math.floor((broken?.at ?? 1) * whole.length)
          const rest = broken && isCut ? Buffer.alloc(0) : whole.subarray(at)
          const body = Buffer.concat([whole.subarray(0, at), Buffer.from(broken?.by ?? '', 'latin1'), rest])
          const ends = [
            ...places.map((place) => Math.floor(place * body.length)).sort((a, b) => a - b),
            body.length,
          ]
          const pieces = ends.map((end, place) => body.subarray(ends[place - 1] ?? 0, end))
          const stream = new ReadableStream<Uint8Array>({
            start(controller) {
              for (const piece of pieces) if (piece.length > 0) controller.enqueue(piece)
              controller.close()
            },
          })
          const request = new Request('http://localhost/', { method: 'POST', body: stream, duplex: 'half' })
          const read = await readJsonWithFiles(request, z.unknown(), { ...limits, maxBytes: 1e8 }).then(
            (said) => JSON.stringify(said),
            (thrown: unknown) => (thrown instanceof ApiError ? 'no JSON' : `${thrown}`),
          )
          expect(read === parsed(body)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('takes texts and files', async () => {
    const schema = z.object({ url: fileField, file_data: fileField.nullish() })
    const { url, file_data } = await readJsonWithFiles(
      sent({ url: dataUrl, file_data: 'AAAA' }),
      schema,
      limits,
    )
    expect([url instanceof InlineFile && url.bytes.equals(file), file_data]).toEqual([true, 'AAAA'])
    await expect(readJsonWithFiles(sent({ url: 3 }), schema, limits)).rejects.toThrow(
      'url: Invalid input: expected string, received number.',
    )
  })

  test('is described as a text', () => {
    expect(z.toJSONSchema(fileField.describe('A URL.'), { unrepresentable: 'any' })).toMatchObject({
      type: 'string',
      description: 'A URL.',
    })
  })

  test('leaves a text of the same name a text', async () => {
    const read = await readJsonWithFiles(sent({ data: base64 }), z.object({ data: z.string() }), limits)
    expect(read.data === base64).toBe(true)
  })
})
