import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Cli, createCli, picture } from '../support/cli.js'
import { startModelList, startOllama } from '../support/llm-servers.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

const timesIn = (text: string, part: string) => text.split(part).length - 1
/** The lines that stay on a terminal: what was drawn over is gone. */
function staying(shown: string): string[] {
  const cleared = '\u001b[0K'
  return shown
    .split(/\r?\n/)
    .map((line) => stripVTControlCharacters(line.split(cleared).at(-1) ?? '').trim())
    .filter(Boolean)
}

describe('one step on a terminal', () => {
  it('shows one line of progress and the answer', async () => {
    const { stdout } = await cli.startInTerminal([
      'ask',
      '--profile',
      'demo',
      '--llm',
      'none',
      'Describe this picture.',
      picture(6),
    ])
    expect(staying(stdout)).toEqual([
      expect.stringMatching(/^✓ s1 image-to-text \S+ m?s$/),
      'image1 (scene-06.png): It shows a bus to the left of a flower on a brown background. [s1]',
    ])
  })
})

describe('an error', () => {
  it('is said once: in the answer', async () => {
    const { stdout, stderr } = await cli.run(['ask', '--profile', 'hub', 'Describe it.', picture(6)], {
      env: { HF_ENDPOINT: 'http://127.0.0.1:9' },
    })
    expect(timesIn(stdout, "http://127.0.0.1:9 can't be reached")).toBe(1)
    expect(stderr).not.toContain("can't be reached")
    expect(stderr).toContain('✗ s1 image-to-text failed')
  })

  it('is said once for all files and tools that it keeps from being looked at, and is no news on a terminal', async () => {
    const env = { HF_ENDPOINT: 'http://127.0.0.1:9' }
    const unreachable = "http://127.0.0.1:9 can't be reached"
    const wish = 'What is in these pictures, and what do they show?'
    const many = ['ask', '--profile', 'hub', wish, picture(6), picture(3)]
    const { stdout } = await cli.run([...many, '--json'], { env })
    const { answer, steps } = JSON.parse(stdout)
    expect(steps.length).toBeGreaterThan(1)
    expect(timesIn(answer, unreachable)).toBe(1)
    const one = ['ask', '--profile', 'hub', 'Describe it.', picture(6)]
    const [failed, ...lines] = staying((await cli.startInTerminal(one, { env })).stdout)
    expect(failed).toBe('✗ s1 image-to-text failed')
    expect(lines.slice(0, 1)).toEqual(['None of it could be done:'])
    // An LLM would have met the same.
    expect(lines.join()).not.toContain('understand less than an LLM')
  })

  it('of a Redis that is not there is said once', async () => {
    const { stderr } = await cli.run(['worker', '--profile', 'demo', '--redis', 'redis://127.0.0.1:9'])
    expect(timesIn(stderr, 'ECONNREFUSED')).toBe(1)
  })

  it('of an LLM server that is down comes first, and once', async () => {
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }
    const llm = ['--profile', 'demo', '--llm', 'openai:some-model']
    const down = "The server at http://127.0.0.1:9/v1 can't be reached"
    const talk = await cli.start(['ask', ...llm, 'Hello.'], { env, input: '' })
    expect(talk.all).toMatch(new RegExp(`^error: ${down}`))
    const chat = await cli.run(['chat', ...llm], { env, input: '' })
    expect(chat.stderr).toMatch(/profile demo\. openai:some-model\. As configured\./)
    expect(timesIn(String(talk.all), down)).toBe(1)
    const asked = await cli.start(['ask', ...llm, 'Describe this picture.', picture(6)], { env, input: '' })
    expect(timesIn(String(asked.all), down)).toBe(1)
    expect(String(asked.all).indexOf(down)).toBeLessThan(String(asked.all).indexOf('s1'))
    expect(asked.stdout).toContain('a bus')
  })
})

describe('mere talk without an LLM', () => {
  it('gets two helpful lines, on stdout alone', async () => {
    const { stdout, stderr } = await cli.ask('hello')
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringContaining('attach some'),
      expect.stringContaining('switchyard init'),
    ])
    expect(stderr).toBe('')
  })
})

describe('a question about a file that is not there', () => {
  it('is answered with what is missing and how it is given, not with talk about talk', async () => {
    const { stdout, stderr } = await cli.ask('What is in this picture?')
    expect(stdout).toMatch(/it takes an image, and there is none/)
    expect(stdout).not.toContain('language model')
    expect(stderr).toContain('switchyard ask "..." photo.jpg')
  })
})

