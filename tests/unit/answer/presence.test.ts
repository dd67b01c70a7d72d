import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { describePresence } from '../../../src/answer/presence.js'
import { createTemplateResponder } from '../../../src/answer/template-responder.js'
import type { StepReport } from '../../../src/executors/step-report.js'
import type { Plan } from '../../../src/plan/plan.js'
import type { Check, Planned } from '../../../src/plan/planned.js'
import { createRulePlanner } from '../../../src/planner/rules/rule-planner.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'
import { mentions } from '../../../src/tools/text/mentions.js'
import { mediaOf } from '../planner/validate-fixtures.js'

const tools = await loadBuiltInTools()
const { signal } = new AbortController()
const media = { image1: mediaOf('image'), audio1: mediaOf('audio') }

async function planFor(text: string): Promise<Planned> {
  const request = { text, media, history: { turns: [], steps: [] }, tools }
  const planned = await createRulePlanner().plan(request, { signal })
  if (!planned.ok) throw planned.error
  return planned.value
}

/** What the models found: what they heard, the picture in words, and what each label got, the best first. */
interface Found {
  heard?: string
  described?: string | undefined
  scores?: [label: string, score: number][] | undefined
}

function reportsOf({ steps }: Plan, { heard = '', described, scores }: Found): StepReport[] {
  const labels = scores?.map(([label, score]) => ({ label, score }))
  const outputs: Record<string, unknown> = {
    'automatic-speech-recognition': { text: heard, segments: [] },
    'image-to-text': described === undefined ? undefined : { text: described },
    'image-classification': { label: 'dog', score: 0.9, labels: [{ label: 'dog', score: 0.9 }] },
    'zero-shot-image-classification': labels && { ...labels[0], labels },
  }
  return steps.map(({ id, tool }) => {
    const output = outputs[tool]
    const report = { id, tool, subject: tool.startsWith('auto') ? 'audio1 (memo.wav)' : 'image1 (scene.png)' }
    if (output !== undefined) return { ...report, status: 'done', summary: `${tool} is done.`, output }
    return {
      ...report,
      status: 'failed',
      error: { code: 'NO_ROUTE', message: 'No model.', retryable: false },
    }
  })
}

async function answer(text: string, found: Found): Promise<string> {
  const { plan, checks = [] } = await planFor(text)
  const request = { text, media, turns: [], plan, checks, steps: reportsOf(plan, found) }
  let said = ''
  for await (const piece of createTemplateResponder().respond(request, { signal })) said += piece
  return said
}

