import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Media } from '../../../src/media/media.js'
import type { EarlierStep } from '../../../src/plan/planned.js'
import { validatePlan } from '../../../src/plan/validate/validate-plan.js'
import type { PlanRequest } from '../../../src/planner/planner.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import { mediaOf } from './validate-fixtures.js'

const tools = await loadBuiltInTools()

const words = fc.oneof(
  fc.constantFrom(
    ...'describe classify is there a an the penguin cat or dog in picture pictures both these it that this what does memo say transcribe translate to German compare similar same find where how many summarize read aloud : , ? . and then write poem "a cat" "$x" {{s1}} $image1 invoice document text total mood depth segment second last image2 match mention'.split(
      ' ',
    ),
    ...tools.flatMap(({ phrases = [] }) => phrases),
    ...tools.map(({ id }) => id),
  ),
  fc.string({ maxLength: 8 }),
)
const text = fc.array(words, { maxLength: 14 }).map((some) => some.join(' '))

const media = fc
  .record({ image: fc.nat(3), audio: fc.nat(2), text: fc.nat(2), video: fc.nat(1), table: fc.nat(1) })
  .map((counts) => {
    const named: Record<string, Media> = {}
    for (const modality of ['image', 'audio', 'text', 'video', 'table'] as const)
      for (let at = 1; at <= counts[modality]; at++)
        named[`${modality}${at}`] = mediaOf(modality, { characters: 3000 })
    return named
  })

const step = fc.constantFrom<EarlierStep>(
  { id: 's1', tool: 'image-to-text', output: { text: 'a cat' }, summary: '' },
  { id: 's2', tool: 'image-to-text', output: [{ text: 'a cat' }, null], summary: '' },
  { id: 's3', tool: 'image-classification', output: { label: 'cat', score: 1, labels: [] }, summary: '' },
  { id: 's4', tool: 'depth-estimation', output: { depth: mediaOf('image') }, summary: '' },
  { id: 's5', tool: 'gone', output: 3, summary: '' },
)
const history = fc.record({
  turns: fc.constantFrom([], [{ text: 'hi', answer: 'hello' }]),
  steps: fc.uniqueArray(step, { selector: ({ id }) => id }),
})

const request: fc.Arbitrary<PlanRequest> = fc.record({
  text,
  media,
  history,
  tools: fc.oneof(fc.constant(tools), fc.subarray(tools)),
})
const { signal } = new AbortController()

it('whatever is asked of whatever media, the plan can be run, and is the same every time', async () => {
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const first = await createRulePlanner().plan(asked, { signal })
      const again = await createRulePlanner().plan(asked, { signal })
      expect(first).toEqual(again)
      if (!first.ok) throw first.error
      const scope = { tools: asked.tools, media: asked.media, earlier: asked.history.steps, maxSteps: 64 }
      expect(validatePlan(first.value.plan, scope)).toEqual({ ok: true, value: first.value.plan })
      const { plan, notes, shortfalls = [], checks = [] } = first.value
      const planned = plan.steps.map(({ id }) => id)
      for (const { told, compared } of checks)
        for (const id of [told, compared]) expect([undefined, ...planned]).toContain(id)
      for (const { message } of shortfalls) expect(notes).toContain(message)
      // Steps that can't be run are the safety net's work; that it has none is the rules' own doing.
      expect(first.value.notes.filter((note) => note.startsWith('Left out'))).toEqual([])
    }),
    { numRuns: 400 },
  )
})
