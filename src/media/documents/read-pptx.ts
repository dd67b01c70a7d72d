import { strFromU8, unzipSync } from 'fflate'
import { checkedArchive } from './check-archive.js'
import type { DocumentContent } from './document-content.js'

/** The text of a presentation, each slide behind a line `[slide 3]`; cells of a table are divided by tabs. */
export async function readPptx(path: string, label: string): Promise<DocumentContent> {
  const parts = unzipSync(await checkedArchive(path, label), {
    filter: ({ name }) =>
      /^ppt\/(?:presentation\.xml|_rels\/presentation\.xml\.rels|slides\/slide\d+\.xml)$/.test(name),
  })
  const xml = (name: string) => strFromU8(parts[name] ?? new Uint8Array())
  const targets = new Map(
    [...xml('ppt/_rels/presentation.xml.rels').matchAll(/<Relationship\b[^<>]*>/g)].map(([tag]) => [
      attribute(tag, 'Id'),
      `ppt/${attribute(tag, 'Target')?.replace(/^\/?(?:ppt\/)?/, '')}`,
    ]),
  )
  const shown = [...xml('ppt/presentation.xml').matchAll(/<p:sldId\b[^<>]*>/g)].flatMap(
    ([tag]) => targets.get(attribute(tag, 'r:id')) ?? [],
  )
  const slides = shown.map((name, at) => `[slide ${at + 1}]\n${textOf(xml(name))}`)
  return { modality: 'text', text: slides.join('\n\n'), facts: { pages: Math.max(1, slides.length) } }
}

const attribute = (tag: string, name: string): string | undefined => tag.split(` ${name}="`)[1]?.split('"')[0]

/** The runs of text, with a line for each paragraph. */
function textOf(xml: string): string {
  let text = ''
  for (const [tag, said] of xml.matchAll(/<a:t(?: [^<>]*)?>([^<]*)<\/a:t>|<\/a:p>|<a:br ?\/>|<\/a:tc>/g))
    text += said !== undefined ? plain(said) : tag === '</a:tc>' ? '\t' : '\n'
  return text
    .replaceAll('\n\t', '\t')
    .replace(/\t?\n+/g, '\n')
    .trim()
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const plain = (xml: string): string =>
  xml.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name] ?? whole
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