describe('the hint at an LLM', () => {
  it('does not ask for a key that is set where the settings ask no LLM', async () => {
    const { stdout } = await cli.ask('hello', [], { env: { OPENAI_API_KEY: 'sk-any' } })
    expect(stdout).toContain('these settings ask none')
    expect(stdout).not.toContain('OPENAI_API_KEY')
  })

  it('says what is wrong with the server that is there', async () => {
    const ollama = await startOllama([])
    onTestFinished(() => ollama.close())
    const env = { SWITCHYARD_LLM_SERVERS: JSON.stringify([ollama.url]) }
    const { stdout } = await cli.run(['ask', '--profile', 'hub', 'hello'], { env })
    expect(stdout).toMatch(/Ollama at \S+ has no LLM yet\. `ollama pull/)
  })

  it('is said once a day at the end of an answer by rules, and never with --json or --quiet', async () => {
    const own = await createCli()
    const hint = 'understand less than an LLM'
    try {
      const started = (...flags: string[]) =>
        own.startInTerminal(['ask', '--profile', 'demo', ...flags, 'Describe this picture.', picture(6)])
      expect((await started('--json')).stdout).not.toContain(hint)
      expect((await started('-q')).stdout).not.toContain(hint)
      const { stdout } = await started()
      expect(stdout.indexOf(hint)).toBeGreaterThan(stdout.indexOf('a bus'))
      expect((await started()).stdout).not.toContain(hint)
    } finally {
      await own.dispose()
    }
  })
})

describe('help', () => {
  it('groups the flags of worker, and says what its words mean', async () => {
    const { stdout } = await cli.run(['worker', '--help'])
    const headings = [...stdout.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading)
    expect(headings).toEqual([
      'Queue',
      'Work',
      'This machine',
      'Watching',
      'Settings',
      'Models',
      'Options',
      'Example',
    ])
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /a lane is the queue of one model's steps.*a process that holds models/,
    )
  })
})

describe('switchyard models list', () => {
  it('says how large a download is', async () => {
    const { stdout } = await cli.run(['models', 'list', '--profile', 'hub', 'mobilevit'])
    expect(stdout).toMatch(/DOWNLOAD[\s\S]*Xenova\/mobilevit-small +\S+ +6\.0 MB/)
  })
})

describe('switchyard doctor', () => {
  it('begins with an LLM server that is down, refuses the key or lacks the model', async () => {
    const list = await startModelList({ data: [{ id: 'qwen3:8b' }] }, 'sk-right')
    onTestFinished(() => list.close())
    const next = async (url: string, key: string, model: string) => {
      const env = { OPENAI_BASE_URL: `${url}/v1`, OPENAI_API_KEY: key, OPENAI_MODEL: model }
      const doctor = ['doctor', '--profile', 'demo', '--set', 'llm=auto']
      const { stdout, exitCode } = await cli.run(doctor, { env })
      return [exitCode, stdout.split('\n').slice(0, 2).join(' ')]
    }
    expect(await next('http://127.0.0.1:9', 'k', 'm')).toEqual([
      1,
      expect.stringMatching(/^Next +✗ Start the server at \S+:9, or correct OPENAI_BASE_URL/),
    ])
    expect(await next(list.url, 'sk-wrong', 'qwen3:8b')).toEqual([
      1,
      expect.stringMatching(/✗ Correct OPENAI_API_KEY: .* refuses the key \(401\)/),
    ])
    expect(await next(list.url, 'sk-right', 'qwen4')).toEqual([
      1,
      expect.stringMatching(/✗ Set OPENAI_MODEL.* has no qwen4, but qwen3:8b/),
    ])
    expect(await next(list.url, 'sk-right', 'qwen3:8b')).toEqual([0, expect.not.stringContaining('✗')])
    const [, steering] = await next(list.url, 'sk-right', 'qwen\u001b[2J4')
    expect(steering).toContain('has no qwen[2J4')
    expect(steering).not.toContain('\u001b')
  })

  it('begins with what to do next, and keeps the reasons of probes for --verbose', async () => {
    const brief = (await cli.run(['doctor', '--profile', 'demo'])).stdout
    const verbose = (await cli.run(['doctor', '--profile', 'demo', '--verbose'])).stdout
    expect(brief).toMatch(/^Next\n.*switchyard ask --profile demo/)
    expect(brief).toMatch(/device (cuda|webgpu) +not available$/m)
    expect(verbose).toMatch(/device (cuda|webgpu) +not available: ./)
  })
})
