import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import {
  createReaderPool,
  type ReaderPool,
  type ReaderPoolOptions,
} from '../../../../src/media/reader/reader-pool.js'

const program = fileURLToPath(new URL('../../../support/faulty-reader.mjs', import.meta.url))
const label = 'photo.png'
/** Longer than any call here takes, however busy the machine is. */
const patient = { label, timeoutMs: 600_000 }

let pool: ReaderPool | undefined
afterEach(() => pool?.close())

function open(options: Partial<ReaderPoolOptions> = {}): ReaderPool {
  pool = createReaderPool({ processes: 1, memoryBytes: 1e9, program, ...options })
  return pool
}

const isGone = (pid: number) => {
  try {
    return process.kill(pid, 0) && false
  } catch {
    return true
  }
}

/** Resolves once it holds; a test's own time limit ends what never does. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

describe('a pool of readers', () => {
  it('starts nothing before it is needed, and then keeps its process warm', async () => {
    const readers = open({ processes: 3 })
    expect(readers.pids()).toEqual([])
    const first = await readers.read({ fault: 'pid' }, patient)
    expect(await readers.read({ fault: 'pid' }, patient)).toBe(first)
    expect(readers.pids()).toEqual([first])
  })

  it('reads as many files at once as it has processes, and the rest after them', async () => {
    const readers = open({ processes: 2 })
    const values = await Promise.all(
      [1, 2, 3, 4, 5].map((value) => readers.read({ fault: 'answer', value }, patient)),
    )
    expect(values).toEqual([1, 2, 3, 4, 5])
    expect(readers.pids()).toHaveLength(2)
  })

  it.each(['loop', 'microtasks', 'wait'])(
    'kills a reader that is stuck (%s), and others go on',
    async (fault) => {
      const readers = open({ processes: 2 })
      const stuck = readers.read({ fault }, { label, timeoutMs: 1000 }).catch((error) => error)
      expect(await readers.read({ fault: 'answer', value: 'fine' }, patient)).toBe('fine')
      expect(await stuck).toMatchObject({
        code: 'UNSUPPORTED_MEDIA',
        message: expect.stringMatching(
          /photo\.png was not read to its end within 1 seconds.*media\.readTimeoutMs/,
        ),
      })
      await until(() => readers.pids().length === 1)
      expect(await readers.read({ fault: 'answer', value: 'still' }, patient)).toBe('still')
    },
  )

  it('kills a process that was stopped from outside', async () => {
    const readers = open()
    const pid = Number(await readers.read({ fault: 'pid' }, patient))
    process.kill(pid, 'SIGSTOP')
    await expect(
      readers.read({ fault: 'answer', value: 1 }, { label, timeoutMs: 500 }),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA' })
    expect(await readers.read({ fault: 'answer', value: 2 }, patient)).toBe(2)
    await until(() => isGone(pid))
  })

  it.each(['memory', 'heap'])('ends a reader that takes too much memory (%s)', async (fault) => {
    const readers = open({ memoryBytes: 200_000_000 })
    await expect(readers.read({ fault }, patient)).rejects.toMatchObject({
      code: 'MEDIA_TOO_LARGE',
      message: expect.stringMatching(/photo\.png takes more than 200 MB of memory.*media\.readMemory/),
    })
    expect(await readers.read({ fault: 'answer', value: 1 }, patient)).toBe(1)
  })

  it.each(['crash', 'exit'])('tries a file again whose reader ended (%s), once', async (fault) => {
    const readers = open()
    await expect(readers.read({ fault }, patient)).rejects.toMatchObject({
      code: 'UNSUPPORTED_MEDIA',
      message: expect.stringMatching(
        /photo\.png .*ended the process that read it, twice \((SIGSEGV|exit code 3)\)/,
      ),
    })
    expect(await readers.read({ fault: 'answer', value: 1 }, patient)).toBe(1)
  })

  it('hands on what the process says of the file', async () => {
    await expect(open().read({ fault: 'refuse' }, patient)).rejects.toMatchObject({ message: 'no' })
  })

  it('gives up at once when told to, and ends the process', async () => {
    const readers = open()
    const pid = Number(await readers.read({ fault: 'pid' }, patient))
    const controller = new AbortController()
    const { signal } = controller
    const reading = readers.read({ fault: 'loop' }, { ...patient, signal })
    const queued = readers.read({ fault: 'answer', value: 1 }, { ...patient, signal })
    const other = readers.read({ fault: 'answer', value: 2 }, patient)
    controller.abort()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(queued).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await other).toBe(2)
    await until(() => isGone(pid))
    await expect(readers.read({ fault: 'pid' }, { ...patient, signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })

  it('fails what it works on when it is closed, and starts nothing more', async () => {
    const readers = open()
    const pid = Number(await readers.read({ fault: 'pid' }, patient))
    const calls = [{ fault: 'loop' }, { fault: 'answer' }].map((request) => readers.read(request, patient))
    const ended = Promise.allSettled(calls)
    await readers.close()
    for (const call of await ended) expect(call).toMatchObject({ reason: { code: 'CANCELLED' } })
    expect(isGone(pid)).toBe(true)
    await expect(readers.read({ fault: 'pid' }, patient)).rejects.toMatchObject({ code: 'CANCELLED' })
    readers.warm()
    expect(readers.pids()).toEqual([])
  })

  it('ends a process that has nothing to do for a while', async () => {
    const readers = open({ idleMs: 1 })
    const pid = Number(await readers.read({ fault: 'pid' }, patient))
    await until(() => isGone(pid))
    expect(await readers.read({ fault: 'answer', value: 1 }, patient)).toBe(1)
  })

  it('tells its processes no keys', async () => {
    process.env.SECRET_TOKEN_FOR_TEST = 'x'
    const names = await open().read({ fault: 'environment' }, patient)
    delete process.env.SECRET_TOKEN_FOR_TEST
    expect(names).not.toContain('SECRET_TOKEN_FOR_TEST')
    expect(names).toContain('PATH')
  })
})
