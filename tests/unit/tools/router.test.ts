import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CandidateState } from '../../../src/backends/backend.js'
import { profileSchema } from '../../../src/config/profile.js'
import { type Candidate, candidateId } from '../../../src/tools/candidate.js'
import { type RoutingFacts, route } from '../../../src/tools/router.js'
import { candidateOf } from '../../support/fake-backend.js'

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

  it('when it does not speak a language of the input', () => {
    const english = candidateOf('en', { languages: ['en', 'fr'] })
    expect(refusal({ targetLanguage: 'de' }, [english]).message).toContain('does not speak de, only en, fr')
    for (const input of [{ language: 'en-GB' }, { language: 'auto' }, {}, { language: 3 }]) {
      expect(route('t', input, facts([english])).ok).toBe(true)
    }
    expect(route('t', { language: 'de' }, facts([a])).ok).toBe(true)
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
  it('names every candidate with its reason, and the easiest next move', () => {
    const states = {
      a: { readiness: 'cached', unavailable: 'needs 6.0 GB, the budget is 2.0 GB' },
      b: { readiness: 'absent' },
    } as const
    const { message } = refusal({}, [a, remote, b], {
      states,
      profile: { name: 'demo', privacy: 'local', downloads: false },
    })
    expect(message).toBe(
      'No model can run image-to-text here. 3 candidates: local:a@main:q8 needs 6.0 GB, the budget is 2.0 GB; ' +
        'hugging-face:r:auto is remote, the profile demo keeps everything on this machine; ' +
        'local:b@main:q8 is not on this machine, downloads are off. Download it with `switchyard models pull b`.',
    )
  })

  it('says when the catalogue has nothing at all', () => {
    expect(refusal({}, []).message).toContain('The catalogue has no candidate for it.')
  })
})

describe('any route', () => {
  const candidates = fc.uniqueArray(
    fc.record({
      model: fc.stringMatching(/^[a-z]{1,3}$/),
      backend: fc.constantFrom('local', 'hugging-face'),
      source: fc.constantFrom('hub', 'pack', 'folder'),
      quality: fc.integer({ min: 1, max: 5 }),
      speed: fc.integer({ min: 1, max: 5 }),
      memory: fc.nat(3),
    }),
    { selector: ({ model }) => model, maxLength: 8 },
  )
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
          const given = drawn.map(({ model, ...rest }) => candidateOf(model, rest))
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

  it('does not depend on the order of the catalogue, except among equals', () => {
    fc.assert(
      fc.property(candidates, settings, (drawn, profile) => {
        const given = drawn.map(({ model, ...rest }, at) =>
          candidateOf(model, { ...rest, memory: at, quality: at + 1, speed: at + 1 }),
        )
        const there = route('t', {}, facts(given, { profile }))
        const back = route('t', {}, facts(given.toReversed(), { profile }))
        expect(back.ok && back.value.ranked).toEqual(there.ok && there.value.ranked)
      }),
    )
  })
})
