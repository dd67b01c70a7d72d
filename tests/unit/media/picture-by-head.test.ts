import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/config/package-root.js'
import { pictureByHead } from '../../../src/media/probe/picture-by-head.js'

const dot = () => sharp({ create: { width: 2, height: 2, channels: 3, background: 'red' } })

describe('a picture by its first bytes', () => {
  it.each(['png', 'jpeg', 'webp', 'gif'] as const)('is told for %s', async (format) => {
    const bytes = await dot().toFormat(format).toBuffer()
    expect(pictureByHead(bytes)).toEqual({ modality: 'image', mimeType: `image/${format}`, facts: {} })
  })

  it('is not told for pictures that only a look inside tells, for texts and for other files', async () => {
    expect(pictureByHead(await dot().toFormat('tiff').toBuffer())).toBeUndefined()
    expect(pictureByHead(Buffer.from('GIF89a is a format of pictures.'))).toBeUndefined()
    expect(pictureByHead(await readFile(join(packageRoot, 'samples/audio/memo-01.wav')))).toBeUndefined()
    expect(pictureByHead(Buffer.alloc(0))).toBeUndefined()
  })
})
