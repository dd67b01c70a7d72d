import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openPagePictures } from '../../../../src/media/documents/page-pictures.js'
import { temporaryDir } from '../../../support/media-files.js'
import { pdf } from '../../../support/office-files.js'

async function opened(bytes: Uint8Array) {
  const path = join(await temporaryDir(), 'file.pdf')
  await writeFile(path, bytes)
  const pictures = await openPagePictures(path, 'file.pdf')
  onTestFinished(() => pictures.close())
  return pictures
}
/** The colour in the middle of a picture: red, green, blue. */
async function middle(jpeg: Uint8Array): Promise<number[]> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true })
  const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels
  return [...data.subarray(at, at + 3)]
}
const redRectangle = { draws: '1 0 0 rg 0 0 300 200 re f' }

describe('the pages of a PDF', () => {
  it('are drawn as they look, by their numbers', async () => {
    const pictures = await opened(pdf([{ red: 200 }, redRectangle, 'Hello there.']))
    expect(pictures.count).toBe(3)
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map((page) => pictures.draw(page, { side: 600 })),
    )
    expect(first).toMatchObject({ width: 600, height: 400 })
    const [red = 0, green = 255, blue = 255] = await middle(first?.jpeg ?? new Uint8Array())
    expect(red).toBeGreaterThan(180)
    expect(green + blue).toBeLessThan(60)
    expect((await middle(second?.jpeg ?? new Uint8Array()))[0]).toBeGreaterThan(230)
    // Ink on white.
    const { channels } = await sharp(third?.jpeg).stats()
    expect(channels[0]?.min).toBeLessThan(100)
    expect(channels[0]?.max).toBeGreaterThan(250)
  })

  it('are upright where they are to be shown turned', async () => {
    const pictures = await opened(pdf([redRectangle], { page: '/Rotate 90' }))
    expect(await pictures.draw(1, { side: 300 })).toMatchObject({ width: 200, height: 300 })
  })

  it.each([
    ['100 metres wide', [283_465, 200]],
    ['100 metres wide and high', [283_465, 283_465]],
    ['a thousandth of a point wide', [0.001, 200]],
  ])('%s are of the size that is asked for', async (_, size) => {
    const pictures = await opened(pdf([{ red: 200 }], { size }))
    const { width, height } = await pictures.draw(1, { side: 500 })
    expect(Math.max(width, height)).toBe(500)
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(1)
  })

  it('of 5,000 are not read to draw the last', async () => {
    const pictures = await opened(pdf(Array.from({ length: 5000 }, (_, at) => ({ red: at % 256 }))))
    expect(pictures.count).toBe(5000)
    expect((await middle((await pictures.draw(5000, { side: 100 })).jpeg))[0]).toBeGreaterThan(100)
  })

  it('with scripts are drawn, and the scripts do not run', async () => {
    const endless = '<< /S /JavaScript /JS (while \\(true\\) {}) >>'
    const pictures = await opened(
      pdf([redRectangle], { catalog: `/OpenAction ${endless}`, page: `/AA << /O ${endless} >>` }),
    )
    expect(await pictures.draw(1, { side: 100 })).toMatchObject({ width: 100 })
  })
})

describe('no page is drawn', () => {
  const secret = `/Encrypt << /Filter /Standard /V 1 /R 2 /O (${'a'.repeat(32)}) /U (${'b'.repeat(32)}) /P -4 >> /ID [(x) (x)]`
  it.each<[what: string, bytes: () => Uint8Array, says: string]>([
    ['a PDF with a password', () => pdf(['x'], { trailer: secret }), 'file.pdf is a PDF with a password'],
    ['a PDF that is cut off', () => Buffer.from('%PDF-1.7\n1 0 obj\n'), 'damaged or cut short'],
    ['what is no PDF', () => Buffer.from('PNG'), 'damaged or cut short'],
  ])('of %s', async (_, bytes, says) => {
    await expect(opened(bytes())).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      message: expect.stringContaining(says),
    })
  })

  it('where it is damaged, and the others are', async () => {
    const bytes = pdf([redRectangle, redRectangle])
      .toString('latin1')
      .replace('/Kids [4 0 R', '/Kids [99 0 R')
    const pictures = await opened(Buffer.from(bytes, 'latin1'))
    await expect(pictures.draw(1, { side: 100 })).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      message: expect.stringContaining('Page 1 of file.pdf is damaged'),
    })
    expect(await pictures.draw(2, { side: 100 })).toMatchObject({ width: 100 })
  })
})
