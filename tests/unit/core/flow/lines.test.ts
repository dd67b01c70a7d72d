import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FileLine, splitLines } from '../../../../src/core/flow/lines.js'

async function* chunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function split(
  text: string | Uint8Array,
  { size = 7, ...options }: { size?: number; maxBytes?: number } = {},
): Promise<FileLine[]> {
  const lines: FileLine[] = []
  for await (const line of splitLines(chunks(Buffer.from(text), size), options)) lines.push(line)
  return lines
}

const texts = (lines: readonly FileLine[]) => lines.map(({ content }) => content.ok && content.value)

describe('splitLines', () => {
  it('gives every line back, wherever the bytes are cut', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n\uFEFF]/.test(text))
    await fc.assert(
      fc.asyncProperty(fc.array(line), line, fc.integer({ min: 1, max: 40 }), async (ended, last, size) => {
        const text = ended.map((one) => `${one}\n`).join('') + last
        const lines = await split(text, { size })
        expect(texts(lines)).toEqual(last === '' ? ended : [...ended, last])
        expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1))
        const bytes = Buffer.from(text)
        for (const { start, content } of lines) {
          const value = content.ok ? Buffer.from(content.value) : Buffer.alloc(0)
          expect(bytes.subarray(start, start + value.length).equals(value)).toBe(true)
        }
        expect(lines.filter(({ ended }) => !ended)).toHaveLength(last === '' ? 0 : 1)
      }),
    )
  })

  it('drops a byte order mark and carriage returns', async () => {
    expect(texts(await split('\uFEFFone\r\ntwo\r\n'))).toEqual(['one', 'two'])
  })

  it('reads past a line that is too long, and says so', async () => {
    const lines = await split(`a\n${'x'.repeat(100)}\nb\n`, { maxBytes: 10 })
    expect(texts(lines)).toEqual(['a', false, 'b'])
    expect(lines[1]?.content).toMatchObject({ error: expect.stringMatching(/100 bytes.*limit is 10/) })
    expect(lines[2]).toMatchObject({ number: 3, start: 103 })
  })

  it('says which line is no UTF-8, and goes on', async () => {
    const lines = await split(
      Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0xfe, 10]), Buffer.from('b')]),
    )
    expect(texts(lines)).toEqual(['a', false, 'b'])
    expect(lines[1]?.content).toMatchObject({ error: expect.stringContaining('UTF-8') })
  })
})
