import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RunEventBody } from '../../../src/agent/events.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import type { ReadyStep } from '../../../src/executors/executor.js'
import { type RunPlanOptions, runPlan, type StepRecord } from '../../../src/executors/run-plan.js'
import type { Step } from '../../../src/plan/plan.js'
import { imagesField, outputField } from '../../../src/tools/fields.js'
import { type AnyTool, defineTool } from '../../../src/tools/tool.js'
import { FakeExecutor } from '../../support/fake-executor.js'
import { mediaRecord } from '../../support/media-records.js'
import { testTools, toolBox } from '../../support/test-tools.js'

const photo = mediaRecord('image', 'a', 'photo.png')
const memo = mediaRecord('audio', 'b', 'memo.wav')
const tools = toolBox(...Object.values(testTools))

let events: RunEventBody[]
beforeEach(() => {
  events = []
})

const upper = (id: string, text: string): Step => ({ id, tool: 'upper', input: { text } })
const shout = async ({ input }: ReadyStep) => ({ text: String(input.text).toUpperCase() })

async function run(
  steps: Step[],
  executor: FakeExecutor,
  rest: Partial<RunPlanOptions> = {},
): Promise<StepRecord[]> {
  const outcome = await runPlan({
    runId: 'r1',
    plan: { steps },
    tools,
    media: { image1: photo, audio1: memo },
    earlier: [],
    executor,
    readText: () => Promise.reject(new Error('nothing to read')),
    signal: new AbortController().signal,
    emit: (event) => events.push(event),
    ...rest,
  })
  return outcome.steps
}

const finished = () => events.flatMap((event) => (event.type === 'step-finished' ? [event] : []))
const statuses = (records: StepRecord[]) => Object.fromEntries(records.map(({ id, status }) => [id, status]))

/** Promises that a test resolves by name. */
function gates() {
  const waiting = new Map<string, () => void>()
  return {
    pass: (name: string) => new Promise<void>((resolve) => waiting.set(name, resolve)),
    open: (name: string) => waiting.get(name)?.(),
    waiting: () => [...waiting.keys()],
  }
}

