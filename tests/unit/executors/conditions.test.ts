import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../../src/agent/events.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { runPlan } from '../../../src/executors/run-plan.js'
import { createSchedule } from '../../../src/executors/schedule.js'
import type { Condition } from '../../../src/plan/condition.js'
import type { Step } from '../../../src/plan/plan.js'
import { validatePlan } from '../../../src/plan/validate/validate-plan.js'
import { FakeExecutor } from '../../support/fake-executor.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const media = {
  image1: mediaRecord('image', 'a', 'dog.png'),
  image2: mediaRecord('image', 'b', 'cat.png'),
  audio1: mediaRecord('audio', 'c', 'memo.wav'),
}
const says: Record<string, string> = { 'dog.png': 'a dog on a lawn', 'cat.png': 'a cat on a roof' }
const tools = toolBox(...Object.values(testTools))

let events: RunEventBody[]
beforeEach(() => {
  events = []
})

/** Captions say what the file's name does, texts come back in capitals. */
function executor(failing: readonly string[] = []) {
  return new FakeExecutor(async ({ stepId, tool, input }) => {
    if (failing.includes(stepId)) return new SwitchyardError('MODEL_BROKEN', 'It is broken.')
    if (tool !== 'caption') return { text: String(input.text).toUpperCase() }
    const picture = Object.values(media).find((one) => JSON.stringify(one) === JSON.stringify(input.image))
    return { text: says[picture?.name ?? ''] ?? 'nothing' }
  })
}

async function run(steps: Step[], runner = executor()) {
  const scope = { tools: Object.values(testTools), media, earlier: [], maxSteps: 20 }
  const checked = validatePlan({ steps }, scope)
  if (!checked.ok) throw new Error(checked.error.map(({ message }) => message).join('\n'))
  const outcome = await runPlan({
    runId: 'r1',
    plan: checked.value,
    tools,
    media,
    earlier: [],
    executor: runner,
    readText: () => Promise.reject(new Error('nothing to read')),
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
  })
  return outcome.steps
}

