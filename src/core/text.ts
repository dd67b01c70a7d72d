/** `0.52` as `52 %`; what rounds to nothing or everything says so. */
export function formatPercent(score: number): string {
  if (score > 0 && score < 0.01) return 'under 1 %'
  if (score < 1 && score > 0.99) return 'over 99 %'
  return `${Math.round(score * 100)} %`
}

/** `a bus`, `an umbrella`; of ImageNet's `tabby, tabby cat` the first name. */
export function aThing(label: string): string {
  return withArticle(label.split(',')[0]?.trim() ?? label)
}

/** `a bus`, `an umbrella`; plurals, names, codes and what has an article stay as they are. */
export function withArticle(name: string): string {
  if (!/^[a-z]/.test(name) || /^(an?|the|two|three|no|some\w*|any\w*|people) ?\b/.test(name)) return name
  if (/[^sui]s$/.test(name)) return name
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`
}

/** `a, b and c`. */
export function formatList(items: readonly string[], conjunction = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.at(-1)}`
}

/** `1 object`, `3 objects`. */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}

/** A name as people and language models see it: on one line, without marks that are not seen or turn text around, and whole characters. */
export function onOneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim()
}

/** A text of several lines as it may be shown and kept: without control characters, and marks that turn text around. */
export function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu, '')
}

/** Words of a request for the middle of a sentence: on one line, 80 characters at most. */
export function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 80 ? `${line.slice(0, 79).trimEnd()}…` : line
}