describe('running a plan', () => {
  it('hands results on, and reports in the order of the plan with subject and words', async () => {
    const executor = new FakeExecutor(async (step) =>
      step.tool === 'caption' ? { text: 'a cat' } : shout(step),
    )
    const records = await run(
      [upper('s2', 'It is {{s1.text}}'), { id: 's1', tool: 'caption', input: { image: '$image1' } }],
      executor,
    )
    expect(records).toMatchObject([
      {
        id: 's2',
        status: 'done',
        subject: 's1.text',
        output: { text: 'IT IS A CAT' },
        summary: 'IT IS A CAT',
      },
      {
        id: 's1',
        status: 'done',
        subject: 'image1 (photo.png)',
        output: { text: 'a cat' },
        summary: 'It says a cat.',
      },
    ])
    expect(records[1]?.calls).toMatchObject([
      { status: 'done', key: 'key of s1', cacheHit: false, attempts: [] },
    ])
    expect(executor.started.map(({ runId, stepId }) => [runId, stepId])).toEqual([
      ['r1', 's1'],
      ['r1', 's2'],
    ])
  })

  it('tells when each step starts and finishes', async () => {
    await run([upper('s1', 'x')], new FakeExecutor(shout))
    expect(events).toEqual([
      { type: 'step-started', step: 's1', tool: 'upper' },
      {
        type: 'step-finished',
        step: 's1',
        report: {
          id: 's1',
          tool: 'upper',
          status: 'done',
          subject: '"x"',
          output: { text: 'X' },
          summary: 'X',
        },
        durationMs: expect.any(Number),
        cacheHit: false,
      },
    ])
  })

  it("takes a step's main output from what its tool promises, also when there is nothing in it", async () => {
    const images = defineTool({
      id: 'images',
      description: 'Finds pictures.',
      input: testTools.upper.input,
      output: z.object({
        images: imagesField('The pictures.', { min: 0 }),
        found: outputField(z.number(), 'text', 'How many.'),
      }),
      describe: ({ found }) => `${found} pictures.`,
    })
    const steps = [{ ...upper('s1', 'x'), tool: 'images' }, upper('s2', 'Look:{{s1}}')]
    const executor = new FakeExecutor(async (step) =>
      step.tool === 'images' ? { images: [], found: 0 } : shout(step),
    )
    const records = await run(steps, executor, { tools: toolBox(images, testTools.upper) })
    expect(records[1]?.output).toEqual({ text: 'LOOK:' })
  })

  it('of no steps is over at once', async () => {
    expect(await run([], new FakeExecutor(shout))).toEqual([])
  })

  it('starts independent steps together, up to the limit', async () => {
    const steps = Array.from({ length: 20 }, (_, at) => upper(`s${at}`, 'x'))
    for (const [concurrency, maxParallel, expected] of [
      [6, 100, 6],
      [6, 3, 3],
      [2, 9, 2],
    ] as const) {
      const executor = new FakeExecutor(
        async (step) => {
          await new Promise(setImmediate)
          return shout(step)
        },
        { concurrency },
      )
      await run(steps, executor, { maxParallel })
      expect(executor.mostRunning).toBe(expected)
    }
  })

  it('can use results of earlier requests', async () => {
    const earlier = [{ id: 's1', tool: 'caption', output: { text: 'a dog' }, summary: '' }]
    const [record] = await run([upper('s2', '$s1.text')], new FakeExecutor(shout), { earlier })
    expect(record?.output).toEqual({ text: 'A DOG' })
  })

  it('ends every step exactly once, whatever fails, at any width', async () => {
    const dag = fc.array(fc.record({ needs: fc.array(fc.nat(20), { maxLength: 3 }), fails: fc.boolean() }), {
      minLength: 1,
      maxLength: 20,
    })
    await fc.assert(
      fc.asyncProperty(dag, fc.integer({ min: 1, max: 5 }), async (nodes, concurrency) => {
        events = []
        const needs = nodes.map((node, at) => node.needs.filter((need) => need < at))
        const steps = needs.map((before, at) =>
          upper(`s${at}`, `x ${before.map((need) => `{{s${need}.text}}`).join('')}`),
        )
        const executor = new FakeExecutor(
          async (step) =>
            nodes[Number(step.stepId.slice(1))]?.fails
              ? new SwitchyardError('MODEL_BROKEN', 'no')
              : shout(step),
          { concurrency },
        )
        const records = await run(steps, executor)
        const expected: string[] = []
        for (const [at, before] of needs.entries()) {
          const skipped = before.some((need) => expected[need] !== 'done')
          expected.push(skipped ? 'skipped' : nodes[at]?.fails ? 'failed' : 'done')
        }
        expect(records.map(({ status }) => status)).toEqual(expected)
        expect(
          finished()
            .map(({ step }) => step)
            .toSorted(),
        ).toEqual(steps.map(({ id }) => id).toSorted())
        expect(executor.mostRunning).toBeLessThanOrEqual(concurrency)
      }),
      { numRuns: 50 },
    )
  })
})

describe('a failed step', () => {
  it('keeps its error, skips what needs it with the reason, and leaves the rest alone', async () => {
    const executor = new FakeExecutor(async (step) =>
      step.stepId === 's1' ? new SwitchyardError('MODEL_BROKEN', 'The file is damaged.') : shout(step),
    )
    const records = await run(
      [upper('s1', 'x'), upper('s2', '$s1'), upper('s3', '$s2'), upper('s4', 'y')],
      executor,
    )
    expect(statuses(records)).toEqual({ s1: 'failed', s2: 'skipped', s3: 'skipped', s4: 'done' })
    expect(records[0]?.error).toMatchObject({ code: 'MODEL_BROKEN', message: 'The file is damaged.' })
    expect(records[2]?.error).toMatchObject({
      code: 'STEP_SKIPPED',
      message: 'It needs s2, which needs s1, which failed.',
    })
    expect(executor.started.map(({ stepId }) => stepId)).toEqual(['s1', 's4'])
    expect(finished().map(({ step }) => step)).toEqual(['s1', 's2', 's3', 's4'])
  })

  it('comes from an input that can not be resolved, before anything is called', async () => {
    const executor = new FakeExecutor(shout)
    const [, record] = await run([upper('s1', 'x'), upper('s2', '$s1.rows')], executor)
    expect(record).toMatchObject({ status: 'failed', error: { code: 'INVALID_PLAN' } })
    expect(executor.started).toHaveLength(1)
  })

  it('comes from an unknown tool', async () => {
    const [record] = await run([{ id: 's1', tool: 'constructor', input: {} }], new FakeExecutor(shout))
    expect(record).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('no tool "constructor"') },
    })
  })

  it('comes from an executor that throws', async () => {
    const executor = new FakeExecutor(shout)
    executor.execute = () => Promise.reject(new Error('oops'))
    expect(await run([upper('s1', 'x')], executor)).toMatchObject([
      { status: 'failed', error: { code: 'INTERNAL' } },
    ])
  })

  it('is not one whose tool can not describe its result', async () => {
    const mute: AnyTool = {
      ...testTools.upper,
      describe: () => {
        throw new Error('no words')
      },
    }
    const [record] = await run([upper('s1', 'x')], new FakeExecutor(shout), { tools: toolBox(mute) })
    expect(record).toMatchObject({ status: 'done', summary: 'text: X' })
  })
})

