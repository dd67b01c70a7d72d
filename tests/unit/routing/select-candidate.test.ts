import { describe, expect, it } from 'vitest'
import { candidateId } from '../../../src/config/candidate.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import type { Route } from '../../../src/routing/route.js'
import { createCandidateSelector } from '../../../src/routing/select-candidate.js'
import { createSpending } from '../../../src/spending/spending.js'
import { type ScriptedCall, scriptedModel } from '../../../src/testing.js'
import { candidateOf } from '../../support/fake-backend.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools } from '../../support/test-tools.js'

const candidates = [
  candidateOf('here', { quality: 2 }),
  candidateOf('there', { backend: 'hugging-face', quality: 5, price: { perCall: 0.002 } }),
]
const routeOf = (list = candidates): Route => ({
  ranked: list.map((candidate) => ({
    candidate,
    id: candidateId(candidate),
    reason: 'a reason',
    expectedMs: 500,
    measuredCalls: 0,
    ...(candidate.price ? { costUsd: 0.002 } : { costUsd: 0 }),
  })),
  rejected: [{ candidate: 'local:huge@main:q8', reason: 'needs 60 GB' }],
})
const [here, there] = candidates.map(candidateId)
const signal = new AbortController().signal
const input = { text: 'my secret diary', language: 'de' }

async function select(
  script: readonly ScriptedCall[],
  call: { input?: Record<string, unknown>; route?: Route } = {},
) {
  const model = scriptedModel(script)
  const selector = createCandidateSelector({ model })
  const asked = { tool: testTools.upper, input, route: routeOf(), preference: 'quality', ...call }
  const route = await selector.select(asked, { signal })
  model.assertDone()
  return { route, model, selector, asked }
}

describe('an LLM that chooses the model', () => {
  it('puts its choice in front, with its reason; the rest stays as fall-backs', async () => {
    const { route } = await select([{ json: { candidate: there, reason: 'German needs the better one.' } }])
    expect(route.ranked.map(({ id }) => id)).toEqual([there, here])
    expect(route.selection).toBe(`scripted:model chose ${there}: German needs the better one.`)
  })

  it('is told sizes, ratings, prices and preference, and nothing of what the input says or is called', async () => {
    const media = mediaRecord('image', 'a', 'secret-plans.png')
    const { model } = await select([{ json: { candidate: here, reason: 'Small.' } }], {
      input: { ...input, image: { ...media, facts: { width: 2000, height: 1500 } } },
    })
    const prompt = model.prompts[0]?.map(({ content }) => content).join('\n') ?? ''
    for (const fact of [
      '3.0 megapixels',
      'about 20 characters',
      '"de"',
      'quality 5 of 5',
      '$0.0020',
      'prefers: quality',
    ])
      expect(prompt).toContain(fact)
    expect(prompt).not.toContain('secret')
    expect(prompt).not.toContain(media.digest)
    expect(prompt).not.toContain('huge')
  })

  it.each<[string, ScriptedCall, RegExp]>([
    [
      'names one that was rejected',
      { json: { candidate: 'local:huge@main:q8', reason: 'Big.' } },
      /is not offered/,
    ],
    ['gives another shape', { json: { model: 'x' } }, /not a choice/],
    ['gives no JSON', { jsonText: 'The second one!' }, /not a choice/],
    ['fails', { error: new SwitchyardError('PROVIDER_LIMIT', 'Too many requests.') }, /Too many requests/],
  ])('and %s leaves the order to the rules, and the route says why', async (_what, reply, reason) => {
    const { route } = await select([reply])
    expect(route.ranked).toEqual(routeOf().ranked)
    expect(route.selection).toMatch(
      /^The order is that of the rules, because scripted:model could not choose: /,
    )
    expect(route.selection).toMatch(reason)
  })

  it('is asked once for calls of the same kind', async () => {
    const { selector, asked, model } = await select([{ json: { candidate: there, reason: 'Better.' } }])
    const again = await selector.select({ ...asked, input: { ...input, text: 'another diary.' } }, { signal })
    expect(again.ranked[0]?.id).toBe(there)
    expect(model.prompts).toHaveLength(1)
  })

  it('is not asked when there is nothing to choose', async () => {
    const route = routeOf(candidates.slice(0, 1))
    expect((await select([], { route })).route).toEqual(route)
  })

  it('that is not there is said so', async () => {
    const selector = createCandidateSelector({ model: undefined })
    const asked = { tool: testTools.upper, input, route: routeOf(), preference: 'speed' }
    expect((await selector.select(asked, { signal })).selection).toContain('there is no LLM')
  })

  it('counts as a call of the LLM', async () => {
    const spending = createSpending()
    const selector = createCandidateSelector({
      model: scriptedModel([
        { json: { candidate: here, reason: 'x' }, usage: { inputTokens: 9, outputTokens: 2 } },
      ]),
    })
    const asked = { tool: testTools.upper, input, route: routeOf(), preference: 'speed' }
    await selector.select(asked, { signal, meter: spending.llm })
    expect(spending.usage().llm).toMatchObject({ calls: 1, inputTokens: 9, outputTokens: 2 })
  })

  it('passes cancellation on', async () => {
    const stop = AbortSignal.abort(new SwitchyardError('CANCELLED', 'Stopped.'))
    const selector = createCandidateSelector({ model: scriptedModel([]) })
    const asked = { tool: testTools.upper, input, route: routeOf(), preference: 'speed' }
    await expect(selector.select(asked, { signal: stop })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
