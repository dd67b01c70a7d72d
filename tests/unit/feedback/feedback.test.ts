import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Opinion, opinionSchema } from '../../../src/feedback/feedback.js'
import { openFeedbackStore } from '../../../src/feedback/feedback-store.js'
import { type JudgedIn, type JudgedRun, judgeRun } from '../../../src/feedback/judge-run.js'
import { findPairs, pairLine } from '../../../src/feedback/preference-pairs.js'
import { countVotes, voteKey } from '../../../src/feedback/step-judgements.js'
import { judgeLiking } from '../../../src/routing/judgements/liking.js'
import { mediaRecord } from '../../support/media-records.js'

const captioner = 'local:owner/captioner@main:q8'
const other = 'local:owner/other@main:q8'
const tool = 'image-to-text'

let runs = 0
/** A run with a step that describes a picture. */
function runOf({
  model = captioner,
  answer = 'A bus. [s1]',
  seed = 'a',
  ...rest
}: Partial<JudgedRun> & { model?: string; seed?: string } = {}): JudgedRun {
  runs += 1
  return {
    runId: `00000000-0000-4000-8000-${String(runs).padStart(12, '0')}`,
    text: 'What is this?',
    answer,
    media: { image1: mediaRecord('image', seed) },
    plan: { steps: [{ id: 's1', tool, input: { image: '$image1' } }] },
    steps: [{ id: 's1', tool, output: { text: 'a bus' }, calls: [{ attempts: [{ candidate: model }] }] }],
    ...rest,
  }
}
const say = (run: JudgedRun, verdict: Opinion['verdict'], rest: Partial<Opinion> & JudgedIn = {}) => {
  const { step, remark, ...known } = rest
  return judgeRun(run, { verdict, step, remark }, known)
}

describe('a judgement', () => {
  it('names the model that gave the result, also after a stand-in and from memory', () => {
    const failed = { candidate: captioner, error: { code: 'TIMEOUT' } }
    const ranked = [{ id: captioner }, { id: other }]
    const modelOf = (calls: JudgedRun['steps'][number]['calls']) =>
      say(runOf({ steps: [{ id: 's1', tool, calls }] }), 'good').steps[0]?.candidates
    expect(modelOf([{ attempts: [failed, { candidate: other }] }])).toEqual([other])
    expect(modelOf([{ route: { ranked }, attempts: [] }])).toEqual([captioner])
    expect(modelOf([{ route: { ranked }, attempts: [failed] }])).toEqual([other])
    expect(modelOf([{ attempts: [] }])).toEqual([])
  })

  it('tells inputs apart by what they are, not by what they are called', () => {
    const digestOf = (run: JudgedRun) => say(run, 'good').steps[0]?.inputDigest
    const first = runOf()
    const renamed = runOf({
      media: { image7: mediaRecord('image', 'a', 'renamed.png') },
      plan: { steps: [{ id: 's1', tool, input: { image: '$image7' } }] },
    })
    expect(digestOf(renamed)).toBe(digestOf(first))
    expect(digestOf(runOf({ model: other }))).toBe(digestOf(first))
    expect(digestOf(runOf({ seed: 'b' }))).not.toBe(digestOf(first))
    const withText = (text: string) =>
      say(
        runOf({
          plan: {
            steps: [
              { id: 's1', tool, input: {} },
              { id: 's2', tool: 'translation', input: { text: 'So: {{s1.text}}' } },
            ],
          },
          steps: [
            { id: 's1', tool, output: { text }, calls: [] },
            { id: 's2', tool: 'translation', calls: [] },
          ],
        }),
        'good',
      ).steps[1]?.inputDigest
    expect(withText('a bus')).toBe(withText('a bus'))
    expect(withText('a bus')).not.toBe(withText('a dog'))
  })

  it('of a step that is not there says which are', () => {
    expect(() => say(runOf(), 'bad', { step: 's9' })).toThrow('no step "s9". It has s1.')
  })
})

describe('votes', () => {
  const votesFor = (model: string, ...all: Parameters<typeof countVotes>[0]) =>
    countVotes(all).get(voteKey(tool, model))

  it('are of the step that is judged, and of an answer that rests on one step', () => {
    expect(votesFor(captioner, say(runOf(), 'good'))).toEqual({ good: 1, bad: 0 })
    expect(votesFor(captioner, say(runOf(), 'bad', { step: 's1' }))).toEqual({ good: 0, bad: 1 })
    const { steps } = runOf()
    const two = runOf({ steps: [...steps, ...steps.map((step) => ({ ...step, id: 's2' }))] })
    expect(votesFor(captioner, say(two, 'bad'))).toBeUndefined()
  })

  it('are one for each person and input: the last, and rather of the step', () => {
    const again = [say(runOf(), 'bad'), say(runOf(), 'good')]
    expect(votesFor(captioner, ...again)).toEqual({ good: 1, bad: 0 })
    expect(votesFor(captioner, ...again, say(runOf({ seed: 'b' }), 'bad'))).toEqual({ good: 1, bad: 1 })
    expect(votesFor(captioner, ...again, say(runOf(), 'bad', { owner: 'ben' }))).toEqual({ good: 1, bad: 1 })
    const step = say(runOf(), 'bad', { step: 's1' })
    expect(votesFor(captioner, step, say(runOf(), 'good'))).toEqual({ good: 0, bad: 1 })
  })
})

