import { describe, expect, it } from 'vitest'
import type { Media, MediaFacts } from '../../../../../src/media/media.js'
import { settleByFacts } from '../../../../../src/planner/rules/facts/by-facts.js'
import { factTestIn } from '../../../../../src/planner/rules/facts/fact-test.js'
import { factsByWords } from '../../../../../src/planner/rules/facts/facts-by-words.js'
import {
  compareAll,
  compareTwo,
  describeShape,
  sayDifference,
} from '../../../../../src/planner/rules/facts/known-comparisons.js'
import {
  factOrderIn,
  firstWanted,
  measureFile,
  withoutOrder,
} from '../../../../../src/planner/rules/reading/order.js'
import { mediaOf } from '../../validate-fixtures.js'

const named = (modality: 'image' | 'audio', name: string, facts: MediaFacts): Media => ({
  ...mediaOf(modality, facts),
  name,
})
const small = { ...named('image', 'small.png', { width: 100, height: 100 }), mimeType: 'image/png' }
const wide = { ...named('image', 'wide.jpg', { width: 400, height: 300 }), mimeType: 'image/jpeg' }
const short = named('audio', 'short.wav', { durationSeconds: 1.2, channels: 1 })
const long = named('audio', 'long.wav', { durationSeconds: 2.5, channels: 2 })
const media = { image1: small, image2: wide, audio1: short, audio2: long }

describe('files are compared by what is known of them', () => {
  it.each([
    ['longer', ['audio2', 'audio1'], /^Yes: long\.wav lasts 2\.50 seconds, and short/],
    ['shorter', ['audio2', 'audio1'], /^No: /],
    ['wider', ['image2', 'image1'], /^Yes: wide\.jpg is 400/],
  ])('is the one %s than the other', (word, names, said) =>
    expect(compareTwo(word, `is it ${word}`, { names, media })).toMatch(said),
  )
  it('not where one of them has no such fact, or there are three', () => {
    expect(compareTwo('longer', '', { names: ['audio1', 'image1'], media })).toBeUndefined()
    expect(compareTwo('longer', '', { names: ['audio1', 'audio2', 'audio1'], media })).toBeUndefined()
  })
  it('says of a shape whether a file has it', () => {
    expect(describeShape('square', small, 'small.png')).toMatch(/^Yes: small\.png/)
    expect(describeShape('portrait', wide, 'wide.jpg')).toMatch(/^No: /)
    expect(describeShape('stereo', long, 'long.wav')).toMatch(/^Yes: .* 2 channels/)
    expect(describeShape('mono', small, 'small.png')).toBeUndefined()
  })
  it('says whether files are alike, and by how much they differ', () => {
    expect(compareAll('Are the two pictures the same size?', ['image1', 'image2'], media)).toMatch(/^No: /)
    expect(compareAll('Do the pictures differ in size?', ['image1', 'image2'], media)).toMatch(/^Yes: /)
    expect(compareAll('Are both the same?', ['image1', 'image2'], media)).toBeUndefined()
    expect(
      sayDifference('How much longer is the second than the first?', ['audio2', 'audio1'], media),
    ).toMatch(/^1\.30 seconds: long\.wav has 2\.50 seconds, short\.wav 1\.20\./)
  })
})

