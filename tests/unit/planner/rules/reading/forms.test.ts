import { describe, expect, it } from 'vitest'
import { formIn, withoutForm } from '../../../../../src/planner/rules/reading/forms.js'
import { gloss } from '../../../../../src/planner/rules/words/gloss.js'

describe('the form of an answer', () => {
  it.each([
    [
      'What colour is the background? Nothing else, no explanation.',
      'plain',
      'What colour is the background?',
    ],
    ['In at most three words: what does the photo show?', 'words', 'what does the photo show?'],
    ['How long is the recording? Just the seconds.', 'number', 'How long is the recording?'],
    ['Does the memo mention cakes (yes or no)?', 'yes-no', 'Does the memo mention cakes?'],
    ['True or false: the background is blue.', 'true-false', 'Is it true that the background is blue?'],
    ['Name the objects, separated by semicolons.', 'comma', 'Name the objects.'],
    ['Short answer please: is there a dog?', undefined, 'is there a dog?'],
    [
      'Which picture has a piano? Just the file name, without comments.',
      'name',
      'Which picture has a piano?',
    ],
  ])('%s', (said, kind, rest) => {
    expect(formIn(said)?.kind).toBe(kind)
    expect(withoutForm(said)).toBe(rest)
  })

  it.each([
    ['Antworte nur mit einer Zahl: Wie viele Katzen sind da?', 'number'],
    ['Rispondi solo con un numero: quanti gatti ci sono?', 'number'],
    ['Solo el número, sin explicaciones: ¿cuántos gatos hay?', 'number'],
    ['Nur der Dateiname: Auf welchem Bild ist eine Katze?', 'name'],
    ['Réponds par vrai ou faux : il y a un chien sur la photo.', 'true-false'],
    ['Só a transcrição, sem mais nada.', 'plain'],
    ['숫자만 답해 줘: 모자가 몇 개야?', 'number'],
  ])('in other languages: %s', (said, kind) => expect(formIn(gloss(said))?.kind).toBe(kind))
})
