/** A fault in a file that code of this project has found: its message is for people. */
export class FileFault extends Error {
  override readonly name = 'FileFault'
}

/** What the texts of libraries mean. They name functions, temporary files and inner states, so none of them is shown. */
const meanings: readonly [RegExp, string][] = [
  [
    /premature|truncat|unexpected end|end of (file|input|stream|data)|too short|not enough/i,
    'it ends too early',
  ],
  [/channel limit/i, 'it has too many channels'],
  [/limit|too (large|big)/i, 'it is larger than can be decoded'],
  [/unsupported|not supported|no decoder/i, 'it uses a variant of the format that is not supported'],
  [/header|signature|magic/i, 'its header is broken'],
]

/** Why a file could not be read, in our own words, or undefined where the error says nothing for people. */
export function explainReadError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if (error instanceof FileFault) return error.message
  return meanings.find(([text]) => text.test(error.message))?.[1]
}
