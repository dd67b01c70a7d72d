import { expect, test } from 'vitest'
import { dayMs, evenAxis } from '../../../../src/tools/series/time-axis.js'

test('times past the year 9999 have their day, as those before it', () => {
  const days = evenAxis(Date.UTC(9999, 11, 31), { ms: dayMs }, 'day')
  expect([0, 1, 2].map(days.label)).toEqual(['9999-12-31', '10000-01-01', '10000-01-02'])
  const months = evenAxis(Date.UTC(9999, 11, 1), { months: 1 }, 'month')
  expect([0, 1].map(months.label)).toEqual(['9999-12', '10000-01'])
  const hours = evenAxis(Date.UTC(9999, 11, 31, 23), { ms: dayMs / 24 }, 'minute')
  expect([0, 1].map(hours.label)).toEqual(['9999-12-31 23:00', '10000-01-01 00:00'])
})
