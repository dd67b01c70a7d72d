import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, memo, picture } from '../support/cli.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

describe('switchyard', () => {
  it('teaches its commands with --help', async () => {
    const { stdout, exitCode } = await cli.run(['--help'])
    for (const command of ['ask', 'chat', 'plan', 'tools', 'models', 'doctor'])
      expect(stdout).toContain(command)
    expect(exitCode).toBe(0)
  })

  it('prints its version', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
    expect((await cli.run(['--version'])).stdout).toBe(version)
  })

  it.each([
    [['aks', 'x'], /Did you mean ask/],
    [['ask'], /request/],
    [['ask', '--profil', 'demo', 'x'], /--profile/],
    [['ask', '--profile', 'dmeo', 'x'], /Did you mean "demo"/],
    [['ask', '--profile', 'demo', '--set', 'local.host=1', 'x'], /local\.hosts/],
    [['ask', '--profile', 'demo', '--timeout', 'soon', 'x'], /--timeout.*seconds/],
    [['ask', '--timeout', '99999999999', 'x'], /--timeout.*at most 2147483/],
    [['ask', '--planner', 'robot', 'x'], /--planner.*auto, llm, rules/],
    [['worker', '--device', 'gpu'], /--device.*cuda/],
    [['worker', '--runs', 'x'], /--runs.*whole number/],
    [['worker', '--board-port', '3000'], /--board-port.*switchyard serve --redis/],
    [['batch', 'submit', 'jobs.jsonl', '--keep', '3'], /--keep.*7d/],
    [['batch', 'results'], /See `switchyard batch results --help`/],
    // Models are chosen by the workers' settings: nothing would come of it here.
    [['batch', 'submit', 'jobs.jsonl', '--llm', 'openai:gpt-5-mini'], /unknown option '--llm'/],
    [['What is this?', picture(1)], /To ask, write: switchyard ask "What is this\?" \S+scene-01\.png/],
    [[picture(1)], /To ask, write: switchyard ask "What is this\?" \S+scene-01\.png/],
  ])('ends with 2 and the next move for wrong usage: %j', async (args, message) => {
    const { stderr, exitCode } = await cli.run(args)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(2)
  })
})

describe('--help', () => {
  it('shows no password of the environment, and defaults as they are written', async () => {
    const { stdout } = await cli.run(['batch', 'submit', '--help'], {
      env: { REDIS_URL: 'redis://:hunter2@queue.example:6379' },
    })
    expect(stdout).not.toContain('hunter2')
    expect(stdout).toContain('REDIS_URL')
    expect(stdout).toMatch(/--keep .*\(default: 7d\)/)
  })

  it('names the LLMs of this machine', async () => {
    expect((await cli.run(['ask', '--help'])).stdout).toContain('local:MODEL')
  })
})

describe('switchyard plan', () => {
  it('prints a plan as JSON that ask would run', async () => {
    const { stdout, exitCode } = await cli.run([
      'plan',
      '--profile',
      'demo',
      '--json',
      'Transcribe the memo.',
      memo('01'),
    ])
    expect(JSON.parse(stdout)).toEqual({
      steps: [{ id: 's1', tool: 'automatic-speech-recognition', input: { audio: '$audio1' } }],
    })
    expect(exitCode).toBe(0)
  })

  it('prints a plan as a tree, and runs nothing', async () => {
    const { stdout, stderr } = await cli.run([
      'plan',
      '--profile',
      'demo',
      'Describe this picture.',
      picture(1),
    ])
    expect(stdout).toContain('image-to-text')
    expect(stdout).toContain('$image1')
    expect(stdout + stderr).not.toContain('shoe')
  })
})

describe('switchyard tools', () => {
  it('lists every tool', async () => {
    const { stdout } = await cli.run(['tools', '--profile', 'demo', '--json'])
    const ids = JSON.parse(stdout).map(({ id }: { id: string }) => id)
    expect(ids).toHaveLength(68)
    expect(ids).toContain('image-to-text')
  })

  it('shows one tool with its fields and models', async () => {
    const { stdout } = await cli.run(['tools', 'image-to-text', '--profile', 'demo'])
    expect(stdout).toMatch(/image +image/)
    expect(stdout).toContain('pictogram/captioner-tiny')
  })

  it('refuses what it would not look at', async () => {
    const forgotten = await cli.run(['tools', 'image-to-text', picture(1)])
    expect(forgotten.stderr).toContain('--why image-to-text')
    expect(forgotten.exitCode).toBe(2)
    const misspelt = await cli.run(['tools', '--why', 'image-to-text', '--input', '{"imagee": "x"}'])
    expect(misspelt.stderr).toMatch(/no input "imagee".*image, maxNewTokens/)
    expect(misspelt.exitCode).toBe(2)
  })

  it('names the nearest tool for an unknown one', async () => {
    const { stderr, exitCode } = await cli.run(['tools', 'image-to-txt', '--profile', 'demo'])
    expect(stderr).toContain('image-to-text')
    expect(exitCode).toBe(2)
  })
})

