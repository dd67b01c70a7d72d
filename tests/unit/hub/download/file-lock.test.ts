import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { withFileLock } from '../../../../src/hub/download/file-lock.js'

const signal = new AbortController().signal

async function lockPath(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-lock-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return join(dir, 'locks', 'model.lock')
}

test('work under one lock never overlaps', async () => {
  const path = await lockPath()
  let inside = 0
  let most = 0
  const work = async () => {
    inside += 1
    most = Math.max(most, inside)
    await new Promise((resolve) => setImmediate(resolve))
    inside -= 1
  }
  await Promise.all(Array.from({ length: 5 }, () => withFileLock(path, { signal, pollMs: 1 }, work)))

  expect(most).toBe(1)
  expect(existsSync(path)).toBe(false)
})

test('the lock is given back when the work fails', async () => {
  const path = await lockPath()
  await expect(withFileLock(path, { signal }, () => Promise.reject(new Error('failed')))).rejects.toThrow(
    'failed',
  )
  expect(await withFileLock(path, { signal }, async () => 'next')).toBe('next')
})

test('a lock of a process that is gone is taken over at once', async () => {
  const path = await lockPath()
  await withFileLock(path, { signal }, async () => {})
  const { stdout: pid } = await execa(process.execPath, ['-p', 'process.pid'])
  await writeFile(path, JSON.stringify({ host: hostname(), pid: Number(pid), id: 'x' }))

  expect(await withFileLock(path, { signal, staleMs: 1e9 }, async () => 'taken')).toBe('taken')
})

test('a lock of another machine is taken over once nobody refreshes it', async () => {
  const path = await lockPath()
  await withFileLock(path, { signal }, async () => {})
  await writeFile(path, JSON.stringify({ host: 'elsewhere', pid: 1, id: 'x' }))
  const old = new Date(Date.now() - 60_000)
  await utimes(path, old, old)

  expect(await withFileLock(path, { signal, staleMs: 30_000 }, async () => 'taken')).toBe('taken')
})

test('waiting for a lock stops when told', async () => {
  const path = await lockPath()
  const stop = new AbortController()
  await withFileLock(path, { signal }, async () => {
    const waiting = withFileLock(path, { signal: stop.signal, pollMs: 1 }, async () => 'never')
    stop.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await readFile(path, 'utf8')).toContain(`"pid":${process.pid}`)
  })
})
