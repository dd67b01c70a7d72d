import { describe, expect, it } from 'vitest'
import { renderBar } from '../../../src/cli/ui/render-bar.js'

describe('renderBar', () => {
  it.each([
    [0, 0],
    [0.5, 12],
    [1, 24],
    [1.2, 24],
    [-1, 0],
  ])('of %d has %i full cells of 24', (fraction, full) =>
    expect(renderBar(fraction)).toBe('█'.repeat(full) + '░'.repeat(24 - full)),
  )
})
