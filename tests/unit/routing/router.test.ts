import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CandidateState } from '../../../src/backends/backend.js'
import { type Candidate, candidateId } from '../../../src/config/candidate.js'
import { profileSchema } from '../../../src/config/profile.js'
import type { RoutingFacts } from '../../../src/routing/facts.js'
import { type Measure, updateMeasure } from '../../../src/routing/measure.js'
import { route } from '../../../src/routing/router.js'
import { candidateOf } from '../../support/fake-backend.js'
import { mediaRecord } from '../../support/media-records.js'

const hub = profileSchema.parse({ name: 'hub', description: '' })

function facts(
  candidates: readonly Candidate[],
  rest: Partial<Omit<RoutingFacts, 'profile' | 'state'>> & {
    profile?: Partial<RoutingFacts['profile']>
    states?: Record<string, CandidateState>
  } = {},
): RoutingFacts {
  const { profile, states = {}, ...others } = rest
  return {
    candidates,
    hasToken: true,
    resting: () => undefined,
    measure: () => undefined,
    now: 0,
    ...others,
    profile: { ...hub, ...profile },
    state: ({ model, backend }) => states[model] ?? { readiness: backend === 'local' ? 'cached' : 'remote' },
  }
}

function order(...args: Parameters<typeof facts>): string[] {
  const routed = route('image-to-text', {}, facts(...args))
  if (!routed.ok) throw new Error(routed.error.message)
  return routed.value.ranked.map(({ candidate }) => candidate.model)
}

function refusal(input: Record<string, unknown>, ...args: Parameters<typeof facts>) {
  const routed = route('image-to-text', input, facts(...args))
  if (routed.ok) throw new Error(`Routed to ${routed.value.ranked[0]?.id}`)
  return routed.error
}

const a = candidateOf('a')
const b = candidateOf('b')
const remote = candidateOf('r', { backend: 'hugging-face' })

describe('the order of a route', () => {
  it('is that of the catalogue when nothing else decides', () => {
    expect(order([b, a])).toEqual(['b', 'a'])
  })

  it('puts loaded before cached before what must be downloaded, whatever their merits', () => {
    const states = {
      a: { readiness: 'absent' },
      b: { readiness: 'cached' },
      c: { readiness: 'loaded' },
    } as const
    const candidates = [
      candidateOf('a', { speed: 5 }),
      candidateOf('b', { speed: 3 }),
      candidateOf('c', { speed: 1 }),
    ]
    expect(order(candidates, { states })).toEqual(['c', 'b', 'a'])
  })

  it('follows the preference among equally ready ones', () => {
    const good = candidateOf('good', { quality: 5, speed: 1, memory: 100 })
    const fast = candidateOf('fast', { quality: 1, speed: 5, memory: 50 })
    const small = candidateOf('small', { quality: 2, speed: 2, memory: 10 })
    const candidates = [small, fast, good]
    expect(order(candidates, { profile: { preference: 'quality' } })[0]).toBe('good')
    expect(order(candidates, { profile: { preference: 'speed' } })[0]).toBe('fast')
    expect(order(candidates, { profile: { preference: 'cost' } })[0]).toBe('small')
  })

  it("follows the profile's order of backends first, so that servers come last by default", () => {
    expect(order([remote, a], { states: { a: { readiness: 'absent' } } })).toEqual(['a', 'r'])
    expect(order([a, remote], { profile: { backends: ['hugging-face', 'local'] } })).toEqual(['r', 'a'])
  })

  it('prefers this machine when cost counts, whatever the order of backends', () => {
    expect(
      order([remote, a], { profile: { preference: 'cost', backends: ['hugging-face', 'local'] } }),
    ).toEqual(['a', 'r'])
  })

  it('explains every place', () => {
    const states = { b: { readiness: 'absent' } } as const
    const candidates = [candidateOf('a', { speed: 4 }), candidateOf('b', { download: 240_000_000 }), remote]
    const routed = route('image-to-text', {}, facts(candidates, { states }))
    expect(routed.ok && routed.value.ranked.map(({ reason }) => reason)).toEqual([
      'on this machine, speed 4 of 5 (preference: speed)',
      'downloaded on first use (240 MB), speed 3 of 5 (preference: speed)',
      "runs on Hugging Face's servers, speed 3 of 5 (preference: speed)",
    ])
  })
})

