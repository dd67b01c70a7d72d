import { mostPages } from '../../../tools/document/pages-bound.js'
import { numberOf } from '../reading/said-count.js'
import { gloss } from '../words/gloss.js'

const ordinals = 'first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth'.split('|')
const numbers = 'one|two|three|four|five|six|seven|eight|nine|ten'
const behind = /\b(?:pages?|pp?\.)\s+(?:no\.?\s|number\s)?/gi
const listed = /\s{0,3}(?:(\d{1,5})\b|(and|to|through|until|or|[-–,&]))/iy
const inWords = new RegExp(`\\bpage (${numbers})\\b`, 'i')
const atEnd = new RegExp(`\\b(first|last|final) (?:(\\d{1,2}|${numbers}) )?pages?\\b`, 'i')
const inPlace = new RegExp(`\\b(?:(${ordinals.join('|')})|(\\d{1,5})(?:st|nd|rd|th)) pages?\\b`, 'gi')

/**
 * The numbers of the pages that words name, from 1: "page 2", "pages 3 to 5", "the last two pages". Undefined where they name
 * none. `total`: how many pages there are, without which the last is not known.
 */
export function pagesSaid(said: string, total: number | undefined): number[] | undefined {
  const text = gloss(said.slice(0, 2000))
  const pages = [...numbered(text), ...placed(text), ...atEnds(text, total)].filter((page) => page > 0)
  const distinct = [...new Set(pages)].sort((a, b) => a - b).slice(0, mostPages)
  return distinct.length > 0 ? distinct : undefined
}

/** "Page 2", "pages 1, 3 and 5", "pages 2-4", "page two". */
function numbered(text: string): number[] {
  const found = [...text.matchAll(behind)].flatMap((match) => listAt(text, match.index + match[0].length))
  return found.length > 0 ? found : [numberOf(inWords.exec(text)?.[1] ?? '')]
}

function listAt(text: string, from: number): number[] {
  const pages: number[] = []
  let joint = ''
  listed.lastIndex = from
  for (let found = listed.exec(text); found; found = listed.exec(text)) {
    const [, number, between = ''] = found
    const before = pages.at(-1)
    if (number !== undefined && before !== undefined && /^(?:to|through|until|[-–])$/i.test(joint))
      pages.push(...range(before + 1, Number(number)))
    else if (number !== undefined && (pages.length === 0 || joint !== '')) pages.push(Number(number))
    else if (number !== undefined) break
    joint = between
  }
  return pages
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, Math.min(to - from + 1, mostPages)) }, (_, at) => from + at)

/** "The second page", "the 3rd page". */
const placed = (text: string): number[] =>
  [...text.matchAll(inPlace)].map(([, word, number]) =>
    word === undefined ? Number(number) : ordinals.indexOf(word.toLowerCase()) + 1,
  )

/** "The last page", "the first two pages". */
function atEnds(text: string, total: number | undefined): number[] {
  const [, end = '', many] = atEnd.exec(text) ?? []
  if (end === '') return []
  const count = many === undefined ? 1 : numberOf(many)
  if (/^first$/i.test(end)) return range(1, count)
  return total === undefined ? [] : range(Math.max(1, total - count + 1), total)
}

const looks = [
  /\b(?:charts?|diagrams?|graphs?|illustrations?|drawings?|logos?|layouts?|signatures?|stamps?|letterheads?|handwrit\w{1,6}|screenshots?|ocr)\b/i,
  /\bfigures? \d/i,
  /\b(?:pictures?|images?|photos?|photographs?) (?:(?:is|are|there) )?(?:on|in|from) (?:\w+ )?(?:pages?|pdf|document|report|file)\b/i,
  /\bpages?\b[^.?!]{0,30}\b(?:as|into|to) (?:an? )?(?:pictures?|images?|photos?|png|jpe?g)\b/i,
  /\b(?:pdf|document|report|scan|file)\b[^.?!]{0,20}\b(?:into|to|as) (?:an? )?(?:pictures?|images?|png|jpe?g)\b/i,
  /\bdescribe\b[^.?!]{0,40}\bpages?\b/i,
  /\b(?:pages?|pdf|document|report)\b[^.?!]{0,40}\blooks?(?: like)?\b/i,
  /\blooks? of\b[^.?!]{0,20}\b(?:pages?|pdf|document|report)\b/i,
]

/** Whether words ask how pages look, rather than what they say: a document with text need not be looked at for the latter. */
export function asksForLooks(said: string): boolean {
  const text = gloss(said.slice(0, 2000))
  return looks.some((pattern) => pattern.test(text))
}
