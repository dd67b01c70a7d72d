import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ResultLine } from '../../../src/batch/result-line.js'
import { readRows, rowOf } from '../../../src/serve/batches/batch-rows.js'
import { adoptJobs, composeJobs } from '../../../src/serve/batches/compose-jobs.js'
import { checkPlace } from '../../../src/serve/batches/kept-results.js'
import { csvHead, csvLine } from '../../../src/serve/batches/results-csv.js'

const digest = 'a'.repeat(64)
const other = 'b'.repeat(64)
const upload = `file-${'c'.repeat(32)}`

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'switchyard-jobs-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The media of a line that names this file, where these came with the jobs. */
async function mediaOf(named: string, files: Parameters<typeof adoptJobs>[1]): Promise<string> {
  const path = join(dir, 'jobs.jsonl')
  await writeFile(path, JSON.stringify({ custom_id: 'a', body: { text: 'x', media: [named] } }))
  for await (const line of adoptJobs(path, files)) return JSON.parse(line).body.media[0]
  return ''
}

describe('composeJobs', () => {
  it('calls each job after its file, on one line and once only', () => {
    const files = [
      { digest, name: 'a\nb' },
      { digest, name: 'a b' },
      { file_id: upload },
      { digest: other, name: '' },
    ]
    const lines = [...composeJobs(files, { text: 'What is it?' })].map((line) => JSON.parse(line))
    expect(lines.map(({ custom_id }) => custom_id)).toEqual(['a b', 'a b (2)', 'file 3', 'file 4'])
    expect(lines[2].body).toEqual({ text: 'What is it?', media: [`switchyard://files/${upload}`] })
  })
})

describe('adoptJobs', () => {
  const files = [
    { digest, name: 'photos/one/a.png' },
    { digest: other, name: 'photos/two/a.png' },
    { file_id: upload, name: 'notes.txt' },
  ]
  it.each([
    ['photos/one/a.png', `switchyard://media/${digest}`],
    ['./two/a.png', `switchyard://media/${other}`],
    ['photos\\two\\a.png', `switchyard://media/${other}`],
    ['photos/one/../two/a.png', `switchyard://media/${other}`],
    ['notes.txt', `switchyard://files/${upload}`],
    [digest, `switchyard://media/${digest}`],
    [upload, `switchyard://files/${upload}`],
    ['https://example.org/a.png', 'https://example.org/a.png'],
    // Two files are called so.
    ['a.png', 'switchyard://missing/a.png'],
    ['/etc/passwd', 'switchyard://missing/%2Fetc%2Fpasswd'],
    ['file:///etc/passwd', 'switchyard://missing/file%3A%2F%2F%2Fetc%2Fpasswd'],
    ['../../../etc/passwd', 'switchyard://missing/..%2F..%2F..%2Fetc%2Fpasswd'],
  ])('takes %s for %s', async (named, uri) => {
    expect(await mediaOf(named, files)).toBe(uri)
  })
})

const answered = (
  name: string,
  answer: string,
  status: 'answered' | 'partly' | 'failed' = 'answered',
): ResultLine => ({
  id: name,
  custom_id: name,
  response: {
    status_code: 200,
    request_id: name,
    body: { answer, status, steps: [], costUsd: 0.5, durationMs: 7 },
  },
  error: null,
})
const failed: ResultLine = {
  id: 'x',
  custom_id: null,
  response: null,
  error: { code: 'INVALID_REQUEST', message: 'line 3: no JSON object.', line: 3 },
}

describe('rows', () => {
  async function* results(lines: readonly ResultLine[]) {
    for (const [at, line] of lines.entries()) yield { line, next: String(at + 1) }
  }
  const lines = [
    answered('one', 'A bus'),
    answered('two', 'A cat', 'partly'),
    failed,
    answered('four', 'Nothing', 'failed'),
  ]

  it('are given a page at a time, with where to go on', async () => {
    const query = { filter: 'all' as const, query: '', after: undefined }
    const first = await readRows(results(lines), { ...query, limit: 3 })
    expect(first).toMatchObject({
      next: '3',
      hasMore: true,
      rows: [{ id: 'one' }, { id: 'two' }, { id: 'x' }],
    })
    expect(await readRows(results([]), { ...query, after: '4', limit: 3 })).toEqual({
      rows: [],
      next: '4',
      hasMore: false,
    })
  })

  it.each([
    ['done', '', ['one', 'two']],
    ['answered', '', ['one']],
    ['failed', '', ['x', 'four']],
    ['all', 'A  BUS', ['one']],
    ['all', 'json', ['x']],
    ['failed', 'bus', []],
  ] as const)('are narrowed to %s and "%s"', async (filter, query, ids) => {
    const { rows } = await readRows(results(lines), { filter, query, after: undefined, limit: 50 })
    expect(rows.map(({ id }) => id)).toEqual(ids)
  })

  it('tell what endpoints of OpenAI’s API replied', () => {
    const reply = (status_code: number, body: object): ResultLine => ({
      ...failed,
      error: null,
      response: { status_code, request_id: 'r', body },
    })
    expect(rowOf(reply(200, { choices: [{ message: { content: 'A bus' } }] })).answer).toBe('A bus')
    const parts = [{ type: 'message', content: [{ type: 'output_text', text: 'A bus' }] }]
    expect(rowOf(reply(200, { output: parts })).answer).toBe('A bus')
    expect(rowOf(reply(400, { error: { code: 'invalid_value', message: 'No.' } }))).toMatchObject({
      outcome: 'failed',
      answer: '',
      error: { code: 'invalid_value', message: 'No.' },
    })
  })

  it('are CSV that spreadsheets run nothing of', () => {
    expect(csvHead).toBe('job,outcome,answer,error,models,cost_usd,duration_ms\r\n')
    expect(csvLine(rowOf(answered('=cmd|x', 'He said "hi",\nand left')))).toBe(
      `'=cmd|x,answered,"He said ""hi"",\nand left",,,0.5,7\r\n`,
    )
    for (const sign of ['\n=', '\r=', '\t=', '＝', '＋', '－', '＠'])
      expect(csvLine(rowOf(answered(`${sign}cmd|x`, 'a')))).toMatch(/^"?'/)
    expect(csvLine(rowOf(failed))).toBe(',failed,,line 3: no JSON object.,,,\r\n')
  })
})

describe('checkPlace', () => {
  it('takes places of files, of this process and of the queue, and nothing else', () => {
    for (const place of ['output:12', 'error:0', '512', '1700000000000-3'])
      expect(checkPlace(place)).toBe(place)
    for (const place of ['', '-', '+', 'output:', '../x', '1 2', `${'9'.repeat(16)}`])
      expect(() => checkPlace(place)).toThrow(/next/)
  })
})
