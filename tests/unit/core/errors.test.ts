import { describe, expect, it } from 'vitest'
import { cancelledError, redact, SwitchyardError, toSwitchyardError } from '../../../src/core/errors.js'

describe('SwitchyardError', () => {
  it.each([
    ['hf_abcdefghijklmnop', 'token hf_abcdefghijklmnop refused'],
    ['sk-proj-1234567890abcdef', 'key sk-proj-1234567890abcdef refused'],
    ['secretsecret', 'Authorization: Bearer secretsecret'],
    ['hunter22', 'https://me:hunter22@example.org/x'],
    ['verysecret', 'https://example.org/x?token=verysecret&a=1'],
  ])('redacts %s in message and details', (secret, message) => {
    const error = new SwitchyardError('INTERNAL', message, { details: { message, deeper: [{ message }] } })
    expect(JSON.stringify(error.toInfo())).not.toContain(secret)
    expect(error.message).toContain('[redacted]')
  })

  it('leaves ordinary text alone', () => {
    const text = 'photo.jpg is damaged: 3 of 9 rows; see https://example.org/help?page=2'
    expect(redact(text)).toBe(text)
  })

  it('survives the way through JSON', () => {
    const error = new SwitchyardError('NO_ROUTE', 'none fits', {
      retryable: true,
      details: { candidates: 3 },
    })
    const back = SwitchyardError.fromInfo(JSON.parse(JSON.stringify(error.toInfo())))
    expect(back).toMatchObject({
      code: 'NO_ROUTE',
      message: 'none fits',
      retryable: true,
      details: { candidates: 3 },
    })
  })

  it('tells cancellation and time limits apart', () => {
    const aborted = new AbortController()
    aborted.abort()
    expect(cancelledError(aborted.signal).code).toBe('CANCELLED')
    expect(cancelledError(AbortSignal.abort(new DOMException('', 'TimeoutError'))).code).toBe('TIMEOUT')
    expect(toSwitchyardError(new DOMException('', 'AbortError')).code).toBe('CANCELLED')
    expect(toSwitchyardError('text').code).toBe('INTERNAL')
  })
})
