import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Cli, createCli, picture } from '../support/cli.js'
import { type FakeRouter, fakeRouter } from '../support/fake-router.js'

const token = 'hf_canaryCanaryCanary77'
const remoteId = 'hugging-face:owner/captioner:auto'
const localId = 'local:pictogram/captioner-tiny@main:q8'

let cli: Cli
let catalog: string
beforeAll(async () => {
  cli = await createCli()
  catalog = join(cli.home, 'remote.yaml')
  await writeFile(
    catalog,
    `image-to-text:
  replace: true
  candidates:
    - { backend: hugging-face, model: owner/captioner, quality: 5, price: { perCall: 0.01 } }
    - { backend: local, source: pack, model: pictogram/captioner-tiny, memory: 40MB, quality: 1, speed: 5 }
    - { backend: local, model: Xenova/vit-gpt2-image-captioning, memory: 700MB, download: 246MB }
`,
  )
})
afterAll(() => cli.dispose())

let router: FakeRouter
beforeEach(async () => {
  router = await fakeRouter({
    token,
    models: {
      'owner/captioner': {
        task: 'image-to-text',
        providers: { 'hf-inference': 'owner/captioner' },
        answer: () => ({ json: [{ generated_text: 'a bus beside a flower, seen from afar' }] }),
      },
    },
  })
})
afterEach(async () => {
  await router.close()
  router.assertExpected()
})

/** The demo profile with a model at a provider in front of the one on this machine. */
const serversFirst = (...more: string[]) =>
  [
    'privacy=any',
    'backends=[hugging-face, local]',
    `catalogs=["${catalog}"]`,
    'steps.attempts=1',
    ...more,
  ].flatMap((pair) => ['--set', pair])
const atRouter = () => ({
  HF_TOKEN: token,
  HF_ENDPOINT: router.url,
  HF_INFERENCE_ENDPOINT: router.url,
})
const ask = (flags: string[], env: Record<string, string> = atRouter()) =>
  cli.ask('Describe this picture.', [picture(6)], { env, flags: ['--no-cache', ...flags] })

describe('switchyard tools --why', () => {
  it('explains which model would run, which would not, and why, on either side of the tool', async () => {
    const before = await cli.run(['tools', '--profile', 'demo', '--why', 'image-to-text', picture(6)])
    expect(before.stdout).toMatch(/1\. local:pictogram\/captioner-tiny@main:q8 +on this machine/)
    expect(before.stdout).toMatch(/Not considered:\n +local:Xenova\S+ +comes from the source "hub"/)
    expect(before.stdout).toContain('a picture of 0.15 megapixels')
    expect(before.exitCode).toBe(0)
    const behind = await cli.run(['tools', 'image-to-text', picture(6), '--profile', 'demo', '--why'])
    expect(behind.stdout).toBe(before.stdout)
  })

  it('counts an LLM that sees, as a run would', async () => {
    const { stdout } = await cli.run(['tools', '--profile', 'hub', '--why', 'image-to-text', picture(6)], {
      env: { OPENAI_API_KEY: 'sk-anything', OPENAI_MODEL: 'gpt-5-mini' },
    })
    expect(stdout).toMatch(/\d\. llm:openai:gpt-5-mini/)
  })

  it('gives the same as JSON', async () => {
    const { stdout } = await cli.run(
      ['tools', '--profile', 'demo', ...serversFirst(), '--why', 'image-to-text', '--json'],
      { env: atRouter() },
    )
    const { ranked, rejected, settings } = JSON.parse(stdout)
    expect(ranked).toMatchObject([
      { candidate: remoteId, place: 'at Hugging Face', costUsd: 0.01 },
      { candidate: localId, place: 'on this machine', costUsd: 0 },
    ])
    expect(rejected.length).toBeGreaterThan(0)
    expect(settings).toMatchObject({
      preference: 'speed',
      privacy: 'any',
      backends: ['hugging-face', 'local'],
    })
    expect(router.requests).toEqual([])
  })

  it('takes other inputs, and says what to do when nothing can run', async () => {
    const input = '{"text": "Guten Tag", "sourceLanguage": "xx", "targetLanguage": "en"}'
    const { stdout } = await cli.run([
      'tools',
      '--profile',
      'hub',
      '--offline',
      '--why',
      'translation',
      '--input',
      input,
    ])
    expect(stdout).toContain('does not speak xx')
  })

  it.each([
    [['--why'], /Name a tool/],
    [['--why', 'image-to-txt'], /Nearest: image-to-text/],
    [['--why', 'image-to-text', '--input', '[1]'], /--input.*It takes a JSON object/],
    [['--why', 'summarization', picture(1)], /no input left/],
  ])('ends with 2 for wrong usage: %j', async (args, message) => {
    const { stderr, exitCode } = await cli.run(['tools', '--profile', 'demo', ...args])
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(2)
  })
})

