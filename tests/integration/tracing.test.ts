import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { type ReceivedSpan, startOtlpCollector } from '../support/otlp-collector.js'
import { until } from '../support/queue-place.js'
import { noRedis, startRedis } from '../support/redis.js'

describe('Traces', () => {
  let cli: Cli
  let collector: Awaited<ReturnType<typeof startOtlpCollector>>
  beforeEach(async () => {
    cli = await createCli()
    collector = await startOtlpCollector()
  })
  afterEach(async () => {
    await cli.dispose()
    await collector.close()
  })

  const env = () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url })
  const named = (name: string) => collector.spans.filter((span) => span.name === name)
  const parentOf = ({ parentSpanId }: ReceivedSpan) =>
    collector.spans.find(({ spanId }) => spanId === parentSpanId)?.name
  const question = 'What is in the picture?'

  /** Submits a run and waits for it, in a program of its own that sends traces. Gives the run's status. */
  async function submitter(work: { redis: string; text: string; file: string }): Promise<string> {
    const built = (file: string) => JSON.stringify(pathToFileURL(join(packageRoot, 'dist', file)).href)
    const code = `
      import { startTracing } from ${built('ops/start-tracing.js')}
      import { createAgent } from ${built('index.js')}
      import { createRunClient, openQueue } from ${built('queue/index.js')}
      const { redis, text, file } = ${JSON.stringify(work)}
      const stopTracing = await startTracing(console.error)
      const connection = await openQueue({ url: redis })
      const agent = await createAgent({ profile: 'demo' })
      const runs = createRunClient({ connection })
      const taken = await agent.parts.ingest.ingest(file)
      const { status } = await runs.waitForRun(await runs.submitRun({ text, media: [taken.value] }))
      console.log(status)
      await Promise.all([runs.close(), agent.close()])
      await connection.close()
      await stopTracing()`
    const program = execa(process.execPath, ['--input-type=module', '-e', code], {
      env: {
        ...{ HOME: cli.home, SWITCHYARD_CACHE_DIR: cli.cacheDir, SWITCHYARD_LLM_SERVERS: '[]' },
        ...env(),
        OTEL_SERVICE_NAME: 'submitter',
      },
    })
    return (await program).stdout.trim()
  }

  it('show a run with its plan, steps, model loads, inference and answer, and nothing of what was said', async () => {
    const { stdout, stderr, exitCode } = await cli.ask(question, [picture(1)], { env: env() })
    expect(exitCode).toBe(0)
    expect(stderr).not.toContain('warning')
    const [run, ...others] = named('invoke_agent switchyard')
    expect(others).toEqual([])
    expect(run?.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'switchyard.run.status': 'answered',
    })
    expect(run?.resource).toMatchObject({ 'service.name': 'switchyard' })
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([run?.traceId]))
    for (const name of ['plan', 'answer']) expect(named(name).map(parentOf)).toEqual([run?.name])

    const steps = collector.spans.filter(({ name }) => name.startsWith('execute_tool '))
    expect(steps.length).toBeGreaterThan(0)
    for (const step of steps) {
      expect(parentOf(step)).toBe(run?.name)
      expect(step.name).toBe(`execute_tool ${step.attributes['gen_ai.tool.name']}`)
    }
    const work = collector.spans.filter(({ name }) => /^(load_model|inference) /.test(name))
    expect(work.map(({ name }) => name.split(' ')[0]).sort()).toEqual(
      expect.arrayContaining(['inference', 'load_model']),
    )
    for (const span of work) {
      expect(parentOf(span)).toMatch(/^execute_tool /)
      expect(span.attributes['gen_ai.provider.name']).toBe('transformers.js')
      expect(span.endTimeUnixNano).toBeGreaterThanOrEqual(span.startTimeUnixNano)
    }
    for (const secret of [question, stdout.trim().split('\n')[0] ?? '', 'scene-01'])
      expect(collector.text()).not.toContain(secret)
  })

  it('tell of failure by its code', async () => {
    const { exitCode } = await cli.ask('', [], { env: env() })
    expect(exitCode).toBe(2)
    expect(named('invoke_agent switchyard')[0]).toMatchObject({
      status: { code: 2 },
      attributes: { 'error.type': 'INVALID_REQUEST' },
    })
  })

  it('are no reason to fail, nor to wait for long, where no collector answers', async () => {
    const { exitCode, stderr } = await cli.ask(question, [picture(1)], {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
    })
    expect(exitCode).toBe(0)
    expect(stderr.match(/warning Traces can't be sent/g)).toHaveLength(1)
  })

  it('cost nothing where nobody asks for them: the SDK is not even loaded', async () => {
    const loaded = async (more: Record<string, string>) => {
      const dir = await mkdtemp(join(tmpdir(), 'switchyard-tracing-'))
      await cli.ask(question, [picture(1)], { env: { ...more, NODE_V8_COVERAGE: dir } })
      const files = await Promise.all((await readdir(dir)).map((name) => readFile(join(dir, name), 'utf8')))
      await rm(dir, { recursive: true })
      return files.some((text) => /"url":"[^"]*@opentelemetry\/(sdk-trace|exporter|otlp)/.test(text))
    }
    expect(await loaded({})).toBe(false)
    expect(await loaded(env())).toBe(true)
  })

  it.skipIf(noRedis)(
    'go on from the submitter to the driver and the worker',
    { timeout: 120_000 },
    async () => {
      const redis = await startRedis()
      try {
        const at = ['--redis', redis.url, '--profile', 'demo']
        const worker = (service: string, ...flags: string[]) =>
          cli.start(['worker', ...at, ...flags], { env: { ...env(), OTEL_SERVICE_NAME: service } })
        const driving = worker('driver', '--concurrency', '0')
        const computing = worker('computer', '--runs', '0', '--memory', '500MB')
        const status = await submitter({ redis: redis.url, text: question, file: picture(1) })
        expect(status).toBe('answered')
        for (const process of [driving, computing]) process.kill('SIGTERM')
        await Promise.all([driving, computing])
        await until(() => named('submit run').length > 0)

        const [submitted] = named('submit run')
        const trace = collector.spans.filter(({ traceId }) => traceId === submitted?.traceId)
        const servicesOf = (prefix: string) =>
          new Set(
            trace
              .filter(({ name }) => name.startsWith(prefix))
              .map(({ resource }) => resource['service.name']),
          )
        expect(servicesOf('submit run')).toEqual(new Set(['submitter']))
        for (const name of ['drive run', 'invoke_agent', 'plan', 'execute_tool', 'answer'])
          expect([name, servicesOf(name)]).toEqual([name, new Set(['driver'])])
        for (const name of ['process', 'load_model', 'inference'])
          expect([name, servicesOf(name)]).toEqual([name, new Set(['computer'])])
        const [run] = trace.filter(({ name }) => name === 'invoke_agent switchyard')
        expect(run && parentOf(run)).toBe('drive run')
        for (const span of trace.filter(({ name }) => name.startsWith('process ')))
          expect(parentOf(span)).toMatch(/^execute_tool /)
      } finally {
        await redis.stop()
      }
    },
  )
})
