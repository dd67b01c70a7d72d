import { expect, test } from 'vitest'
import { createFeatureCache } from '../../../../src/tools/local/seeing/feature-cache.js'

const seen = (bytes: number) => ({ bytes })
const cacheOf = (maxBytes: number) => createFeatureCache<{ bytes: number }>(maxBytes, ({ bytes }) => bytes)

test('a full cache drops what was not asked for the longest, and keeps to its bytes', () => {
  const cache = cacheOf(300)
  for (const key of ['a', 'b', 'c']) cache.set(key, seen(100))
  expect(cache.get('a')).toBeDefined()
  cache.set('d', seen(100))
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key))).toEqual(['a', 'c', 'd'])
})

test('what is larger than the whole cache is not kept, and a key that is set again counts once', () => {
  const cache = cacheOf(250)
  cache.set('a', seen(100))
  cache.set('a', seen(100))
  cache.set('b', seen(100))
  expect(cache.get('a')).toBeDefined()
  cache.set('large', seen(500))
  expect(cache.get('large')).toBeUndefined()
})
