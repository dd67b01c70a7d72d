import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { quickCases } from '../../src/eval/compare-planners.js'
import { type Cli, createCli, picture } from '../support/cli.js'
import { startOpenAiServer } from '../support/openai-server.js'

let cli: Cli
beforeAll(async () => {
  cli = await createCli()
})
afterAll(() => cli.dispose())

const lines = async (file: string) =>
  (await readFile(join(cli.home, file), 'utf8')).split('\n').filter((line) => line !== '')

describe('switchyard eval', () => {
  it('measures a folder in the form of TaskBench, writes a report, and goes on where it stopped', async () => {
    const folder = join(cli.home, 'data')
    await mkdir(folder)
    const tool = { 'input-type': ['image'], 'output-type': ['text'], desc: 'Describes a picture.' }
    await writeFile(
      join(folder, 'tool_desc.json'),
      JSON.stringify({ nodes: [{ id: 'Image-to-Text', ...tool }] }),
    )
    const rows = [1, 2, 3].map((id) => ({
      id,
      type: 'single',
      user_request: `Describe picture-${id}.jpg.`,
      task_nodes: [{ task: 'Image-to-Text', arguments: [`picture-${id}.jpg`] }],
      task_links: [],
    }))
    await writeFile(join(folder, 'data.json'), rows.map((row) => JSON.stringify(row)).join('\n'))

    const limited = ['eval', 'data', '--out', 'rows.jsonl', '--limit', '2', '--seed', '3']
    const first = await cli.run([...limited, '--json'])
    expect(first).toMatchObject({ exitCode: 0, stderr: '' })
    expect(JSON.parse(first.stdout).planners[0]).toMatchObject({
      planner: 'rules',
      all: { requests: 2, nodeF1: { value: 1 }, valueF1: { value: 1 } },
    })
    const kept = await lines('rows.jsonl')
    expect(kept).toHaveLength(2)

    const whole = await cli.run(['eval', 'data', '--out', 'rows.jsonl', '--report', 'report.md'])
    expect(whole.exitCode).toBe(0)
    expect(whole.stdout).toMatch(/^planner +requests +n-F1/)
    expect((await lines('rows.jsonl')).slice(0, 2)).toEqual(kept)
    expect(await lines('rows.jsonl')).toHaveLength(3)
    expect(await readFile(join(cli.home, 'report.md'), 'utf8')).toMatch(/\| rules \| 3 \|/)
  })

  it('asks what is in the samples, and counts what nothing bears out', async () => {
    const asked = ['eval', '--presence', '--profile', 'demo', '--limit', '6', '--seed', '4', '--json']
    const { stdout, exitCode } = await cli.run(asked)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).planners[0].all).toMatchObject({
      ...{ requests: 6, accuracy: { value: 1 }, unsupportedClaims: 0 },
      yesRatio: { value: expect.any(Number) },
    })
  })

  it('runs the plans and checks the answers when told', async () => {
    const one = {
      id: 'dog',
      request: 'Describe this picture.',
      media: [picture(3)],
      answer: { mentions: ['dog'], lacks: ['balloon'] },
    }
    await writeFile(join(cli.home, 'own.jsonl'), JSON.stringify(one))
    const { stdout, exitCode } = await cli.run([
      'eval',
      'own.jsonl',
      '--answers',
      '--profile',
      'demo',
      '--json',
    ])
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout).planners[0].all.right.value).toBe(1)
  })

  it('finds out whether an LLM plans better than the rules, and asks it only once', async () => {
    const requests = (await readFile(quickCases, 'utf8')).trimEnd().split('\n')
    // A plan for something else.
    const masked = { steps: [{ id: 's1', tool: 'fill-mask', input: { text: 'A [MASK].' } }] }
    const llm = await startOpenAiServer(requests.map(() => ({ json: masked })))
    const env = { OPENAI_BASE_URL: llm.baseUrl, OPENAI_API_KEY: 'sk-test' }
    const quick = ['eval', '--quick', '--llm', 'openai:test']
    const first = await cli.run(quick, { env })
    expect(first.stderr).toBe('')
    expect(first.stdout).toMatch(/openai:test +0\.0[\s\S]*The rules plan better\.$/)
    llm.assertDone()
    await llm.close()
    const again = await cli.run([...quick, '--json'], { env })
    expect(JSON.parse(again.stdout)).toMatchObject([
      { model: 'openai:test', better: 'rules', remembered: true },
    ])
  })

  it.each([
    ['a folder that is none', ['eval', 'nowhere'], /nowhere can't be read/],
    [
      'an unknown planner',
      ['eval', '--planner', 'magic'],
      /--planner magic: it takes rules, llm, bare-llm, auto/,
    ],
    ['no LLM to measure', ['eval', '--planner', 'llm', '--llm', 'none'], /--planner llm needs an LLM/],
    ['no LLM to compare', ['eval', '--quick', '--llm', 'none'], /--quick needs an LLM/],
  ])('says what to do about %s', async (_, args, message) => {
    const { stderr, exitCode } = await cli.run(args)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(2)
  })
})
