import { describe, expect, it } from 'vitest'
import { cued } from '../../../../src/core/patterns/cued.js'

describe('cued', () => {
  const last = cued('last|final', /\b(?:last|final) (\w+)/i)

  it('finds what the pattern finds, in letters of either size', () => {
    expect(last.exec('The LAST picture.')?.[1]).toBe('picture')
    expect(last.test('the final memo')).toBe(true)
    expect('the last one, please'.replace(last, 'it')).toBe('the it, please')
  })

  it('finds nothing where no cue stands, and leaves the text', () => {
    expect(last.exec('the first picture')).toBeNull()
    expect('the first picture'.replace(last, 'it')).toBe('the first picture')
  })

  it('does not try the pattern where no cue stands', () => {
    const tried: string[] = []
    class Watched extends RegExp {
      override exec(text: string) {
        tried.push(text)
        return super.exec(text)
      }
    }
    const watched = cued('umbrella', new Watched('umbrella'))
    expect(watched.test('a picture of a dog')).toBe(false)
    expect(tried).toEqual([])
    expect(watched.test('a picture of an umbrella')).toBe(true)
    expect(tried).toEqual(['a picture of an umbrella'])
  })

  it('finds all matches, as often as it is asked', () => {
    const many = cued('how many', /how many (\w+)/gi)
    const things = () => many.matchAll('How many dogs and how many cats?').map(([, thing]) => thing)
    expect(things()).toEqual(['dogs', 'cats'])
    expect(things()).toEqual(['dogs', 'cats'])
    expect(many.matchAll('which dogs?')).toEqual([])
  })
})
