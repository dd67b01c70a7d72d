import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { readOwnCases } from '../../../src/eval/read-own-cases.js'
import { readTaskBench } from '../../../src/eval/read-taskbench.js'
import { scoreGraph } from '../../../src/eval/score.js'

const made: string[] = []
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-eval-'))
  made.push(folder)
})
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true, force: true }))))

const write = (name: string, ...rows: unknown[]) =>
  writeFile(
    join(folder, name),
    rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'),
  )

const toolDesc = {
  nodes: [
    { id: 'Listening Well', desc: 'Hears.', 'input-type': ['audio'], 'output-type': ['text'] },
    { id: 'Asking', desc: 'Answers.', 'input-type': ['text', 'text'], 'output-type': ['text'] },
    { id: 'Judging', desc: 'Judges.', 'input-type': ['text', 'text'], 'output-type': [] },
  ],
}
const sample = {
  id: '1',
  type: 'chain',
  n_tools: 2,
  user_request: "Hear 'talk.wav' and answer.",
  task_nodes: [
    { task: 'Listening_Well', arguments: ['talk.wav'] },
    { task: 'Asking', arguments: ['<node-0>', 'Who speaks?'] },
  ],
  task_links: [{ source: 'Listening Well', target: 'Asking' }],
}

describe('a folder in the form of TaskBench', () => {
  it('gives requests, the files that they name, the right graph, and tools to plan with', async () => {
    await write('tool_desc.json', toolDesc)
    await write('data.json', sample)
    const read = await readTaskBench(folder)
    if (!read.ok) throw read.error
    const [one] = read.value.cases
    expect(one).toMatchObject({ id: '1', kind: 'chain', request: sample.user_request })
    expect(one?.media.audio1).toMatchObject({ name: 'talk.wav' })
    expect(one?.expected).toEqual({
      tools: ['Listening Well', 'Asking'],
      links: [['Listening Well', 'Asking']],
      args: [
        { tool: 'Listening Well', type: 'audio', value: 'talk.wav' },
        { tool: 'Asking', type: 'text', value: 'Listening Well' },
        { tool: 'Asking', type: 'text', value: 'Who speaks?' },
      ],
    })
    const [hear, ask, judging] = read.value.tools
    expect(hear?.tool.id).toBe('listening-well')
    expect(Object.keys(ask?.tool.input.shape ?? {})).toEqual(['text', 'text2'])
    expect(Object.keys(judging?.tool.output.shape ?? {})).toEqual(['result'])
  })

  it('may hold the requests in a file of their own, the lists as JSON texts, or one array', async () => {
    await write('tool_desc.json', toolDesc)
    const { user_request, task_nodes, task_links, ...rest } = sample
    await write(
      'data.json',
      JSON.stringify([
        { ...rest, tool_nodes: JSON.stringify(task_nodes), tool_links: JSON.stringify(task_links) },
      ]),
    )
    await write('user_requests.json', { id: '1', user_request }, { id: '2', user_request: 'No graph.' })
    const read = await readTaskBench(folder)
    if (!read.ok) throw read.error
    expect(read.value.cases).toHaveLength(1)
    expect(read.value.cases[0]?.expected?.links).toEqual([['Listening Well', 'Asking']])
  })

  it('takes links from the arguments where there are none', async () => {
    await write('tool_desc.json', toolDesc)
    const { task_links: _, ...rest } = sample
    await write('data.json', rest)
    const read = await readTaskBench(folder)
    expect(read.ok && read.value.cases[0]?.expected?.links).toEqual([['Listening Well', 'Asking']])
  })

  it('names arguments by their parameters where tools have them', async () => {
    await write('tool_desc.json', {
      nodes: [{ id: 'send_sms', desc: 'Sends.', parameters: [{ name: 'number' }] }],
    })
    await write('data.json', {
      id: 7,
      type: 'single',
      user_request: 'Text 123.',
      task_nodes: [{ task: 'send_sms', arguments: [{ name: 'number', value: '123' }] }],
    })
    const read = await readTaskBench(folder)
    if (!read.ok) throw read.error
    const { expected } = read.value.cases[0] ?? {}
    expect(expected?.args).toEqual([{ tool: 'send_sms', type: 'number', value: '123' }])
    expect(
      expected && scoreGraph(expected, { tools: ['send_sms'], links: [], args: expected.args }).exact,
    ).toBe(true)
  })

  it('is refused with what is missing', async () => {
    await write('readme.txt', 'nothing')
    const read = await readTaskBench(folder)
    expect(!read.ok && read.error.message).toMatch(
      /needs tool_desc\.json and data\.json.*It has: readme\.txt/,
    )
    const nowhere = await readTaskBench(join(folder, 'none'))
    expect(!nowhere.ok && nowhere.error.code).toBe('INVALID_REQUEST')
  })

  it('is refused with the lines that are broken', async () => {
    await write('tool_desc.json', toolDesc)
    await write('data.json', sample, '{"id": "2", "task_nodes": 3}', 'no json')
    const read = await readTaskBench(folder)
    expect(!read.ok && read.error.message).toMatch(/line 2: .*task_nodes.*line 3: no JSON/s)
  })
})

describe('a file of cases of one\u2019s own', () => {
  const file = () => join(folder, 'cases.jsonl')

  it('gives each request with its files and checks', async () => {
    await write('cases.jsonl', {
      id: 'a',
      request: 'Describe it.',
      media: ['pictures/dog.jpg'],
      plan: { tools: ['caption', 'say'], links: [['caption', 'say']] },
    })
    const read = await readOwnCases(file())
    if (!read.ok) throw read.error
    expect(read.value[0]).toMatchObject({
      kind: 'chain',
      files: [join(folder, 'pictures/dog.jpg')],
      media: { image1: { name: 'dog.jpg' } },
    })
  })

  it.each([
    [
      'two of one name',
      [
        { id: 'a', request: 'x', plan: { tools: [] } },
        { id: 'a', request: 'y', plan: { tools: [] } },
      ],
      /two cases "a"/,
    ],
    ['one that checks nothing', [{ id: 'a', request: 'x' }], /neither "plan" nor "answer"/],
    [
      'a file of no known kind',
      [{ id: 'a', request: 'x', media: ['a.xyz'], plan: { tools: [] } }],
      /ending of each file.*a\.xyz/,
    ],
    ['a misspelt key', [{ id: 'a', request: 'x', plan: { tool: [] } }], /line 1: .*"tool"/],
    ['nothing', [], /no case/],
  ] as const)('is refused with %s', async (_, rows, message) => {
    await write('cases.jsonl', ...rows)
    const read = await readOwnCases(file())
    expect(!read.ok && read.error.message).toMatch(message)
  })
})