describe('switchyard ask --dry-run', () => {
  it('says that nothing would leave, and runs nothing', async () => {
    const { stdout, stderr, exitCode } = await cli.ask('Describe this picture.', [picture(6)], {
      flags: ['--dry-run'],
    })
    expect(stdout).toContain(`s1 image-to-text runs on ${localId} on this machine`)
    expect(stdout).toContain('Nothing leaves this machine.')
    expect(stdout + stderr).not.toContain('It shows')
    expect(exitCode).toBe(0)
  })

  it('says which file would be sent where and at what price, and sends nothing', async () => {
    const { stdout } = await ask([...serversFirst(), '--dry-run'])
    expect(stdout).toContain(`s1 image-to-text runs on ${remoteId} at Hugging Face, about $0.010 a call`)
    expect(stdout).toMatch(/sends image1 \(scene-06\.png, \d+/)
    expect(stdout).toMatch(/Leaves this machine: image1/)
    expect(router.requests).toEqual([])
    const json = await ask([...serversFirst(), '--dry-run', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      planned: { by: 'rules' },
      forecast: { steps: [{ candidate: remoteId, leaves: true }], costUsd: 0.01 },
    })
  })

  it('asks no LLM, although one would plan, and says so', async () => {
    const dryRun = (env: Record<string, string>) =>
      cli.ask('Describe this picture.', [picture(6)], {
        flags: ['--dry-run', '--set', 'planner=auto', '--llm', 'openai:gpt-5-mini'],
        env: { OPENAI_API_KEY: 'sk-none', ...env },
      })
    // Nothing answers at either of them.
    const { stdout, exitCode } = await dryRun({ OPENAI_BASE_URL: 'http://llm.invalid/v1' })
    expect(stdout).toContain('openai:gpt-5-mini would make the plan, and is not asked in a dry run')
    expect(stdout).toContain('Leaves this machine: what the LLM is told, and no file.')
    expect(stdout).toContain('without openai:gpt-5-mini, which has no known price')
    const here = await dryRun({ OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' })
    expect(here.stdout).toContain('Nothing leaves this machine.\nEstimated cost: nothing.')
    expect(exitCode).toBe(0)
  })
})

describe('switchyard ask --cost', () => {
  it('says after the answer what was called and that it was free', async () => {
    const { stdout, stderr } = await cli.ask('Describe this picture.', [picture(6)], {
      flags: ['--cost', '--no-cache'],
    })
    expect(stdout).not.toContain('Cost')
    expect(stderr).toMatch(
      /Cost: nothing\. 1 call of local:pictogram\/captioner-tiny@main:q8 \(\d+\.\d s\)\./,
    )
  })

  it('says what a provider charges by the catalogue, and the record has it, too', async () => {
    const { stdout, stderr } = await ask([...serversFirst(), '--cost', '--json'])
    expect(stderr).toContain('Cost: about $0.010. 1 call of hugging-face:owner/captioner:auto')
    const { usage, steps } = JSON.parse(stdout)
    expect(usage).toMatchObject({
      costUsd: 0.01,
      unpriced: [],
      models: { [remoteId]: { calls: 1, costUsd: 0.01 } },
    })
    expect(steps[0].calls[0].attempts[0].usage.costUsd).toBe(0.01)
    expect(stdout + stderr).not.toContain('canary')
  })

  it('is there in a chat, after each answer and for all of it', async () => {
    const { stderr } = await cli.run(['chat', '--profile', 'demo', '--cost', picture(6)], {
      input: 'Describe this picture.\n/cost\n/quit\n',
    })
    expect(stderr.match(/^Cost: nothing\./gm)).toHaveLength(2)
  })
})

describe('a provider that fails', () => {
  it('is replaced by this machine, and the answer, the record and the trace say why', async () => {
    const trace = join(cli.home, 'trace.json')
    const { stdout, exitCode } = await ask([...serversFirst(), '--trace', trace], {
      ...atRouter(),
      HF_INFERENCE_ENDPOINT: 'http://127.0.0.1:9',
    })
    expect(stdout).toContain('a bus to the left of a flower')
    const sentence =
      /image-to-text ran on pictogram\/captioner-tiny on this machine, because owner\/captioner at Hugging Face failed: /
    expect(stdout).toMatch(sentence)
    const [step] = JSON.parse(await readFile(trace, 'utf8')).steps
    expect(step.provenance).toMatch(sentence)
    expect(step.calls[0].attempts.map((one: { candidate: string }) => one.candidate)).toEqual([
      remoteId,
      localId,
    ])
    expect(exitCode).toBe(0)
  })
})

describe('--max-cost', () => {
  it('keeps a step off a model that costs more, takes the one that is free, and says so', async () => {
    const { stdout } = await ask([...serversFirst(), '--max-cost', '0.005'])
    expect(stdout).toContain('a bus to the left of a flower')
    expect(stdout).toContain(`${remoteId} was not called: it would cost about $0.010`)
    expect(router.requests).toEqual([])
  })

  it('fails with what to do when nothing free is left', async () => {
    const { stdout, exitCode } = await ask([
      ...serversFirst('backends=[hugging-face]'),
      '--max-cost',
      '$0.005',
      '--json',
    ])
    expect(JSON.parse(stdout).steps[0].error).toMatchObject({
      code: 'BUDGET_EXCEEDED',
      message: expect.stringContaining('--max-cost'),
    })
    expect(exitCode).toBe(1)
  })

  it('takes an amount and nothing else', async () => {
    const { stderr, exitCode } = await ask(['--max-cost', 'little'])
    expect(stderr).toMatch(/--max-cost.*US dollars/)
    expect(exitCode).toBe(2)
  })

  it('stops a batch that has spent it, keeps what is done, and goes on when started again', async () => {
    const jobs = join(cli.home, 'jobs.jsonl')
    const out = join(cli.home, 'results.jsonl')
    const lines = [1, 3, 6].map((n) => ({
      custom_id: `job-${n}`,
      body: { text: 'Describe this picture.', media: [picture(n)] },
    }))
    await writeFile(jobs, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
    const flags = [
      '--profile',
      'demo',
      ...serversFirst('backends=[hugging-face]'),
      '--concurrency',
      '1',
      '--max-cost',
      '0.02',
    ]
    const batch = () => cli.run(['batch', 'run', jobs, '--out', out, ...flags], { env: atRouter() })
    const first = await batch()
    expect(first.stdout).toMatch(/2 of 3 jobs done.*about \$0\.020 spent/)
    expect(first.stderr).toContain('The budget is used up.')
    expect(first.exitCode).toBe(3)
    const second = await batch()
    expect(second.stdout).toContain('3 of 3 jobs done')
    expect(second.exitCode).toBe(0)
  })
})
