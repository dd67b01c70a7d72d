import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openQueue } from '../dist/queue/index.js'

/** Runs `use` with a Redis of its own, durable as in production; undefined where no `redis-server` is installed. */
export async function withRedis<T>(use: (url: string) => Promise<T>): Promise<T | undefined> {
  const { stdout, error } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  if (error) return undefined
  const port = await freePort()
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-bench-redis-'))
  const flags = `--port ${port} --bind 127.0.0.1 --appendonly yes --maxmemory-policy noeviction`
  const server = spawn('redis-server', [...flags.split(' '), '--save', '', '--dir', dir], { stdio: 'ignore' })
  try {
    const url = `redis://127.0.0.1:${port}`
    await (await openQueue({ url, connectTimeoutMs: 20_000 })).close()
    process.stdout.write(`  on a Redis ${/v=(\S+)/.exec(stdout)?.[1]} of its own, append-only file on\n`)
    return await use(url)
  } finally {
    const ended = once(server, 'exit')
    server.kill('SIGTERM')
    await ended
    await rm(dir, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
