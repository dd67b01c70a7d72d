import { describe, expect, it } from 'vitest'
import type { RunResult } from '../../../src/agent/run.js'
import { brokenLine } from '../../../src/batch/job-line.js'
import {
  answerLine,
  brokenResultLine,
  failureLine,
  outcomeOf,
  parseResultLine,
  type ResultLine,
} from '../../../src/batch/result-line.js'
import { SwitchyardError } from '../../../src/core/errors.js'
import { noUsage } from '../../support/usage.js'

const result: RunResult = {
  runId: 'run-1',
  status: 'answered',
  text: 'Describe this picture.',
  answer: 'A dog.',
  media: {},
  plan: { steps: [] },
  planned: [],
  steps: [
    {
      id: 's1',
      tool: 'image-to-text',
      status: 'done',
      subject: 'image1',
      summary: 'A dog.',
      output: { text: 'a dog' },
      calls: [
        {
          status: 'done',
          attempts: [
            { candidate: 'local:one', durationMs: 1, error: { code: 'HOST_CRASHED', message: 'gone' } },
            { candidate: 'local:other', durationMs: 2 },
          ],
          cacheHit: false,
          durationMs: 3,
        },
      ],
      cacheHit: false,
      startedMs: 0,
      durationMs: 3.4,
    },
  ],
  evidence: [],
  outputs: [],
  usage: noUsage,
  durationMs: 12.6,
}

const reread = (line: ResultLine) => parseResultLine(JSON.stringify(line))

describe('a line of a results file', () => {
  it('has the shape of an OpenAI batch result, with the answer and compact steps as its body', () => {
    expect(answerLine('a', result)).toEqual({
      id: 'run-1',
      custom_id: 'a',
      response: {
        status_code: 200,
        request_id: 'run-1',
        body: {
          answer: 'A dog.',
          status: 'answered',
          steps: [
            {
              id: 's1',
              tool: 'image-to-text',
              status: 'done',
              subject: 'image1',
              summary: 'A dog.',
              output: { text: 'a dog' },
              model: 'local:other',
              cacheHit: false,
              durationMs: 3,
            },
          ],
          costUsd: 0,
          durationMs: 13,
        },
      },
      error: null,
    })
  })

  it('has an error in the place of a response', () => {
    const error = new SwitchyardError('MEDIA_NOT_FOUND', 'There is no file x.')
    expect(failureLine('a', 'run-1', error.toInfo())).toEqual({
      id: 'run-1',
      custom_id: 'a',
      response: null,
      error: { code: 'MEDIA_NOT_FOUND', message: 'There is no file x.' },
    })
  })

  it('says which line of the jobs is none', () => {
    const line = brokenResultLine(brokenLine(3, 'no JSON object'))
    expect(line).toMatchObject({
      custom_id: null,
      response: null,
      error: { code: 'INVALID_REQUEST', line: 3 },
    })
    expect(line.id).not.toBe(brokenResultLine(brokenLine(3, 'no JSON object')).id)
  })

  it('is understood by a batch that resumes', () => {
    const partly = answerLine('a', { ...result, status: 'partly' })
    expect(reread(answerLine('a', result))).toMatchObject({ customId: 'a', outcome: 'answered' })
    expect(reread(partly)).toMatchObject({ customId: 'a', outcome: 'partly' })
    expect(outcomeOf(partly)).toBe('partly')
    const noStep = answerLine('a', { ...result, status: 'failed' })
    expect([outcomeOf(noStep), reread(noStep)?.outcome]).toEqual(['failed', 'failed'])
    const failed = failureLine('a', 'r', new SwitchyardError('TIMEOUT', 'Late.').toInfo())
    expect(reread(failed)).toMatchObject({ customId: 'a', outcome: 'failed' })
    expect(reread(brokenResultLine(brokenLine(3, 'no JSON object')))).toMatchObject({
      customId: null,
      outcome: 'failed',
      broken: { line: 3, message: 'line 3: no JSON object.' },
    })
  })

  it.each([
    'no JSON',
    '{"id":"r"',
    '[]',
    '{"id":"r","custom_id":"a"}',
    '{"id":"r","custom_id":"a","response":null,"error":null}',
    '{"id":"r","custom_id":null,"response":null,"error":{"code":"INTERNAL","message":"?"}}',
    '{"custom_id":"a","body":{"text":"a job"}}',
  ])('is told from other things: %s', (text) => {
    expect(parseResultLine(text)).toBeUndefined()
  })
})