describe('a mapped step', () => {
  const frames = Array.from({ length: 5 }, (_, at) => mediaRecord('image', `${at}`))
  const plan: Step[] = [
    { id: 's1', tool: 'frames', input: { audio: '$audio1' } },
    { id: 's2', tool: 'caption', input: { image: '$s1.frames[*]' } },
    { id: 's3', tool: 'upper', input: { text: '$s2[*].text' } },
    { id: 's4', tool: 'upper', input: { text: 'All: {{s2.text}}' } },
  ]
  const work =
    (failing: readonly number[] = [], found = frames) =>
    async (step: ReadyStep) => {
      if (step.tool === 'frames') return { frames: found, rows: [] }
      if (step.tool === 'upper') return shout(step)
      const at = frames.findIndex((frame) => frame.digest === Reflect.get(Object(step.input.image), 'digest'))
      return failing.includes(at) ? new SwitchyardError('MODEL_BROKEN', `bad ${at}`) : { text: `frame ${at}` }
    }

  it('runs once for each item and gives the list of results, in order', async () => {
    const executor = new FakeExecutor(work(), { concurrency: 3 })
    const records = await run(plan, executor)
    expect(records[1]?.output).toEqual(frames.map((_, at) => ({ text: `frame ${at}` })))
    expect(records[1]?.summary?.split('\n')).toEqual(frames.map((_, at) => `${at + 1}. It says frame ${at}.`))
    expect(records[1]?.subject).toBe('s1.frames[*]')
    expect(records[2]?.output).toEqual(frames.map((_, at) => ({ text: `FRAME ${at}` })))
    expect(records[3]?.output).toEqual({ text: 'ALL: FRAME 0\nFRAME 1\nFRAME 2\nFRAME 3\nFRAME 4' })
    expect(executor.mostRunning).toBe(3)
    expect(
      events.flatMap((event) => (event.type === 'step-started' && event.step === 's2' ? [event.index] : [])),
    ).toEqual([undefined, 0, 1, 2, 3, 4])
  })

  it('is done when some items failed, says which, and keeps their places', async () => {
    const records = await run(plan, new FakeExecutor(work([1, 3])))
    expect(statuses(records)).toEqual({ s1: 'done', s2: 'done', s3: 'done', s4: 'done' })
    expect(records[1]?.output).toEqual([
      { text: 'frame 0' },
      null,
      { text: 'frame 2' },
      null,
      { text: 'frame 4' },
    ])
    expect(records[1]?.summary).toContain('2. failed: bad 1')
    expect(records[1]?.error).toMatchObject({
      code: 'MODEL_BROKEN',
      message: '2 of 5 items failed. item 2: bad 1 item 4: bad 3',
      details: { items: [1, 3] },
    })
    expect(records[2]?.output).toEqual([
      { text: 'FRAME 0' },
      null,
      { text: 'FRAME 2' },
      null,
      { text: 'FRAME 4' },
    ])
    expect(records[2]?.calls.map(({ status }) => status)).toEqual([
      'done',
      'skipped',
      'done',
      'skipped',
      'done',
    ])
    expect(records[3]?.output).toEqual({ text: 'ALL: FRAME 0\nFRAME 2\nFRAME 4' })
  })

  it('failed when every item did, and what needs it is skipped', async () => {
    const records = await run(plan, new FakeExecutor(work([0, 1, 2, 3, 4])))
    expect(statuses(records)).toEqual({ s1: 'done', s2: 'failed', s3: 'skipped', s4: 'skipped' })
    expect(records[1]?.error?.message).toMatch(/^5 of 5 items failed\..*And 2 more\.$/)
  })

  it('of an empty list is done, with an empty list', async () => {
    const executor = new FakeExecutor(work([], []))
    const records = await run(plan.slice(0, 3), executor)
    expect(records[1]).toMatchObject({ status: 'done', output: [], calls: [] })
    expect(records[2]).toMatchObject({ status: 'done', output: [] })
    expect(executor.started).toHaveLength(1)
  })

  it('lets an item whose input is bad fail alone', async () => {
    const executor = new FakeExecutor(shout)
    const earlier = [{ id: 'e1', tool: 'upper', output: { words: ['a', '', 'c'] }, summary: '' }]
    const [record] = await run([upper('s1', '$e1.words[*]')], executor, { earlier })
    expect(record).toMatchObject({
      status: 'done',
      output: [{ text: 'A' }, null, { text: 'C' }],
      error: { code: 'INVALID_PLAN' },
    })
    expect(executor.started.map(({ index }) => index)).toEqual([0, 2])
  })
})

