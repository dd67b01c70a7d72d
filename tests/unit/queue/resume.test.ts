import { describe, expect, it } from 'vitest'
import type { RunEventBody } from '../../../src/events.js'
import { newEventsOnly } from '../../../src/queue/resume.js'

const started = (step: string): RunEventBody => ({ type: 'step-started', step, tool: 'caption' })
const delta = (text: string): RunEventBody => ({ type: 'answer-delta', text })

describe('Events of a continued run', () => {
  it('are told only where they were not told before', () => {
    const isNew = newEventsOnly([{ type: 'run-started', text: 'hello' }, started('s1')])
    expect(isNew({ type: 'run-started', text: 'hello' })).toBeUndefined()
    expect(isNew(started('s1'))).toBeUndefined()
    expect(isNew(started('s2'))).toEqual(started('s2'))
  })

  it('go on with the answer where it was cut off, inside a piece too', () => {
    const isNew = newEventsOnly([delta('It sho'), delta('ws ')])
    const said = [delta('It shows'), delta(' a'), delta(' cat.')].map(isNew)
    expect(said).toEqual([undefined, delta('a'), delta(' cat.')])
  })

  it('are told again where the same happens once more', () => {
    const isNew = newEventsOnly([started('s1')])
    expect([started('s1'), started('s1')].map(isNew)).toEqual([undefined, started('s1')])
  })
})
