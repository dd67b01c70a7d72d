import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { packageRoot } from '../../src/config/package-root.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { type DemoHub, demoToken, startDemoHub } from '../support/demo-hub.js'

const captioner = 'Xenova/vit-gpt2-image-captioning'
/** Its two networks; the Hub keeps them behind a redirect, the small files not. */
const weights = 2

let cli: Cli
let demo: DemoHub
let env: Record<string, string>
beforeEach(async () => {
  cli = await createCli()
  demo = await startDemoHub()
  env = { HF_ENDPOINT: demo.hub.url, HF_INFERENCE_ENDPOINT: demo.hub.url }
})
afterEach(async () => {
  await demo.close()
  await cli.dispose()
})

const ask = (more: Record<string, string> = {}, flags: string[] = []) =>
  cli.run(['ask', '--profile', 'hub', ...flags, 'What is in this picture?', picture(6)], {
    env: { ...env, ...more },
  })
const fetched = () => demo.hub.requests.filter(({ server }) => server === 'cdn')
const cached = () =>
  readdir(join(cli.home, `hf/hub/models--${captioner.replace('/', '--')}`), { recursive: true }).catch(
    () => [],
  )

describe('the first request in the hub profile', () => {
  it('downloads the model with progress, and answers with it', async () => {
    const { stdout, stderr, exitCode } = await ask()

    expect(stdout).toContain('a bus to the left of a flower')
    expect(stderr).toMatch(new RegExp(`downloading ${captioner}: [\\d.]+ k?M?B of 3\\.9 MB`))
    expect(stderr).toContain(`downloaded ${captioner}`)
    expect(exitCode).toBe(0)
    expect(fetched()).toHaveLength(weights)
  })

  it('shows one bar in a terminal, that fills while the files come', async () => {
    const slow = await startDemoHub({ bytesPerSecond: 2_000_000 })
    try {
      const terminal = cli.startInTerminal(
        ['ask', '--profile', 'hub', 'What is in this picture?', picture(6)],
        {
          env: { HF_ENDPOINT: slow.hub.url },
        },
      )
      const { stdout, exitCode } = await terminal
      const bars = [...stdout.matchAll(/downloading (\S+) (█*░*) (\d+) % \S+ \S+ of 3\.9 MB/g)]
      const percents = bars.map(([, , , percent]) => Number(percent))

      expect(new Set(bars.map(([, model]) => model))).toEqual(new Set([captioner]))
      expect(percents.filter((percent) => percent > 0 && percent < 100)).not.toEqual([])
      expect(percents).toEqual(percents.toSorted((a, b) => a - b))
      for (const [, , bar = '', percent] of bars) {
        expect(bar).toHaveLength(24)
        expect(Math.abs(bar.lastIndexOf('█') + 1 - (24 * Number(percent)) / 100)).toBeLessThanOrEqual(1)
      }
      const after = stdout.slice(stdout.indexOf(`downloaded ${captioner}`))
      expect(after).toContain('a bus to the left of a flower')
      expect(after).not.toContain('░')
      expect(exitCode).toBe(0)
    } finally {
      await slow.close()
    }
  })

  it('is followed by others that download nothing, with the Hub gone and downloads off, too', async () => {
    await ask()
    const requests = demo.hub.requests.length
    expect((await ask({}, ['--no-cache'])).stdout).toContain('a bus')
    expect(demo.hub.requests).toHaveLength(requests)

    await demo.hub.close()
    for (const offline of [{}, { HF_HUB_OFFLINE: '1' }]) {
      const { stdout, stderr } = await ask(offline, ['--no-cache'])
      expect(stdout).toContain('a bus')
      expect(stderr).not.toContain('download')
    }
  })

  it('goes on where the connection was cut', async () => {
    demo.hub.faults.push({ match: /encoder_model/, kind: 'cut', afterBytes: 1_000_000, times: 1 })
    const { stdout } = await ask()

    expect(stdout).toContain('a bus')
    expect(fetched()).toHaveLength(weights + 1)
    expect(fetched().some(({ range }) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true)
  })

  it('goes on where Ctrl-C stopped it', async () => {
    const slow = await startDemoHub({ bytesPerSecond: 1_000_000 })
    onTestFinished(() => slow.close())
    const request = ['ask', '--profile', 'hub', 'What is in this picture?', picture(6)]
    const first = cli.startInTerminal(request, { env: { HF_ENDPOINT: slow.hub.url } })
    let isStopped = false
    let shown = ''
    first.stdout.on('data', (chunk: Buffer) => {
      shown += chunk
      if (isStopped || !/ [1-9]\d? % /.test(shown)) return
      isStopped = true
      first.stdin.write('\u0003')
    })
    const { stdout, exitCode } = await first
    expect(exitCode).toBe(130)
    expect(stdout).toContain('Stopped.')
    expect(stdout).not.toContain('cancelled')

    expect((await ask({ HF_ENDPOINT: slow.hub.url })).stdout).toContain('a bus')
    expect(slow.hub.requests.some(({ range }) => /^bytes=[1-9]\d*-$/.test(range ?? ''))).toBe(true)
  })

  it('keeps a file that always comes damaged out of the cache, and says so', async () => {
    demo.hub.faults.push({ match: /encoder_model/, kind: 'corrupt' })
    const { stdout, exitCode } = await ask()

    expect(stdout).toMatch(/came damaged.*SHA-256/s)
    expect(exitCode).toBe(1)
    expect((await cached()).filter((file) => file.includes('snapshots'))).toEqual([])
  })

  it('is downloaded once for two processes that ask at the same time', async () => {
    const both = await Promise.all([ask(), ask()])

    for (const { stdout } of both) expect(stdout).toContain('a bus')
    expect(fetched()).toHaveLength(weights)
  })
})

describe('a model named in the request', () => {
  const classify = (model: string, more: Record<string, string> = {}) =>
    cli.run(['ask', `Classify this with the model ${model}.`, picture(6)], { env: { ...env, ...more } })

  it('is downloaded and run, though no catalogue lists it', async () => {
    const { stdout, stderr } = await classify('onnx-community/pictogram-classifier')
    expect(stdout).toMatch(/bus \(\d+ %\)/)
    expect(stderr).toContain('downloaded onnx-community/pictogram-classifier')
  })

  it('that has no ONNX files is not downloaded: the answer says so, and what would do', async () => {
    const { stdout, exitCode } = await classify('google/vit-base-patch16-224')
    expect(stdout).toMatch(/has no ONNX files.*try Xenova\/vit-base-patch16-224.*HF_TOKEN/s)
    expect(exitCode).toBe(1)
    expect(demo.hub.bytesSent).toBe(0)
  })

  it('runs at a provider with a token, where it can not run here', async () => {
    const { stdout, exitCode } = await classify('google/vit-base-patch16-224', { HF_TOKEN: demoToken })
    expect(stdout).toMatch(/bus \(\d+ %\)/)
    expect(exitCode).toBe(0)
    expect(demo.hub.bytesSent).toBe(0)
  })

  it('may be named by --model, too', async () => {
    const flags = ['--model', 'image-to-text=onnx-community/pictogram-captioner']
    const { stdout, stderr } = await ask({}, flags)
    expect(stdout).toContain('a bus')
    expect(stderr).toContain('downloaded onnx-community/pictogram-captioner')
    expect((await ask({}, ['--model', 'image-to-text'])).exitCode).toBe(2)
  })
})

describe('switchyard models', () => {
  const models = (...args: string[]) => cli.run(['models', ...args], { env })

  it('search lists what fits, the most downloaded first', async () => {
    const { stdout } = await models('search', '--task', 'image-classification', '--local', '--json')
    expect(JSON.parse(stdout).map(({ model }: { model: string }) => model)).toEqual([
      'Xenova/vit-base-patch16-224',
      'Xenova/mobilevit-small',
      'onnx-community/pictogram-classifier',
    ])
    const { stdout: table } = await models('search', 'vit', '--remote', '--limit', '1')
    expect(table).toMatch(/google\/vit-base-patch16-224 +image-classification +3\.1M +at hf-inference/)
  })

  it('search says what to do when nothing is found, or nobody answers', async () => {
    const none = await models('search', 'no-such-model')
    expect(none.stderr).toContain('No model was found')
    expect(none.exitCode).toBe(1)
    await demo.hub.close()
    const { stderr, exitCode } = await models('search')
    expect(stderr).toMatch(/can't be reached.*HF_ENDPOINT/)
    expect(exitCode).toBe(1)
  })

  it('pull takes any model when told what it is for', async () => {
    const { stdout, exitCode } = await models(
      'pull',
      'onnx-community/pictogram-classifier',
      '--task',
      'image-classification',
    )
    expect(stdout).toMatch(/pictogram-classifier +2\.3 MB/)
    expect(exitCode).toBe(0)
    const without = await models('pull', 'onnx-community/pictogram-classifier')
    expect(without.stderr).toContain('--task')
    expect(without.exitCode).toBe(2)
  })
})

it('npm run fake-hub starts such a Hub, and says what to paste', async () => {
  const script = join(packageRoot, 'scripts/fake-hub.ts')
  const hub = execa(process.execPath, ['--import', 'tsx', script, '--rate', '8MB'], {
    cwd: packageRoot,
    reject: false,
  })
  try {
    const [said] = await once(hub.stdout, 'data')
    const exported = Object.fromEntries(
      [...String(said).matchAll(/(HF_ENDPOINT|HF_TOKEN)=(\S+)/g)].map(([, name, value]) => [name, value]),
    )
    expect(exported.HF_TOKEN).toBe(demoToken)
    expect((await ask(exported)).stdout).toContain('a bus')
  } finally {
    hub.kill('SIGINT')
  }
  expect((await hub).exitCode).toBe(0)
})