describe('what people said', () => {
  const votes = (known: Record<string, { good: number; bad: number }>) => (id: string) =>
    known[id.split(/[:@]/)[1] ?? '']

  it('puts a model that they dislike behind others, under each preference', () => {
    const candidates = [candidateOf('a', { speed: 5, quality: 5 }), candidateOf('b', { memory: 100 })]
    for (const preference of ['quality', 'speed', 'cost'] as const) {
      const profile = { preference }
      expect(order(candidates, { profile })).toEqual(['a', 'b'])
      expect(order(candidates, { profile, votes: votes({ a: { good: 1, bad: 3 } }) })).toEqual(['a', 'b'])
      expect(order(candidates, { profile, votes: votes({ a: { good: 1, bad: 11 } }) })).toEqual(['b', 'a'])
    }
  })

  it('decides between models of one rating only when there is enough of it', () => {
    const candidates = [candidateOf('a', { quality: 3 }), candidateOf('b', { quality: 3 })]
    const profile = { preference: 'quality' } as const
    expect(order(candidates, { profile, votes: votes({ b: { good: 1, bad: 0 } }) })).toEqual(['a', 'b'])
    expect(order(candidates, { profile, votes: votes({ b: { good: 20, bad: 0 } }) })).toEqual(['b', 'a'])
  })

  it('sends nothing to a server that would have stayed here', () => {
    expect(order([a, remote], { votes: votes({ a: { good: 0, bad: 50 } }) })).toEqual(['a', 'r'])
  })

  it('is said with the place', () => {
    const routed = route('image-to-text', {}, facts([a, b], { votes: votes({ a: { good: 1, bad: 11 } }) }))
    expect(routed.ok && routed.value.ranked.map(({ reason }) => reason)).toEqual([
      'on this machine, speed 3 of 5 (preference: speed)',
      'on this machine, speed 3 of 5 (preference: speed), judged good 1 of 12 times, which makes its quality 2.4 and puts it behind others',
    ])
  })
})

/** A measure of calls made just now. */
const timed = (durationMs: number, calls = 5): Measure =>
  Array.from({ length: calls }).reduce<Measure | undefined>(
    (measure) => updateMeasure(measure, { ok: true, durationMs }, 0),
    undefined,
  ) ?? failing(0)
const failing = (times: number): Measure =>
  Array.from({ length: times }).reduce<Measure>((measure) => updateMeasure(measure, { ok: false }, 0), {
    calls: 0,
    log2Ms: 0,
    successes: 0,
    failures: 0,
    at: 0,
  })
const measures = (known: Record<string, Measure>) => (id: string) => known[id.split(/[:@]/)[1] ?? '']

describe('what was measured', () => {
  const quick = candidateOf('quick', { speed: 5 })
  const slow = candidateOf('slow', { speed: 2 })

  it('counts more than the rating, when speed is preferred', () => {
    expect(order([quick, slow])).toEqual(['quick', 'slow'])
    const measure = measures({ quick: timed(4000), slow: timed(300) })
    expect(order([quick, slow], { measure })).toEqual(['slow', 'quick'])
  })

  it('decides among equal quality, when quality is preferred', () => {
    const measure = measures({ a: timed(4000), b: timed(300) })
    expect(order([a, b], { measure, profile: { preference: 'quality' } })).toEqual(['b', 'a'])
    const good = candidateOf('a', { quality: 5 })
    expect(order([b, good], { measure, profile: { preference: 'quality' } })).toEqual(['a', 'b'])
  })

  it('does not put a candidate behind another only because that one has never been called', () => {
    const measure = measures({ quick: timed(9000) })
    expect(order([slow, quick], { measure })).toEqual(['quick', 'slow'])
  })

  it('of a server says nothing of models on this machine', () => {
    const routed = route('t', {}, facts([a, remote], { measure: measures({ r: timed(20_000) }) }))
    const [here, there] = routed.ok ? routed.value.ranked : []
    expect(here).toMatchObject({ expectedMs: 1000, measuredCalls: 0 })
    expect(there?.expectedMs).toBeCloseTo(20_000)
  })

  it('is said in the reason', () => {
    const routed = route('t', {}, facts([a], { measure: measures({ a: timed(2000) }) }))
    expect(routed.ok && routed.value.ranked[0]?.reason).toContain('about 2.0 s a call as measured')
  })
})

