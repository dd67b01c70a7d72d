import { readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, picture } from '../support/cli.js'

let cli: Cli
let table: string
/** Takes a reader long enough for it to be stopped half-way. */
const tableBytes = 12_000_000
beforeAll(async () => {
  cli = await createCli()
  table = join(cli.home, 'table.csv')
  await writeFile(table, 'a,b,c,d\n'.repeat(tableBytes / 8))
})
afterEach(async () => {
  expect(await cli.leftovers()).toEqual([])
  expect(await readdir(join(cli.cacheDir, 'media', 'tmp'))).toEqual([])
})
afterAll(() => cli.dispose())

/** Stops the reader process that has the table open, as a decoder would that never comes to an end. */
async function stopReader(): Promise<void> {
  while (true) {
    for (const pid of await cli.leftovers()) {
      if (!(await readsTable(pid))) continue
      process.kill(pid, 'SIGSTOP')
      return
    }
  }
}

async function readsTable(pid: number): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  // Of one file, a host reads in place of a reader.
  if (!/(?:reader-program|host)\.js/.test(command)) return false
  const open = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const sizes = open.map(async (fd) => {
    const path = await readlink(`/proc/${pid}/fd/${fd}`)
    return path.includes('/media/tmp/') ? (await stat(path)).size : 0
  })
  return (await Promise.allSettled(sizes)).some(
    (size) => size.status === 'fulfilled' && size.value === tableBytes,
  )
}

const ask = ['ask', '--profile', 'demo', 'How many rows are there?']

describe.skipIf(process.platform !== 'linux')('while a file is being read that never ends', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s stops the command', async (signal) => {
    const started = cli.start([...ask, table], { stdin: 'ignore' })
    await stopReader()
    started.kill(signal)
    const { exitCode, all } = await started
    expect(all).toContain('Stopped.')
    expect(exitCode).toBe(130)
  })

  it('--timeout stops the command', async () => {
    const started = cli.start([...ask, table, '--timeout', '3'], { stdin: 'ignore' })
    await stopReader()
    const { exitCode, all } = await started
    expect(all).toContain('The time limit was reached.')
    expect(exitCode).toBe(1)
  })

  it('a batch says so of its job and goes on with the others', async () => {
    const job = (custom_id: string, media: string) =>
      JSON.stringify({ custom_id, body: { text: 'Describe this.', media: [media] } })
    const jobs = join(cli.home, 'jobs.jsonl')
    const out = join(cli.home, 'results.jsonl')
    const lines = [job('stuck', table), job('one', picture(1)), job('two', picture(2))]
    await writeFile(jobs, lines.map((line) => `${line}\n`).join(''))
    const flags = ['--profile', 'demo', '--set', 'media.readTimeoutMs=5000']
    const started = cli.start(['batch', 'run', ...flags, jobs, '--out', out], { stdin: 'ignore' })
    await stopReader()
    await started
    const results = (await readFile(out, 'utf8')).trimEnd().split('\n')
    const found = Object.fromEntries(results.map((line) => [JSON.parse(line).custom_id, line]))
    expect(Object.keys(found).sort()).toEqual(['one', 'stuck', 'two'])
    expect(found.stuck).toContain('UNSUPPORTED_MEDIA')
    expect(found.stuck).toContain('was not read to its end within')
    for (const id of ['one', 'two']) expect(found[id]).not.toContain('UNSUPPORTED_MEDIA')
  })
})