describe('an abort', () => {
  const hang = () => new Promise<never>(() => {})

  it('ends the run at once with what was finished, also when the executor does not listen', async () => {
    const controller = new AbortController()
    const executor = new FakeExecutor(async (step) => {
      if (step.stepId === 's1') return shout(step)
      controller.abort()
      return hang()
    })
    const records = await run([upper('s1', 'x'), upper('s2', '$s1'), upper('s3', '$s2')], executor, {
      signal: controller.signal,
    })
    expect(statuses(records)).toEqual({ s1: 'done', s2: 'cancelled', s3: 'cancelled' })
    expect(records[0]?.output).toEqual({ text: 'X' })
    expect(records[1]?.error?.code).toBe('CANCELLED')
    expect(finished().map(({ step }) => step)).toEqual(['s1', 's2', 's3'])
  })

  it('keeps the finished items of a mapped step', async () => {
    const controller = new AbortController()
    const executor = new FakeExecutor(
      async (step) => {
        if (step.index !== 2) return shout(step)
        controller.abort()
        return hang()
      },
      { concurrency: 1 },
    )
    const earlier = [{ id: 'e1', tool: 'upper', output: { words: ['a', 'b', 'c', 'd'] }, summary: '' }]
    const [record] = await run([upper('s1', '$e1.words[*]')], executor, {
      earlier,
      signal: controller.signal,
    })
    expect(record).toMatchObject({
      status: 'cancelled',
      output: [{ text: 'A' }, { text: 'B' }, null, null],
      error: { code: 'CANCELLED' },
    })
    expect(executor.started).toHaveLength(3)
  })

  it('reaches the steps that run, and nothing is told after it', async () => {
    const controller = new AbortController()
    const gate = gates()
    const executor = new FakeExecutor(async (step, signal) => {
      await gate.pass(step.stepId)
      expect(signal.aborted).toBe(true)
      return shout(step)
    })
    const outcome = run([upper('s1', 'x'), upper('s2', 'y'), upper('s3', '$s1')], executor, {
      signal: controller.signal,
    })
    await expect.poll(gate.waiting).toEqual(['s1', 's2'])
    controller.abort()
    expect(statuses(await outcome)).toEqual({ s1: 'cancelled', s2: 'cancelled', s3: 'cancelled' })
    const told = events.length
    gate.open('s1')
    gate.open('s2')
    await new Promise(setImmediate)
    expect(events).toHaveLength(told)
    expect(executor.started).toHaveLength(2)
  })

  it('before the start runs nothing', async () => {
    const executor = new FakeExecutor(shout)
    const records = await run([upper('s1', 'x'), upper('s2', '$s1')], executor, {
      signal: AbortSignal.abort(),
    })
    expect(statuses(records)).toEqual({ s1: 'cancelled', s2: 'cancelled' })
    expect(executor.started).toEqual([])
  })

  it('leaves no listener behind once the run is over', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners += 1
      addEventListener.apply(signal, args)
    }
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners -= 1
      removeEventListener.apply(signal, args)
    }
    await run([upper('s1', 'x')], new FakeExecutor(shout), { signal })
    expect(listeners).toBe(0)
  })
})

describe('subjects', () => {
  it('name all that a step works on, with the names of files', async () => {
    const executor = new FakeExecutor(async () => ({ text: 'same' }))
    const steps: Step[] = [
      { id: 's1', tool: 'compare', input: { images: ['$image1', '$image1'] } },
      { id: 's2', tool: 'upper', input: { text: '{{s1.text}}', labels: ['$s1', 'x'] } },
      { id: 's4', tool: 'compare', input: { images: '$image1', labels: ['{{s1.text}}', '$s1'] } },
      { id: 's3', tool: 'upper', input: { text: 'word '.repeat(30).trim() } },
    ]
    const records = await run(steps, executor)
    expect(records.map(({ subject }) => subject)).toEqual([
      'image1 (photo.png)',
      's1.text and s1',
      'image1 (photo.png)',
      `"${'word '.repeat(12).trim().slice(0, 59)}…"`,
    ])
  })
})
