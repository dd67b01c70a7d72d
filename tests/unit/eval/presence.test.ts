import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { packageRoot } from '../../../src/config/package-root.js'
import type { EvalCase } from '../../../src/eval/eval-case.js'
import { judge } from '../../../src/eval/judge.js'
import { readPresenceCases } from '../../../src/eval/presence-cases.js'
import { readVerdict } from '../../../src/eval/read-verdict.js'
import { makeReport, reportRows } from '../../../src/eval/report.js'
import { summarize } from '../../../src/eval/summarize.js'

const made: string[] = []
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true, force: true }))))

async function folderWith(samples: unknown): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-presence-'))
  made.push(folder)
  await writeFile(join(folder, 'samples.json'), JSON.stringify(samples))
  return folder
}

async function casesOf(folder: string, seed = 1): Promise<EvalCase[]> {
  const cases = await readPresenceCases(folder, { seed })
  if (!cases.ok) throw cases.error
  return cases.value
}

const samples = join(packageRoot, 'samples')

describe('the questions about the samples', () => {
  it('are right with yes as often as with no, and are about what the truth says', async () => {
    const cases = await casesOf(samples)
    const says = (what: string) => cases.filter(({ answerChecks }) => answerChecks?.says === what)
    expect(says('yes').length).toBeGreaterThan(5)
    expect(says('yes')).toHaveLength(says('no').length)
    expect(says('nothing').length).toBeGreaterThan(5)
    const one = cases.find(({ id }) => id === 'scene-01.png-there')
    expect(one?.request).toBe('Is there a shoe in the picture?')
    expect(one?.media.image1?.name).toBe('scene-01.png')
    expect(cases.find(({ id }) => id === 'scene-01.png-absent')?.request).not.toContain('shoe')
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  })

  it('are the same for the same seed', async () => {
    expect(await casesOf(samples, 7)).toEqual(await casesOf(samples, 7))
    expect(await casesOf(samples, 7)).not.toEqual(await casesOf(samples, 8))
  })

  it('can be made of a folder of one\u2019s own, and a wrong one is told apart', async () => {
    const own = await folderWith({
      images: [
        { file: 'a.png', objects: ['owl'] },
        { file: 'b.png', objects: ['car'] },
      ],
    })
    expect((await casesOf(own)).map(({ request }) => request)).toContain('Is there an owl in the picture?')
    for (const folder of [await folderWith({ images: [{ file: 5 }] }), await folderWith({}), '/nowhere'])
      expect(await readPresenceCases(folder)).toMatchObject({
        ok: false,
        error: { code: 'INVALID_REQUEST', message: expect.stringContaining('samples.json') },
      })
  })
})

test.each([
  ['Yes, "dog" is in image1 (a.png): the description mentions it [s1].', 'yes'],
  ['Probably no "tree" in image1: the description does not mention it [s1].', 'no'],
  ['I can\'t tell whether "animal" is in image1: the description does not mention it.', 'unsure'],
  ['**Yes**, there is.', 'yes'],
  ['No. The picture shows a cat.', 'no'],
  ['No dog is there.', 'no'],
  ['Nobody knows.', 'unsure'],
  ['There is no dog in the picture. [s1]', 'no'],
  ['The picture shows a dog on a sofa.', 'yes'],
  ["The picture doesn't show a dog; it shows a cat.", 'no'],
  ['Here is what was found.\nYes, a dog.', 'yes'],
  ['No tool was run for this request, and there is no language model to talk to.', 'unsure'],
  ['It is not clear from the caption.', 'unsure'],
  ['', 'unsure'],
])('"%s" says %s', (answer, verdict) => {
  expect(readVerdict(answer)).toBe(verdict)
})

describe('answers to such questions are summed up', async () => {
  const cases = await casesOf(samples)
  const rowsFor = (answerTo: (one: EvalCase) => { text: string; unsupported: string[] }) =>
    cases.map((one) =>
      judge(
        one,
        {
          ...{ planner: 'p', case: one.id, asked: 'x', plan: { steps: [] }, notes: [] },
          ...{ llmCalls: 0, inputTokens: 0, outputTokens: 0, seconds: 1 },
          answer: { status: 'answered', ...answerTo(one) },
        },
        { namesOf: () => undefined },
      ),
    )

  it('whoever always says yes and makes things up is right half of the time, and it shows', () => {
    const judged = rowsFor(() => ({ text: 'Yes, it is.', unsupported: ['Paris', '1999'] }))
    const summary = summarize(judged)
    expect(summary.accuracy?.value).toBe(0.5)
    expect(summary.yesRatio?.value).toBe(1)
    expect(summary.unsupportedClaims).toBe(2)
    const asked = judged.find(({ case: { answerChecks } }) => answerChecks?.says === 'nothing')
    expect(asked?.misses).toEqual(['the answer makes up Paris', 'the answer makes up 1999'])
    expect(judged.find(({ case: { id } }) => id === 'scene-01.png-absent')?.misses).toEqual([
      'the answer is yes, not no',
    ])
  })

  it('whoever says what is there and no more has all of it right', () => {
    const judged = rowsFor(({ answerChecks }) => ({
      text:
        answerChecks?.says === 'yes'
          ? 'Yes.'
          : answerChecks?.says === 'no'
            ? 'No.'
            : 'The results do not say.',
      unsupported: [],
    }))
    const summary = summarize(judged)
    expect(summary).toMatchObject({ accuracy: { value: 1 }, yesRatio: { value: 0.5 }, right: { value: 1 } })
    const [head, row] = reportRows(makeReport(new Map([['p', judged]]), { data: 'samples' }))
    expect(Object.fromEntries(head?.map((name, at) => [name, row?.[at]]) ?? [])).toMatchObject({
      ...{ accuracy: '100.0', unsupported: '0.00' },
      'yes-ratio': expect.stringMatching(/^50\.0/),
    })
  })
})