describe('a candidate that failed of late', () => {
  it('stands behind those that did not, but before what must be downloaded', () => {
    const states = { b: { readiness: 'cached' }, c: { readiness: 'absent' } } as const
    const candidates = [candidateOf('a', { speed: 5 }), b, candidateOf('c')]
    const measure = measures({ a: failing(2) })
    expect(order(candidates, { states, measure })).toEqual(['b', 'a', 'c'])
    expect(order(candidates, { states, measure: measures({ a: failing(1) }) })).toEqual(['a', 'b', 'c'])
  })

  it('is back in its place when that has faded', () => {
    const measure = measures({ a: failing(2) })
    expect(order([a, b], { measure, now: 600_000 })).toEqual(['a', 'b'])
  })

  it("doesn't change which backend comes first", () => {
    expect(order([a, remote], { measure: measures({ a: failing(5) }) })).toEqual(['a', 'r'])
  })
})

describe('money', () => {
  const cheap = candidateOf('cheap', { backend: 'hugging-face', price: { perCall: 0.001 } })
  const dear = candidateOf('dear', { backend: 'hugging-face', price: { perCall: 0.1 } })

  it('orders servers by price when cost is preferred, and unknown prices come last', () => {
    expect(order([remote, dear, cheap], { profile: { preference: 'cost' } })).toEqual(['cheap', 'dear', 'r'])
  })

  it('is estimated from the size of the input and the time of a call', () => {
    const byToken = candidateOf('t', { backend: 'hugging-face', price: { perMillionInputTokens: 2 } })
    const bySecond = candidateOf('s', { backend: 'hugging-face', price: { perSecond: 0.01 } })
    const routed = route('t', { text: 'x'.repeat(4_000_000) }, facts([byToken, bySecond, a]))
    const costs = Object.fromEntries(
      routed.ok ? routed.value.ranked.map(({ candidate, costUsd }) => [candidate.model, costUsd]) : [],
    )
    expect(costs).toEqual({ t: 2, s: 0.01, a: 0 })
  })

  it('that is not there rejects what costs it, with the reason', () => {
    const tooDear = (costUsd: number | undefined) =>
      costUsd === undefined || costUsd > 0.01 ? `costs ${costUsd}` : undefined
    const routed = route('t', {}, facts([dear, remote, cheap, a], { tooDear }))
    expect(routed.ok && routed.value.ranked.map(({ candidate }) => candidate.model)).toEqual(['a', 'cheap'])
    expect(routed.ok && routed.value.rejected).toEqual([
      { candidate: 'hugging-face:dear:auto', reason: 'costs 0.1' },
      { candidate: 'hugging-face:r:auto', reason: 'costs undefined' },
    ])
    expect(refusal({}, [dear], { tooDear }).message).toContain('--max-cost')
  })
})

