import { describe, expect, it } from 'vitest'
import type { Media } from '../../../../../src/media/media.js'
import { withoutExcludedFiles } from '../../../../../src/planner/rules/several/excluded-files.js'

const medium = (modality: 'image' | 'audio', name: string): Media => ({
  digest: name,
  bytes: 1,
  modality,
  mimeType: modality === 'image' ? 'image/png' : 'audio/wav',
  facts: {},
  name,
})
const media = {
  image1: medium('image', 'scene-01.png'),
  image2: medium('image', 'scene-02.png'),
  image3: medium('image', 'scene-03.png'),
  audio1: medium('audio', 'memo-01.wav'),
  audio2: medium('audio', 'memo-02.wav'),
}
const of = (text: string) => {
  const left = withoutExcludedFiles({ text, media })
  return { text: left.text, out: Object.keys(media).filter((name) => !(name in left.media)) }
}

describe('files that words leave out', () => {
  it.each([
    ['Describe every picture except the second.', 'Describe every picture.', ['image2']],
    ['Describe all the pictures, but leave the last out.', 'Describe all the pictures.', ['image3']],
    ['Leave the middle one out and caption the other pictures.', 'caption the other pictures.', ['image2']],
    [
      'Which of the pictures, apart from scene-01, shows a dog?',
      'Which of the pictures shows a dog?',
      ['image1'],
    ],
    ['Apart from the first, which pictures show a dog?', 'which pictures show a dog?', ['image1']],
    ['How many pictures (not counting the first) show a dog?', 'How many pictures show a dog?', ['image1']],
    [
      'Do all pictures except the first and third show a dog?',
      'Do all pictures show a dog?',
      ['image1', 'image3'],
    ],
    ['Caption all but scene-01.png and scene-03.png.', 'Caption all.', ['image1', 'image3']],
    ['Transcribe all the memos, leaving out the last.', 'Transcribe all the memos.', ['audio2']],
    ['Transcribe the memos with the exception of memo 1.', 'Transcribe the memos.', ['audio1']],
    ["Describe all the pictures. Don't describe the second.", 'Describe all the pictures.', ['image2']],
    ['Say what is in the pictures, the second excluded.', 'Say what is in the pictures.', ['image2']],
  ])('%s', (text, left, out) => {
    expect(of(text)).toEqual({ text: left, out })
  })

  it.each([
    'Skip the second if it shows a fish and describe the other pictures.',
    'Describe the first picture but not the second.',
    'Describe the pictures without a dog.',
    'Transcribe the memos without the last word.',
    'Transcribe the memos, skipping the first five seconds.',
    'Translate everything except the first sentence.',
    'Summarize all of them, leaving out the last paragraph.',
    'Describe all of them except the second video.',
    'Describe the pictures, but skip the first one if it is red.',
    'Which picture other than scene-01.png looks like scene-03.png?',
    'Find everything but the kitchen sink.',
    'Describe the second picture, then the first.',
    'Repeat "all except the second".',
  ])('none by: %s', (text) => {
    expect(of(text)).toEqual({ text, out: [] })
  })

  it('are none where nothing would be left', () => {
    const { image1, image2 } = media
    const asked = { text: 'Describe all the pictures except the first two.', media: { image1, image2 } }
    expect(withoutExcludedFiles(asked)).toBe(asked)
  })
})
