import { describe, expect, it } from 'vitest'
import { fileQuestion } from '../../../../../src/planner/rules/words/grammar/file-question.js'

describe('what is asked of several files is read, whatever the thing', () => {
  it.each([
    ['Which pictures show a mossy gnome?', 'Which picture shows a mossy gnome?'],
    ['Which pictures show a mossy gnome?', 'Which is the picture with a mossy gnome?'],
    ['Which pictures show a mossy gnome?', 'Find all pictures that show a mossy gnome.'],
    ['Which photos show a mossy gnome?', "I'm looking for the photos with a mossy gnome."],
    [
      'Which images show a mossy gnome?',
      'Return the file names of all images in which a mossy gnome can be seen.',
    ],
    ['Which images show a mossy gnome?', 'In which image can you see a mossy gnome?'],
    ['Which images show a mossy gnome?', 'Which image would you say is of a mossy gnome?'],
    ['Which pictures show no mossy gnome?', 'Which of these pictures do not show a mossy gnome?'],
    ['Which pictures show no mossy gnome?', 'Point me to the picture without a mossy gnome.'],
    ['Which of the pictures show a mossy gnome?', 'One of the pictures has a mossy gnome. Which?'],
    ['Which of the photos show a mossy gnome?', 'There is a mossy gnome in one of these photos. Which one?'],
    [
      'Which of the memos mention garden gnomes?',
      'Somebody speaks of garden gnomes in one of the memos. Which one?',
    ],
    ['Which recordings mention garden gnomes?', 'Which recording is about garden gnomes?'],
    ['Which memos mention gnome?', 'Which memo has the word gnome in it?'],
    ['Which files show an animal but no fish?', 'Apart from the fish picture, which one shows an animal?'],
    ['How many of the photos show a mossy gnome?', 'Of these photos, how many show a mossy gnome?'],
    ['How many of the photos show a mossy gnome?', 'What is the number of photos with a mossy gnome?'],
    [
      'How many of the recordings mention no garden gnomes?',
      'How many of my recordings say nothing about garden gnomes?',
    ],
    ['Do both of the photos show a mossy gnome?', 'Is a mossy gnome in both photos?'],
    ['Do all of the files show a mossy gnome?', 'Have all three got a mossy gnome in them?'],
    ['Do any of the pictures show a mossy gnome?', 'Is any of the pictures a picture of a mossy gnome?'],
    [
      'Do at least two of the pictures show mossy gnomes?',
      'Are there mossy gnomes in at least two of the pictures?',
    ],
    ['Is it true: do all of the photos show a mossy gnome?', 'All photos show a mossy gnome, right?'],
    [
      'Is it true: do none of the memos mention garden gnomes?',
      'Is it true that none of the memos mention garden gnomes?',
    ],
  ])('%s', (canonical, said) => expect(fileQuestion(said)).toBe(canonical))

  it.each([
    'Which picture has the most hats?',
    'Is it the same in both?',
    'Describe the pictures that show a gnome.',
    'What is in the second picture?',
    'How many gnomes are in the picture?',
    'Which of these words is a noun?',
    'Find the differences between these pictures.',
    'Is there a gnome in the picture?',
  ])('and what asks for something else is left: %s', (said) => expect(fileQuestion(said)).toBeUndefined())
})
