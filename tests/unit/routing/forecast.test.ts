import { describe, expect, it } from 'vitest'
import { describeForecast } from '../../../src/cli/ui/describe-forecast.js'
import { describeRoute } from '../../../src/cli/ui/describe-route.js'
import type { Candidate } from '../../../src/config/candidate.js'
import { type Profile, profileSchema } from '../../../src/config/profile.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { err, ok } from '../../../src/core/result.js'
import type { Plan } from '../../../src/plan/plan.js'
import { createCandidateMemory } from '../../../src/routing/candidate-memory.js'
import { explainRoute, placeMedia } from '../../../src/routing/explain-route.js'
import { type ForecastRequest, forecast } from '../../../src/routing/forecast.js'
import type { OpenModels } from '../../../src/routing/open-models/open-models.js'
import type { RoutingServices } from '../../../src/routing/routing-facts.js'
import { candidateOf, FakeBackend } from '../../support/fake-backend.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const local = candidateOf('small')
const remote = candidateOf('owner/large', { backend: 'hugging-face', price: { perCall: 0.01 } })
const unpriced = candidateOf('owner/other', { backend: 'hugging-face' })

function routingOf(
  byTool: Record<string, Candidate[]>,
  profile: Partial<Omit<Profile, 'budget'>> & { budget?: Partial<Profile['budget']> } = {},
): RoutingServices {
  const base = profileSchema.parse({ name: 'test', description: '' })
  return {
    catalog: { candidates: (tool) => byTool[tool] ?? [] },
    backends: [new FakeBackend({}), new FakeBackend({}, { id: 'hugging-face' })],
    profile: { ...base, ...profile, budget: { ...base.budget, ...profile.budget } },
    hasToken: true,
    breaker: { open: () => undefined },
    memory: createCandidateMemory(),
  }
}

const image1 = {
  ...mediaRecord('image', 'a', 'photo.jpg'),
  bytes: 1_200_000,
  facts: { width: 1000, height: 800 },
}
const plan: Plan = {
  steps: [
    { id: 's1', tool: 'caption', input: { image: '$image1' } },
    { id: 's2', tool: 'upper', input: { text: '{{s1.text}} and more' } },
  ],
}

async function forecastOf(routing: RoutingServices, rest: Partial<ForecastRequest> = {}) {
  const tools = toolBox(testTools.caption, testTools.upper, testTools.frames)
  const found = await forecast({
    plan,
    media: { image1 },
    tools,
    routing,
    llm: { id: undefined, staysHere: false, seesPictures: false },
    signal: new AbortController().signal,
    ...rest,
  })
  const planned = { plan, by: 'rules' as const, notes: [], llmCalls: 0 }
  return { found, said: describeForecast(found, { planned, askLlm: false }) }
}

describe('a forecast', () => {
  it('says of each step where it would run, what it sends and what that costs', async () => {
    const { found, said } = await forecastOf(routingOf({ caption: [remote], upper: [local] }))
    expect(found.steps).toMatchObject([
      {
        candidate: 'hugging-face:owner/large:auto',
        place: 'at Hugging Face',
        leaves: true,
        costUsd: 0.01,
        media: { image1: { name: 'photo.jpg', bytes: 1_200_000 } },
      },
      { candidate: 'local:small@main:q8', leaves: false, costUsd: 0, results: ['s1'] },
    ])
    expect(found).toMatchObject({ leaving: { image1: 1_200_000 }, costUsd: 0.01, unpriced: [] })
    expect(said).toContain(
      's1 caption runs on hugging-face:owner/large:auto at Hugging Face, about $0.010 a call',
    )
    expect(said).toContain('sends image1 (photo.jpg, 1.2 MB)')
    expect(said).toContain('Leaves this machine: image1 (1.2 MB).')
    expect(said).toContain('Estimated cost: about $0.010.')
  })

  it('says which pictures the LLM would be shown, and that they leave where it is elsewhere', async () => {
    const routing = routingOf({ caption: [local], upper: [local] })
    const llm = { id: 'openai:gpt-5-mini', staysHere: false, seesPictures: true }
    const { found, said } = await forecastOf(routing, { llm })
    expect(found).toMatchObject({ llm: { sees: ['image1'] }, leaving: { image1: 1_200_000 } })
    expect(said).toContain('the results in words; is shown image1, scaled down')
    expect(said).toContain('Leaves this machine: image1 (1.2 MB), and what the LLM is told.')
    expect(said).not.toContain('no file')
    const here = await forecastOf(routing, { llm: { ...llm, id: 'local:owner/tiny', staysHere: true } })
    expect(here.said).toContain('Nothing leaves this machine.')
  })

  it('says that nothing leaves when nothing does, and counts what is unknown as unknown', async () => {
    expect((await forecastOf(routingOf({ caption: [local], upper: [local] }))).said).toContain(
      'Nothing leaves this machine.\nEstimated cost: nothing.',
    )
    const { said, found } = await forecastOf(routingOf({ caption: [unpriced], upper: [local] }))
    expect(found.unpriced).toEqual(['hugging-face:owner/other:auto'])
    expect(said).toContain('hugging-face:owner/other:auto, which has no known price')
  })

  it('sends the result of a step on, when the step after it is remote', async () => {
    const { said } = await forecastOf(routingOf({ caption: [local], upper: [remote] }))
    expect(said).toContain('sends the result of s1')
  })

  it('lets the budget go down from step to step, as a run would', async () => {
    const routing = routingOf(
      { caption: [remote], upper: [remote, local] },
      { backends: ['hugging-face', 'local'], budget: { perRun: 0.015 } },
    )
    expect((await forecastOf(routing)).found.steps.map(({ candidate }) => candidate)).toEqual([
      'hugging-face:owner/large:auto',
      'local:small@main:q8',
    ])
  })

  it('says what can’t run, with the reason', async () => {
    const { said } = await forecastOf(routingOf({ caption: [remote], upper: [local] }, { privacy: 'local' }))
    expect(said).toContain("s1 caption can't run: No model can run caption here.")
  })

  it('says once-for-each of steps that go through a list', async () => {
    const mapped: Plan = { steps: [{ id: 's2', tool: 'caption', input: { image: '$s1.frames[*]' } }] }
    const { said } = await forecastOf(routingOf({ caption: [local] }), { plan: mapped })
    expect(said).toContain('s2 caption, once for each item of a list, runs on')
  })

  it('says what the LLM would do and be told, and that it was not asked', async () => {
    const routing = routingOf(
      { caption: [local], upper: [local] },
      { llmPrice: { perMillionInputTokens: 1, perMillionOutputTokens: 2 } },
    )
    const { said, found } = await forecastOf(routing, {
      llm: { id: 'openai:gpt', staysHere: false, seesPictures: false },
    })
    expect(found.llm).toMatchObject({ leaves: true, does: ['plan', 'answer'] })
    expect(found.llm?.costUsd).toBeCloseTo(0.008)
    expect(said).toContain('openai:gpt would make the plan, and is not asked in a dry run')
    expect(said).toContain('Leaves this machine: what the LLM is told, and no file.')
    expect(
      (await forecastOf(routing, { llm: { id: 'local:tiny', staysHere: true, seesPictures: false } })).said,
    ).toContain('Nothing leaves this machine.')
  })

  it('says when the budget has no room for the LLM', async () => {
    const routing = routingOf({ caption: [local], upper: [local] }, { budget: { perRun: 1 } })
    const { said, found } = await forecastOf(routing, {
      llm: { id: 'openai:gpt', staysHere: false, seesPictures: false },
    })
    expect(said).toContain('openai:gpt would not be called: it has no known price')
    expect(found.unpriced).toEqual([])
  })
})

