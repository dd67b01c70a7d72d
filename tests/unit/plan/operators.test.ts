import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTool, listOperators, withWholeLists } from '../../../src/plan/operators.js'
import { mediaOf } from '../planner/validate-fixtures.js'

const none = { get: () => undefined }
const { signal } = new AbortController()

async function run(id: string, written: Record<string, unknown>) {
  const tool = findTool(id, none)
  if (!tool?.run) throw new Error(`no operator ${id}`)
  const input = tool.input.parse(written)
  const output = tool.output.parse(await tool.run(input, { signal }))
  const said: string = tool.describe(output, input)
  return { output, said }
}

const pictures = ['a.png', 'b.png', 'c.png'].map((name) => ({ ...mediaOf('image'), name }))

describe('filter', () => {
  it('keeps items, in their order, by what is said of each', async () => {
    const by = ['a hamburger', 'a dog', 'two hamburgers']
    const { output, said } = await run('filter', { items: pictures, by, keep: { contains: 'hamburger' } })
    expect(output).toEqual({ items: [pictures[0], pictures[2]], count: 2 })
    expect(said).toBe('2 of 3 kept: a.png; c.png.')
  })

  it('judges the items themselves where nothing is said of them', async () => {
    const { output } = await run('filter', { items: [1, 5, 3], keep: { atLeast: 3 } })
    expect(output).toEqual({ items: [5, 3], count: 2 })
  })

  it('refuses as many entries as there are not items', async () => {
    await expect(run('filter', { items: pictures, by: ['a'], keep: { is: 'a' } })).rejects.toThrow(
      /"by" has 1 entries and "items" has 3/,
    )
  })
})

describe('count', () => {
  it('counts all items, or those that are meant', async () => {
    const items = ['dog', 'cat', 'dogs']
    expect((await run('count', { items })).output).toEqual({ count: 3 })
    expect(await run('count', { items, keep: { is: 'dog' } })).toEqual({ output: { count: 2 }, said: '2' })
  })
})

describe('sort and best', () => {
  it('order numbers by size, also where they are written', async () => {
    expect((await run('sort', { items: ['10', '9', '1'] })).output).toMatchObject({ items: ['1', '9', '10'] })
    const list = { items: pictures, by: [2, 10, 9], order: 'descending' }
    const { output } = await run('sort', list)
    expect(output).toMatchObject({ items: [pictures[1], pictures[2], pictures[0]] })
    expect((await run('sort', { ...list, take: 2 })).output).toEqual({
      items: [pictures[1], pictures[2]],
      values: [10, 9],
      places: [2, 3],
    })
  })

  it('pick the first of the most, or of the least', async () => {
    const most = await run('best', { items: pictures, by: [2, 7, 7] })
    expect(most).toEqual({
      output: { item: pictures[1], value: 7, place: 2 },
      said: 'b.png (7), number 2 of the list.',
    })
    expect((await run('best', { items: pictures, by: [2, 7, 1], order: 'least' })).output.place).toBe(3)
  })

  it('go by the length of texts where that is wanted', async () => {
    const items = ['ten clocks', 'one', 'a hamburger and ten fish']
    expect((await run('best', { items, order: 'longest' })).output).toMatchObject({
      item: items[2],
      place: 3,
    })
    expect((await run('best', { items, order: 'shortest' })).output).toMatchObject({ item: 'one', place: 2 })
    expect((await run('sort', { items, order: 'longest' })).output).toMatchObject({
      items: [items[2], items[0], items[1]],
    })
  })

  it('order lists by how many they have, and what is missing last', async () => {
    const { output } = await run('sort', { items: ['a', 'b', 'c'], by: [[1, 2], null, [1]] })
    expect(output).toMatchObject({ items: ['c', 'a', 'b'] })
  })

  it('pick nothing from an empty list', async () => {
    await expect(run('best', { items: [] })).rejects.toThrow(/The list is empty/)
  })

  it('lose and invent no item, and agree with each other', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 9 }),
        async (numbers) => {
          const { output } = await run('sort', { items: numbers })
          expect(output.items).toEqual([...numbers].sort((a, b) => a - b))
          expect((await run('best', { items: numbers })).output.item).toBe(Math.max(...numbers))
          const kept = await run('filter', { items: numbers, keep: { atLeast: 0 } })
          expect(kept.output.items).toEqual(numbers.filter((one) => one >= 0))
        },
      ),
    )
  })
})

it('a tool of one\u2019s own comes before an operator of its name', () => {
  const own = { ...(listOperators[0] as (typeof listOperators)[number]) }
  expect(findTool('filter', { get: () => own })).toBe(own)
  expect(findTool('toString', none)).toBeUndefined()
})

it('lists are taken whole, where they were written to be gone through', () => {
  const step = { id: 's1', tool: 'count', input: { items: '$s1.objects[*].label', keep: { is: '50 [*]' } } }
  expect(withWholeLists(step).input).toEqual({ items: '$s1.objects.label', keep: { is: '50 [*]' } })
})
