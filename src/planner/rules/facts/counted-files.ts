import { formatList } from '../../../core/text.js'
import type { Media } from '../../../media/media.js'

/*
 * "How many files have I sent you, and how many of them are pictures?": the files themselves are counted, not those that show something.
 * It is read where every word is known.
 */

interface Kind {
  noun: string
  holds: (item: Media) => boolean
}

const ofModality = (noun: string, ...some: readonly Media['modality'][]): Kind => ({
  noun,
  holds: ({ modality }) => some.includes(modality),
})
const ofFormat = (noun: string, mime: RegExp): Kind => ({
  noun,
  holds: ({ mimeType }) => mime.test(mimeType),
})

const everything: Kind = { noun: 'file', holds: () => true }
const kinds = new Map<string, Kind>([
  ['file', everything],
  ['attachment', { ...everything, noun: 'attachment' }],
  ...['picture', 'photo', 'photograph', 'image', 'pic'].map((noun): [string, Kind] => [
    noun,
    ofModality(noun, 'image'),
  ]),
  ...['recording', 'memo', 'audio', 'sound'].map((noun): [string, Kind] => [
    noun,
    ofModality(noun === 'recording' || noun === 'memo' ? noun : 'recording', 'audio'),
  ]),
  ['clip', ofModality('clip', 'audio', 'video')],
  ['video', ofModality('video', 'video')],
  ['text', ofModality('text', 'text')],
  ['document', ofModality('document', 'text', 'table')],
  ['table', ofModality('table', 'table')],
  ['png', ofFormat('PNG', /png/)],
  ['jpeg', ofFormat('JPEG', /jpe?g/)],
  ['jpg', ofFormat('JPG', /jpe?g/)],
  ['gif', ofFormat('GIF', /gif/)],
  ['webp', ofFormat('WebP', /webp/)],
  ['wav', ofFormat('WAV', /wav/)],
  ['mp3', ofFormat('MP3', /mp3|mpeg/)],
  ['flac', ofFormat('FLAC', /flac/)],
  ['ogg', ofFormat('OGG', /ogg/)],
])
const kindOf = (word: string | undefined): Kind | undefined =>
  word === undefined ? undefined : kinds.get(word.replace(/s$/, ''))

const idle = new Set(
  `how many number count amount total of what what's whats is are was were be been do does did have has had having i i've ive we we've you you've your my our us me it its
  in on at to for with by this that these those them they there here the a an all and or but as each exactly altogether overall together sum just only so now ok okay please kindly can could would will
  tell say give know attach attached attaching sent send sending gave given giving upload uploaded uploading share shared got get received receive see included include message chat conversation
  out from among amongst voice kind type format respectively hey hi hello thanks set batch request more fewer less than or which was were`
    .split(/\s+/)
    .filter(Boolean),
)
const countedNext =
  /\b(?:how many|number of|count(?: of)?|total of)(?: (?:all|the|my|these|those|attached))*$/
const counts = /\b(?:how many|number of|count of|count|total of)\b/

/** "Did I send more pictures or more recordings?", "are there fewer photos than memos?" */
const comparing = /\b(more|fewer|less)\b.*\b(or|than)\b/

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .match(/[\p{L}\p{N}']+/gu) ?? []

/** The kinds of files whose number is asked for; none where something else is asked. */
function kindsCounted(text: string): readonly Kind[] {
  if (text.length > 200) return []
  const words = wordsOf(text)
  const isComparison = comparing.test(words.join(' '))
  if (
    (!counts.test(words.join(' ')) && !isComparison) ||
    !words.every((word) => idle.has(word) || kindOf(word))
  )
    return []
  const named = words.flatMap((word, at) => {
    const kind = kindOf(word)
    if (!kind) return []
    const before = words.slice(0, at).join(' ')
    // "Of the files, how many are pictures", "PNG files": they only say of what is counted.
    const isCounted =
      kind.holds === everything.holds ? countedNext.test(before) : isComparison || counts.test(before)
    const isNamedAgain =
      kindOf(words[at + 1]) !== undefined && kindOf(words[at + 1])?.holds !== everything.holds
    return isCounted && !isNamedAgain ? [kind] : []
  })
  const distinct = [...new Map(named.map((kind) => [kind.noun, kind])).values()]
  return isComparison && distinct.length !== 2 ? [] : distinct
}

/** Whether a request asks for nothing but the number of its files. */
export const isCountOfFiles = (text: string): boolean => kindsCounted(text).length > 0

/** The numbers of files that a sentence asks for, in words. Undefined: it asks something else. */
export function countedFiles(text: string, media: Readonly<Record<string, Media>>): string | undefined {
  const asked = kindsCounted(text)
  if (asked.length === 0) return undefined
  const counted = asked.map(({ noun, holds }) => ({
    noun,
    number: Object.values(media).filter(holds).length,
  }))
  const said = formatList(counted.map(({ noun, number }) => `${number} ${number === 1 ? noun : `${noun}s`}`))
  const [first, second] = counted
  const [, how = '', joint] = comparing.exec(wordsOf(text).join(' ')) ?? []
  if (how === '' || !first || !second) return `${said}.`
  const isFewer = how !== 'more'
  if (joint === 'than')
    return `${isFewer === first.number < second.number && first.number !== second.number ? 'Yes' : 'No'}: ${said}.`
  if (first.number === second.number) return `As many of each: ${said}.`
  const chosen = first.number > second.number === !isFewer ? first : second
  return `${isFewer ? 'Fewer' : 'More'} ${chosen.noun}s: ${said}.`
}

const ofWhichKind =
  /^(?:and |so )?which(?: of (?:them|these|the \w+|my \w+)| files?| ones?| attachments?)? (?:is|are) (?:an? |the )?(\w{3,12})(?: files?)?\?*$/i

/** "Which files are recordings?": those of a kind, by their names. Undefined: something else is asked. */
export function filesOfKind(text: string, media: Readonly<Record<string, Media>>): string | undefined {
  const kind = kindOf(ofWhichKind.exec(text.trim())?.[1]?.toLowerCase())
  if (!kind || kind.holds === everything.holds) return undefined
  const names = Object.entries(media).flatMap(([name, item]) => (kind.holds(item) ? [item.name ?? name] : []))
  return names.length > 0 ? `${formatList(names)}.` : `None is a ${kind.noun}.`
}