describe('a candidate is rejected', () => {
  it.each<[string, Parameters<typeof facts>[0], Parameters<typeof facts>[1], string, string]>([
    [
      'when it is remote and the profile is local',
      [remote],
      { profile: { privacy: 'local', name: 'demo' } },
      'is remote',
      '--profile hub',
    ],
    [
      'when its backend is not used',
      [remote],
      { profile: { backends: ['local'], name: 'mine' } },
      'does not use that',
      '--profile hub',
    ],
    ['when its source is not used', [candidateOf('p', { source: 'pack' })], {}, 'source "pack"', '`sources`'],
    ['when there is no token', [remote], { hasToken: false }, 'needs a Hugging Face token', 'HF_TOKEN'],
    [
      'when it does not fit',
      [a],
      { states: { a: { readiness: 'cached', unavailable: 'needs 6.0 GB, the budget is 2.0 GB' } } },
      'needs 6.0 GB, the budget is 2.0 GB',
      'switchyard doctor',
    ],
    [
      'when it would have to be downloaded and must not be',
      [a],
      { states: { a: { readiness: 'absent' } }, profile: { downloads: false } },
      'downloads are off',
      'switchyard models pull a',
    ],
    [
      'when its circuit is open',
      [a],
      { resting: () => 'failed 3 times in a row' },
      'failed 3 times',
      'Try again',
    ],
  ])('%s', (_when, candidates, rest, reason, move) => {
    const { rejected, message } = refusal({}, candidates, rest)
    expect(rejected).toEqual([
      { candidate: candidateId(candidates[0] ?? a), reason: expect.stringContaining(reason) },
    ])
    expect(message).toContain('1 candidate:')
    expect(message).toContain(reason)
    expect(message).toContain(move)
  })

  it('when it translates another pair of languages, or the same one the other way', () => {
    const german = candidateOf('opus-mt-de-en', { options: { from: 'de', to: 'en' } })
    const way = (sourceLanguage: string, targetLanguage: string) => ({ sourceLanguage, targetLanguage })
    for (const input of [way('en', 'de'), way('de', 'fr'), way('fr', 'en')])
      expect(refusal(input, [german]).message).toContain('translates from de to en only')
    for (const input of [way('de', 'en'), way('de-AT', 'EN'), {}])
      expect(route('t', input, facts([german])).ok).toBe(true)
  })

  it('when it does not speak a language of the input', () => {
    const english = candidateOf('en', { languages: ['en', 'fr'] })
    expect(refusal({ targetLanguage: 'de' }, [english]).message).toContain('does not speak de, only en, fr')
    for (const input of [{ language: 'en-GB' }, { language: 'auto' }, {}, { language: 3 }]) {
      expect(route('t', input, facts([english])).ok).toBe(true)
    }
    expect(route('t', { language: 'de' }, facts([a])).ok).toBe(true)
  })

  it.each([
    [
      { maxPixels: 1_000_000 },
      { image: { ...mediaRecord('image'), facts: { width: 2000, height: 1000 } } },
      'this one has 2.',
    ],
    [{ maxSeconds: 30 }, { audio: { ...mediaRecord('audio'), facts: { durationSeconds: 31.5 } } }, '31.5 s'],
    [{ maxCharacters: 10 }, { text: 'x'.repeat(6), labels: ['y'.repeat(5)] }, 'at most, this is 11'],
  ])('when the input is larger than its limits: %j', (limits, input, reason) => {
    const { message } = refusal(input, [candidateOf('small', { limits })])
    expect(message).toContain(reason)
    expect(message).toContain('Give it less at once')
    expect(route('t', {}, facts([candidateOf('small', { limits })])).ok).toBe(true)
    expect(route('t', input, facts([a])).ok).toBe(true)
  })

  it('and stays in the route with its reason when others fit', () => {
    const routed = route('t', {}, facts([remote, a], { hasToken: false }))
    expect(routed.ok && routed.value).toMatchObject({
      ranked: [{ id: 'local:a@main:q8' }],
      rejected: [{ candidate: 'hugging-face:r:auto' }],
    })
  })

  it('also when the remote copy of a source that is not used is meant: sources are about files', () => {
    expect(order([remote], { profile: { sources: ['pack'] } })).toEqual(['r'])
  })
})

describe('no route', () => {
  it('names each reason once, with the first candidate that it keeps out, and the easiest next move', () => {
    const states = {
      a: { readiness: 'cached', unavailable: 'needs 6.0 GB, the budget is 2.0 GB' },
      b: { readiness: 'absent' },
    } as const
    const { message } = refusal({}, [a, remote, b], {
      states,
      profile: { name: 'demo', privacy: 'local', downloads: false },
    })
    const another = candidateOf('r2', { backend: 'hugging-face' })
    const { message: longer, rejected } = refusal({}, [a, remote, b, another], {
      states,
      profile: { name: 'demo', privacy: 'local', downloads: false },
    })
    expect(longer).toContain(
      'hugging-face:r:auto is remote, the profile demo keeps everything on this machine (1 more likewise);',
    )
    expect(rejected.map(({ candidate }) => candidate)).toContain('hugging-face:r2:auto')
    expect(message).toBe(
      'No model can run image-to-text here. 3 candidates: local:a@main:q8 needs 6.0 GB, the budget is 2.0 GB; ' +
        'hugging-face:r:auto is remote, the profile demo keeps everything on this machine; ' +
        'local:b@main:q8 is not on this machine, downloads are off. Download it with `switchyard models pull b`.',
    )
  })

  it('says what a profile that stays on this machine lacks where only servers can do it', () => {
    const { message } = refusal({}, [remote], { profile: { name: 'demo', privacy: 'local' } })
    expect(message).toMatch(/Only models at Hugging Face can do it: use `--profile hub`, and set HF_TOKEN/)
  })

  it('says when the catalogue has nothing at all', () => {
    expect(refusal({}, []).message).toContain('The catalogue has no candidate for it.')
  })
})

