import { describe, expect, it } from 'vitest'
import { createSharedFlight, createSingleFlight } from '../../../../src/core/flow/single-flight.js'
import { err, ok, type Result } from '../../../../src/core/result.js'

const never = new AbortController().signal

/** Work that ends when the test says how. */
function work() {
  let finish: (result: Result<string, string>) => void = () => {}
  let crash: (error: Error) => void = () => {}
  let calls = 0
  const promise = new Promise<Result<string, string>>((resolve, reject) => {
    finish = resolve
    crash = reject
  })
  const run = () => {
    calls += 1
    return promise
  }
  return {
    run,
    finish: (result: Result<string, string>) => finish(result),
    crash: (error: Error) => crash(error),
    calls: () => calls,
  }
}

describe('a single flight', () => {
  it('does work once for all who ask at the same time, and again for who asks later', async () => {
    const flights = createSingleFlight<string, string>()
    const one = work()
    const all = [1, 2, 3].map(() => flights.run('k', never, one.run))
    one.finish(ok('x'))
    expect((await Promise.all(all)).map(({ shared }) => shared)).toEqual([false, true, true])
    expect(one.calls()).toBe(1)
    const later = work()
    later.finish(ok('y'))
    expect(await flights.run('k', never, later.run)).toEqual({ result: ok('y'), shared: false })
  })

  it('keeps different keys apart', async () => {
    const flights = createSingleFlight<string, string>()
    const [one, two] = [work(), work()]
    const both = [flights.run('a', never, one.run), flights.run('b', never, two.run)]
    one.finish(ok('a'))
    two.finish(ok('b'))
    expect((await Promise.all(both)).map(({ result }) => result)).toEqual([ok('a'), ok('b')])
  })

  it('shares failures', async () => {
    const flights = createSingleFlight<string, string>()
    const one = work()
    const both = [flights.run('k', never, one.run), flights.run('k', never, work().run)]
    one.finish(err('no'))
    expect((await Promise.all(both)).map(({ result }) => result)).toEqual([err('no'), err('no')])
  })

  it('lets another do the work when the one who did was cancelled or crashed', async () => {
    for (const how of ['cancelled', 'crashed'] as const) {
      const flights = createSingleFlight<string, string>()
      const [first, second] = [work(), work()]
      const controller = new AbortController()
      const leading = flights.run('k', controller.signal, first.run)
      const followers = [flights.run('k', never, second.run), flights.run('k', never, second.run)]
      if (how === 'cancelled') {
        controller.abort()
        first.finish(err('cancelled'))
        await leading
      } else {
        first.crash(new Error('oops'))
        await expect(leading).rejects.toThrow('oops')
      }
      second.finish(ok('x'))
      expect((await Promise.all(followers)).map(({ result }) => result)).toEqual([ok('x'), ok('x')])
      expect(second.calls()).toBe(1)
    }
  })

  it('lets one who waits go without harm to the others', async () => {
    const flights = createSingleFlight<string, string>()
    const one = work()
    const controller = new AbortController()
    const leading = flights.run('k', never, one.run)
    const leaving = flights.run('k', controller.signal, one.run)
    controller.abort()
    await expect(leaving).rejects.toMatchObject({ code: 'CANCELLED' })
    one.finish(ok('x'))
    expect((await leading).result).toEqual(ok('x'))
  })
})

describe('a shared flight', () => {
  it('goes on until the last caller has left, and is then told to stop', async () => {
    const flights = createSharedFlight<string>()
    const callers = [new AbortController(), new AbortController()]
    let stop: AbortSignal | undefined
    let works = 0
    const work = ({ signal }: { signal: AbortSignal }) => {
      works += 1
      stop = signal
      return new Promise<string>(() => {})
    }
    const leaving = callers.map(({ signal }) => flights.run('k', { signal }, work))
    for (const [at, caller] of callers.entries()) {
      expect(stop?.aborted).toBe(false)
      caller.abort()
      await expect(leaving[at]).rejects.toMatchObject({ code: 'CANCELLED' })
    }
    expect(stop?.aborted).toBe(true)
    expect(works).toBe(1)
    expect(await flights.run('k', { signal: never }, async () => 'anew')).toBe('anew')
  })

  it('gives its progress and its result to all callers, each with the same function or not', async () => {
    const flights = createSharedFlight<string, number>()
    const heard: number[] = []
    const caller = { signal: never, onProgress: (progress: number) => heard.push(progress) }
    const both = [1, 2].map(() =>
      flights.run('k', caller, async ({ onProgress }) => {
        await Promise.resolve()
        onProgress(7)
        return 'done'
      }),
    )
    expect(await Promise.all(both)).toEqual(['done', 'done'])
    expect(heard).toEqual([7, 7])
  })
})