describe('the size of files is in bytes, that of pictures in pixels', () => {
  const heavy = { ...small, bytes: 9000 }
  const light = { ...wide, bytes: 500 }
  const both = { image1: heavy, image2: light }
  const answered = (text: string, all: Record<string, Media> = both) =>
    settleByFacts(text, all).known.join(' ')
  it.each([
    ['Sort the files by size.', /^1\. wide\.jpg .*kB.*\n2\. small\.png/],
    ['List the files, smallest first.', /^1\. wide\.jpg .*kB/],
    ['Sort the pictures by file size.', /^1\. wide\.jpg .*kB/],
    ['Sort the picture files by size.', /^1\. wide\.jpg .*kB/],
    ['Sort the pictures by size.', /^1\. small\.png .*pixels/],
    ['Sort these by size.', /^1\. small\.png .*pixels/],
    ['Give me the two smallest files.', /^1\. wide\.jpg .*kB/],
    ['Give me the two smallest photos.', /^1\. small\.png .*pixels/],
  ])('%s', (text, said) => expect(answered(text)).toMatch(said))
  it('and "these" of several kinds are compared in bytes', () => {
    const all = { image1: heavy, audio1: { ...long, bytes: 700 } }
    expect(answered('Sort these by size.', all)).toMatch(/^1\. long\.wav .*kB/)
  })
  it('in comparisons and differences too', () => {
    const names = ['image1', 'image2']
    const compared = (text: string) => compareTwo('larger', text, { names, media: both })
    expect(compared('Is the first file larger than the second?')).toBe(
      'Yes: small.png has 9 kB, and wide.jpg has 500 bytes.',
    )
    expect(compared('Is the first picture larger than the second?')).toMatch(/^No: .* pixels/)
    expect(compareAll('Are the files the same size?', names, both)).toMatch(/^No: .*9000 bytes/)
    expect(sayDifference('How much larger is the first file?', names, both)).toMatch(
      /^8500 bytes: small\.png/,
    )
    expect(sayDifference('How much larger is the second picture?', names, both)).toMatch(
      /^110000 pixels: wide/,
    )
    expect(factsByWords('Which of the files is the smallest?', names, both)).toMatch(
      /^wide\.jpg \(500 bytes\)/,
    )
  })
})

describe('orders', () => {
  it.each([
    ['Describe them, biggest first', { by: 'size', isDescending: true }],
    ['Start with the shortest', { by: 'duration', isDescending: false }],
    ['from longest to shortest', { by: 'duration', isDescending: true }],
    ['sorted by width', { by: 'width', isDescending: false }],
    ['in descending order of duration', { by: 'duration', isDescending: true }],
    ['the smallest photo last', { by: 'size', isDescending: true }],
    ['the longest recording', undefined],
    ['describe the first', undefined],
  ])('%s', (said, order) => expect(factOrderIn(said)).toEqual(order))

  it('the file that is wanted first is found, and its words are taken out', () => {
    expect(firstWanted('Start with the second: describe both')).toBe(1)
    expect(firstWanted('Describe the pictures, the last one first.')).toBe('last')
    expect(firstWanted('Describe the first picture.')).toBeUndefined()
    expect(withoutOrder('Describe the pictures, the last one first.')).toBe('Describe the pictures.')
    for (const said of [
      'sorted by name in reverse',
      'sorted by size, in descending order',
      'listed in reverse alphabetical order',
    ])
      expect(withoutOrder(`Describe the pictures ${said}.`)).toBe('Describe the pictures.')
    expect(withoutOrder('Describe the first picture.')).toBe('Describe the first picture.')
  })
  it('are of what a file has', () => {
    expect(measureFile(wide, 'size')).toBe(120_000)
    expect(measureFile(short, 'width')).toBeUndefined()
    expect(measureFile(short, 'bytes')).toBe(short.bytes)
  })
})

describe('files are chosen by a superlative, one or several', () => {
  const middle = named('audio', 'middle.wav', { durationSeconds: 2, channels: 1 })
  const three = { ...media, audio3: middle }
  it.each([
    ['Transcribe the longest recording.', 'Transcribe $audio2.'],
    ['Transcribe the two longest recordings.', 'Transcribe $audio2 and $audio3.'],
    ['Transcribe the second longest recording.', 'Transcribe $audio3.'],
    ['Transcribe only the shortest of these memos.', 'Transcribe $audio1.'],
    [
      'Describe the largest picture and transcribe the shortest memo.',
      'Describe $image2 and transcribe $audio1.',
    ],
    ['Describe the shortest picture.', 'Describe $image1.'],
    ['Describe the most beautiful picture.', 'Describe the most beautiful picture.'],
  ])('%s', (said, text) => expect(settleByFacts(said, three)).toEqual({ text, known: [] }))

  it.each([
    ['Give me the two longest recordings.', '1. long.wav (2.50 seconds)\n2. middle.wav (2.00 seconds)'],
    ['Which recording is the second longest?', 'middle.wav (2.00 seconds).'],
    [
      'Put the recordings in order of length.',
      '1. short.wav (1.20 seconds)\n2. middle.wav (2.00 seconds)\n3. long.wav (2.50 seconds)',
    ],
    [
      'Sort the memos by how long they are, longest first.',
      '1. long.wav (2.50 seconds)\n2. middle.wav (2.00 seconds)\n3. short.wav (1.20 seconds)',
    ],
  ])('%s', (said, known) => expect(settleByFacts(said, three).known).toEqual([known]))
})

