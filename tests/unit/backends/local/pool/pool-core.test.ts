import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  assign,
  giveAhead,
  type HostView,
  type WaitingCall,
} from '../../../../../src/backends/local/pool/pool-core.js'

const megabyte = 1_000_000
const roomy = { memoryBytes: 1000 * megabyte }

const host = (id: number, models: string[] = [], rest: Partial<HostView> = {}): HostView => ({
  id,
  busy: false,
  started: true,
  models: models.map((key, at) => ({ key, bytes: 100 * megabyte, usedAt: at })),
  ...rest,
})

const calls = (model: string, ids: number[], rest: Partial<WaitingCall> = {}): WaitingCall[] =>
  ids.map((id) => ({
    id,
    model,
    lane: model,
    bytes: 100 * megabyte,
    maxBatch: 8,
    early: false,
    passedOver: 0,
    ...rest,
  }))

const placed = (...[hosts, waiting, limits]: Parameters<typeof assign>) =>
  assign(hosts, waiting, limits).assignments.map(({ host: id, model, calls: ids }) => ({
    host: id,
    model,
    ids,
  }))

describe('which host gets which calls', () => {
  test('a host that has the model comes first', () => {
    expect(placed([host(0), host(1, ['a'])], calls('a', [1]), roomy)).toEqual([
      { host: 1, model: 'a', ids: [1] },
    ])
  })

  test('a model that no host has goes to the host that holds the least', () => {
    expect(placed([host(0, ['a', 'b']), host(1, ['c'])], calls('d', [1]), roomy)).toMatchObject([{ host: 1 }])
  })

  test('a started host is used before another one is started', () => {
    expect(placed([host(0, [], { started: false }), host(1)], calls('a', [1]), roomy)).toMatchObject([
      { host: 1 },
    ])
  })

  test('two models run side by side', () => {
    expect(placed([host(0), host(1)], [...calls('a', [1]), ...calls('b', [2])], roomy)).toEqual([
      { host: 0, model: 'a', ids: [1] },
      { host: 1, model: 'b', ids: [2] },
    ])
  })

  test('two calls of one model run side by side rather than as a batch', () => {
    expect(placed([host(0, ['a']), host(1)], calls('a', [1, 2]), roomy)).toEqual([
      { host: 0, model: 'a', ids: [1] },
      { host: 1, model: 'a', ids: [2] },
    ])
  })

  test('calls beyond the number of free hosts share batches', () => {
    expect(placed([host(0), host(1)], calls('a', [1, 2, 3, 4, 5]), roomy)).toEqual([
      { host: 0, model: 'a', ids: [1, 2, 3] },
      { host: 1, model: 'a', ids: [4, 5] },
    ])
  })

  test('a batch never passes its size, and holds one lane only', () => {
    const waiting = [...calls('a', [1, 2, 3], { maxBatch: 2 }), ...calls('a', [4], { lane: 'other options' })]
    expect(placed([host(0, ['a'])], waiting, roomy)).toEqual([{ host: 0, model: 'a', ids: [1, 2] }])
  })

  test('a crowd of one model leaves a host for another model', () => {
    const waiting = [...calls('a', [1, 2, 3, 4]), ...calls('b', [5])]
    expect(placed([host(0), host(1)], waiting, roomy)).toEqual([
      { host: 0, model: 'a', ids: [1, 2, 3, 4] },
      { host: 1, model: 'b', ids: [5] },
    ])
  })
})

describe('memory', () => {
  test('the least recently used models make room, those with calls waiting last', () => {
    const hosts = [host(0, ['old', 'newer', 'newest'])]
    const waiting = [...calls('fresh', [1], { bytes: 150 * megabyte }), ...calls('old', [2])]
    const { assignments } = assign(hosts, waiting, { memoryBytes: 300 * megabyte })
    expect(assignments[0]?.evict).toEqual([
      { host: 0, model: 'newer' },
      { host: 0, model: 'newest' },
    ])
  })

  test('a second copy of a model evicts nothing', () => {
    const hosts = [host(0, ['a'], { busy: true }), host(1, ['b'])]
    expect(placed(hosts, calls('a', [1]), { memoryBytes: 200 * megabyte })).toEqual([])
    expect(placed(hosts, calls('a', [1]), { memoryBytes: 300 * megabyte })).toMatchObject([{ host: 1 }])
  })

  test('a model on a busy host is not evicted', () => {
    const hosts = [host(0, ['a'], { busy: true }), host(1)]
    expect(placed(hosts, calls('b', [1]), { memoryBytes: 150 * megabyte })).toEqual([])
  })

  test('a call without room is overtaken, but not for ever', () => {
    const hosts = [host(0, ['busy'], { busy: true }), host(1, ['a'])]
    const waiting = (passedOver: number) => [
      ...calls('big', [1], { bytes: 250 * megabyte, passedOver }),
      ...calls('a', [2]),
    ]
    const limits = { memoryBytes: 300 * megabyte }
    expect(assign(hosts, waiting(0), limits)).toMatchObject({
      assignments: [{ calls: [2] }],
      passedOver: [1],
    })
    expect(assign(hosts, waiting(1000), limits).assignments).toEqual([])
  })
})

