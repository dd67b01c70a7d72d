import type Iconv from 'iconv-lite'

export interface EncodingGuess {
  /** A name that iconv-lite takes, such as `windows-1252`. */
  encoding: string
  /** Whether there is no reasonable doubt about the text. */
  isSure: boolean
}

/** Bytes past ASCII that a guess needs: a damaged byte or two are no other encoding. */
const leastEvidence = 3

/** What Windows wrote where detectors speak of the standard: the same letters, and quotation marks besides. */
const asWindows: ReadonlyMap<string, string> = new Map([
  ['iso-8859-1', 'windows-1252'],
  ['iso-8859-7', 'windows-1253'],
  ['iso-8859-8', 'windows-1255'],
  ['iso-8859-9', 'windows-1254'],
  ['cp932', 'shift_jis'],
  ['cp949', 'euc-kr'],
])

/**
 * The encoding of bytes that are text but not UTF-8, or undefined where there is no idea. It is sure when two detectors
 * that work in different ways read the same text, and the text looks like one.
 */
export async function detectEncoding(sample: Uint8Array): Promise<EncodingGuess | undefined> {
  const [{ detect }, { default: chardet }, { default: iconv }] = await Promise.all([
    import('jschardet'),
    import('chardet'),
    import('iconv-lite'),
  ])
  const names = [chardet.detect(sample), detect(Buffer.from(sample)).encoding].flatMap((name) =>
    name ? [asWindows.get(name.toLowerCase()) ?? name.toLowerCase()] : [],
  )
  const readings = names.flatMap((encoding) => {
    const text = decode(iconv, sample, encoding)
    return text === undefined ? [] : [{ encoding, text }]
  })
  const [one, other] = readings
  if (!one) return undefined
  const isEnough = sample.filter((byte) => byte > 0x7f).length >= leastEvidence
  return { encoding: one.encoding, isSure: isEnough && one.text === other?.text && looksWritten(one.text) }
}

/** The text, where the bytes are valid in that encoding. The last character may be cut. */
function decode(iconv: typeof Iconv, bytes: Uint8Array, encoding: string): string | undefined {
  if (!iconv.encodingExists(encoding)) return undefined
  const text = iconv.getDecoder(encoding).write(Buffer.from(bytes))
  return text.includes('\ufffd') ? undefined : text
}

/** No control characters, and within lower-case words no capitals and signs: `MŸller` and `M„ller` are misread. */
function looksWritten(text: string): boolean {
  return !/[\u0080-\u009f\ufffd]/.test(text) && !/\p{Ll}(?![’‘´·–—])[^\p{Ll}\p{ASCII}]\p{Ll}/u.test(text)
}
