import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { duration, milliseconds, port, seconds, usd, wholeNumber } from '../../../src/cli/flag-values.js'

describe('values of flags', () => {
  it.each([
    [wholeNumber(1), '12', 12],
    [wholeNumber(1, 1000), '1000', 1000],
    [milliseconds(0), '0', 0],
    [port, '0', 0],
    [seconds, '0.5', 0.5],
    [usd, '$0.50', 0.5],
    [usd, '0', 0],
    [duration, '90s', 90_000],
    [duration, '1.5h', 5_400_000],
  ])('%o takes %s as %d', (parse, text, value) => expect(parse(text)).toBe(value))

  it.each([
    ['too small', wholeNumber(1), '0'],
    ['too large', wholeNumber(1, 1000), '1001'],
    ['no whole number', wholeNumber(1), '1.5'],
    ['nothing', wholeNumber(0), ' '],
    ['no decimal number', wholeNumber(0), '0x10'],
    ['longer than a timer of Node can wait', milliseconds(0), `${2 ** 31}`],
    ['longer than a timer of Node can wait', seconds, '2147484'],
    ['no time at all', seconds, '0'],
    ['no port', port, '70000'],
    ['less than nothing', usd, '-1'],
    ['no number', usd, 'much'],
    ['without a unit', duration, '3'],
  ])('refuse what is %s', (_, parse, text) => expect(() => parse(text)).toThrow(InvalidArgumentError))
})
