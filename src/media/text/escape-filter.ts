export interface EscapeFilter {
  /** The next piece of a text without terminal escapes. One that may go on in the next piece waits for it. */
  filter(piece: string, isLast: boolean): string
}

// Colours and cursor movements (CSI), titles and links (OSC), character sets and single commands.
const esc = '\\u001b'
const bell = '\\u0007'
const sequences = new RegExp(
  `${esc}(?:\\[[0-?]{0,64}[ -/]{0,4}[@-~]|\\][^${bell}${esc}]{0,2048}(?:${bell}|${esc}\\\\)|[()*+][0-9A-Za-z]|[=>78cDEHMNOZ])`,
  'g',
)
const longestSequence = 2100

/** Takes the escape sequences of terminals out of a text that comes in pieces. Others are left as they are. */
export function createEscapeFilter(): EscapeFilter {
  let kept = ''
  return {
    filter(piece, isLast) {
      const text = (kept + piece).replace(sequences, '')
      const start = text.lastIndexOf('\u001b')
      const isOpen = !isLast && start >= 0 && text.length - start < longestSequence
      // An escape within an OSC may be its end, of which the backslash is still to come.
      const from = isOpen
        ? Math.max(0, text.indexOf('\u001b', Math.max(0, start - longestSequence)))
        : text.length
      kept = text.slice(from)
      return text.slice(0, from)
    },
  }
}
