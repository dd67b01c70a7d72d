import { describe, expect, it } from 'vitest'
import type { Media } from '../../../../../src/media/media.js'
import { countedFiles } from '../../../../../src/planner/rules/facts/counted-files.js'

const file = (modality: Media['modality'], mimeType: string): Media => ({
  modality,
  mimeType,
  bytes: 1,
  digest: '',
  facts: {},
})
const media = {
  image1: file('image', 'image/png'),
  image2: file('image', 'image/jpeg'),
  audio1: file('audio', 'audio/wav'),
}

describe('files are counted by themselves, and by kind', () => {
  it.each([
    ['3 files.', 'How many files have I sent you?'],
    ['3 attachments.', 'What is the number of attachments?'],
    ['2 pictures.', 'How many of my files are pictures?'],
    [
      '2 pictures and 1 recording.',
      'Of the files I sent, how many are pictures and how many are recordings?',
    ],
    ['3 files and 1 PNG.', 'How many files are there, and how many of them are PNGs?'],
    ['More pictures: 2 pictures and 1 recording.', 'Did I send more pictures or more recordings?'],
    ['No: 2 pictures and 1 memo.', 'Are there fewer pictures than memos?'],
  ])('%s', (expected, asked) => {
    expect(countedFiles(asked, media)).toBe(expected)
  })

  it.each(['How many files show a dog?', 'How many dogs are in the pictures?', 'Describe the pictures.'])(
    'is nothing of %s',
    (asked) => {
      expect(countedFiles(asked, media)).toBeUndefined()
    },
  )
})
