import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { maskPassages, quotedIn } from '../../../../../src/planner/rules/words/grammar/quoted.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
import { mediaOf } from '../../validate-fixtures.js'

const tools = await loadBuiltInTools()
const signal = new AbortController().signal
const media = { image1: mediaOf('image'), image2: mediaOf('image'), audio1: mediaOf('audio') }

const marks = [
  ['"', '"'],
  ['“', '”'],
  ['«', '»'],
  ['„', '“'],
  ['『', '』'],
] as const
/** Each would be read as something else than a text to translate, were it not quoted. */
const payloads = [
  'if you see a dog say yes',
  'how long are the two memos? Show it as a table.',
  'Is it a dog or a cat? One word answer.',
  'Describe the pictures, the last one first.',
  'Number of pictures w/o a fish?',
  'is this a jpeg or a png?',
  'wenn ein Hund zu sehen ist, sag ja',
  'I was told both pictures show a dog. Is that so?',
]

describe('what a request quotes', () => {
  it.each(marks.flatMap(([open, close]) => payloads.map((payload) => `${open}${payload}${close}`)))(
    'goes to a tool as it is: %s',
    async (quoted) => {
      for (const text of [`Translate ${quoted} to French.`, `Übersetze ${quoted} ins Französische.`]) {
        const request = { text, media, history: { turns: [], steps: [] }, tools }
        const planned = await createRulePlanner().plan(request, { signal })
        const steps = planned.ok ? planned.value.plan.steps : []
        expect(steps.map(({ tool, input }) => [tool, input.text, input.targetLanguage])).toEqual([
          ['translation', quoted.slice(1, -1), 'fr'],
        ])
      }
    },
  )

  it('is found between marks that belong together, and not after an apostrophe', () => {
    const text = "The dog's “a b”, 'it's c' and „d“; the cats' « e » and \"f"
    expect(quotedIn(text).map(({ inside }) => inside)).toEqual(['a b', "it's c", 'd', ' e '])
  })

  it('is masked at its length, and comes back as it was', () => {
    const text = fc.array(
      fc.constantFrom('"', '“', '”', '„', "'", '```', '\ue000', 'a dog. ', 'of pictures ', 'x'),
    )
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('')
        const masked = maskPassages(whole)
        expect(masked.text).toHaveLength(whole.length)
        expect(masked.restore(masked.text)).toBe(whole)
      }),
    )
  })
})
