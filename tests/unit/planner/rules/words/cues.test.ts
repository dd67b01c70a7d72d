import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { allCued } from '../../../../../src/core/patterns/cued.js'
import { type Listener, stringListener, unsaidMatch, wordListener } from '../../../../support/unsaid-match.js'

const source = fileURLToPath(new URL('../../../../../src', import.meta.url))
const rewritings = new Map<RegExp, { cues: string; pattern: RegExp }>()

beforeAll(async () => {
  for (const file of await readdir(source, { recursive: true })) {
    if (!file.endsWith('.ts')) continue
    const code = await readFile(join(source, file), 'utf8')
    if (!/\bcued\(|\bRewriting\b/.test(code)) continue
    const exported: Record<string, unknown> = await import(join(source, file))
    for (const [cues, pattern] of Object.values(exported).filter(Array.isArray).flat().filter(Array.isArray))
      if (pattern instanceof RegExp) rewritings.set(pattern, { cues, pattern })
  }
}, 60_000)

const unsaidIn = (all: typeof allCued, separator: string, listenTo: (cues: readonly string[]) => Listener) =>
  all.flatMap(({ cues, pattern }) => {
    const text = unsaidMatch(pattern, cues.split(separator), listenTo)
    return text === undefined ? [] : [{ text, cues, pattern: String(pattern) }]
  })

test('no text that a cued pattern matches lacks its cues', () => {
  expect(allCued.length).toBeGreaterThan(100)
  expect(unsaidIn(allCued, '|', stringListener)).toEqual([])
})

test('no text that a rewriting fits lacks the words that it is tried for', () => {
  expect(rewritings.size).toBeGreaterThan(50)
  expect(unsaidIn([...rewritings.values()], ' ', wordListener)).toEqual([])
})

test.each<[RegExp, string, string | undefined]>([
  [/\b(?:last|final) \w+/i, 'last|final', undefined],
  [/\b(?:last|final|third) \w+/i, 'last|final', 'third _'],
  [/words? (?:only)?/, 'words', 'word '],
  [/a(?=bc)b/, 'abc', undefined],
  [/(?<=no )more/, 'no ', undefined],
  [/a?b{2,3}[^c]+/, 'abb|d', 'bb\n'],
])('what %s matches without %s is found', (pattern, cues, text) => {
  expect(unsaidMatch(pattern, cues.split('|'), stringListener)).toBe(text)
})

test('a word is heard as a whole only', () => {
  expect(unsaidMatch(/\bwhich ones?\b/, ['one'], wordListener)).toBe('which ones')
  expect(unsaidMatch(/\bwhich (?:one|of)\b/, ['one', 'of'], wordListener)).toBeUndefined()
  expect(unsaidMatch(/\bthat(?:'s)? it\b/, ['that'], wordListener)).toBeUndefined()
  expect(unsaidMatch(/\bthat'?s it\b/, ["that's"], wordListener)).toBe('thats it')
})
