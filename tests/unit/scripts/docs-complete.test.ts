import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { layers } from '../../../scripts/check-shape.mjs'
import { packageRoot } from '../../../src/config/package-root.js'
import { errorCodes } from '../../../src/core/errors.js'

const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8')
const page = (name: string) => read(`docs/${name}`)
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'examples/README.md'],
  ...readdirSync(join(packageRoot, 'docs'), { recursive: true })
    .map((file) => `docs/${file}`)
    .filter((file) => file.endsWith('.md')),
]

test('troubleshooting has a section for each error code, and for no other', () => {
  const sections = [...page('troubleshooting.md').matchAll(/^### (\w+)$/gm)].map(([, code]) => code)
  expect(sections.sort()).toEqual([...errorCodes].sort())
})

describe('the architecture page', () => {
  const rows = [...page('architecture.md').matchAll(/^\| ([a-z ]*)\| `([a-z]+)` \|/gm)].map(
    ([, layer = '', folder = '']) => ({ begins: layer.trim() !== '', folder }),
  )

  test('shows the folders that there are', () => {
    const folders = readdirSync(join(packageRoot, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
    const shown = rows.map(({ folder }) => folder)
    expect(folders.filter((folder) => !shown.includes(folder))).toEqual([])
    expect(new Set(shown).size).toBe(shown.length)
  })

  test('shows them in the layers that are held', () => {
    const shown: string[][] = []
    for (const { begins, folder } of rows) {
      if (begins) shown.push([folder])
      else shown.at(-1)?.push(folder)
    }
    expect(shown.map((layer) => layer.sort())).toEqual(layers.map((layer) => [...layer].sort()))
  })
})

test('each page of decisions is listed', () => {
  const list = page('decisions/README.md')
  for (const file of readdirSync(join(packageRoot, 'docs/decisions')))
    if (file !== 'README.md') expect(list).toContain(`(${file})`)
})

test('each page is within two links of the README', () => {
  const targets = (file: string) =>
    linksOf(read(file)).flatMap(({ path }) => (path.endsWith('.md') ? [join(dirname(file), path)] : []))
  const near = targets('README.md')
  const reached = new Set(['README.md', ...near, ...near.flatMap(targets)])
  expect(pages.filter((file) => !reached.has(file))).toEqual([])
})

describe.each(pages)('%s', (file) => {
  test('names only paths that exist', () => {
    const named = [...read(file).matchAll(/`([\w.*/<>-]+\/[\w.*/<>-]*)`/g)].map(([, path = '']) => path)
    expect(named.filter((path) => !isThere(path))).toEqual([])
  })

  test('links only to pages and headings that exist', () => {
    const broken = linksOf(read(file)).filter(({ path, anchor }) => {
      const target = path === '' ? file : join(dirname(file), path)
      if (!existsSync(join(packageRoot, target))) return true
      return anchor !== '' && target.endsWith('.md') && !headingsOf(read(target)).includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

// What a build makes is not in the repository.
const tops = readdirSync(packageRoot).filter((name) => name !== 'node_modules' && name !== 'dist')
const inSource = readdirSync(join(packageRoot, 'src'))
const everything = tops
  .filter((top) => /^(bench|config|docs|examples|models|native|page|samples|scripts|src|tests)$/.test(top))
  .flatMap((top) => [
    top,
    ...readdirSync(join(packageRoot, top), { recursive: true }).map((path) => `${top}/${path}`),
  ])
/** Layers that no folder has come to yet. */
const planned = layers.flat().filter((layer) => !inSource.includes(layer))

/** Whether a path of the repository is there; below `src/`, that may be left out. What is no path of it counts as there. */
function isThere(path: string): boolean {
  const [first = '', second = ''] = path.split('/')
  const full = tops.includes(first) ? path : inSource.includes(first) ? `src/${path}` : undefined
  if (full === undefined || (first === 'src' && planned.includes(second))) return true
  const pattern = full
    .replace(/\/$/, '')
    .replaceAll('.', '\\.')
    .replace(/<[\w-]+>|\*/g, '[^/]*')
  return tops.includes(full) || everything.some((one) => new RegExp(`^${pattern}$`).test(one))
}

function linksOf(text: string): { path: string; anchor: string }[] {
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, path = '', anchor = '']) => ({
      path,
      anchor,
    }),
  )
}

/** As GitHub names headings in links; those that come again are numbered. */
function headingsOf(text: string): string[] {
  const seen = new Map<string, number>()
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
    const name = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-')
    const count = seen.get(name) ?? 0
    seen.set(name, count + 1)
    return count === 0 ? name : `${name}-${count}`
  })
}