describe('the votes of one key', () => {
  const disliked = (...all: Parameters<typeof countVotes>[0]) =>
    judgeLiking(4, countVotes(all).get(voteKey(tool, captioner))).isDisliked
  const bad = (owner: string, ...seeds: string[]) =>
    seeds.map((seed) => say(runOf({ seed }), 'bad', { owner }))

  it('put no model behind others alone, and do with those of another', () => {
    const many = bad('anna', 'a', 'b', 'c', 'd', 'e', 'f')
    expect(disliked(...many)).toBe(false)
    expect(disliked(...many, ...bad('ben', 'a'))).toBe(true)
    expect(disliked(...bad('local', 'a', 'b', 'c', 'd'))).toBe(true)
  })

  it('are its last ones', () => {
    const later = ['d', 'e', 'f'].map((seed) => say(runOf({ seed }), 'good', { owner: 'anna' }))
    expect(countVotes([...bad('anna', 'a', 'b', 'c'), ...later]).get(voteKey(tool, captioner))).toEqual({
      good: 3,
      bad: 0,
    })
  })
})

describe('what is kept of a long chat', () => {
  const long = 'x'.repeat(1_000_000)
  const turns = (first: string) => [
    { text: first, answer: long },
    ...Array.from({ length: 11 }, () => ({ text: long, answer: long })),
  ]

  it('is bounded', () => {
    const said = say(runOf({ text: long, answer: `${long.slice(0, 19_998)}😀${long}` }), 'good', {
      turns: turns(long),
    })
    expect(JSON.stringify(said).length).toBeLessThan(150_000)
    expect(said.answer).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/)
    expect(say(runOf(), 'good').question).toBeUndefined()
  })

  it('still tells whether it is the same question', () => {
    const [good, bad, another] = [
      say(runOf({ answer: 'A bus.' }), 'good', { turns: turns('Hello.') }),
      say(runOf({ answer: 'A dog.' }), 'bad', { turns: turns('Hello.') }),
      say(runOf({ answer: 'A cat.' }), 'bad', { turns: turns('Good day.') }),
    ]
    expect(findPairs([good, bad, another])).toMatchObject([{ chosen: good, rejected: bad }])
  })

  it('has no control characters in what people remark', () => {
    expect(opinionSchema.parse({ verdict: 'bad', remark: 'a\u001b[31m\r\nb\u202e\u0000' }).remark).toBe(
      'a[31m\nb',
    )
  })
})

describe('pairs', () => {
  const good = () => say(runOf({ answer: 'A bus.' }), 'good', { place: 'chat ' })
  const bad = () => say(runOf({ answer: 'A dog.', model: other }), 'bad', { place: 'chat ' })

  it('are two answers to one question, the one that was liked first', () => {
    const [pair, ...more] = findPairs([bad(), good(), good()])
    expect(more).toEqual([])
    expect(pair && pairLine(pair, 'trl')).toMatchObject({
      prompt: [{ role: 'user', content: 'What is this?' }],
      chosen: [{ role: 'assistant', content: 'A bus.' }],
      rejected: [{ role: 'assistant', content: 'A dog.' }],
      models: { chosen: [captioner], rejected: [other] },
    })
    expect(pair && pairLine(pair, 'openai')).toEqual({
      input: {
        messages: [{ role: 'user', content: 'What is this?' }],
        tools: [],
        parallel_tool_calls: true,
      },
      preferred_output: [{ role: 'assistant', content: 'A bus.' }],
      non_preferred_output: [{ role: 'assistant', content: 'A dog.' }],
    })
  })

  it('have the turns before the question in their prompt', () => {
    const turns = [{ text: 'Hello.', answer: 'Hello!' }]
    const [pair] = findPairs([
      say(runOf({ answer: 'A bus.' }), 'good', { turns }),
      say(runOf({ answer: 'A dog.' }), 'bad', { turns }),
    ])
    expect(pair && pairLine(pair, 'trl')).toMatchObject({
      prompt: [{ content: 'Hello.' }, { role: 'assistant', content: 'Hello!' }, { content: 'What is this?' }],
    })
    expect(findPairs([good(), say(runOf({ answer: 'A dog.' }), 'bad', { turns })])).toEqual([])
  })

  it('are of the same files, differ in what they say, and are of answers', () => {
    expect(findPairs([good(), say(runOf({ answer: 'A dog.', seed: 'b' }), 'bad')])).toEqual([])
    expect(findPairs([good(), say(runOf({ answer: 'A bus.' }), 'bad')])).toEqual([])
    expect(findPairs([good(), say(runOf({ answer: 'A dog.' }), 'bad', { step: 's1' })])).toEqual([])
  })

  it('are of versions of an edited question when that is asked for', () => {
    const vague = say(runOf({ answer: 'A thing.', text: 'What?' }), 'bad', { place: 'chat ' })
    const elsewhere = say(runOf({ answer: 'A thing.', text: 'What?' }), 'bad', { place: 'another ' })
    expect(findPairs([good(), vague])).toEqual([])
    const [pair, ...more] = findPairs([good(), vague, elsewhere], { edited: true })
    expect(more).toEqual([])
    expect(pair && pairLine(pair, 'trl')).toMatchObject({
      prompt: [{ content: 'What is this?' }],
      edited: true,
    })
  })
})

