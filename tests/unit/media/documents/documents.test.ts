import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readText } from '../../../../src/media/read-text.js'
import { cellNames, cellsNamed } from '../../../../src/tools/table/cell-names.js'
import { parseTable } from '../../../../src/tools/table/table.js'
import { mediaWorkplace } from '../../../support/media-files.js'
import { docx, pdf, pptx, xlsx } from '../../../support/office-files.js'

/** What a document has become: its facts and what it says. */
async function read(bytes: Uint8Array) {
  const { ingest, store } = await mediaWorkplace()
  const result = await ingest.ingest(bytes)
  if (!result.ok) throw result.error
  const { modality, facts, mimeType, digest } = result.value
  const path = await store.path(digest)
  const text = modality === 'image' ? '' : await readText(path, { maxCharacters: 1_000_000 })
  return { modality, facts, mimeType, text }
}
const html = (body: string) =>
  Buffer.from(`<!DOCTYPE html>\n<html><head><title>x</title></head><body>${body}</body></html>`)
const cities = [
  ['City', 'People'],
  ['Ulm', 126_000],
]

describe('a document', () => {
  it('of PDF is a text whose pages are marked', async () => {
    const { modality, facts, text } = await read(
      pdf(['The harbour opened in 1913.', 'Anna Kolb built the bridge.']),
    )
    expect(modality).toBe('text')
    expect(facts.pages).toBe(2)
    expect(text).toMatch(
      /\[page 1\]\nThe harbour opened in 1913\.\n\n\[page 2\]\nAnna Kolb built the bridge\./,
    )
  })

  it('of Excel is read where its cells do not say where they stand, or only some do', async () => {
    const { 'xl/worksheets/sheet1.xml': sheet, ...parts } = unzipSync(
      xlsx({
        Cities: [
          ['City', 'In', 'People'],
          ['Ulm', 'Swabia', 126_000],
          ['Bonn', 'Rhineland', 336_000],
        ],
      }),
    )
    const written = strFromU8(sheet ?? new Uint8Array())
    const withSheet = (text: string) => zipSync({ ...parts, 'xl/worksheets/sheet1.xml': strToU8(text) })
    const said = 'City,In,People\nUlm,Swabia,126000\nBonn,Rhineland,336000\n'
    expect((await read(withSheet(written))).text).toBe(said)
    expect((await read(withSheet(written.replace(/ r="\w+"/g, '')))).text).toBe(said)
    expect((await read(withSheet(written.replace(/ r="[AC]?[23]"/g, '')))).text).toBe(said)
  })

  it('of Word is a text with its tables', async () => {
    const { modality, text } = await read(
      docx(
        'The harbour opened.',
        cities.map((row) => row.map(String)),
      ),
    )
    expect(modality).toBe('text')
    expect(text).toContain('The harbour opened.')
    expect(text).toMatch(/Ulm +126000/)
  })

  it('of Excel is a table of the values that were stored; a formula that names a URL asks nobody', async () => {
    const { modality, facts, text } = await read(
      xlsx({
        Cities: [
          ...cities,
          ['Bonn', { formula: 'WEBSERVICE(&quot;http://127.0.0.1:1/&quot;)', value: 331_000 }],
        ],
      }),
    )
    expect(modality).toBe('table')
    expect(facts).toMatchObject({ rows: 2, columns: 2, sheets: ['Cities'] })
    expect(text).toBe('City,People\nUlm,126000\nBonn,331000\n')
  })

  it('of several sheets is one table that says where each row is from', async () => {
    const { facts, text } = await read(xlsx({ Cities: cities, Empty: [], Rivers: [['River'], ['Isar']] }))
    expect(facts.sheets).toEqual(['Cities', 'Rivers'])
    expect(text).toBe('sheet,City,People,River\nCities,Ulm,126000,\nRivers,,,Isar\n')
  })

  it('of Excel keeps empty rows and columns in their places, and does not count them', async () => {
    const { facts, text } = await read(
      xlsx({
        Cities: [[], ['', 'City', '', 'People'], [], ['', 'Ulm', '', 126_000], ['', 'Bonn', '', '']],
      }),
    )
    expect(facts).toMatchObject({ rows: 2, columns: 2, sheets: ['Cities'] })
    expect(parseTable(text)).toEqual({
      columns: ['City', 'People'],
      rows: [
        ['Ulm', '126000'],
        ['Bonn', ''],
      ],
      lines: [4, 5],
    })
    expect(cellNames(text, ['Ulm', '126000', 'Bonn'])).toEqual(['B4', 'D4', 'B5'])
    const { text: column } = await read(xlsx({ One: [['n'], [1], [], [2]] }))
    expect(cellNames(column, ['1', '2'])).toEqual(['A2', 'A4'])
  })

  it('of several sheets keeps each cell where it is on its sheet, and joins columns of one heading', async () => {
    const { facts, text } = await read(
      xlsx({
        People: [['Name', 'Age', 'Name'], ['Ann', 30, 'Anna'], [], ['Bob', '', 'Robert']],
        Cars: [[], ['', 'Brand', 'Age', ''], ['', 'VW', '', ''], ['', 'Audi', 7, 'red']],
        Turned: [
          ['Age', 'Name'],
          [50, 'Eve'],
        ],
      }),
    )
    expect(facts).toMatchObject({ rows: 5, sheets: ['People', 'Cars', 'Turned'] })
    expect(cellNames(text, ['Ann', 'Anna', 'Robert', 'VW', '7', 'red'])).toEqual([
      'People!A2',
      'People!C2',
      'People!C4',
      'Cars!B3',
      'Cars!C4',
      'Cars!D4',
    ])
    const { columns, rows } = parseTable(text)
    expect(rows.map((row) => row[columns.indexOf('Age')])).toEqual(['30', '', '', '7', '50'])
    expect(cellsNamed(text, 'Cars!B2, Cars!$C$3 and People!B4')).toEqual([
      { sheet: 'Cars', cell: 'B2', column: 'Brand', row: 'Brand', value: 'Brand' },
      { sheet: 'Cars', cell: 'C3', column: 'Age', row: 'VW', value: '' },
      { sheet: 'People', cell: 'B4', column: 'Age', row: 'Bob', value: '' },
    ])
  })

  it('of PowerPoint is a text whose slides are marked, in the order in which they are shown', async () => {
    const { facts, text } = await read(pptx('Welcome', 'R&amp;D &#8211; plans'))
    expect(facts.pages).toBe(2)
    expect(text).toBe('[slide 1]\nWelcome\n\n[slide 2]\nR&D – plans\n')
  })

  it('of HTML is its text, without scripts, styles and addresses', async () => {
    const body =
      '<h1>Report</h1><script>alert("evil")</script><style>p{}</style><p>See <a href="http://x.test/">this</a>.</p><img src="http://x.test/pixel.png">'
    const { modality, text } = await read(html(body))
    expect(modality).toBe('text')
    expect(text).toBe('Report\n\nSee this.\n')
  })

  it('that is called a film is told by its content', async () => {
    const { ingest } = await mediaWorkplace()
    const result = await ingest.ingest(pdf(['Hello there.']), { name: 'film.mp4' })
    expect(result.ok && result.value).toMatchObject({
      modality: 'text',
      name: 'film.mp4',
      facts: { pages: 1 },
    })
  })

  it('of only pictures is the picture of its first page, and says how many there are', async () => {
    const { modality, facts, mimeType } = await read(pdf([{ red: 200 }, { red: 100 }]))
    expect({ modality, mimeType }).toEqual({ modality: 'image', mimeType: 'image/jpeg' })
    expect(facts).toMatchObject({ width: 16, height: 16, pages: 2 })
  })

  it('with a script is read, and the script does not run', async () => {
    const catalog = '/OpenAction << /S /JavaScript /JS (while \\(true\\) {}) >>'
    expect((await read(pdf(['Hello there.'], { catalog }))).text).toContain('Hello there.')
  })

  it('of scans is one however many pages it has, of which not all are searched for text', async () => {
    const pages: Parameters<typeof pdf>[0][number][] = Array.from({ length: 3000 }, () => ({ red: 200 }))
    const { modality, facts } = await read(pdf([...pages, 'Text behind three thousand scans.']))
    expect([modality, facts.pages]).toEqual(['image', 3001])
  })

  it('of 5,000 pages is read as far as any text is', async () => {
    const page = 'The quick brown fox jumps over the lazy dog. '.repeat(40)
    const { facts, text } = await read(pdf(Array.from({ length: 5000 }, (_, at) => `${at} ${page}`)))
    expect(facts.pages).toBe(5000)
    expect(facts.pagesRead).toBeGreaterThan(100)
    expect(text.length).toBeLessThan(260_000)
    expect(text).toMatch(/\[pages \d+ to 5000 are not read\]\s*$/)
  })
})

