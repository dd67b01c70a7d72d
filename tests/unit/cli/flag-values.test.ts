import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  parseBytes,
  parseDuration,
  parseKeyBudget,
  parseMilliseconds,
  parseRate,
  parseSeconds,
  parseUsd,
  port,
  wholeNumber,
} from '../../../src/cli/flag-values.js'

describe('values of flags', () => {
  it.each([
    [wholeNumber(1), '12', 12],
    [wholeNumber(1, 1000), '1000', 1000],
    [parseMilliseconds(0), '0', 0],
    [port, '0', 0],
    [parseSeconds, '0.5', 0.5],
    [parseUsd, '$0.50', 0.5],
    [parseUsd, '0', 0],
    [parseDuration, '90s', 90_000],
    [parseDuration, '1.5h', 5_400_000],
    [parseBytes, '1.5GB', 1_500_000_000],
    [parseBytes, '10 kb', 10_000],
  ])('%o takes %s as %d', (parse, text, value) => expect(parse(text)).toBe(value))

  it('say what a key may spend and how often it may ask', () => {
    expect(parseKeyBudget('$20/month')).toEqual({ usd: 20, per: 'month' })
    expect(parseKeyBudget('0.5')).toEqual({ usd: 0.5, per: undefined })
    expect(parseRate('60/minute')).toEqual({ requests: 60, perSeconds: 60 })
    expect(parseRate('2/second')).toEqual({ requests: 2, perSeconds: 1 })
  })

  it.each([
    ['too small', wholeNumber(1), '0'],
    ['too large', wholeNumber(1, 1000), '1001'],
    ['no whole number', wholeNumber(1), '1.5'],
    ['nothing', wholeNumber(0), ' '],
    ['no decimal number', wholeNumber(0), '0x10'],
    ['longer than a timer of Node can wait', parseMilliseconds(0), `${2 ** 31}`],
    ['longer than a timer of Node can wait', parseSeconds, '2147484'],
    ['no time at all', parseSeconds, '0'],
    ['no port', port, '70000'],
    ['less than nothing', parseUsd, '-1'],
    ['no number', parseUsd, 'much'],
    ['without a unit', parseDuration, '3'],
    ['without a unit', parseBytes, '3'],
    ['of a year', parseKeyBudget, '5/year'],
    ['no money', parseKeyBudget, '/day'],
    ['no rate', parseRate, '60'],
    ['never', parseRate, '0/minute'],
  ])('refuse what is %s', (_, parse, text) => expect(() => parse(text)).toThrow(InvalidArgumentError))
})
