import { describe, expect, test } from 'vitest'
import type { RunEvent, RunEventBody } from '../../../src/agent/events.js'
import type { RunResult } from '../../../src/agent/run.js'
import type { StepReport } from '../../../src/executors/step-report.js'
import { ApiError } from '../../../src/serve/http/api-error.js'
import type { ChatEnding } from '../../../src/serve/openai/chat/chat-answer.js'
import { createResponseWriter } from '../../../src/serve/openai/responses/response-writer.js'
import { createChunkWriter } from '../../../src/serve/ui/ui-chunks.js'
import { noUsage } from '../../support/usage.js'

const at = (body: RunEventBody): RunEvent => ({ runId: 'r', atMs: 0, ...body })
const planned = {
  plan: {
    steps: [
      { id: 's1', tool: 'image-to-text', input: { image: '$image1' } },
      { id: 's2', tool: 'object-detection', input: { image: '$image1' } },
      { id: 's3', tool: 'summarization', input: { text: '$s2.text' } },
    ],
  },
  by: 'llm' as const,
  notes: [],
  llmCalls: 1,
}
const report = (id: string, more: Partial<StepReport>): StepReport => ({
  id,
  tool: 'tool',
  status: 'done',
  subject: 'image1',
  ...more,
})
const finished = (of: StepReport): RunEvent =>
  at({ type: 'step-finished', step: of.id, report: of, durationMs: 1, cacheHit: false })
const error = { code: 'TIMEOUT' as const, message: 'It took too long.', retryable: true }

/** A run whose first step began before the plan was known, with one step that failed and one that was skipped. */
const events: RunEvent[] = [
  at({ type: 'run-started', text: 'x' }),
  at({ type: 'step-started', step: 's1', tool: 'image-to-text' }),
  at({ type: 'plan-created', planned }),
  at({ type: 'step-started', step: 's2', tool: 'object-detection' }),
  at({ type: 'model-download', step: 's2', model: 'm', loadedBytes: 5, totalBytes: 10 }),
  finished(report('s1', { summary: 'A bus.' })),
  finished(report('s2', { status: 'failed', error })),
  finished(report('s3', { status: 'skipped', error: { ...error, message: 'It needs s2.' } })),
  at({ type: 'answer-delta', text: 'A bus' }),
  at({ type: 'answer-delta', text: '. [s1, image1]' }),
]
const result: RunResult = {
  runId: 'r',
  status: 'partly',
  text: 'x',
  answer: 'A bus. [s1, image1]',
  media: {},
  plan: planned.plan,
  planned: [planned],
  steps: [],
  outputs: [],
  evidence: [],
  usage: noUsage,
  durationMs: 1,
}
const ending: ChatEnding = { result, content: `${result.answer} more`, made: [], usage: noUsage }
const cancelled: ChatEnding = {
  error: new ApiError('Cancelled.', { status: 499, code: 'cancelled' }),
}

describe('A run told as a response', () => {
  const head = { id: 'resp_1', runId: 'r', createdAt: 0, request: { model: 'demo' } }
  const tell = (how: ChatEnding, isShaped = false) => {
    const writer = createResponseWriter(head, { isShaped })
    return [...writer.start(), ...events.flatMap((event) => [...writer.take(event)]), ...writer.end(how)]
  }

  test('keeps steps apart that run at the same time, and adds each item before it is filled', () => {
    const told = tell(ending)
    expect(told.map(({ sequence_number }) => sequence_number)).toEqual(told.map((_, place) => place))
    const open = new Set<unknown>()
    let added = 0
    for (const event of told) {
      if (event.type === 'response.output_item.added') {
        expect(event.output_index).toBe(added)
        added += 1
        open.add(event.output_index)
      } else if (event.type === 'response.output_item.done')
        expect(open.delete(event.output_index)).toBe(true)
      else if ('output_index' in event) expect(open.has(event.output_index)).toBe(true)
    }
    expect(open.size).toBe(0)
    const { output } = responseOf(told)
    expect(output.map(({ type }) => type)).toEqual([...Array(4).fill('reasoning'), 'message'])
    expect(JSON.stringify(output[2])).toMatch(/object-detection runs.*5 B of 10 B.*too long/)
    expect(output.at(-1)).toMatchObject({ content: [{ text: ending.error ? '' : ending.content }] })
  })

  test('is told the same each time', () => {
    expect(tell(ending)).toEqual(tell(ending))
  })

  test('ends what is open when it is cancelled', () => {
    const told = tell(cancelled)
    expect(told.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'cancelled', error: null },
    })
    expect(responseOf(told).output.at(-1)).toMatchObject({
      status: 'incomplete',
      content: [{ text: result.answer }],
    })
  })

  test('says an answer in a form once it is whole', () => {
    const deltas = tell(ending, true).filter(({ type }) => type === 'response.output_text.delta')
    expect(deltas.map((event) => event.delta)).toEqual([`${result.answer} more`])
  })

  function responseOf(told: readonly object[]) {
    const last = told.at(-1)
    if (!last || !('response' in last)) throw new Error('The last event has the response.')
    return last.response as { output: { type: string }[] }
  }
})

describe('A run told as a UI message stream', () => {
  const tell = (how: ChatEnding) => {
    const writer = createChunkWriter('r')
    return [...writer.start(), ...events.flatMap((event) => writer.take(event)), ...writer.end(how)]
  }

  test('tells what a step works on once the plan is known, and never after its end', () => {
    const s1 = tell(ending).filter((chunk) => chunk.toolCallId === 'r-s1')
    expect(s1.map(({ type, input }) => [type, input])).toEqual([
      ['tool-input-available', {}],
      ['tool-input-available', { image: '$image1' }],
      ['tool-output-available', undefined],
    ])
  })

  test('shows failed and skipped steps as such, with their input first', () => {
    const of = (step: string) => tell(ending).filter((chunk) => chunk.toolCallId === `r-${step}`)
    expect(of('s2').at(-1)).toMatchObject({ type: 'tool-output-error', errorText: 'It took too long.' })
    expect(of('s3')).toMatchObject([
      { type: 'tool-input-available', toolName: 'tool', input: { text: '$s2.text' } },
      { type: 'tool-output-error', errorText: 'It needs s2.' },
    ])
  })

  test('ends its text before the end of the run, whatever that is', () => {
    const kinds = (how: ChatEnding) => tell(how).map(({ type }) => type)
    expect(kinds(ending).slice(-2)).toEqual(['text-end', 'finish'])
    expect(kinds(cancelled).slice(-2)).toEqual(['text-end', 'abort'])
    const failed: ChatEnding = {
      error: new ApiError('It broke.', { status: 500, code: 'internal' }),
    }
    expect(tell(failed).at(-1)).toEqual({ type: 'error', errorText: 'It broke.' })
  })
})