describe('switchyard models', () => {
  it('lists the models with their state', async () => {
    const { stdout } = await cli.run(['models', 'list', '--profile', 'demo'])
    expect(stdout).toMatch(/image-classification +pictogram\/vit-tiny +q8 .*cached/)
  })

  it('lists only models that the profile takes, which are those that pull takes', async () => {
    const { stdout } = await cli.run(['models', 'list', '--profile', 'demo', '--json'])
    const sources = JSON.parse(stdout).map(({ source }: { source: string }) => source)
    expect(new Set(sources)).toEqual(new Set(['pack']))
  })

  it('lists what fits some words, and says where else to look when nothing does', async () => {
    const { stdout } = await cli.run(['models', 'WHISPER', '--profile', 'demo', '--json'])
    const found = JSON.parse(stdout).map(({ model }: { model: string }) => model)
    expect([...new Set(found)]).toEqual(['pictogram/whisper-tiny'])
    const { stderr, exitCode } = await cli.run(['models', 'lst'])
    expect(stderr).toMatch(/"lst".*models search lst.*models --help/)
    expect(exitCode).toBe(2)
  })

  it('names the task that may have been meant', async () => {
    const { stderr } = await cli.run(['models', 'pull', 'image-to-txt'])
    expect(stderr).toContain('Did you mean image-to-text')
  })

  it.each([[['models', 'list']], [['tools']]])('needs no LLM, nor a key for one: %j', async (args) => {
    const { exitCode } = await cli.run([...args, '--profile', 'remote'])
    expect(exitCode).toBe(0)
  })

  it('verifies the demo pack and the samples', async () => {
    const { stdout, exitCode } = await cli.run(['models', 'verify', '--profile', 'demo', '--json'])
    const checked = JSON.parse(stdout)
    expect(checked.map(({ problems }: { problems: string[] }) => problems)).toEqual([[], []])
    expect(exitCode).toBe(0)
  })

  it('says which model it does not know', async () => {
    const { stderr, exitCode } = await cli.run(['models', 'pull', 'nobody/nothing'])
    expect(stderr).toContain('nobody/nothing')
    expect(exitCode).toBe(2)
  })
})

describe('switchyard doctor', () => {
  it('says what is there and what to do next', async () => {
    const { stdout, exitCode } = await cli.run(['doctor', '--profile', 'demo'], {
      env: { HF_TOKEN: 'hf_secretsecretsecret' },
    })
    expect(stdout).toContain(process.versions.node)
    expect(stdout).toMatch(/device cpu +works/)
    expect(stdout).toContain('HF_TOKEN set')
    expect(stdout).not.toContain('hf_secret')
    const [, tryThis = ''] = /What is in this picture\?" (.*)$/m.exec(stdout) ?? []
    expect((await readFile(tryThis)).byteLength).toBeGreaterThan(0)
    expect(exitCode).toBe(0)
  })

  it('puts what is wrong before what could be done next', async () => {
    const { stdout } = await cli.run(['doctor', '--profile', 'hub'], {
      env: { HF_ENDPOINT: 'http://127.0.0.1:9' },
    })
    expect(stdout).toMatch(/^Next\n +✗ Check the network or HF_ENDPOINT/)
  })

  it('still looks at the rest where the cache folder can not be made', async () => {
    const { stdout, exitCode } = await cli.run(['doctor', '--profile', 'demo'], {
      env: { SWITCHYARD_CACHE_DIR: '/dev/null/cache' },
    })
    expect(stdout).toMatch(/cache folder +\/dev\/null\/cache: ENOTDIR/)
    expect(stdout).toContain('Set SWITCHYARD_CACHE_DIR to a folder you can write to')
    expect(stdout).toMatch(/device cpu +works/)
    expect(exitCode).toBe(1)
  })
})

describe('switchyard doctor, with an LLM that has no key', () => {
  it('names the key, and still looks at the rest', async () => {
    const { stdout, exitCode } = await cli.run(['doctor', '--profile', 'remote', '--offline'])
    expect(stdout).toContain('set HF_TOKEN')
    expect(stdout).not.toContain('For an LLM')
    expect(stdout).toMatch(/device cpu +works/)
    expect(exitCode).toBe(1)
  })
})

describe('switchyard chat', () => {
  it('remembers media and results from one line to the next', async () => {
    const lines = [
      `/attach ${picture(6)}`,
      'Describe this picture.',
      'Classify it.',
      '/plan',
      '/media',
      '/nonsense',
      '/quit',
      '',
    ]
    const { stdout, stderr, exitCode } = await cli.run(['chat', '--profile', 'demo'], {
      input: lines.join('\n'),
    })
    expect(stdout).toContain('a bus to the left of a flower on a brown background')
    expect(stdout.split('\n').slice(1).join('\n')).toMatch(/bus \(\d+ ?%\)|bus/)
    expect(stderr).toContain('image-classification')
    expect(stderr).toContain('$image1')
    expect(stderr).toContain('There is no /nonsense')
    expect(exitCode).toBe(0)
  })

  it('writes the record of the last request, and goes on after an error', async () => {
    const trace = join(cli.home, 'chat trace.json')
    await cp(picture(1), join(cli.home, 'my picture.png'))
    const lines = [
      '/attach missing.png',
      'Describe it.',
      '/attach "my picture.png"',
      'Describe it.',
      `/trace "${trace}"`,
      '',
    ]
    const { stdout, stderr } = await cli.run(['chat', '--profile', 'demo'], { input: lines.join('\n') })
    expect(stderr).toContain('There is no file missing.png')
    expect(stderr).not.toContain('next request: missing.png')
    expect(stdout).toContain('shoe')
    expect(JSON.parse(await readFile(trace, 'utf8'))).toMatchObject({ status: 'answered' })
  })
})

describe('a settings file', () => {
  it('is refused with the place and the nearest key', async () => {
    await writeFile(join(cli.home, 'mine.yaml'), 'steps:\n  attemps: 3\n')
    const { stderr, exitCode } = await cli.run(['ask', '--config', 'mine.yaml', 'x'])
    expect(stderr).toMatch(/mine\.yaml.*attemps.*attempts/)
    expect(exitCode).toBe(2)
  })
})
