import { expect, test } from 'vitest'
import { parseRetryAfter } from '../../../src/http/retry-after.js'

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': new Date(65_000).toUTCString() }, 5000],
  [{ 'retry-after': new Date(1000).toUTCString() }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ ratelimit: '"api";r=0;t=55' }, 55_000],
  [{ ratelimit: '"api";r=12;t=55' }, undefined],
  [{ 'retry-after-ms': '250', 'retry-after': '7' }, 250],
  [{}, undefined],
])('%j asks for a pause of %s ms', (headers, ms) => {
  expect(parseRetryAfter(new Headers(headers), 60_000)).toBe(ms)
})