async function explain(input: Record<string, unknown>, routing: RoutingServices) {
  const { signal } = new AbortController()
  const explained = await explainRoute(testTools.caption, input, routing, { signal })
  if (!explained.ok) throw explained.error
  return explained.value
}

/** A Hub that knows one model, for every tool. */
const hubWith = (model: string): OpenModels => ({
  async resolve(asked) {
    if (asked === model) return ok({ candidates: [candidateOf(model)], rejected: [] })
    return err(new SwitchyardError('MODEL_UNAVAILABLE', `The model ${asked} was not found.`))
  },
  taskOf: async () => undefined,
  close: async () => {},
})

describe('a model that the step or the profile names', () => {
  const openModels = hubWith('owner/named')
  const naming = (model: string): Plan => ({
    steps: [{ id: 's1', tool: 'caption', model, input: { image: '$image1' } }],
  })

  it('is what the forecast says, in place of the catalogue’s', async () => {
    const routing = { ...routingOf({ caption: [remote] }), openModels }
    const { found } = await forecastOf(routing, { plan: naming('owner/named') })
    expect(found.steps).toMatchObject([{ candidate: 'local:owner/named@main:q8', leaves: false }])
    expect(found.leaving).toEqual({})
  })

  it('can’t run where the Hub does not know it, and the forecast says so', async () => {
    const routing = { ...routingOf({ caption: [remote] }), openModels }
    const { said } = await forecastOf(routing, { plan: naming('owner/none') })
    expect(said).toContain("s1 caption can't run: The model owner/none was not found.")
  })

  it('is what the explanation of a route says', async () => {
    const routing = {
      ...routingOf({ caption: [remote] }, { models: { caption: 'owner/named' } }),
      openModels,
    }
    const { ranked } = await explain({ image: image1 }, routing)
    expect(ranked.map(({ candidate }) => candidate)).toEqual(['local:owner/named@main:q8'])
  })
})

describe('the explanation of a route', () => {
  const routing = routingOf({ caption: [remote, local, candidateOf('huge', { limits: { maxPixels: 10 } })] })

  it('has the order with reasons, time and price, and what was rejected with why', async () => {
    routing.memory.record('caption', 'local:small@main:q8', { ok: true, durationMs: 320 })
    const explained = await explain({ image: image1 }, routing)
    expect(explained).toMatchObject({
      input: { pixels: 800_000 },
      ranked: [
        { candidate: 'local:small@main:q8', place: 'on this machine', costUsd: 0 },
        { candidate: 'hugging-face:owner/large:auto', costUsd: 0.01, measuredCalls: 0 },
      ],
      rejected: [{ candidate: 'local:huge@main:q8', reason: expect.stringContaining('megapixels') }],
    })
    const said = describeRoute(explained)
    expect(said).toMatch(/1\. local:small@main:q8 +on this machine +about 320 ms \(measured\) +free/)
    expect(said).toMatch(
      /2\. hugging-face:owner\/large:auto +at Hugging Face +about 1\.0 s \(rated\) +about \$0\.010/,
    )
    expect(said).toContain('Not considered:\n  local:huge@main:q8')
  })

  it('says what to do when nothing is left', async () => {
    const none = routingOf({ caption: [remote] }, { privacy: 'local' })
    expect(describeRoute(await explain({}, none))).toContain('No model can run caption here.')
  })

  it('takes files for the fields of their kind, lists for several, and refuses what has no place', async () => {
    const second = mediaRecord('image', 'b')
    expect(placeMedia(testTools.compare, [image1, second])).toMatchObject({
      value: { images: [image1, second] },
    })
    expect(placeMedia(testTools.caption, [image1, second])).toMatchObject({
      error: { code: 'INVALID_REQUEST', message: expect.stringContaining('It takes image (image).') },
    })
  })
})
