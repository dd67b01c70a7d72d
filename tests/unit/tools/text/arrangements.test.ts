import { describe, expect, it } from 'vitest'
import { arrangementIn, isArrangedSo } from '../../../../src/tools/text/arrangements.js'

const so = (description: string, phrase: string) => {
  const arrangement = arrangementIn(phrase)
  return arrangement && isArrangedSo(description, arrangement)
}

describe('how things stand to each other is told by a description', () => {
  it.each([
    [true, 'a bus to the left of a flower on a brown background', 'a bus left of a flower'],
    [true, 'a bus to the left of a flower on a brown background', 'a flower right of a bus'],
    [false, 'a bus to the left of a flower on a brown background', 'a flower left of a bus'],
    [true, 'a tree and a drum above a ship on a white background', 'a ship below a tree'],
    [true, 'a penguin above a crown', 'something above a crown'],
    [false, 'a dog on a red background', 'a penguin above a crown'],
    [undefined, 'a moon, a fish and a horse', 'a moon above a fish'],
    [undefined, 'a dog', 'a dog'],
  ])('%s of "%s" and "%s"', (expected, description, phrase) => {
    expect(so(description, phrase)).toBe(expected)
  })
})