describe('any route', () => {
  const drawnCandidate = fc.record({
    model: fc.stringMatching(/^[a-z]{1,3}$/),
    backend: fc.constantFrom('local', 'hugging-face'),
    source: fc.constantFrom('hub', 'pack', 'folder'),
    quality: fc.integer({ min: 1, max: 5 }),
    speed: fc.integer({ min: 1, max: 5 }),
    price: fc.option(fc.record({ perCall: fc.double({ min: 0, max: 1, noNaN: true }) }), { nil: undefined }),
    limits: fc.option(fc.record({ maxCharacters: fc.integer({ min: 1, max: 100 }) }), { nil: undefined }),
    memory: fc.nat(3),
  })
  type Drawn = typeof drawnCandidate extends fc.Arbitrary<infer T> ? T : never
  const made = ({ model, price, limits, ...rest }: Drawn) =>
    candidateOf(model, { ...rest, ...(price && { price }), ...(limits && { limits }) })
  const candidates = fc.uniqueArray(drawnCandidate, { selector: ({ model }) => model, maxLength: 8 })
  const settings = fc.record({
    privacy: fc.constantFrom('local', 'any'),
    preference: fc.constantFrom('quality', 'speed', 'cost'),
    backends: fc.subarray(['local', 'hugging-face'] as const).map((list) => [...list]),
    sources: fc.subarray(['hub', 'pack', 'folder'] as const).map((list) => [...list]),
    downloads: fc.boolean(),
  })
  const readiness = fc.constantFrom('loaded', 'cached', 'absent')

  it('accounts for every candidate once, with a reason, and never leaves the machine when it must not', () => {
    fc.assert(
      fc.property(
        candidates,
        settings,
        fc.array(readiness, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (drawn, profile, ready, hasToken) => {
          const given = drawn.map(made)
          const states = Object.fromEntries(
            given.flatMap(({ model, backend }, at) =>
              backend === 'local' ? [[model, { readiness: ready[at] ?? 'cached' }]] : [],
            ),
          )
          const known = facts(given, { profile, states, hasToken })
          const routed = route('t', {}, known)
          const ranked = routed.ok ? routed.value.ranked : []
          const rejected = routed.ok ? routed.value.rejected : routed.error.rejected
          const ids = [...ranked.map(({ id }) => id), ...rejected.map(({ candidate }) => candidate)]
          expect(ids.toSorted()).toEqual(given.map(candidateId).toSorted())
          expect([...ranked, ...rejected].every(({ reason }) => reason.length > 0)).toBe(true)
          expect(routed.ok).toBe(ranked.length > 0)
          for (const { candidate } of ranked) {
            expect(profile.backends).toContain(candidate.backend)
            if (candidate.backend === 'hugging-face') expect(profile.privacy === 'any' && hasToken).toBe(true)
            else expect(profile.sources).toContain(candidate.source)
            if (!profile.downloads) expect(known.state(candidate).readiness).not.toBe('absent')
          }
          expect(route('t', {}, known)).toEqual(routed)
        },
      ),
    )
  })

  const measuresOf = fc.array(
    fc.record({
      calls: fc.double({ min: 0, max: 20, noNaN: true }),
      log2Ms: fc.double({ min: 0, max: 20, noNaN: true }),
      successes: fc.double({ min: 0, max: 5, noNaN: true }),
      failures: fc.double({ min: 0, max: 5, noNaN: true }),
      at: fc.integer({ min: 0, max: 1_000_000 }),
    }),
    { minLength: 8, maxLength: 8 },
  )
  /** Everything that may decide, for the same candidates in whatever order. */
  const world = fc
    .record({
      drawn: candidates,
      profile: settings,
      known: measuresOf,
      ready: fc.array(readiness, { minLength: 8, maxLength: 8 }),
      characters: fc.integer({ min: 0, max: 100 }),
      left: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      hasToken: fc.boolean(),
    })
    .map(({ drawn, profile, known, ready, characters, left, hasToken }) => {
      const given = drawn.map(made)
      const place = new Map(given.map((candidate, at) => [candidateId(candidate), at]))
      const decide = (list: readonly Candidate[]) =>
        route(
          't',
          { text: 'x'.repeat(characters) },
          {
            candidates: list,
            profile: { ...hub, ...profile },
            hasToken,
            resting: () => undefined,
            measure: (id) => known[place.get(id) ?? 0],
            now: 1_000_000,
            state: (candidate) => ({
              readiness:
                candidate.backend === 'local'
                  ? (ready[place.get(candidateId(candidate)) ?? 0] ?? 'cached')
                  : 'remote',
            }),
            ...(left !== undefined && {
              tooDear: (costUsd: number | undefined) =>
                costUsd === undefined || costUsd > left ? 'is too dear' : undefined,
            }),
          },
        )
      return { given, profile, characters, left, decide }
    })

  it('keeps privacy, limits and the budget, and never tries what it rejected', () => {
    fc.assert(
      fc.property(world, ({ given, profile, characters, left, decide }) => {
        const routed = decide(given)
        const ranked = routed.ok ? routed.value.ranked : []
        const rejected = new Set(
          (routed.ok ? routed.value : routed.error).rejected.map(({ candidate }) => candidate),
        )
        for (const { candidate, id, costUsd } of ranked) {
          expect(rejected.has(id)).toBe(false)
          if (profile.privacy === 'local') expect(candidate.backend).toBe('local')
          expect(characters).toBeLessThanOrEqual(candidate.limits?.maxCharacters ?? 100)
          if (left !== undefined) expect(costUsd ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(left)
        }
      }),
    )
  })

  it('is only ever made longer by one more candidate, never impossible', () => {
    fc.assert(
      fc.property(world, ({ given, decide }) => {
        const fewer = decide(given.slice(1))
        const all = decide(given)
        if (fewer.ok) expect(all.ok).toBe(true)
        const before = fewer.ok ? fewer.value.ranked.map(({ id }) => id) : []
        const after = all.ok ? all.value.ranked.map(({ id }) => id) : []
        // Prices by the second aside, what fits does so whatever stands beside it.
        expect(after).toEqual(expect.arrayContaining(before))
      }),
    )
  })

  it('holds the same candidates with the same reasons, in whatever order the catalogue has them', () => {
    fc.assert(
      fc.property(
        world.chain((one) =>
          fc.record({
            one: fc.constant(one),
            mixed: fc.shuffledSubarray(one.given, { minLength: one.given.length }),
          }),
        ),
        ({ one: { given, decide, profile }, mixed }) => {
          const [there, here] = [decide(given), decide(mixed)]
          const sorted = (routed: typeof there) =>
            (routed.ok
              ? [...routed.value.ranked]
              : [...routed.error.rejected].map((one) => ({ ...one, id: one.candidate }))
            ).sort((a, b) => (a.id < b.id ? -1 : 1))
          expect(sorted(here)).toEqual(sorted(there))
          // The first of either order could only be passed by its equal.
          if (there.ok && here.ok && there.value.ranked[0]?.id !== here.value.ranked[0]?.id) {
            const [a, b] = [there.value.ranked[0]?.candidate, here.value.ranked[0]?.candidate]
            expect(a?.backend).toBe(b?.backend)
            if (profile.preference === 'quality') expect(a?.quality).toBe(b?.quality)
          }
        },
      ),
    )
  })

  it('does not depend on the order of the catalogue, except among equals', () => {
    fc.assert(
      fc.property(candidates, settings, (drawn, profile) => {
        const given = drawn.map((one, at) => ({ ...made(one), memory: at, quality: at + 1, speed: at + 1 }))
        const there = route('t', {}, facts(given, { profile }))
        const back = route('t', {}, facts(given.toReversed(), { profile }))
        expect(back.ok && back.value.ranked).toEqual(there.ok && there.value.ranked)
      }),
    )
  })
})

describe('an endpoint of one’s own', () => {
  const own = candidateOf('own', { backend: 'hugging-face', endpoint: 'http://127.0.0.1:8080' })
  const away = candidateOf('away', { backend: 'hugging-face', endpoint: 'https://gpu.example.com' })

  it('on this machine may be called where everything stays here, with no token', () => {
    expect(order([own, away], { profile: { privacy: 'local' }, hasToken: false })).toEqual(['own'])
    expect(refusal({}, [away], { profile: { privacy: 'local' } }).message).toContain(
      'away:gpu.example.com is remote, the profile hub keeps everything on this machine',
    )
  })

  it('elsewhere needs the token like any provider', () => {
    expect(refusal({}, [away], { hasToken: false }).message).toContain('needs a Hugging Face token')
    expect(order([away])).toEqual(['away'])
  })
})
