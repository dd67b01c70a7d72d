import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../src/config/package-root.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'

/** Files that name tasks, each with what it names and why that stands in no tool's file. */
const exceptions: Readonly<Record<string, { names: 'any' | readonly string[]; why: string }>> = {
  'hub/model-types.ts': { names: 'any', why: "transformers.js' own list of its pipelines, generated" },
  'hub/model-files.ts': {
    names: ['image-feature-extraction', 'image-text-similarity'],
    why: 'pipelines that load single networks of a model; several tools may use a pipeline',
  },
  'backends/local/chat/chat-tool.ts': {
    names: ['text-generation'],
    why: 'a pipeline of transformers.js, on which a tool that is in no plan runs',
  },
  'backends/local/host/load-parts.ts': {
    names: ['image-text-similarity', 'image-text-to-text', 'mask-generation', 'time-series-forecasting'],
    why: 'what transformers.js has model and processor classes for; several tools may use them',
  },
  'tools/local/seeing/answer-by-sight.ts': {
    names: ['image-text-to-text'],
    why: 'what models that see are loaded as, for every tool that asks them',
  },
  'search/embedder.ts': {
    names: ['image-text-similarity'],
    why: 'the tool whose vectors are compared; it runs without a plan',
  },
  'planner/llm/demonstrations.ts': {
    names: 'any',
    why: 'whole plans, shown to an LLM with the tools at hand',
  },
  'planner/llm/list-demonstrations.ts': { names: 'any', why: 'as the demonstrations before' },
  'planner/rules/builder.ts': { names: ['translation'], why: 'the name of an output field' },
}

const src = join(packageRoot, 'src')
const ids = (await loadBuiltInTools()).map(({ id }) => id)
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('tools/tasks/'))

/** The ids that stand in code as a text or as a key, comments aside. */
function idsIn(code: string): string[] {
  const texts = code.replace(/^\s*(\/\*)?\*.*$|\/\*\*.*?\*\/|^\s*\/\/.*$/gm, '')
  const literals = new Set([...texts.matchAll(/(['"`])([a-z0-9-]+)\1/g)].map(([, , literal]) => literal))
  return ids.filter((id) => literals.has(id))
}

describe('what is true of one task', () => {
  it('stands in its file: no other names it', () => {
    const named = files.flatMap((file) => {
      const allowed = exceptions[file]?.names ?? []
      const found = idsIn(readFileSync(join(src, file), 'utf8'))
      return found.filter((id) => allowed !== 'any' && !allowed.includes(id)).map((id) => `${file}: ${id}`)
    })
    expect(ids.length).toBeGreaterThan(30)
    expect(files.length).toBeGreaterThan(300)
    expect(named).toEqual([])
  })

  it.each(Object.entries(exceptions))('is named in %s for a reason that still holds', (file, { names }) => {
    const found = idsIn(readFileSync(join(src, file), 'utf8'))
    expect(found.length).toBeGreaterThan(0)
    if (names !== 'any') expect(found).toEqual(names)
  })

  it('is found wherever it is named', () => {
    expect(idsIn("const t = 'image-to-text'")).toEqual(['image-to-text'])
    expect(idsIn('run(`translation`)')).toEqual(['translation'])
    expect(idsIn("/** `image-to-text` */\n * 'translation'\n// 'fill-mask'")).toEqual([])
  })
})
