import { open } from 'node:fs/promises'

/** What a WAV file says about itself, held against the length of the file. */
export interface WavFacts {
  sampleRate: number
  channels: number
  durationSeconds: number
  /** Bytes of sound that the header promises and the file lacks. */
  missingBytes: number
}

const maxChunks = 1000

/**
 * Walks the chunks of a RIFF WAVE file, reading only their heads.
 * Data sizes of 0 and 0xFFFFFFFF are what streaming writers leave behind: the rest of the file counts.
 * @throws Error where it is no WAV file or its format chunk is missing or absurd
 */
export async function readWavFacts(path: string): Promise<WavFacts> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const read = async (position: number, length: number) => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
      if (bytesRead < length) throw new Error('the header is cut short')
      return buffer
    }
    const riff = await read(0, 12)
    if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8, 12) !== 'WAVE')
      throw new Error('no RIFF WAVE header')

    let format: Format | undefined
    let position = 12
    for (let chunk = 0; chunk < maxChunks && position + 8 <= size; chunk += 1) {
      const head = await read(position, 8)
      const id = head.toString('latin1', 0, 4)
      const length = head.readUInt32LE(4)
      if (id === 'fmt ') format = parseFormat(await read(position + 8, 16))
      if (id === 'data') {
        if (!format) throw new Error('no format before the sound')
        return measure(format, { declared: length, present: size - position - 8 })
      }
      position += 8 + length + (length % 2)
    }
    throw new Error('no sound in it')
  } finally {
    await file.close()
  }
}

interface Format {
  channels: number
  sampleRate: number
  bytesPerSecond: number
}

function parseFormat(chunk: Buffer): Format {
  const channels = chunk.readUInt16LE(2)
  const sampleRate = chunk.readUInt32LE(4)
  const bytesPerSecond = chunk.readUInt32LE(8)
  const blockAlign = chunk.readUInt16LE(12)
  if (channels === 0 || sampleRate === 0 || bytesPerSecond === 0 || blockAlign === 0)
    throw new Error('an impossible format: no channels, sample rate or block size')
  const plain = [1, 3, 6, 7, 0xfffe].includes(chunk.readUInt16LE(0))
  // Some writers get the byte rate wrong; for uncompressed sound it follows from the rest.
  return { channels, sampleRate, bytesPerSecond: plain ? sampleRate * blockAlign : bytesPerSecond }
}

function measure(format: Format, { declared, present }: { declared: number; present: number }): WavFacts {
  const open = declared === 0 || declared === 0xffffffff
  const bytes = open ? present : Math.min(declared, present)
  return {
    sampleRate: format.sampleRate,
    channels: format.channels,
    durationSeconds: bytes / format.bytesPerSecond,
    missingBytes: open ? 0 : Math.max(0, declared - present),
  }
}
