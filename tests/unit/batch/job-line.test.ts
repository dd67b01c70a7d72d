import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseJobLine } from '../../../src/batch/job-line.js'
import { err, ok } from '../../../src/core/result.js'

const parse = (line: unknown, number = 7) =>
  parseJobLine(
    { number, content: ok(typeof line === 'string' ? line : JSON.stringify(line)) },
    { folder: '/jobs' },
  )

const problem = (line: unknown): string => {
  const parsed = parse(line)
  return parsed.ok ? '' : parsed.error.error.message
}

describe('a line of a jobs file', () => {
  it('is a request under an id', () => {
    expect(parse({ custom_id: 'a', body: { text: 'Hello?' } })).toEqual(
      ok({ customId: 'a', text: 'Hello?', media: [] }),
    )
  })

  it('may be written as for the OpenAI batch API, and may bring its plan', () => {
    const plan = { steps: [{ id: 's1', tool: 'image-to-text', input: { image: '$image1' } }] }
    const line = {
      custom_id: 'a',
      method: 'POST',
      url: '/v1/runs',
      body: { text: 'x', media: ['a.png'], plan },
    }
    expect(parse(line)).toMatchObject({ ok: true, value: { plan, media: ['/jobs/a.png'] } })
  })

  it('names media relative to its own folder, absolutely, or by URL', () => {
    const media = [
      'a/b.png',
      '../c.wav',
      '/d.png',
      'https://x.test/e.png',
      'file:///f.png',
      'data:text/plain,g',
    ]
    expect(parse({ custom_id: 'a', body: { text: '', media } })).toMatchObject({
      value: {
        media: [
          '/jobs/a/b.png',
          '/c.wav',
          '/d.png',
          'https://x.test/e.png',
          'file:///f.png',
          'data:text/plain,g',
        ],
      },
    })
  })

  it.each([
    ['no JSON', '{"custom_id": "a", "body"', 'line 7: no JSON object'],
    ['another JSON value', '[1]', 'expected object'],
    ['no id', { body: { text: 'x' } }, 'custom_id'],
    ['an empty id', { custom_id: '', body: { text: 'x' } }, 'custom_id'],
    ['no body', { custom_id: 'a' }, 'body'],
    ['nothing asked', { custom_id: 'a', body: { text: ' ' } }, 'is empty'],
    ['a misspelt key', { custom_idd: 'a', body: { text: 'x' } }, 'Did you mean "custom_id"?'],
    [
      'a misspelt key in the body',
      { custom_id: 'a', body: { txt: 'x' } },
      '"body.txt". Did you mean "text"?',
    ],
    ['another method', { custom_id: 'a', method: 'GET', body: { text: 'x' } }, 'expected "POST"'],
    [
      'another endpoint',
      { custom_id: 'a', url: '/v1/completions', body: { text: 'x' } },
      'must be "/v1/runs"',
    ],
    ['media that are no list', { custom_id: 'a', body: { text: 'x', media: 'a.png' } }, 'body.media'],
    ['a plan without steps', { custom_id: 'a', body: { text: 'x', plan: {} } }, 'body.plan.steps'],
  ])('is broken with %s, and says where and how', (_, line, message) => {
    expect(problem(line)).toContain(message)
    expect(problem(line)).toMatch(/^line 7: .*[^.]\.$/)
  })

  it('keeps the id of a broken line where there is one', () => {
    expect(parse({ custom_id: 'a', body: {} })).toMatchObject({ error: { line: 7, customId: 'a' } })
    expect(parse('{"custom_id": "a"')).not.toMatchObject({ error: { customId: 'a' } })
  })

  it('is broken when it could not be read', () => {
    const parsed = parseJobLine({ number: 2, content: err('the line is no UTF-8') }, { folder: '/' })
    expect(parsed).toMatchObject({
      ok: false,
      error: { line: 2, error: { code: 'INVALID_REQUEST', message: 'line 2: the line is no UTF-8.' } },
    })
  })

  it('does not repeat what a line holds when it is no JSON', () => {
    expect(problem('secret-token {')).not.toContain('secret')
  })

  it('survives nesting deeper than the stack', () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const input = `{"custom_id":"a","body":{"text":"x","plan":{"steps":[{"id":"s","tool":"t","input":{"a":${deep}}}]}}}`
    expect(problem(input)).toContain('nested too deeply')
  })

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        const parsed = parse(line)
        expect(parsed.ok || parsed.error.error.code === 'INVALID_REQUEST').toBe(true)
      }),
    )
  })
})
