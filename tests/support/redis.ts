import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openQueue } from '../../src/queue/redis/connection.js'

export interface TestRedis {
  url: string
  /** `SIGKILL`s the server and starts it again on the same port, with the same files. */
  restart(): Promise<void>
  /** Stops the server in its tracks: connections stay, nothing is answered. */
  pause(): void
  /** Lets it go on. */
  resume(): void
  stop(): Promise<void>
}

function installed(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function install(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false
  const aptGet = (...args: string[]) =>
    // Test files start side by side: the second waits for the first to let go of the package database.
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...args], { stdio: 'ignore' })
  try {
    aptGet('update')
    aptGet('install', '-y', '--no-install-recommends', 'redis-server')
  } catch {
    return false
  }
  return installed()
}

/**
 * Why tests that need a Redis of their own can't run here; undefined when they can: with the machine's `redis-server`, the
 * one at `REDIS_URL`, or one that is installed now (Debian, as root).
 */
export const noRedis: string | undefined =
  installed() || process.env.REDIS_URL || install()
    ? undefined
    : 'There is no Redis for the tests: install redis-server, or set REDIS_URL.'
if (noRedis) console.error(noRedis)

/** Whether a Redis of a test's own can be started, and with settings. */
export const ownRedis: boolean = installed()

/** A Redis that no one else uses: durable as in production, on a free port, with its files in a temporary folder. */
export async function startRedis(...settings: string[]): Promise<TestRedis> {
  if (!ownRedis && process.env.REDIS_URL)
    return {
      url: process.env.REDIS_URL,
      restart: async () => {},
      pause() {},
      resume() {},
      stop: async () => {},
    }
  const dir = await mkdtemp(join(tmpdir(), 'switchyard-redis-'))
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  let server: ChildProcess

  const start = async (): Promise<void> => {
    server = spawn(
      'redis-server',
      [
        ...['--port', `${port}`, '--dir', dir, '--appendonly', 'yes', '--save', '', '--bind', '127.0.0.1'],
        ...settings,
      ],
      { stdio: 'ignore' },
    )
    // In braces: other namespaces are refused on a cluster.
    const connection = await openQueue({ url, namespace: '{start}', connectTimeoutMs: 20_000 })
    await connection.close()
  }
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }

  await start()
  return {
    url,
    async restart() {
      await end('SIGKILL')
      await start()
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    async stop() {
      server.kill('SIGCONT')
      await end('SIGTERM')
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close((error) => (error ? reject(error) : resolve(port)))
    })
  })
}
