import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindOf, type ToolGraph } from '../../../src/eval/eval-case.js'
import { addCounts, countMatches, f1Of, scoreGraph } from '../../../src/eval/score.js'

const name = fc.constantFrom('caption', 'detect', 'hear', 'say', 'sum')
const names = fc.array(name, { maxLength: 6 })
const graph: fc.Arbitrary<ToolGraph> = fc.record({
  tools: names,
  links: fc.array(fc.tuple(name, name), { maxLength: 6 }),
  args: fc.array(
    fc.record({
      tool: name,
      type: fc.constantFrom('text', 'image'),
      value: fc.constantFrom('a', 'b', 'c.png'),
    }),
    { maxLength: 6 },
  ),
})

describe('counting matches', () => {
  it('compares sets: what comes twice counts once', () => {
    expect(countMatches(['a', 'a', 'b'], ['b', 'b', 'c'])).toEqual({ right: 1, planned: 2, wanted: 2 })
  })

  it('never finds more right than planned or wanted, and the same from either side', () => {
    fc.assert(
      fc.property(names, names, (wanted, planned) => {
        const counts = countMatches(wanted, planned)
        expect(counts.right).toBeLessThanOrEqual(Math.min(counts.planned, counts.wanted))
        expect(countMatches(planned, wanted).right).toBe(counts.right)
      }),
    )
  })
})

describe('F1', () => {
  it('is the harmonic mean of precision and recall', () => {
    expect(f1Of({ right: 1, planned: 2, wanted: 4 })).toBeCloseTo((2 * 0.5 * 0.25) / 0.75)
  })

  it('is unknown where nothing was wanted and nothing planned', () => {
    expect(f1Of({ right: 0, planned: 0, wanted: 0 })).toBeUndefined()
  })

  it('of several requests weighs each thing alike, not each request', () => {
    const counts = [
      { right: 1, planned: 1, wanted: 1 },
      { right: 0, planned: 3, wanted: 3 },
    ]
    expect(f1Of(addCounts(counts))).toBeCloseTo(0.25)
  })

  it('lies between 0 and 1, and is 1 just for equal sets', () => {
    fc.assert(
      fc.property(names, names, (wanted, planned) => {
        const f1 = f1Of(countMatches(wanted, planned))
        if (f1 === undefined) return
        expect(f1).toBeGreaterThanOrEqual(0)
        expect(f1).toBeLessThanOrEqual(1)
        expect(f1 === 1).toBe(new Set([...wanted, ...planned]).size === countMatches(wanted, planned).right)
      }),
    )
  })
})

describe('scoring a graph', () => {
  it('finds a graph equal to itself, whatever it is', () => {
    fc.assert(
      fc.property(graph, (one) => {
        const score = scoreGraph(one, one)
        expect(score.exact).toBe(true)
        for (const part of [score.nodes, score.links, score.types, score.values])
          expect(part?.right).toBe(part?.wanted)
      }),
    )
  })

  it('does not depend on the order of tools, links and arguments', () => {
    fc.assert(
      fc.property(graph, graph, (wanted, planned) => {
        const turned = {
          tools: [...planned.tools].reverse(),
          links: [...planned.links].reverse(),
          args: [...(planned.args ?? [])].reverse(),
        }
        expect(scoreGraph(wanted, turned)).toEqual(scoreGraph(wanted, planned))
      }),
    )
  })

  it('counts a link turned round as wrong, though its tools are right', () => {
    const score = scoreGraph(
      { tools: ['hear', 'sum'], links: [['hear', 'sum']] },
      { tools: ['sum', 'hear'], links: [['sum', 'hear']] },
    )
    expect(score.nodes.right).toBe(2)
    expect(score.links).toEqual({ right: 0, planned: 1, wanted: 1 })
    expect(score.exact).toBe(false)
  })

  it('counts a plan that could not be made as an empty one', () => {
    const score = scoreGraph({ tools: ['hear', 'sum'], links: [['hear', 'sum']] }, { tools: [], links: [] })
    expect(score.nodes).toEqual({ right: 0, planned: 0, wanted: 2 })
    expect(score.exact).toBe(false)
  })

  it('takes any of several tools where either is right, in links too', () => {
    const wanted = { tools: ['hear', 'ask|look'], links: [['hear', 'ask|look']] as const }
    expect(scoreGraph(wanted, { tools: ['hear', 'look'], links: [['hear', 'look']] }).exact).toBe(true)
    expect(scoreGraph(wanted, { tools: ['hear', 'say'], links: [['hear', 'say']] }).nodes).toEqual({
      right: 1,
      planned: 2,
      wanted: 2,
    })
  })

  it('says nothing of arguments where the right ones are not known', () => {
    const planned = { tools: ['say'], links: [], args: [{ tool: 'say', type: 'text', value: 'hello' }] }
    expect(scoreGraph({ tools: ['say'], links: [] }, planned).types).toBeUndefined()
  })

  it('takes any text for a value that stands for one, but neither a file nor a result', () => {
    const wanted = {
      tools: ['say'],
      links: [],
      args: [{ tool: 'say', type: 'text', value: 'T' }],
      anyText: 'T',
    }
    const planned = (value: string) => ({
      tools: ['say', 'hear'],
      links: [],
      args: [{ tool: 'say', type: 'text', value }],
    })
    expect(scoreGraph(wanted, planned('Good morning.')).values?.right).toBe(1)
    expect(scoreGraph(wanted, planned('notes.txt')).values?.right).toBe(0)
    expect(scoreGraph(wanted, planned('hear')).values?.right).toBe(0)
  })
})

describe('the kind of a graph', () => {
  it.each([
    ['node', { tools: ['a'], links: [] }],
    ['chain', { tools: ['a', 'b', 'c'], links: [['a', 'b'], ['b', 'c']] }], // biome-ignore format: a table
    ['dag', { tools: ['a', 'b'], links: [] }],
    ['dag', { tools: ['a', 'b', 'c'], links: [['a', 'b'], ['a', 'c']] }], // biome-ignore format: a table
    ['dag', { tools: ['a', 'b', 'c'], links: [['a', 'c'], ['b', 'c']] }], // biome-ignore format: a table
  ] as const)('is %s for %j', (kind, one) => {
    expect(kindOf(one)).toBe(kind)
  })
})
