import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeApi } from '../../../scripts/write-api.js'
import { packageRoot } from '../../../src/config/package-root.js'

const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8')
const page = read('docs/api.md')
const { text, problems } = describeApi()

test('the API reference shows the code as it is: npm run api', () => {
  expect(page).toBe(text)
})

test('every export, and every member of options, has a comment that says what it is', () => {
  expect(problems).toEqual([])
})

test.each(['src/index.ts', 'src/queue/index.ts'])(
  'the API reference has a section for each export of %s',
  (file) => {
    const names = [...read(file).matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
      list.split(',').flatMap((part) => part.trim().replace(/^type /, '') || []),
    )
    expect(names.length).toBeGreaterThan(20)
    expect(names.filter((name) => !page.includes(`\n### ${name}\n`))).toEqual([])
  },
)

test('each name in the lists of the API reference leads to its section', () => {
  const headings = [...page.matchAll(/^### (\w+)$/gm)].map(([, name = '']) => name.toLowerCase())
  const anchors = headings.map((name, place) => {
    const before = headings.slice(0, place).filter((one) => one === name).length
    return before === 0 ? name : `${name}-${before}`
  })
  const links = [...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor)
  expect(links.toSorted()).toEqual(anchors.toSorted())
})
