import { readFile } from 'node:fs/promises'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { createEscapeFilter } from '../../../src/media/text/escape-filter.js'
import { mediaWorkplace, refusal, unwrap } from '../../support/media-files.js'

async function attach(content: Uint8Array | string, name = 'file.csv') {
  const { ingest, file, store } = await mediaWorkplace()
  const result = await ingest.ingest(await file(name, content))
  return { result, read: async () => readFile(await store.path(unwrap(result).digest), 'utf8') }
}

const sure: [string, string][] = [
  ['windows-1252', 'name;city\r\nMüller;Köln\r\nÁlvarez;Málaga\r\nLukasz;Lódz\r\n'],
  [
    'windows-1252',
    'Le café est fermé à midi. “Voilà”, dit-elle : où êtes-vous allé l’été dernier ? Ça coûte 5 €.',
  ],
  ['windows-1251', 'Привет, как дела? Сегодня хорошая погода, и мы идём гулять в парк.'],
  ['koi8-r', 'Привет, как дела? Сегодня хорошая погода, и мы идём гулять в парк.'],
  ['shift_jis', '名前,都市\r\n田中,東京\r\n鈴木,大阪\r\n今日は天気がいいから散歩しましょう。'],
  ['euc-jp', '名前,都市\r\n田中,東京\r\n今日は天気がいいから散歩しましょう。'],
  ['gbk', '姓名,城市\r\n张伟,北京\r\n王芳,上海\r\n今天天气很好，我们去公园散步吧。'],
  ['big5', '姓名,城市\r\n張偉,台北\r\n今天天氣很好，我們去公園散步吧。'],
  ['euc-kr', '이름,도시\r\n김철수,서울\r\n오늘은 날씨가 좋으니 산책하러 갑시다.'],
]

describe('text in another encoding', () => {
  it.each(sure)('%s is read where it is sure: %s', async (encoding, text) => {
    const { read } = await attach(iconv.encode(text, encoding))
    expect(await read()).toBe(text)
  })

  it('is a table where its UTF-8 would be one', async () => {
    const { result } = await attach(
      iconv.encode('name;amount\r\nMüller;12,5\r\nKöhler;7,25\r\nJürgens;8\r\n', 'windows-1252'),
    )
    expect(unwrap(result)).toMatchObject({ modality: 'table', facts: { rows: 4, columns: 2 } })
  })

  it.each(['utf-16le', 'utf-16be'] as const)('%s is read, with a mark and without', async (encoding) => {
    const text = 'name,city\r\nMüller,Köln\r\n'
    for (const mark of ['\ufeff', '']) {
      const little = Buffer.from(mark + text, 'utf16le')
      const { read } = await attach(encoding === 'utf-16le' ? little : little.swap16())
      expect((await read()).replace('\ufeff', '')).toBe(text)
    }
  })

  it('is found also past the first 64 kB', async () => {
    const text = `${'plain ascii line\n'.repeat(6000)}Die Prüfung der Änderungen für das nächste Jahr läuft schön.\n`
    const { read } = await attach(iconv.encode(text, 'windows-1252'), 'notes.txt')
    expect(await read()).toBe(text)
  })

  it.each([
    ['a word or two', Buffer.from('Caf\xe9 ferm\xe9', 'latin1')],
    ['a lone byte', Buffer.from(`${'plain text '.repeat(50)}\xff`, 'latin1')],
    ['the encoding of old Macs', Buffer.from('M\x9fller;K\x9aln;M\x87laga caf\x8e', 'latin1')],
    ['the encoding of DOS', Buffer.from('M\x81ller;K\x94ln;M\xa0laga caf\x82', 'latin1')],
  ])('that is not sure (%s) is refused with the next move', async (_, bytes) => {
    const { message, code } = refusal((await attach(bytes)).result)
    expect(code).toBe('UNSUPPORTED_MEDIA')
    expect(message).toContain('Save it as UTF-8')
  })

  it('is not made of UTF-8 with a damaged byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from('Grüße aus Köln, schöne Tage, später mehr '),
      Buffer.of(0xfc),
      Buffer.from(' Ä'),
    ])
    expect(refusal((await attach(bytes)).result).code).toBe('UNSUPPORTED_MEDIA')
  })
})

describe("Excel's line that names the delimiter", () => {
  it.each(['sep=;\r\n', '\ufeffsep=;\n', '"sep=;"\r\n', 'SEP=,\r\n', 'sep=\t\n', 'sep=|\n'])(
    '%j is no row',
    async (line) => {
      const delimiter = /[,;|\t]/.exec(line)?.[0] ?? ''
      const rows = [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
      ]
        .map((cells) => `${cells.join(delimiter)}\r\n`)
        .join('')
      const { result, read } = await attach(line + rows)
      expect(unwrap(result)).toMatchObject({ modality: 'table', facts: { rows: 3, columns: 2 } })
      expect(await read()).toBe(rows)
    },
  )
})

describe('escapes of terminals', () => {
  const coloured =
    '\u001b[1;31merror\u001b[0m: \u001b]8;;https://x.example\u0007link\u001b]8;;\u001b\\ \u001b[2Kdone\u001b(B\n'

  it('are taken out of a text, the rest of it stays', async () => {
    const { result, read } = await attach(coloured, 'build.log')
    expect(unwrap(result)).toMatchObject({ modality: 'text', facts: { characters: 17 } })
    expect(await read()).toBe('error: link done\n')
  })

  it('are found however a text is cut into pieces', () => {
    for (let size = 1; size <= coloured.length; size += 1) {
      const escapes = createEscapeFilter()
      let text = ''
      for (let at = 0; at < coloured.length; at += size)
        text += escapes.filter(coloured.slice(at, at + size), false)
      expect(text + escapes.filter('', true)).toBe('error: link done\n')
    }
  })

  it('that are none are control characters, and refused', async () => {
    expect(refusal((await attach('text \u001b\u001b\u001b with escapes', 'x.txt')).result).code).toBe(
      'UNSUPPORTED_MEDIA',
    )
  })
})
