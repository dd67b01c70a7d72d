import { once } from 'node:events'
import { createServer } from 'node:http'
import { execa } from 'execa'
import { Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { createRunClient } from '../../src/queue/runs/run-client.js'
import { useQueueCli } from '../support/queue-cli.js'
import { until } from '../support/queue-place.js'
import { noRedis } from '../support/redis.js'

describe.skipIf(noRedis)('Watching the queue', () => {
  const queue = useQueueCli()

  const doctor = (env: Record<string, string>) => queue.cli.run(['doctor', '--profile', 'demo'], { env })
  const env = () => ({ SWITCHYARD_CACHE_DIR: queue.place.env.SWITCHYARD_CACHE_DIR })

  describe('switchyard doctor', () => {
    it('is content with a Redis that keeps what it is given', async () => {
      const { stdout, exitCode } = await doctor({ REDIS_URL: queue.redis.url })
      expect(stdout).toMatch(/✓ Redis eviction +noeviction/)
      expect(stdout).toMatch(/✓ Redis durability/)
      expect(exitCode).toBe(0)
    })

    it('says how to put a Redis right that would lose jobs', async () => {
      const admin = new Redis(queue.redis.url)
      await admin.config('SET', 'maxmemory-policy', 'allkeys-lru')
      try {
        const { stdout, exitCode } = await doctor({ REDIS_URL: queue.redis.url })
        expect(stdout).toMatch(/✗ Redis eviction +maxmemory-policy is allkeys-lru/)
        expect(stdout).toContain('redis-cli CONFIG SET maxmemory-policy noeviction')
        expect(exitCode).toBe(1)
      } finally {
        await admin.config('SET', 'maxmemory-policy', 'noeviction')
        await admin.quit()
      }
    })

    it('says that none answers, and keeps the password to itself', async () => {
      const { stdout, exitCode } = await doctor({ REDIS_URL: 'redis://me:hush@127.0.0.1:1' })
      expect(stdout).toContain('No Redis answers at redis://me:[redacted]@127.0.0.1:1')
      expect(stdout).not.toContain('hush')
      expect(exitCode).toBe(1)
    })

    it('says nothing of Redis where no queue is configured', async () => {
      const { stdout } = await doctor({ REDIS_URL: '' })
      expect(stdout).not.toContain('Redis')
    })
  })

  it('gives metrics that say what the worker has done', { timeout: 60_000 }, async () => {
    const worker = queue.cli.start(
      [
        'worker',
        '--profile',
        'demo',
        ...queue.at,
        '--memory',
        '500MB',
        '--concurrency',
        '1',
        '--metrics-port',
        '0',
      ],
      { env: env() },
    )
    let said = ''
    worker.stderr?.on('data', (text) => {
      said += text
    })
    await until(() => /Metrics at \S+/.test(said))
    const [, url = ''] = /Metrics at (\S+)/.exec(said) ?? []
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)

    const client = createRunClient({ connection: await queue.place.connect() })
    queue.place.closeLater(() => client.close())
    const parts = await queue.place.parts()
    const picture = await queue.place.ingest(parts, 'images/scene-06.png')
    const tool = 'zero-shot-image-classification'
    const run = async (labels: string[], image = '$image1') => {
      const plan = { steps: [{ id: 's1', tool, input: { image, labels } }] }
      return client.waitForRun(await client.submitRun({ text: 'Look.', media: [picture], plan }))
    }
    await run(['square', 'circle'])
    await run(['triangle', 'circle'])
    await run(['square', 'circle'])

    const response = await fetch(url)
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const values = parse(await response.text())
    const sum = (name: string, label = '') =>
      values
        .filter(({ series }) => series.startsWith(`${name}{`) && series.includes(label))
        .reduce((total, { value }) => total + value, 0)
    // The third run's step was computed for the first.
    expect(sum('switchyard_runs_total', 'status="answered"')).toBe(3)
    expect(sum('switchyard_steps_total', 'outcome="done"')).toBe(2)
    expect(sum('switchyard_step_failures_total')).toBe(0)
    expect(sum('switchyard_batch_size_sum')).toBe(2)
    expect(sum('switchyard_batch_size_count')).toBe(2)
    expect(sum('switchyard_model_loads_total')).toBe(1)
    expect(sum('switchyard_inference_seconds_count')).toBe(1)
    expect(sum('switchyard_inference_seconds_sum')).toBeGreaterThan(0)
    expect(values.some(({ series }) => series.startsWith('switchyard_lane_waiting{'))).toBe(true)
    expect(sum('switchyard_lane_waiting') + sum('switchyard_lane_active')).toBe(0)
    expect((await fetch(new URL('/other', url))).status).toBe(404)

    const { stdout } = await queue.cli.run(['queue', ...queue.at, '--json'])
    expect(stdout).toMatch(/"done": 2/)

    worker.kill('SIGTERM')
    expect((await worker).exitCode).toBe(0)
    await expect(fetch(url)).rejects.toThrow()
  })

  it('says when the port for metrics is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { stderr, exitCode } = await queue.cli.run(
      ['worker', '--profile', 'demo', ...queue.at, '--metrics-port', `${port}`],
      { env: env() },
    )
    other.close()
    expect(stderr).toMatch(/No metrics at 127\.0\.0\.1:\d+ .*--metrics-port/)
    expect(exitCode).toBe(2)
  })

  it('refreshes in a terminal until Ctrl-C', { timeout: 30_000 }, async () => {
    // exec: where `sh` is dash, it would stay in between and die of the Ctrl-C itself.
    const command = ['exec', 'node', 'dist/cli/main.js', 'queue', ...queue.at].join(' ')
    const terminal = execa('script', ['-qec', command, '/dev/null'], {
      cwd: packageRoot,
      env: { TERM: 'xterm' },
      stdin: 'pipe',
      reject: false,
    })
    let said = ''
    terminal.stdout?.on('data', (text) => {
      said += text
    })
    await until(() => said.split('LANE').length > 3)
    terminal.stdin?.write('\x03')
    expect((await terminal).exitCode).toBe(0)
  })
})

function parse(text: string): { series: string; value: number }[] {
  return text.split('\n').flatMap((line) => {
    const space = line.lastIndexOf(' ')
    return line.startsWith('#') || space < 0
      ? []
      : [{ series: line.slice(0, space), value: Number(line.slice(space + 1)) }]
  })
}
