import { appendFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createKeyAccount } from '../../../src/serve/access/key-account.js'
import { type KeyLimits, nextPeriod, periodOf } from '../../../src/serve/access/key-limits.js'
import { createSpentLedger } from '../../../src/serve/access/spent-ledger.js'
import { temporaryDir } from '../../support/media-files.js'

const newFile = async () => join(await temporaryDir(), 'keys.jsonl.spent')
const at = (time: string) => () => new Date(time)

describe('What a key has spent', () => {
  test('is known again by another process, and counted once by two at a time', async () => {
    const file = await newFile()
    const now = at('2026-11-27T12:00:00Z')
    const [first, second] = [createSpentLedger(file, { now }), createSpentLedger(file, { now })]
    first.add('anna', 0.5)
    first.add('anna', 0.25)
    second.add('anna', 1)
    second.add('ben', 2)
    expect(first.spentUsd('anna', '')).toBeCloseTo(0.75)
    await Promise.all([first.settled(), second.settled()])
    await Promise.all([first.refresh(), second.refresh()])
    for (const ledger of [first, second, createSpentLedger(file)]) {
      await ledger.refresh()
      expect(ledger.spentUsd('anna', '2026-11')).toBeCloseTo(1.75)
      expect(ledger.spentUsd('ben', '2026-11-27')).toBeCloseTo(2)
      expect(ledger.spentUsd('ben', '2026-12')).toBe(0)
    }
  })

  test('survives a line that was cut off', async () => {
    const file = await newFile()
    const before = createSpentLedger(file)
    before.add('anna', 1)
    await before.settled()
    await appendFile(file, '{"id":"anna","da')
    const after = createSpentLedger(file)
    await after.refresh()
    after.add('anna', 2)
    await after.settled()
    expect(after.spentUsd('anna', '')).toBeCloseTo(3)
    const again = createSpentLedger(file)
    await again.refresh()
    expect(again.spentUsd('anna', '')).toBeCloseTo(3)
    await writeFile(file, '')
    await again.refresh()
    expect(again.spentUsd('anna', '')).toBe(0)
  })

  test('is kept until it can be written', async () => {
    const dir = await temporaryDir()
    const file = join(dir, 'later', 'spent')
    const ledger = createSpentLedger(file)
    ledger.add('anna', 1)
    await ledger.settled()
    expect(ledger.spentUsd('anna', '')).toBeCloseTo(1)
    const { mkdir } = await import('node:fs/promises')
    await mkdir(join(dir, 'later'))
    ledger.add('anna', 1)
    await ledger.settled()
    expect(await readFile(file, 'utf8')).toContain('"usd":2')
    expect(ledger.spentUsd('anna', '')).toBeCloseTo(2)
  })
})

describe('A key', () => {
  const accountOf = async (limits: KeyLimits, now?: () => Date) =>
    createKeyAccount({
      ...{ id: 'anna', limits, now, allowUnknownPrice: false },
      ledger: createSpentLedger(await newFile(), { now }),
    })

  test('with a budget spends that, is told when it may go on, and then goes on', async () => {
    let time = '2026-11-30T23:00:00Z'
    const now = () => new Date(time)
    const account = await accountOf({ budget: { usd: 1, per: 'month' } }, now)
    await account.countRequest()
    expect(account.budget.refuses(1.5)).toMatch(/for this key/)
    expect(account.budget.refuses(undefined)).toMatch(/no known price/)
    const hold = account.budget.hold(0.8)
    expect(account.budget.refuses(0.5)).toBeDefined()
    hold.settle(1)
    await expect(account.countRequest()).rejects.toMatchObject({
      status: 429,
      options: { code: 'insufficient_quota', retryAfterSeconds: 3600 },
      message: expect.stringMatching(/\$1\.00 a month.*2026-12-01T00:00:00/),
    })
    time = '2026-12-01T00:00:01Z'
    await account.countRequest()
    expect(account.budget.refuses(0.5)).toBeUndefined()
  })

  test('without a budget is counted and never refused', async () => {
    const { budget } = await accountOf({})
    expect(budget.refuses(undefined)).toBeUndefined()
    budget.hold(5).settle(5)
    expect([budget.refuses(1000), budget.spentUsd]).toEqual([undefined, 5])
  })

  test('with a budget of nothing uses what is free', async () => {
    const { budget, countRequest } = await accountOf({ budget: { usd: 0 } })
    await countRequest()
    expect(budget.refuses(0)).toBeUndefined()
    expect(budget.refuses(0.01)).toBeDefined()
  })

  test('with a rate is told in how many seconds to come again', async () => {
    const account = await accountOf({ rate: { requests: 2, perSeconds: 60 } })
    await account.countRequest()
    await account.countRequest()
    const refused = await account.countRequest().catch((error: unknown) => error)
    expect(refused).toMatchObject({ status: 429, options: { code: 'rate_limit_exceeded', retry: true } })
    expect(refused).toHaveProperty('options.retryAfterSeconds', expect.closeTo(60, -1))
  })

  test('of an old file with a rate over a longer time than a timer reaches is held to it all the same', async () => {
    const account = await accountOf({ rate: { requests: 1, perSeconds: 10_000_000 } })
    await account.countRequest()
    // A timer that overflows ends in the next millisecond.
    await new Promise((resolve) => setTimeout(resolve, 5))
    await expect(account.countRequest()).rejects.toMatchObject({ status: 429 })
  })

  test('has only so many requests at once', async () => {
    const account = await accountOf({ concurrent: 1 })
    const leave = account.enter()
    expect(() => account.enter()).toThrow(expect.objectContaining({ status: 429 }))
    leave()
    leave()
    account.enter()
    expect(() => account.enter()).toThrow(expect.objectContaining({ status: 429 }))
  })
})

test('The periods of budgets are days and months of UTC', () => {
  const now = new Date('2026-12-31T23:59:00Z')
  expect([periodOf({ usd: 1, per: 'day' }, now), periodOf({ usd: 1, per: 'month' }, now)]).toEqual([
    '2026-12-31',
    '2026-12',
  ])
  expect(periodOf({ usd: 1 }, now)).toBe('')
  expect(nextPeriod({ usd: 1, per: 'month' }, now)?.toISOString()).toBe('2027-01-01T00:00:00.000Z')
  expect(nextPeriod({ usd: 1, per: 'day' }, now)?.toISOString()).toBe('2027-01-01T00:00:00.000Z')
  expect(nextPeriod({ usd: 1 }, now)).toBeUndefined()
})