describe('a document is refused, and it is said why', () => {
  const word = '[Content_Types].xml'
  const locked = Buffer.concat([
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    Buffer.alloc(600),
    Buffer.from('EncryptedPackage', 'utf16le'),
    Buffer.alloc(600),
  ])
  const old = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1200)])
  const secret = `/Encrypt << /Filter /Standard /V 1 /R 2 /O (${'a'.repeat(32)}) /U (${'b'.repeat(32)}) /P -4 >> /ID [(x) (x)]`
  const types = docx('x')
  const refused: [what: string, bytes: () => Uint8Array, says: string][] = [
    ['a PDF with a password', () => pdf(['x'], { trailer: secret }), 'is a PDF with a password'],
    ['an Office document with a password', () => locked, 'is an Office document with a password'],
    ['an Office document of the old kind', () => old, 'Save it as DOCX, XLSX or PPTX'],
    ['a PDF that is cut off', () => Buffer.from('%PDF-1.7\n1 0 obj\n'), 'a PDF by its content, but damaged'],
    ['a Word document that is cut off', () => types.subarray(0, types.length - 40), 'UNSUPPORTED_MEDIA'],
    ['a workbook without a cell', () => xlsx({ Empty: [] }), 'without a filled cell'],
    [
      'a page whose parts nest without end',
      () => html(`${'<div>'.repeat(20_000)}deep`),
      'whose parts nest too deeply to be read',
    ],
    ['a page without a word', () => html('<script>x()</script>'), 'an HTML page without any text'],
    [
      'a document that unpacks to hundreds of megabytes',
      () => zipSync({ [word]: strToU8(contentTypes), 'word/document.xml': new Uint8Array(210_000_000) }),
      'unpacks to 210 MB',
    ],
    [
      'a workbook of large cells',
      () => xlsx({ Big: Array.from({ length: 3 }, () => ['x'.repeat(20_000_000), 1]) }),
      'export the sheet as CSV',
    ],
    [
      'a workbook of many small cells',
      () => xlsx({ Long: Array.from({ length: 300_000 }, () => [1]) }),
      'has 300,000 cells; no more than 200,000 are read of such a document',
    ],
    [
      'a workbook of a million rows',
      () => xlsx({ Long: Array.from({ length: 1_000_000 }, () => []) }),
      'has 1,000,000 rows; no more than 200,000 are read of such a document. Save the rows that matter',
    ],
    [
      'a Word document of millions of paragraphs',
      () => docx(`x</w:t></w:r></w:p>${'<w:p/>'.repeat(4_000_000)}<w:p><w:r><w:t>`),
      'has 4,000,002 paragraphs; no more than 100,000 are read',
    ],
  ]
  const contentTypes =
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
  it.each(refused)('%s', async (_, bytes, says) => {
    const { ingest } = await mediaWorkplace()
    const result = await ingest.ingest(bytes(), { name: 'the file\n' })
    expect(result.ok).toBe(false)
    if (result.ok) return
    expect(`${result.error.code} ${result.error.message}`).toContain(says)
    expect(result.error.message).toMatch(/^the file /)
  })
})
