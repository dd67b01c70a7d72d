/** A reader process that decodes stored media as hosts do for models, and says how much came of it. */
import { decodeAudio } from '../../dist/media/codec/decode-audio.js'
import { decodeImage } from '../../dist/media/codec/decode-image.js'
import { encodeDataUrl } from '../../dist/media/codec/picture-data-url.js'
import { readText } from '../../dist/media/read-text.js'
import { serveReads } from '../../dist/media/reader/serve-reads.js'
import { parseTable } from '../../dist/tools/table/table.js'

const maxPixels = 50_000_000

const decoders = {
  async image(path) {
    await encodeDataUrl(path, { maxPixels })
    const { data, width, height } = await decodeImage(path, { maxPixels })
    return { size: data.length, expected: width * height * 3 }
  },
  async audio(path) {
    const samples = await decodeAudio(path, 16_000, { maxSeconds: 7200 })
    return { size: samples.length }
  },
  async text(path) {
    return { size: (await readText(path, { maxCharacters: 200_000 })).length }
  },
  async table(path) {
    return { size: parseTable(await readText(path, { maxCharacters: 200_000 })).rows.length }
  },
}

serveReads(({ path, modality }) => decoders[modality](path))