describe('what is asked of the facts of files needs no step', () => {
  it.each([
    ['Which recordings are longer than two seconds?', 'long.wav (2.50 seconds).'],
    ['How many of the pictures are JPEGs?', '1 of 2: wide.jpg (image/jpeg).'],
    ['Is either picture wider than 350 pixels?', 'Yes: wide.jpg (400 × 300 pixels).'],
    ['Are there any JPEGs?', 'Yes: wide.jpg (image/jpeg).'],
    [
      'Are all recordings shorter than 2 seconds?',
      'No: short.wav (1.20 seconds) and long.wav (2.50 seconds).',
    ],
    [
      'List the recordings by length, longest first.',
      '1. long.wav (2.50 seconds)\n2. short.wav (1.20 seconds)',
    ],
    [
      'Transcribe the recordings longer than a minute.',
      'None of the files is what the words say (longer than a minute).',
    ],
  ])('%s', (text, known) => expect(settleByFacts(text, media)).toEqual({ text: '', known: [known] }))

  it.each([
    ['Transcribe the longest recording.', 'Transcribe $audio2.'],
    ['Describe the smaller of the two pictures.', 'Describe $image1.'],
    ['Transcribe only the recordings that are longer than two seconds.', 'Transcribe $audio2.'],
    ['Describe the PNG files.', 'Describe $image1.'],
    ['Describe all square pictures, please.', 'Describe $image1, please.'],
  ])('%s', (text, settled) => expect(settleByFacts(text, media)).toEqual({ text: settled, known: [] }))

  it.each([
    'Which is the longest recording?',
    'Describe the picture.',
    'Give me the transcripts, from the longest recording to the shortest.',
    'Read the longest transcript.',
    'Which recording mentions more than two buses?',
    'First line.\nsecond line: text',
  ])('and what asks for more stays: %s', (text) =>
    expect(settleByFacts(text, media)).toEqual({ text, known: [] }),
  )

  it('bounds are kept, and a file without the fact is of neither side', () => {
    const test = factTestIn('at least 1.2 seconds')
    expect([test?.holds(short), test?.holds(long), test?.holds(small)]).toEqual([true, true, undefined])
    expect(factTestIn('longer than the other')).toBeUndefined()
    expect(factTestIn('not longer than 2 seconds')?.holds(short)).toBe(true)
  })
})

describe('a time of something in a recording is no fact of the file', () => {
  it.each([
    'Is there a pause longer than two seconds?',
    'Are there pauses of more than 1 second?',
    'Is there more than one second of silence?',
    'Is there a recording with a pause longer than two seconds?',
    'Does the first speaker talk for more than 3 seconds?',
    'Are there sentences shorter than one second?',
  ])('%s', (text) => {
    expect(factTestIn(text)).toBeUndefined()
    expect(settleByFacts(text, media)).toEqual({ text, known: [] })
  })
  it.each([
    'Is the second recording longer than two seconds?',
    'Is the voice memo longer than two seconds?',
    'Is pause.wav longer than two seconds?',
    'Is the recording of the speaker longer than two seconds?',
  ])('but of the file: %s', (text) => expect(factTestIn(text)?.holds(long)).toBe(true))
  it('nor is a person in a picture a time', () =>
    expect(factTestIn('Is the picture of the person wider than 300 pixels?')?.holds(wide)).toBe(true))
})