const caption = (id: string, image = '$image1', when?: Condition): Step => ({
  id,
  tool: 'caption',
  input: { image },
  ...(when && { when }),
})
const upper = (id: string, text: string, when?: Condition): Step => ({
  id,
  tool: 'upper',
  input: { text },
  ...(when && { when }),
})
const statuses = (records: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(records.map(({ id, status }) => [id, status]))

describe('a step with a condition', () => {
  it('runs when it holds, and is not needed when it does not: either branch of a fork', async () => {
    const records = await run([
      caption('s1'),
      upper('s2', 'there is one', { value: '$s1', present: 'dog' }),
      upper('s3', 'there is none', { value: '$s1', absent: 'dog' }),
    ])
    expect(statuses(records)).toEqual({ s1: 'done', s2: 'done', s3: 'not-needed' })
    expect(records[2]).toMatchObject({ reason: '"dog" is in what s1 found', calls: [] })
    expect(records[2]).not.toHaveProperty('error')
  })

  it('never reaches the executor when it is not needed, and is told of once, as finished', async () => {
    const runner = executor()
    await run([caption('s1'), upper('s2', 'x', { value: '$s1.text', contains: 'cat' })], runner)
    expect(runner.started.map(({ stepId }) => stepId)).toEqual(['s1'])
    const told = events.filter((event) => 'step' in event && event.step === 's2')
    expect(told).toMatchObject([
      {
        type: 'step-finished',
        report: { status: 'not-needed', reason: 's1.text does not have the words "cat"' },
      },
    ])
  })

  it('is decided by whole words, not by parts of them', async () => {
    says['dog.png'] = 'a dogma'
    const records = await run([caption('s1'), upper('s2', 'x', { value: '$s1', present: 'dog' })])
    says['dog.png'] = 'a dog on a lawn'
    expect(statuses(records)).toEqual({ s1: 'done', s2: 'not-needed' })
  })

  it('takes what needs it along, by input or by condition, as not needed either', async () => {
    const records = await run([
      caption('s1'),
      upper('s2', 'x', { value: '$s1', present: 'cat' }),
      upper('s3', '$s2.text'),
      upper('s4', 'y', { value: '$s3', present: true }),
      upper('s5', '$s1.text'),
    ])
    expect(statuses(records)).toEqual({
      s1: 'done',
      s2: 'not-needed',
      s3: 'not-needed',
      s4: 'not-needed',
      s5: 'done',
    })
    expect(records[2]).toMatchObject({ reason: 'it needs s2, which was not needed' })
    expect(records[3]).toMatchObject({ reason: 'it needs s3, which needs s2, which was not needed' })
  })

  it('is skipped when a step of its condition failed', async () => {
    const records = await run(
      [caption('s1'), upper('s2', 'x', { value: '$s1', absent: 'cat' })],
      executor(['s1']),
    )
    expect(statuses(records)).toEqual({ s1: 'failed', s2: 'skipped' })
  })

  it('fails with a reason when its condition compares words with a number', async () => {
    const records = await run([caption('s1'), upper('s2', 'x', { value: '$s1.text', atLeast: 2 })])
    expect(records[1]).toMatchObject({
      status: 'failed',
      error: {
        code: 'INVALID_PLAN',
        message: expect.stringMatching(/condition can't be decided: .* no number/),
      },
    })
  })

  it('sees all items of a mapped step but those that failed', async () => {
    const runner = new FakeExecutor(async ({ tool, index, input }) => {
      if (tool === 'frames') return { frames: [media.image1, media.image2], rows: [] }
      if (tool === 'caption')
        return index === 0 ? new SwitchyardError('MODEL_BROKEN', 'No.') : { text: 'a cat' }
      return { text: String(input.text) }
    })
    const records = await run(
      [
        { id: 's1', tool: 'frames', input: { audio: '$audio1' } },
        caption('s2', '$s1.frames[*]'),
        upper('s3', 'x', { value: '$s2', present: 'cat' }),
        upper('s4', 'y', { value: '$s2[*].text', contains: 'dog' }),
      ],
      runner,
    )
    expect(statuses(records)).toMatchObject({ s3: 'done', s4: 'not-needed' })
  })
})

describe('a list operator', () => {
  it('keeps the files that steps found something in, and later steps go through them', async () => {
    const runner = executor()
    const records = await run(
      [
        caption('s1', '$image1'),
        caption('s2', '$image2'),
        {
          id: 's3',
          tool: 'filter',
          input: { items: ['$image1', '$image2'], by: ['$s1.text', '$s2.text'], keep: { contains: 'cat' } },
        },
        caption('s4', '$s3.items[*]'),
      ],
      runner,
    )
    expect(records[2]).toMatchObject({
      status: 'done',
      summary: '1 of 2 kept: cat.png.',
      output: { count: 1 },
    })
    expect(records[3]).toMatchObject({ status: 'done', output: [{ text: 'a cat on a roof' }] })
    expect(runner.started.map(({ tool }) => tool)).not.toContain('filter')
  })

  it('picks the best, whose name alone stands for it', async () => {
    const records = await run([
      { id: 's1', tool: 'best', input: { items: ['$image1', '$image2'], by: [1, 2] } },
      caption('s2', '$s1'),
    ])
    expect(records[1]).toMatchObject({ output: { text: 'a cat on a roof' } })
  })

  it('fails with a reason where lists do not match, and skips what needs it', async () => {
    const records = await run([
      { id: 's1', tool: 'sort', input: { items: ['$image1', '$image2'], by: ['a'] } },
      caption('s2', '$s1.items[*]'),
    ])
    expect(statuses(records)).toEqual({ s1: 'failed', s2: 'skipped' })
    expect(records[0]?.error?.message).toMatch(/^sort: "by" has 1 entries and "items" has 2/)
  })
})

it('whatever is not needed, every step ends once, and none that is needed waits for ever', () => {
  const plans = fc
    .array(fc.tuple(fc.array(fc.nat(20), { maxLength: 3 }), fc.boolean()), { minLength: 1, maxLength: 20 })
    .map((needs) =>
      needs.map(([indexes, isNeeded], at) => ({
        isNeeded,
        step: upper(
          `s${at}`,
          indexes
            .filter((index) => index < at)
            .map((index) => `{{s${index}.text}}`)
            .join(' ') || 'x',
        ),
      })),
    )
  fc.assert(
    fc.property(plans, (all) => {
      const schedule = createSchedule(all.map(({ step }) => step))
      const needed = new Map(all.map(({ step, isNeeded }) => [step.id, isNeeded]))
      const ended: string[] = []
      for (let id = schedule.next(); id !== undefined; id = schedule.next())
        ended.push(id, ...schedule.finish(id, needed.get(id) ? 'done' : 'not-needed').map((one) => one.id))
      expect(schedule.remaining).toBe(0)
      expect([...ended].sort()).toEqual(all.map(({ step }) => step.id).sort())
    }),
  )
})
