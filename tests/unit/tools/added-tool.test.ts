import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modelsTable, toolsTable } from '../../../scripts/tool-tables.mjs'
import { toolJson } from '../../../src/cli/ui/show-tools.js'
import { formatDtype } from '../../../src/config/format-dtype.js'
import { packageRoot } from '../../../src/config/package-root.js'
import { formatBytes } from '../../../src/core/format.js'
import { type Agent, createAgent } from '../../../src/index.js'
import { explainRoute } from '../../../src/routing/explain-route.js'
import { scriptedModel } from '../../../src/testing.js'
import { contourLines } from '../../fixtures/own-tool/contour-lines.js'

const catalogFile = join(packageRoot, 'tests/fixtures/own-tool/catalog.yaml')
const picture = join(packageRoot, 'samples/images/scene-06.png')
const emptyPlan = { json: { parts: ['contour lines'], steps: [] } }
const llm = scriptedModel([emptyPlan, emptyPlan, emptyPlan])

let dir: string
let byRules: Agent
let byLlm: Agent
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-added-'))
  const settings = [
    `catalogs=[${JSON.stringify(catalogFile)}]`,
    'backends=["hugging-face"]',
    'privacy=any',
    'media.allowPrivateAddresses=true',
  ]
  const env = { SWITCHYARD_CACHE_DIR: dir, HF_TOKEN: 'hf_test' }
  const add = { profile: 'demo', tools: [contourLines], env }
  byRules = await createAgent({ ...add, llm: 'none', set: settings })
  byLlm = await createAgent({ ...add, llm, set: [...settings, 'planner=llm'] })
})
afterAll(async () => {
  await byRules.close()
  await byLlm.close()
  await rm(dir, { recursive: true, force: true })
})

const planOf = async (text: string) => (await byRules.plan({ text, media: [picture] })).planned

describe('a tool that a user adds with one file and one entry in a catalogue', () => {
  it('is planned by the rules where its words ask for it', async () => {
    const { plan } = await planOf('Please draw me the contour lines of this.')
    expect(plan.steps.map(({ tool, input }) => ({ tool, input }))).toEqual([
      { tool: 'contour-lines', input: { image: '$image1' } },
    ])
  })

  it('stands in for what the profile has no model of, and the plan says so', async () => {
    const planned = await planOf('Estimate the depth of the picture.')
    expect(planned.plan.steps.map(({ tool }) => tool)).toEqual(['contour-lines'])
    expect(JSON.stringify(planned)).toMatch(/no model of depth-estimation; contour-lines stands in/)
  })

  it('is in the prompt of the LLM that plans', async () => {
    await byLlm.plan({ text: 'Draw the contour lines.', media: [picture] })
    const said = llm.prompts[0]?.map(({ content }) => content).join('\n')
    expect(said).toContain('- contour-lines(image, title?) -> image: Draws lines of equal distance')
  })

  it('is explained by tools --why with the model of its entry', async () => {
    const tool = byRules.parts.registry.get('contour-lines')
    if (!tool) throw new Error('it is not in the registry')
    const { signal } = new AbortController()
    const explained = await explainRoute(tool, {}, byRules.parts.routing, { signal })
    if (!explained.ok) throw explained.error
    expect(explained.value).toMatchObject({
      tool: 'contour-lines',
      ranked: [{ candidate: 'hugging-face:acme/contours:127.0.0.1:9', place: 'at 127.0.0.1:9' }],
      rejected: [],
    })
  })

  it('has its rows in the tables of the documentation', () => {
    const { registry, catalog } = byRules.parts
    const listed = registry.list().map(toolJson)
    const row = `| \`contour-lines\` | ${contourLines.description} | \`image\`, \`title\`? | \`image\` |`
    expect(toolsTable(listed)).toContain(row)
    expect(modelsTable(listed, { catalog, formatBytes, formatDtype })).toContain(
      '| `contour-lines` | – | acme/contours (http://127.0.0.1:9) |',
    )
  })
})