describe('whether something is in a picture', () => {
  const dog = 'a dog on a red background'

  test('is a yes where the description mentions it, and the answer begins with that', async () => {
    const said = await answer('Is there a dog in the picture?', { described: dog, scores: [['dog', 0.97]] })
    expect(said).toMatch(
      /^Yes, "dog" is in image1 \(scene\.png\): .* mentions it \[s1\]\. .*\(97 %\) \[s3\]\./,
    )
    expect(said).toContain('image-to-text is done. [s1]')
    expect(said).not.toContain('zero-shot-image-classification is done.')
  })

  test('is a probable no where it does not and other labels win, with scores and threshold', async () => {
    const scores: Found['scores'] = [
      ['dog', 0.97],
      ['cat', 0.03],
    ]
    const said = await answer('Is this a cat?', { described: dog, scores })
    expect(said).toMatch(/^Probably no "cat" in image1 \(scene\.png\): .* does not mention it \[s1\]/)
    expect(said).toMatch(/"dog" fits best \(97 %\); "cat" got 3 %, and 50 % would be a sign of it \[s3\]/)
  })

  test('is not known where description and score disagree, or one is missing', async () => {
    const alone: Found['scores'] = [['cat', 0.9]]
    for (const found of [{ described: dog, scores: alone }, { scores: alone }, { described: dog }]) {
      expect(await answer('Is there a cat in the picture?', found)).toMatch(
        /^I can't tell whether "cat" is in image1 /,
      )
    }
  })

  test('is seen for a kind of things where one of the kind is described, and denied only where all that is described is of other kinds', async () => {
    const scores: Found['scores'] = [
      ['dog', 0.99],
      ['animals', 0.01],
    ]
    const asked = 'Are there any animals in the picture?'
    expect(await answer(asked, { described: dog, scores })).toContain(
      'Yes, "animals" is in image1 (scene.png): the description says "dog"',
    )
    expect(await answer(asked, { described: 'a bus on a red background', scores })).toContain(
      'Probably no "animals" in image1',
    )
    expect(await answer(asked, { described: 'somebody on a red background', scores })).toContain(
      `I can't tell whether "animals"`,
    )
  })

  test('is asked of what a recording says, word for word', async () => {
    const heard = 'the dog is red'
    const said = await answer('What does the memo say, and is that in the picture?', {
      ...{ heard, described: dog },
      scores: [[heard, 0.62]],
    })
    expect(said).toContain(
      `I can't tell whether "${heard}" is in image1 (scene.png): the description has its words, but not together [s2].`,
    )
    const moon = await answer('What does the memo say, and is that in the picture?', {
      ...{ heard: 'the dog is behind the moon', described: dog },
    })
    expect(moon).toContain('has a part of it, but not "behind" or "moon" [s2]')
  })

  test('is said of each thing and picture, however it is asked', async () => {
    const scores: Found['scores'] = [
      ['dog', 0.97],
      ['cat', 0.03],
    ]
    for (const asked of [
      'Is there a cat or a dog?',
      "Isn't there a cat or a dog?",
      'Is there no cat or dog?',
    ]) {
      const said = await answer(asked, { described: dog, scores })
      expect(said.match(/^(?:Yes|Probably no)\b[^:]*/gm)?.sort()).toEqual([
        'Probably no "cat" in image1 (scene.png)',
        'Yes, "dog" is in image1 (scene.png)',
      ])
    }
  })

  test('is said once, however often it is asked', async () => {
    const said = await answer('Is there a dog? Is there a dog?', { described: dog })
    expect(said.match(/Yes, "dog"/g)).toHaveLength(1)
  })

  it('says yes only by the description, no only without it, and names each step that it rests on', () => {
    const word = fc.constantFrom('cat', 'dog', 'bus', 'red', 'animal', 'people', 'cats', 'moon')
    const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((some) => some.join(' '))
    const score = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined })
    const described = fc.option(words, { nil: undefined })
    fc.assert(
      fc.property(words, described, score, (thing, text, its) => {
        const plan: Plan = {
          steps: [
            { id: 'a', tool: 'image-to-text', input: {} },
            { id: 'c', tool: 'zero-shot-image-classification', input: {} },
          ],
        }
        const scores: Found['scores'] = its === undefined ? undefined : [[thing, its]]
        const steps = reportsOf(plan, { described: text, scores })
        const check: Check = { things: [thing], among: 'image', told: 'a', compared: 'c' }
        const [line = '', ...more] = describePresence(check, steps)
        if (text === undefined && its === undefined) {
          expect(line).toBe('')
          return
        }
        expect(more).toEqual([])
        const isThere = text !== undefined && mentions(text, thing)
        const isOfKind = /animal$/.test(thing) && /cat|dog/.test(text ?? '')
        expect(line.startsWith('Yes, ')).toBe(isThere || isOfKind)
        if (line.startsWith('Probably no ')) {
          expect(its).toBeLessThan(0.5)
          expect(/animal|people/.test(thing) && !/cat|dog|bus|moon/.test(text ?? '')).toBe(false)
        }
        expect(line.includes('[a]')).toBe(text !== undefined)
        expect(line.includes('[c]')).toBe(its !== undefined)
      }),
    )
  })
})

describe('whether something is said in a recording', () => {
  it.each([
    'Does the memo mention a bus or trains?',
    'Is there a bus or trains in the memo?',
    'Does it say anything about a bus or trains?',
  ])('%s', async (asked) => {
    const request = { text: asked, media: { audio1: media.audio1 }, history: { turns: [], steps: [] }, tools }
    const planned = await createRulePlanner().plan(request, { signal })
    if (!planned.ok) throw planned.error
    const { plan, checks = [] } = planned.value
    const steps = reportsOf(plan, { heard: 'the bus is behind the moon' })
    expect(checks.flatMap((check) => describePresence(check, steps))).toEqual([
      'Yes, "bus" is said in audio1 (memo.wav) [s1].',
      'No "trains" is said in audio1 (memo.wav), at least not by that word [s1].',
    ])
    const failed = steps.map((step) => ({ ...step, status: 'failed' as const }))
    expect(checks.flatMap((check) => describePresence(check, failed))).toEqual([])
  })
})

describe('a description mentions a thing', () => {
  it.each([
    ['two cats on a white background', 'cat'],
    ['a bus to the left of a flower', 'buses'],
    ['a horse and a moon', 'horses'],
    ['berries', 'a berry'],
    ['A penguin above a crown on blue', 'a penguin above the crown'],
  ])('%s: %s', (text, thing) => expect(mentions(text, thing)).toBe(true))

  it.each([
    ['a category', 'cat'],
    ['a dog on a red background', 'red dog'],
    ['a dog above a balloon', 'balloon above a dog'],
    ['a dog', ''],
    ['', 'dog'],
  ])('but not %s: %s', (text, thing) => expect(mentions(text, thing)).toBe(false))
})