describe('the store', () => {
  let dir: string
  let file: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'switchyard-feedback-'))
    file = join(dir, 'deep', 'feedback.jsonl')
  })
  afterEach(() => rm(dir, { recursive: true }))

  it('keeps the last word on each answer and step, and forgets what was taken back', async () => {
    const store = await openFeedbackStore({ file })
    expect(store.votes(tool, captioner)).toBeUndefined()
    const [one, two] = [runOf(), runOf({ seed: 'b' })]
    await store.add(say(one, 'bad', { remark: 'It is a tram.' }))
    await store.add(say(two, 'bad'))
    await store.add(say(two, 'good'))
    await store.add(say(one, 'bad', { step: 's1' }))
    expect(store.votes(tool, captioner)).toEqual({ good: 1, bad: 1 })
    await store.add(say(one, null))
    expect((await store.list()).map(({ run, step, verdict }) => [run, step, verdict])).toEqual([
      [two.runId, undefined, 'good'],
      [one.runId, 's1', 'bad'],
    ])
    const again = await openFeedbackStore({ file })
    expect(again.votes(tool, captioner)).toEqual({ good: 1, bad: 1 })
    expect((await stat(file)).mode & 0o77).toBe(0)
  })

  it('sees what another process writes, and passes over a line that a crash has cut short', async () => {
    let now = 0
    const [ours, theirs] = [
      await openFeedbackStore({ file, now: () => now }),
      await openFeedbackStore({ file }),
    ]
    await theirs.add(say(runOf(), 'good'))
    await appendFile(file, '{"verdict":"bad","run":')
    await theirs.add(say(runOf({ seed: 'b' }), 'good'))
    expect(ours.votes(tool, captioner)).toBeUndefined()
    now += 3000
    await expect.poll(() => ours.votes(tool, captioner)).toEqual({ good: 2, bad: 0 })
    expect((await readFile(file, 'utf8')).match(/"verdict"/g)).toHaveLength(3)
  })

  it('drops what holds no more from the file, whoever else writes to it meanwhile', async () => {
    const [ours, theirs] = await Promise.all([
      openFeedbackStore({ file, keepBytes: 5000 }),
      openFeedbackStore({ file, keepBytes: 5000 }),
    ])
    const runs = Array.from({ length: 4 }, (_, at) => runOf({ seed: `${at}` }))
    for (let round = 0; round < 15; round++)
      await Promise.all(
        runs.map((run, at) =>
          (at % 2 === 0 ? ours : theirs).add(
            say(run, round % 2 === 0 ? 'good' : 'bad', { remark: `${round}` }),
          ),
        ),
      )
    expect((await stat(file)).size).toBeLessThan(10_000)
    for (const store of [ours, theirs, await openFeedbackStore({ file })]) {
      const all = await store.list()
      expect(new Map(all.map(({ run, remark }) => [run, remark]))).toEqual(
        new Map(runs.map(({ runId }) => [runId, '14'])),
      )
      expect(store.votes(tool, captioner)).toEqual({ good: 4, bad: 0 })
    }
    expect((await stat(file)).mode & 0o77).toBe(0)
    expect(await readdir(dirname(file))).toEqual(['feedback.jsonl'])
  })

  it('reads only what was written since, and never takes a file that it cannot read for an empty one', async () => {
    const store = await openFeedbackStore({ file })
    const run = runOf()
    await store.add(say(run, 'good'))
    // What was read before is not read again: it is not seen that it is no opinion any more.
    const text = await readFile(file, 'utf8')
    await writeFile(file, `${'#'.repeat(text.length - 1)}\n`)
    await store.add(say(runOf({ seed: 'b' }), 'good'))
    expect(store.votes(tool, captioner)).toEqual({ good: 2, bad: 0 })
    await rm(file)
    await mkdir(file)
    await expect(store.list()).rejects.toThrow('EISDIR')
    await expect(store.add(say(run, 'good'))).rejects.toThrow('EISDIR')
    expect(store.votes(tool, captioner)).toEqual({ good: 2, bad: 0 })
    const without = await openFeedbackStore({ file })
    expect(without.votes(tool, captioner)).toBeUndefined()
  })
})
