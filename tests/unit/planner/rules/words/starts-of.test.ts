import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { packageRoot } from '../../../../../src/config/package-root.js'
import { compared } from '../../../../../src/planner/rules/words/compared.js'
import { conditional } from '../../../../../src/planner/rules/words/conditional.js'
import { dubbed } from '../../../../../src/planner/rules/words/dubbed.js'
import { quantified } from '../../../../../src/planner/rules/words/quantified.js'
import { mayMatch, startsOf } from '../../../../../src/planner/rules/words/starts-of.js'

describe('what any match begins with', () => {
  it.each([
    [/^Show me/, ['show me']],
    [/^(?:please )?(?:show|list)\b/i, ['please ', 'show', 'list']],
    [/^(?:so |and )*(who|which)(?: one)? /i, ['so ', 'and ', 'who', 'which']],
    [/^(?:(?:first|then),? )?tell/i, ['first', 'then', 'tell']],
    [/^colou?r of/, ['colo']],
    [/^x?y/, ['x', 'y']],
    [/^(?:a){0,2}b/, ['a', 'b']],
    [/^no|^none/, ['no', 'none']],
  ])('%s', (pattern, starts) => expect(startsOf(pattern)).toEqual(starts))

  it.each([
    /which/,
    /^a|b/,
    /^[ab]c/,
    /^\w+ is/,
    /^.{0,4}is/,
    /^(?=is)\w/,
    /^(?:a |\d )b/,
    /^(?:a )?/,
    /^a/m,
  ])('is open: %s', (pattern) => expect(startsOf(pattern)).toBeUndefined())
})

test('a pattern that is passed over would not have matched', () => {
  const cases = readFileSync(join(packageRoot, 'config/eval/cases.jsonl'), 'utf8').trim().split('\n')
  const requests = cases.map((line) => z.object({ request: z.string() }).parse(JSON.parse(line)).request)
  const patterns = [...compared, ...conditional, ...dubbed, ...quantified].map(([pattern]) => pattern)
  let passedOver = 0
  for (const request of requests)
    for (const pattern of patterns) {
      if (mayMatch(pattern, request)) continue
      passedOver += 1
      expect(request.search(pattern), `${pattern} in ${request}`).toBe(-1)
    }
  expect(passedOver).toBeGreaterThan(requests.length)
})
