import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { candidateId } from '../../../src/config/candidate.js'
import { loadCatalog } from '../../../src/routing/catalog.js'
import { localAdapterFor } from '../../../src/tools/local/local-adapter-for.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import type { AnyTool } from '../../../src/tools/tool.js'

const shipped = fileURLToPath(new URL('../../../config/catalog.yaml', import.meta.url))
const fixtures = fileURLToPath(new URL('../../fixtures/catalog.yaml', import.meta.url))
const tools = await loadBuiltInTools()
const runsHere = (tool: AnyTool) => localAdapterFor(tool, {}) !== undefined
const knownTools = tools.map(({ id }) => id)

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-catalog-'))
})
afterAll(() => rm(dir, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(dir, name)
  await writeFile(path, text)
  return path
}

async function load(...files: string[]) {
  const catalog = await loadCatalog(files, { knownTools })
  if (!catalog.ok) throw catalog.error
  return catalog.value
}

async function failure(text: string): Promise<string> {
  const catalog = await loadCatalog([await file('bad.yaml', text)], { knownTools })
  if (catalog.ok) throw new Error('was accepted')
  expect(catalog.error.code).toBe('INVALID_CONFIG')
  return catalog.error.message
}

test('the shipped catalogue has a quick and a better model for every tool, wherever the tool runs', async () => {
  const catalog = await load(shipped)
  for (const tool of tools) {
    const { id, remote, reader, run } = tool
    const local = runsHere(tool)
    const all = catalog.candidates(id)
    if (reader)
      expect(
        all.map(({ source }) => source),
        id,
      ).toContain('code')
    if (reader || run) continue
    expect(new Set(all.map(candidateId)).size).toBe(all.length)
    for (const { backend, options } of all)
      expect(backend === 'local' ? localAdapterFor(tool, options) : remote, id).toBeDefined()
    const hub = all.filter(({ backend, source }) =>
      local ? backend === 'local' && source === 'hub' : backend === 'hugging-face',
    )
    expect(hub.length, id).toBeGreaterThanOrEqual(2)
    const qualities = hub.map(({ quality }) => quality)
    expect(Math.max(...qualities), id).toBeGreaterThan(Math.min(...qualities))
    for (const { model } of all) expect(model).toMatch(/^[\w-]+\/[\w.-]+$/)
    for (const { model, memory, download } of hub.filter(({ backend }) => backend === 'local')) {
      expect(memory, model).toBeGreaterThan(0)
      expect(download, model).toBeGreaterThan(1_000_000)
      expect(memory, model).toBeGreaterThan(download ?? 0)
    }
  }
})

test('a candidate that maps languages to names of its own has one for every language it speaks', async () => {
  const catalog = await load(shipped)
  for (const { languages, options } of catalog.candidates('translation'))
    if (options.languageCodes)
      expect(Object.keys(options.languageCodes).sort()).toEqual([...(languages ?? [])].sort())
})

test('the fixtures have a model for every tool that runs locally', async () => {
  const catalog = await load(fixtures)
  for (const { id } of tools.filter(runsHere)) expect(catalog.candidates(id).length, id).toBeGreaterThan(0)
})

test('own properties only: there are no candidates for "constructor"', async () => {
  const catalog = await load(shipped)
  expect(catalog.candidates('constructor')).toEqual([])
  expect(catalog.candidates('no-such-tool')).toEqual([])
})

test('a later file stands before an earlier one, or takes its place', async () => {
  const mine = await file('mine.yaml', 'image-to-text: [{ backend: local, model: me/captions }]\n')
  const merged = (await load(shipped, mine)).candidates('image-to-text')
  expect(merged[0]?.model).toBe('me/captions')
  expect(merged.length).toBeGreaterThan(1)
  const only = await file(
    'only.yaml',
    'image-to-text:\n  replace: true\n  candidates: [{ backend: local, model: me/only }]\n',
  )
  const replaced = await load(shipped, mine, only)
  expect(replaced.candidates('image-to-text').map(({ model }) => model)).toEqual(['me/only'])
  expect(replaced.candidates('translation').length).toBeGreaterThan(0)
})

test('folders are relative to the file that names them', async () => {
  const path = await file(
    'folder.yaml',
    'translation: [{ backend: local, source: folder, model: ../models/x }]\n',
  )
  expect((await load(path)).candidates('translation')[0]?.model).toBe(join(dir, '../models/x'))
})

test('an empty file is an empty catalogue', async () => {
  expect((await load(await file('empty.yaml', '# nothing yet\n'))).candidates('translation')).toEqual([])
})

test('an unknown tool is an error with its line and the nearest name, unless it was registered', async () => {
  const text = '# mine\n\ntranslate: []\n'
  const message = await failure(text)
  expect(message).toContain('bad.yaml:3')
  expect(message).toContain('Did you mean "translation"?')
  const allowed = await loadCatalog([await file('own.yaml', text)], {
    knownTools: [...knownTools, 'translate'],
  })
  expect(allowed.ok).toBe(true)
})

test('every problem is said, with its line, and for unknown keys the nearest', async () => {
  const message = await failure(
    [
      'translation:',
      '  - backend: local',
      '    model: a/b',
      '    memry: 5GB',
      '  - backend: lokal',
      '    model: c/d',
      'summarization:',
      '  - { backend: local, model: e/f, memory: lots }',
    ].join('\n'),
  )
  expect(message).toMatch(/bad\.yaml:2: .*unknown key "memry".* Did you mean "memory"\?/)
  expect(message).toMatch(/bad\.yaml:5: translation\.1\.backend/)
  expect(message).toMatch(/bad\.yaml:8: summarization\.0\.memory: "lots" is not a size/)
})

test('bad YAML and missing files are errors that name file and line', async () => {
  expect(await failure('translation:\n  - { backend: local\nmodel: [')).toMatch(/bad\.yaml:[23]:/)
  expect(await failure('- a\n- b\n')).toContain('bad.yaml:1')
  const missing = await loadCatalog([join(dir, 'nowhere.yaml')])
  expect(missing.ok ? '' : missing.error.message).toMatch(/nowhere\.yaml.*ENOENT/)
})

test('a catalogue of aliases that grow without bound is refused as what it is', async () => {
  const list = (of: string) => `[${Array(10).fill(of).join(', ')}]`
  const bomb = [
    'a: &a [x]',
    ...'bcdefg'.split('').map((name, at) => `${name}: &${name} ${list(`*${'abcdef'[at]}`)}`),
  ]
  expect(await failure(bomb.join('\n'))).toContain('alias')
})
