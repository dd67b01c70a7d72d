import { strToU8, zipSync } from 'fflate'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const vendor = 'application/vnd.openxmlformats-officedocument'

type Parts = Record<string, string>

/** An Office file of these parts, with what every one of them has. */
function officeFile(main: string, kind: string, parts: Parts, targets: Parts = {}): Uint8Array {
  const [folder = '', name = ''] = main.split('/')
  const relations = (entries: Parts) =>
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${Object.entries(
      entries,
    )
      .map(([id, target]) => `<Relationship Id="${id}" Type="${office}/part" Target="${target}"/>`)
      .join('')}</Relationships>`
  const all: Parts = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${vendor}.${kind}.main+xml"/></Types>`,
    '_rels/.rels': relations({ rId1: main }).replace('/part"', '/officeDocument"'),
    [`${folder}/_rels/${name}.rels`]: relations(targets).replaceAll('/part"', '/worksheet"'),
    ...parts,
  }
  return zipSync(Object.fromEntries(Object.entries(all).map(([path, text]) => [path, strToU8(text)])))
}

/** A Word document of one paragraph and a table. */
export function docx(paragraph: string, table: readonly (readonly string[])[] = []): Uint8Array {
  const p = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
  const rows = table.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${p(cell)}</w:tc>`).join('')}</w:tr>`)
  const body = `${p(paragraph)}${rows.length > 0 ? `<w:tbl>${rows.join('')}</w:tbl>` : ''}`
  return officeFile('word/document.xml', 'wordprocessingml.document', {
    'word/document.xml': `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`,
  })
}

/** A workbook. A cell is a text, a number, or a formula with the value that was stored for it. */
export function xlsx(
  sheets: Record<string, readonly (readonly (string | number | { formula: string; value: number })[])[]>,
): Uint8Array {
  const names = Object.keys(sheets)
  const cell = (value: string | number | { formula: string; value: number }, place: string) =>
    typeof value === 'string'
      ? `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`
      : typeof value === 'number'
        ? `<c r="${place}"><v>${value}</v></c>`
        : `<c r="${place}"><f>${value.formula}</f><v>${value.value}</v></c>`
  const parts = Object.values(sheets).map((rows, at) => [
    `xl/worksheets/sheet${at + 1}.xml`,
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows
      .map(
        (row, number) =>
          `<row r="${number + 1}">${row.map((value, column) => cell(value, `${String.fromCharCode(65 + column)}${number + 1}`)).join('')}</row>`,
      )
      .join('')}</sheetData></worksheet>`,
  ])
  return officeFile(
    'xl/workbook.xml',
    'spreadsheetml.sheet',
    {
      'xl/workbook.xml': `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${office}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join('')}</sheets></workbook>`,
      ...Object.fromEntries(parts),
    },
    Object.fromEntries(names.map((_, at) => [`rId${at + 1}`, `worksheets/sheet${at + 1}.xml`])),
  )
}

/** A presentation; the first of its slides is the second of its files, as after moving one. */
export function pptx(first: string, second: string): Uint8Array {
  const slide = (text: string) => `<p:sld><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:sld>`
  return officeFile(
    'ppt/presentation.xml',
    'presentationml.presentation',
    {
      'ppt/presentation.xml': `<p:presentation xmlns:r="${office}"><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>`,
      'ppt/slides/slide1.xml': slide(second),
      'ppt/slides/slide2.xml': slide(first),
    },
    { rId1: 'slides/slide1.xml', rId2: 'slides/slide2.xml' },
  )
}

/** A page of a PDF: a text, a picture of one colour, a JPEG with equal sides, or what such operators draw. */
type PdfPage = string | { red: number } | { jpeg: Uint8Array; side: number } | { draws: string }

/** A PDF of such pages. `trailer`: further entries of its trailer; `catalog`: of its root; `page`: of each page, whose size is `size`, in points. */
export function pdf(
  pages: readonly PdfPage[],
  { trailer = '', catalog = '', page: more = '', size = [300, 200] } = {},
): Buffer {
  const objects: Buffer[] = []
  const add = (text: string | Buffer) => objects.push(Buffer.from(text))
  const stream = (head: string, body: Buffer) =>
    Buffer.concat([
      Buffer.from(`<< ${head} /Length ${body.length} >>\nstream\n`),
      body,
      Buffer.from('\nendstream'),
    ])
  const first = 4
  add(`<< /Type /Catalog /Pages 2 0 R ${catalog} >>`)
  add(
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${first + at * 3} 0 R`).join(' ')}] >>`,
  )
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  for (const [at, page] of pages.entries()) {
    const number = first + at * 3
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${size.join(' ')}] ${more} /Contents ${number + 1} 0 R /Resources << /Font << /F 3 0 R >> /XObject << /I ${number + 2} 0 R >> >> >>`,
    )
    const picture = `q ${size[0]} 0 0 ${size[1]} 0 0 cm /I Do Q`
    const shows =
      typeof page === 'string'
        ? `BT /F 12 Tf 20 100 Td (${page}) Tj ET`
        : 'draws' in page
          ? page.draws
          : picture
    add(stream('', Buffer.from(shows)))
    const head = '/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8'
    if (typeof page !== 'string' && 'jpeg' in page) {
      const { jpeg, side } = page
      add(stream(`${head} /Width ${side} /Height ${side} /Filter /DCTDecode`, Buffer.from(jpeg)))
      continue
    }
    const pixels = Buffer.alloc(16 * 16 * 3)
    if (typeof page !== 'string' && 'red' in page)
      for (let i = 0; i < pixels.length; i += 3) pixels[i] = page.red
    add(stream(`${head} /Width 16 /Height 16`, pixels))
  }
  let body = Buffer.from('%PDF-1.7\n')
  const places: number[] = []
  const parts = [body]
  let length = body.length
  for (const [at, object] of objects.entries()) {
    places.push(length)
    const whole = Buffer.concat([Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    parts.push(whole)
    length += whole.length
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')
  parts.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer} >>\nstartxref\n${length}\n%%EOF`,
    ),
  )
  body = Buffer.concat(parts)
  return body
}
