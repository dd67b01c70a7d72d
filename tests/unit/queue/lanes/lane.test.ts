import { describe, expect, it } from 'vitest'
import { laneOf } from '../../../../src/queue/lanes/lane.js'
import { candidateOf } from '../../../support/fake-backend.js'

describe('The lane of a candidate', () => {
  it('can be read by people and has no colon, which BullMQ forbids', () => {
    const { name, id } = laneOf(candidateOf('pictogram/vit-tiny'))
    expect(id).toBe('local:pictogram/vit-tiny@main:q8')
    expect(name).toMatch(/^lane~local~pictogram\/vit-tiny@main~q8~[0-9a-f]{8}$/)
  })

  it('is another where results would be others', () => {
    const names = [
      candidateOf('a'),
      candidateOf('b'),
      candidateOf('a', { revision: 'v2' }),
      candidateOf('a', { dtype: 'fp32' }),
      candidateOf('a', { source: 'pack' }),
      candidateOf('a', { options: { window: 5 } }),
    ].map((candidate) => laneOf(candidate).name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('is the same where only routing differs', () => {
    expect(laneOf(candidateOf('a', { quality: 5, speed: 1 })).name).toBe(laneOf(candidateOf('a')).name)
  })
})
