import { describe, expect, it } from 'vitest'
import { interleave } from '../../../src/tools/interleave.js'

const said = (text: string, pictures: number) =>
  interleave(text, pictures).map((part) => (part.kind === 'text' ? part.text : part.at))

describe('a question with pictures', () => {
  it('shows each where its words name it, as often as they do', () => {
    expect(said('A zib: {image1}. A wug: {image2}. Is {image3} like {image1}?', 3)).toEqual([
      ...['A zib: ', 0, '. A wug: ', 1, '. Is ', 2, ' like ', 0, '?'],
    ])
  })

  it('begins with the pictures that have no place', () => {
    expect(said('What changed?', 2)).toEqual([0, 1, 'What changed?'])
    expect(said('Like {image2}?', 3)).toEqual([0, 2, 'Like ', 1, '?'])
  })

  it('leaves as words what names no picture of its own, and code', () => {
    const text = 'Is {image9} `{image1}` {{image1}} {audio1} {name}?'
    expect(said(text, 1)).toEqual([0, text])
  })
})
