import { expect, it } from 'vitest'
import { assertPlaceholders, placeholdersIn } from '../../../src/media/placeholders.js'
import { mediaOf } from '../planner/validate-fixtures.js'

const media = { image1: mediaOf('image'), audio1: mediaOf('audio') }

it('files that are attached may stand in a text, in any case', () => {
  expect(placeholdersIn('a {Image1} b {audio1}').map(({ name }) => name)).toEqual(['image1', 'audio1'])
  expect(() => assertPlaceholders('a {Image1} b {audio1} {name} `{image7}`', media)).not.toThrow()
})

it.each([
  [
    'one too many',
    '{image1} and {image2}',
    /^\{image2\} stands for no attached file\. Attached: image1 and audio1\./,
  ],
  ['another kind', '{video1}, {video1}, {table2}', /^\{video1\} and \{table2\} stand for/],
])('%s is an error that says what is there', (_name, text, message) => {
  expect(() => assertPlaceholders(text, media)).toThrow(message)
  expect(() => assertPlaceholders(text, {})).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
})

it('takes no time that grows faster than the text', () => {
  expect(placeholdersIn('`{'.repeat(200_000))).toEqual([])
})