describe('whatever the hosts and calls', () => {
  const modelBytes = { a: 50, b: 100, c: 200, d: 300 }
  const models = Object.entries(modelBytes)
  const hostArb = fc.record({
    busy: fc.boolean(),
    started: fc.boolean(),
    held: fc.uniqueArray(fc.constantFrom(...models), { selector: ([key]) => key, maxLength: 3 }),
  })
  const callArb = fc.record({
    model: fc.constantFrom(...models),
    lane: fc.constantFrom('x', 'y'),
    maxBatch: fc.integer({ min: 1, max: 4 }),
    passedOver: fc.constantFrom(0, 5, 100),
  })
  const situation = fc
    .record({
      hosts: fc.array(hostArb, { maxLength: 4 }),
      waiting: fc.array(callArb, { maxLength: 12 }),
      spare: fc.integer({ min: 0, max: 400 }),
    })
    .map(({ hosts, waiting, spare }) => {
      const views = hosts.map(({ busy, started, held }, id) => ({
        id,
        busy,
        started: started || busy,
        models: held.map(([key, bytes], usedAt) => ({ key, bytes, usedAt })),
      }))
      const used = views.flatMap((view) => view.models).reduce((sum, { bytes }) => sum + bytes, 0)
      return {
        hosts: views,
        waiting: waiting.map(({ model: [model, bytes], lane, maxBatch, passedOver }, id) => ({
          id,
          model,
          bytes,
          lane: `${model} ${lane}`,
          maxBatch,
          early: false,
          passedOver,
        })),
        memoryBytes: Math.max(300, used + spare),
      }
    })

  test('no host gets two batches, no call two hosts, and no batch mixes lanes', () => {
    fc.assert(
      fc.property(situation, ({ hosts, waiting, memoryBytes }) => {
        const { assignments } = assign(hosts, waiting, { memoryBytes })
        const used = assignments.map((one) => one.host)
        expect(new Set(used).size).toBe(used.length)
        const ids = assignments.flatMap((one) => one.calls)
        expect(new Set(ids).size).toBe(ids.length)
        for (const one of assignments) {
          expect(hosts[one.host]?.busy).toBe(false)
          const batch = one.calls.map((id) => waiting[id])
          expect(new Set(batch.map((call) => call?.lane)).size).toBe(1)
          expect(batch.length).toBeLessThanOrEqual(batch[0]?.maxBatch ?? 0)
        }
      }),
    )
  })

  test('the budget holds, and only models of hosts that are not busy go', () => {
    fc.assert(
      fc.property(situation, ({ hosts, waiting, memoryBytes }) => {
        const held = new Map(
          hosts.map(({ id, models: all }) => [id, new Map(all.map((one) => [one.key, one.bytes]))]),
        )
        for (const one of assign(hosts, waiting, { memoryBytes }).assignments) {
          for (const { host: id, model } of one.evict) {
            expect(hosts[id]?.busy).toBe(false)
            expect(held.get(id)?.delete(model)).toBe(true)
          }
          held.get(one.host)?.set(one.model, one.bytes)
        }
        const bytes = [...held.values()]
          .flatMap((all) => [...all.values()])
          .reduce((sum, one) => sum + one, 0)
        expect(bytes).toBeLessThanOrEqual(memoryBytes)
      }),
    )
  })

  test('work is done whenever no host is busy and some call waits', () => {
    fc.assert(
      fc.property(situation, ({ hosts, waiting, memoryBytes }) => {
        fc.pre(hosts.length > 0 && waiting.length > 0 && hosts.every(({ busy }) => !busy))
        expect(assign(hosts, waiting, { memoryBytes }).assignments).not.toEqual([])
      }),
    )
  })

  test('calls of one lane keep their order', () => {
    fc.assert(
      fc.property(situation, ({ hosts, waiting, memoryBytes }) => {
        const order = assign(hosts, waiting, { memoryBytes }).assignments.flatMap((one) => one.calls)
        for (const lane of new Set(waiting.map((call) => call.lane))) {
          const taken = order.filter((id) => waiting[id]?.lane === lane)
          const first = waiting.filter((call) => call.lane === lane).map(({ id }) => id)
          expect(taken).toEqual(first.slice(0, taken.length))
        }
      }),
    )
  })
})

describe('what busy hosts get ahead', () => {
  const busy = (id: number, running = 1, loaded = ['a']) => ({ id, running, loaded })
  const early = (model: string, ids: number[], rest: Partial<WaitingCall> = {}) =>
    calls(model, ids, { early: true, maxBatch: 1, ...rest })

  test.each([
    { what: 'the oldest call', hosts: [busy(0)], waiting: early('a', [1, 2]), given: [[0, [1]]] },
    {
      what: 'no call of a model that it has not loaded, nor one behind it',
      hosts: [busy(0)],
      waiting: [...early('b', [1]), ...early('a', [2])],
      given: [],
    },
    {
      what: 'a batch no smaller than the one that runs',
      hosts: [busy(0, 3)],
      waiting: early('a', [1, 2], { maxBatch: 8 }),
      given: [],
    },
    {
      what: 'all that waits and fits into a batch',
      hosts: [busy(0, 3)],
      waiting: early('a', [1, 2, 3, 4, 5], { maxBatch: 4 }),
      given: [[0, [1, 2, 3, 4]]],
    },
    {
      what: 'nothing where another host would have nothing',
      hosts: [busy(0), busy(1)],
      waiting: early('a', [1]),
      given: [],
    },
    {
      what: 'its share',
      hosts: [busy(0), busy(1)],
      waiting: early('a', [1, 2, 3]),
      given: [
        [0, [1]],
        [1, [2]],
      ],
    },
  ])('$what', ({ hosts, waiting, given }) => {
    expect(giveAhead(hosts, waiting).map(({ host, calls: ids }) => [host, ids])).toEqual(given)
  })
})
