import pc from 'picocolors'
import { describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../../src/agent/events.js'
import { createRunView } from '../../../src/cli/ui/run-view.js'

async function shown(
  events: readonly RunEventBody[],
  options: { showPlan?: boolean; showAnswer?: boolean } = {},
) {
  const written = { out: '', err: '' }
  const plain = pc.createColors(false)
  const terminal = {
    out: (text: string) => {
      written.out += text
    },
    err: (text: string) => {
      written.err += text
    },
    interactive: false,
    outColor: plain,
    errColor: plain,
  }
  const view = await createRunView({ terminal, ...options })
  for (const event of events) view.show({ ...event, runId: 'r', atMs: 0 })
  return written
}

const planned = {
  plan: { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] },
  by: 'rules' as const,
  notes: ['planned by rules'],
  llmCalls: 0,
}

describe('the view of a run, without a terminal', () => {
  it('writes progress to stderr and the answer to stdout', async () => {
    const report = {
      id: 's1',
      tool: 'image-to-text',
      status: 'done' as const,
      subject: 'image1',
      summary: 'It shows a cat.\nAnd a dog.',
    }
    const { out, err } = await shown([
      { type: 'run-started', text: 'q' },
      { type: 'plan-created', planned },
      { type: 'step-started', step: 's1', tool: 'image-to-text' },
      { type: 'step-finished', step: 's1', report, durationMs: 41, cacheHit: false },
      { type: 'answer-delta', text: 'A ' },
      { type: 'answer-delta', text: 'cat.' },
      { type: 'run-finished', status: 'answered' },
    ])
    expect(out).toBe('A cat.\n')
    expect(err).toContain('plan 1 step, by rules\n  planned by rules\n')
    expect(err).toContain('✓ s1 image-to-text 41 ms It shows a cat. …\n')
  })

  describe('of a step that failed', () => {
    const message = 'The model a/b is not on this machine. Check the network.'
    const error = { code: 'MODEL_UNAVAILABLE' as const, message, retryable: false }
    const report = { id: 's1', tool: 'depth-estimation', status: 'failed' as const, subject: 'image1', error }
    const ended = (answer: string): RunEventBody[] => [
      { type: 'step-finished', step: 's1', report, durationMs: 1, cacheHit: false },
      { type: 'answer-delta', text: answer },
      { type: 'run-finished', status: 'failed' },
    ]

    it('says why where the answer did not', async () => {
      const { err } = await shown(ended('I could not do it.'))
      expect(err.split('\n').at(-2)).toBe(`✗ s1 depth-estimation: ${message}`)
    })

    it('does not say it again', async () => {
      const { err } = await shown(ended(`It could not be done: ${message}`))
      expect(err).not.toContain(message)
    })
  })

  it('says once why a step is tried again, and then that it was the same', async () => {
    const error = { code: 'PROVIDER_UNAVAILABLE' as const, message: 'The server is down.', retryable: true }
    const retried = (nextMove: string): RunEventBody => ({
      type: 'step-retried',
      step: 's1',
      candidate: 'llm:openai:x',
      error,
      nextMove,
    })
    const { err } = await shown([retried('Trying again (2 of 3).'), retried('Trying again (3 of 3).')])
    expect(err).toBe(
      '! s1 The server is down. Trying again (2 of 3).\n! s1 llm:openai:x: the same (PROVIDER_UNAVAILABLE). Trying again (3 of 3).\n',
    )
  })

  it('says of a step that was not needed why', async () => {
    const report = {
      id: 's2',
      tool: 'summarization',
      status: 'not-needed' as const,
      subject: 's1',
      reason: 'there is no "dog" in what s1 found',
    }
    const { err } = await shown([
      { type: 'step-finished', step: 's2', report, durationMs: 0, cacheHit: false },
    ])
    expect(err).toBe('○ s2 summarization not needed: there is no "dog" in what s1 found\n')
  })

  it('shows the plan as a tree when asked', async () => {
    expect((await shown([{ type: 'plan-created', planned }], { showPlan: true })).err).toContain('$image1')
  })

  it('says how far a download is each tenth, and once when it is done', async () => {
    const download = (loadedBytes: number): RunEventBody => ({
      type: 'model-download',
      step: 's1',
      model: 'a/b',
      loadedBytes,
      totalBytes: 1000,
    })
    const lines = (await shown([0, 10, 20, 110, 120, 1000, 1000].map(download))).err.trim().split('\n')
    expect(lines).toEqual([
      'downloading a/b: 0 B of 1.0 kB',
      'downloading a/b: 110 B of 1.0 kB',
      '✓ downloaded a/b 1.0 kB',
    ])
  })

  it('keeps control characters of content away from the terminal, even split between pieces of the answer', async () => {
    const esc = '\u001b'
    const evil = `a${esc}[2J b\u009b31m c\u0007\r${esc}]0;title\u0007`
    const error = { code: 'INTERNAL' as const, message: evil, retryable: false }
    const report = { id: 's1', tool: 'x', subject: '', status: 'done' as const, summary: evil }
    const media = { digest: '', modality: 'text' as const, mimeType: 'text/plain', bytes: 1, facts: {} }
    const step = { id: 's1', tool: 'x', input: { text: evil } }
    const { out, err } = await shown(
      [
        { type: 'media-ingested', reference: 'text1', media: { ...media, name: evil } },
        { type: 'plan-created', planned: { ...planned, plan: { steps: [step] }, notes: [evil] } },
        { type: 'step-retried', step: 's1', candidate: 'c', error, nextMove: evil },
        { type: 'step-finished', step: 's1', report, durationMs: 1, cacheHit: false },
        {
          type: 'step-finished',
          step: 's1',
          report: { ...report, status: 'failed', error },
          durationMs: 1,
          cacheHit: false,
        },
        { type: 'answer-delta', text: `one${esc}` },
        { type: 'answer-delta', text: `[31m\ttwo\n${evil}` },
      ],
      { showPlan: true },
    )
    expect(`${out}${err}`).not.toMatch(/[^\P{Cc}\n\t]/u)
    expect(out).toContain('one[31m\ttwo\n')
    expect(err).toContain('✓ s1 x')
  })

  it('says what failed and why, where no answer does', async () => {
    const error = { code: 'NO_ROUTE' as const, message: 'nothing fits', retryable: false }
    const failed = { id: 's1', tool: 'x', status: 'failed' as const, subject: '', error }
    const { err } = await shown(
      [{ type: 'step-finished', step: 's1', report: failed, durationMs: 1, cacheHit: false }],
      { showAnswer: false },
    )
    expect(err).toBe('✗ s1 x failed: nothing fits\n')
  })

  it('leaves to the answer why a step failed, and what was tried in vain', async () => {
    const error = { code: 'MODEL_UNAVAILABLE' as const, message: 'not on disk', retryable: false }
    const failed = { id: 's1', tool: 'x', status: 'failed' as const, subject: '', error }
    const { err } = await shown([
      { type: 'step-retried', step: 's1', candidate: 'a', error, nextMove: 'Trying b instead.' },
      { type: 'step-finished', step: 's1', report: failed, durationMs: 1, cacheHit: false },
    ])
    expect(err).toBe("! s1 a can't do it (MODEL_UNAVAILABLE). Trying b instead.\n✗ s1 x failed\n")
  })
})
