import { describe, expect, it } from 'vitest'
import { eachFile } from '../../../../../../src/planner/rules/words/grammar/each-file.js'

const gnomes = 'Describe the pictures that show a gnome.'
const others = 'Say "none" for the pictures that do not show a gnome.'

describe('what is weighed for each file is said as what is done with those that are so', () => {
  it.each([
    [`${gnomes} ${others}`, 'For each picture: if it shows a gnome, describe it, otherwise say "none".'],
    [`${gnomes} ${others}`, 'For pictures with a gnome, describe them; for those without, write "none".'],
    [`${gnomes} ${others}`, 'Describe the pictures with a gnome and write none for the others.'],
    [gnomes, 'Describe only the pictures on which a gnome is.'],
    [gnomes, "What's the background color? Only for the pictures with a gnome, skip the rest."],
    [
      'Describe the photos that do not show a white background.',
      'Tell me what each photo shows, unless its background is white - skip those.',
    ],
    [
      'Describe the photos that do not show a white background.',
      'Describe all photos, but skip those with a white background.',
    ],
    [
      'Say "one" for the pictures that show exactly one thing. Describe the pictures that do not show exactly one thing.',
      'If a picture shows only one thing, say "one", otherwise describe it.',
    ],
    ['Transcribe the memos that do not mention a gnome.', 'Transcribe each memo unless it mentions a gnome.'],
    [
      'Say "yes" for the photos that show an animal. Say "no" for the photos that do not show an animal.',
      'For each photo, say "yes" if it shows an animal and "no" if it doesn\'t.',
    ],
  ])('%s', (expected, said) => {
    expect(eachFile(said)).toBe(expected)
  })

  it.each([
    'Describe the picture if it shows a gnome.',
    'If there is a gnome in the picture, transcribe the memo.',
    'If any picture shows a gnome, say "yes".',
    'Describe the pictures without mentioning the background.',
    'Give me only the file names of the pictures with a gnome.',
    'For each picture, tell me how large it is.',
  ])('is nothing of %s', (said) => {
    expect(eachFile(said)).toBeUndefined()
  })
})
