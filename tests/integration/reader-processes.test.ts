import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'

const built = (module: string) => new URL(`../../dist/${module}.js`, import.meta.url).href
const faulty = fileURLToPath(new URL('../support/faulty-reader.mjs', import.meta.url))

/** A process of its own that reads with a pool: `use` gets it as `pool`. */
const parent = (use: string) =>
  execa(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { createReaderPool } from '${built('media/reader/reader-pool')}'
      const pool = createReaderPool({ processes: 1, memoryBytes: 1e9, program: '${faulty}' })
      const patient = { label: 'x', timeoutMs: 600_000 }
      console.log(await pool.read({ fault: 'pid' }, patient))
      ${use}`,
    ],
    { reject: false },
  )

/** Resolves once the process is gone; a test's own time limit ends what never does. */
async function untilGone(pid: number): Promise<void> {
  try {
    while (true) {
      process.kill(pid, 0)
      await new Promise((resolve) => setImmediate(resolve))
    }
  } catch {
    // Gone.
  }
}

describe('a process that reads files', () => {
  it('ends by itself while its readers are warm, and takes them along', async () => {
    const { exitCode, stdout } = await parent('')
    expect(exitCode).toBe(0)
    await untilGone(Number(stdout))
  })

  it.each(['loop', 'microtasks'])('takes a stuck reader (%s) along when it exits', async (fault) => {
    const { exitCode, stdout } = await parent(`
      pool.read({ fault: '${fault}' }, patient)
      setImmediate(() => process.exit(7))`)
    expect(exitCode).toBe(7)
    await untilGone(Number(stdout))
  })

  it('leaves no stuck reader behind when it is killed', async () => {
    const killed = parent(`
      pool.read({ fault: 'microtasks' }, patient)
      setImmediate(() => console.log('stuck'))`)
    let pid = 0
    while (pid === 0) {
      const [data] = await once(killed.stdout, 'data')
      pid = Number.parseInt(String(data), 10)
    }
    killed.kill('SIGKILL')
    await killed
    await untilGone(pid)
  })
})
