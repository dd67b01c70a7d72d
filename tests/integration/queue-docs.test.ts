import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, samples } from '../support/cli.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis, type TestRedis } from '../support/redis.js'

/** Lines that need what no test machine has, set up the shell, or start what the test has started. */
const notHere = /^(#|export |docker |redis-server )|--device cuda/

describe.skipIf(noRedis).each(['README.md', 'docs/batch.md', 'docs/queue.md'])('The queue in %s', (file) => {
  let redis: TestRedis
  let cli: Cli
  beforeAll(async () => {
    redis = await startRedis()
    cli = await createCli()
    const jobs = (await readFile(samples('jobs.jsonl'), 'utf8')).split('\n').slice(0, 4)
    const absolute = jobs.map((line) => line.replaceAll(/"((images|audio)\/)/g, `"${samples('$1')}`))
    await writeFile(join(cli.home, 'jobs.jsonl'), absolute.join('\n'))
  })
  afterAll(async () => {
    await cli?.dispose()
    await redis?.stop()
  })

  it('works as it is shown', { timeout: 180_000 }, async () => {
    const text = await readFile(join(packageRoot, file), 'utf8')
    const lines = [...text.matchAll(/^```bash\n([\s\S]*?)^```/gm)]
      .flatMap(([, code = '']) => code.split('\n'))
      .map((line) => line.replace(/\s#.*$/, '').trim())
      .filter((line) => line !== '' && !notHere.test(line))
    expect(lines.length).toBeGreaterThan(0)

    const env = { REDIS_URL: redis.url, SWITCHYARD_PROFILE: 'demo' }
    const workers = [cli.start(['worker', '--runs', '4'], { env })]
    let batch = 'ID'
    for (const line of lines) {
      const [program, ...args] = line
        .replace(/"\$REDIS_URL"|redis:\/\/[\w.]+:\d+/g, redis.url)
        .split(/\s+/)
        .map((word) => (/^(ID|BATCH)$/.test(word) ? batch : word))
      expect(program).toBe('switchyard')
      if (args[0] === 'worker') {
        const worker = cli.start(args, { env })
        let said = ''
        worker.all?.on('data', (chunk) => {
          said += chunk
        })
        workers.push(worker)
        await until(() => said.includes('\n') || worker.exitCode !== null)
        continue
      }
      const { stdout, stderr, exitCode } = await cli.run(args, { env })
      expect({ line, stderr: stderr.includes('error:') ? stderr : '', exitCode }).toEqual({
        line,
        stderr: '',
        exitCode: 0,
      })
      if (args[1] === 'submit') batch = stdout.trim()
    }
    for (const worker of workers) worker.kill('SIGTERM')
    for (const worker of workers) expect((await worker).exitCode).toBe(0)
  })
})
