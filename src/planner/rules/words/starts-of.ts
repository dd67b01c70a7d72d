const known = new WeakMap<RegExp, { starts: readonly string[] | undefined }>()

/**
 * Whether a text begins as every match of the pattern does. Where it doesn't the pattern need not be tried: its first use is
 * what costs, a good part of a millisecond in which V8 compiles it.
 */
export function mayMatch(pattern: RegExp, text: string): boolean {
  const found = known.get(pattern) ?? { starts: startsOf(pattern) }
  known.set(pattern, found)
  const lower = text.toLowerCase()
  return found.starts?.some((start) => lower.startsWith(start)) ?? true
}

/**
 * What any match of a pattern begins with, in lower case: `^(?:please )?(?:show|list)` begins with `please `, `show` or
 * `list`. Undefined where that is open: a pattern that may match within a text, or that begins with any character of a class.
 */
export function startsOf({ source, multiline }: RegExp): readonly string[] | undefined {
  if (multiline) return undefined
  const reader = { source, at: 0 }
  const starts = alternatives(reader, { anchored: true })
  return starts?.includes('') || reader.at < source.length ? undefined : starts
}

interface Reader {
  source: string
  at: number
}

/** Of all alternatives up to the end of the group; `''` stands for one that may be empty. */
function alternatives(reader: Reader, { anchored }: { anchored: boolean }): string[] | undefined {
  const starts: string[] = []
  let isOpen = false
  do {
    const found = sequence(reader, anchored)
    if (found) starts.push(...found)
    else isOpen = true
  } while (reader.source[reader.at++] === '|')
  reader.at -= 1
  return isOpen ? undefined : starts
}

/** Of one alternative, which is read to its end. */
function sequence(reader: Reader, anchored: boolean): string[] | undefined {
  let isKnown = true
  if (anchored) {
    if (reader.source[reader.at] === '^') reader.at += 1
    else isKnown = false
  }
  const starts: string[] = []
  /** Whether all that was read so far may be missing. */
  let mayBeEmpty = true
  while (reader.at < reader.source.length && !/[|)]/.test(reader.source[reader.at] ?? '')) {
    const found = part(reader)
    if (!mayBeEmpty || !isKnown) continue
    if (!found) isKnown = false
    else {
      starts.push(...found.filter(Boolean))
      mayBeEmpty = found.includes('')
    }
  }
  if (mayBeEmpty) starts.push('')
  return isKnown ? starts : undefined
}

/** Of a group or a run of plain characters, with what says how often it is there; undefined for what is open. */
function part(reader: Reader): string[] | undefined {
  const { source } = reader
  const literal = /^[\w ',-]+/.exec(source.slice(reader.at))?.[0]
  if (literal !== undefined) {
    reader.at += literal.length
    if (!/[?*{]/.test(source[reader.at] ?? '')) {
      skipQuantifier(reader)
      return [literal.toLowerCase()]
    }
    // What says how often belongs to the last character alone.
    if (literal.length > 1) {
      reader.at -= 1
      return [literal.slice(0, -1).toLowerCase()]
    }
    skipQuantifier(reader)
    return [literal.toLowerCase(), '']
  }
  if (source[reader.at] === '(') {
    const opening = /^\((?:\?:|\?<?[=!])?/.exec(source.slice(reader.at))?.[0] ?? '('
    reader.at += opening.length
    const inside = alternatives(reader, { anchored: false })
    reader.at += 1
    const mayBeMissing = skipQuantifier(reader)
    if (!/^\((?:\?:)?$/.test(opening)) return undefined
    return inside && mayBeMissing ? [...inside, ''] : inside
  }
  if (source[reader.at] === '[') {
    const chars = /^\[(?:\\.|[^\]\\])*\]/.exec(source.slice(reader.at))?.[0] ?? '['
    reader.at += chars.length
  } else reader.at += source[reader.at] === '\\' ? 2 : 1
  skipQuantifier(reader)
  return undefined
}

/** Whether what it belongs to may be missing. */
function skipQuantifier(reader: Reader): boolean {
  const quantifier = /^(?:[?*+]|\{\d+(?:,\d*)?\})\??/.exec(reader.source.slice(reader.at))?.[0] ?? ''
  reader.at += quantifier.length
  return /^(?:[?*]|\{0)/.test(quantifier)
}
