import { describe, expect, it } from 'vitest'
import { claimOfOne } from '../../../../../src/planner/rules/words/grammar/claim.js'
import { spreadOver } from '../../../../../src/planner/rules/words/grammar/spread.js'
import { wantedFile } from '../../../../../src/planner/rules/words/grammar/wanted.js'

describe('what is claimed of one file asks whether the thing is there', () => {
  it.each([
    ['Is there a mossy gnome in the picture?', "The picture doesn't show a mossy gnome, does it?"],
    ['Is there any gnome in it?', 'You can see no gnome here, can you?'],
    ['Is there any gnome in it?', 'No gnome in this one?'],
    ['Is it true that there is no gnome in the second picture?', 'The second picture has no gnome, right?'],
    ['Is it true that the recording mentions no gnome?', 'Am I right that nobody mentions a gnome in here?'],
    ['Does the memo mention gnomes?', "The memo doesn't talk about gnomes, does it?"],
    ['Is the background red?', "The background isn't red, is it?"],
    ['Is the background of picture 2 red?', "Picture two hasn't got a red background, has it?"],
    ['Is this a gnome?', "That's not a gnome, is it?"],
    ['Is the picture 512 pixels wide?', "The picture isn't 512 pixels wide, is it?"],
  ])('%s', (canonical, said) => expect(claimOfOne(said)).toBe(canonical))

  it.each([
    'Is there a gnome in the picture?',
    'The picture shows no gnome.',
    'There is no gnome to the left of the house, is there?',
    'Describe the picture, will you?',
  ])('but not: %s', (said) => expect(claimOfOne(said)).toBeUndefined())
})

it.each([
  [
    'Do all, some or none of the pictures show a dog?',
    'Is there a dog in all of them, in some of them, or in none?',
  ],
  [
    'Do the pictures show the same background colour?',
    'Do all three of them have the same background colour?',
  ],
  ['Do some of the pictures show the same animal?', 'Do any two of these show the same animal?'],
  [
    'How many different background colours are in the pictures?',
    'How many colours of background appear here?',
  ],
  [undefined, 'Are these the same animal?'],
])('how far something is spread: %s', (canonical, said) => expect(spreadOver(said)).toBe(canonical))

it.each([
  ['Which pictures show gnomes?', 'If I needed a picture with gnomes, which one should I take?'],
  [
    'Which pictures show no gnome?',
    'Which ones should I delete if I only want to keep pictures with a gnome?',
  ],
  [undefined, 'If I need a picture with gnomes, which is the largest?'],
])('which file is wanted: %s', (canonical, said) => expect(wantedFile(said)).toBe(canonical))
