import ansiEscapes from 'ansi-escapes'
import { createSupportsTerminalGraphics } from 'supports-terminal-graphics'
import { loadSharp } from '../../media/codec/load-sharp.js'

/** How a terminal takes pictures; undefined where it shows none. */
type Protocol = 'kitty' | 'iterm2' | undefined

export function pictureProtocol(stream: { isTTY?: boolean } = process.stdout): Protocol {
  if (stream.isTTY !== true) return undefined
  const { kitty, iterm2 } = createSupportsTerminalGraphics(stream)
  return kitty ? 'kitty' : iterm2 ? 'iterm2' : undefined
}

/** Columns that a picture takes at most. */
const columns = 40
/** The kitty protocol takes base64 in pieces of no more than this. */
const pieceLength = 4096

/** What a terminal is sent to show a picture. @param jpegUrl from the media reader: small, and decoded once already */
export async function pictureSequence(jpegUrl: string, protocol: 'kitty' | 'iterm2'): Promise<string> {
  const jpeg = Buffer.from(jpegUrl.slice(jpegUrl.indexOf(',') + 1), 'base64')
  if (protocol === 'iterm2') return ansiEscapes.image(jpeg, { width: columns, preserveAspectRatio: true })
  const sharp = await loadSharp()
  const png = (await sharp(jpeg, {}).png().toBuffer()).toString('base64')
  const pieces = png.match(new RegExp(`.{1,${pieceLength}}`, 'g')) ?? []
  return pieces
    .map((piece, at) => {
      const head = at === 0 ? `a=T,f=100,q=2,c=${columns},` : ''
      return `\u001b_G${head}m=${at < pieces.length - 1 ? 1 : 0};${piece}\u001b\\`
    })
    .join('')
}
