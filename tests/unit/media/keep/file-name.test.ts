import { describe, expect, it } from 'vitest'
import { fileNameOf, withNumber } from '../../../../src/media/keep/file-name.js'

const png = { mimeType: 'image/png' }

describe('the name of a file that was made', () => {
  it.each([
    [['scene-06', 'depth map'], 'scene-06-depth-map.png'],
    [[undefined, 'picture'], 'picture.png'],
    [['../../etc/passwd'], 'etc-passwd.png'],
    [['-rf $(reboot); "a"\n\u202Egnp'], 'rf-reboot-a-gnp.png'],
    [['\u0000...'], 'file.png'],
    [[], 'file.png'],
    [['CON'], 'file-CON.png'],
    [['été', '漢字'], 'été-漢字.png'],
  ])('%j is %s', (words, name) => {
    expect(fileNameOf(png, words)).toBe(name)
  })

  it('keeps the marks of letters, together with their letters where they can be', () => {
    expect(fileNameOf(png, ['हिन्दी', 'ไทย์'])).toBe('हिन्दी-ไทย์.png')
    expect(fileNameOf(png, ['e\u0301te\u0301'])).toBe('\u00E9t\u00E9.png')
  })

  it.each(['漢', '𠮷', 'é', 'a'])('fits every disk however long the words are: %s', (letter) => {
    const name = fileNameOf(png, [letter.repeat(300), letter.repeat(300)])
    expect(Buffer.byteLength(withNumber(name, 9999))).toBeLessThan(255)
    expect(Buffer.from(name).toString()).toBe(name)
    expect(name.startsWith(letter.repeat(50))).toBe(true)
  })

  it('has the extension of the content, and one where that is not known', () => {
    expect(fileNameOf({ mimeType: 'audio/wav' }, ['song.mp3'])).toBe('song.mp3.wav')
    expect(fileNameOf({ mimeType: 'application/x-unheard-of' }, ['it'])).toBe('it.bin')
  })
})
