import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Cli, createCli, picture } from '../support/cli.js'

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

  it('of an LLM server that is down comes first, and once', async () => {
    const env = { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' }
    const llm = ['--profile', 'demo', '--llm', 'openai:some-model']
    const down = "The server at http://127.0.0.1:9/v1 can't be reached"
    const talk = await cli.start(['ask', ...llm, 'Hello.'], { env, input: '' })
    expect(talk.all).toMatch(new RegExp(`^error: ${down}`))
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

describe('the hint at an LLM', () => {
  it('is said once a day at the end of an answer by rules, and never with --json or --quiet', async () => {
    const own = await createCli()
    const hint = 'An LLM understands more'
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
  it('begins with what to do next, and keeps the reasons of probes for --verbose', async () => {
    const brief = (await cli.run(['doctor', '--profile', 'demo'])).stdout
    const verbose = (await cli.run(['doctor', '--profile', 'demo', '--verbose'])).stdout
    expect(brief).toMatch(/^Next\n.*switchyard ask --profile demo/)
    expect(brief).toMatch(/device (cuda|webgpu) +not available$/m)
    expect(verbose).toMatch(/device (cuda|webgpu) +not available: ./)
  })
})
