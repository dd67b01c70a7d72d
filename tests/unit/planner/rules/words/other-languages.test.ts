import { describe, expect, it } from 'vitest'
import { gloss } from '../../../../../src/planner/rules/words/gloss.js'
import { lackingIn } from '../../../../../src/planner/rules/words/lexicon/kinds/common.js'
import { thingsIn } from '../../../../../src/planner/rules/words/lexicon/kinds/things.js'

const languages =
  'es fr de pt it nl pl tr vi id ru uk sv zh ja ko hi ar bn ur cs ro el hu da no fi fa he th'.split(' ')

describe('what every language has words for', () => {
  it.each(languages)('%s', (language) => expect(lackingIn(language)).toEqual([]))

  it.each(languages)('%s has the things that pictures show less often', (language) => {
    const english = new Set(
      thingsIn(language)
        .split('\n')
        .map((line) => line.split(' = ')[1]),
    )
    for (const thing of ['lion', 'truck', 'lemon', 'dress', 'castle', 'girl'])
      expect(english).toContain(thing)
  })
})

describe('words as they are typed', () => {
  it.each([
    ['cuantos peces hay en la imagen?', 'How many fish are in the picture?'],
    ['ktore zdjecie pokazuje psa?', 'Which picture shows a dog?'],
    ['combien de chats y a-t-il sur la premiere image ?', 'How many cats are in the first picture?'],
    ['Wie viele Huete sind auf dem Bild?', 'How many hats are in the picture?'],
    ['Ktera fotka ukazuje rybu?', 'Which picture shows a fish?'],
    ['Cate pisici sunt in imagine?', 'How many cats are in the picture?'],
    ['Ποσες γατες υπαρχουν στην εικονα;', 'How many cats are in the picture?'],
    ['Hany macska van a kepen?', 'How many cats are in the picture?'],
  ])('without accents: %s', (said, english) => expect(gloss(said).trim()).toBe(english))

  it.each([
    ['Czy w nagraniu jest mowa o hamburgerze?', 'Does the recording mention a hamburger?'],
    ['Kayıtta hamburgerden bahsediliyor mu?', 'Does the recording mention a hamburger?'],
    ['هل ذكر الهمبرغر في التسجيل؟', 'Does the recording mention a hamburger?'],
    ['Скільки тварин на картинці?', 'How many animals are in the picture?'],
  ])('in forms that no lexicon lists: %s', (said, english) => expect(gloss(said).trim()).toBe(english))

  it.each([
    ['Schreib die Aufnahme bitte auf.', 'transcribe the recording'],
    ['Beschrijf de foto en schrijf daarna de opname uit.', 'transcribe the recording'],
  ])('verbs that fall apart: %s', (said, english) => expect(gloss(said)).toContain(english))

  it.each([
    ['Ist die Aufnahme länger als 2 Sekunden?', 'Is the recording longer than 2 seconds?'],
    ['Questa registrazione è più lunga di 2 secondi?', 'Is the recording longer than 2 seconds?'],
    ['Cette image est-elle plus large que 400 pixels ?', 'Is the picture wider than 400 pixels?'],
    ['¿La grabación dura más de dos segundos?', 'Is the recording longer than two seconds?'],
  ])('bounds: %s', (said, english) => expect(gloss(said).trim()).toBe(english))

  it.each([
    ['Wenn da eine Katze ist, schreib "ja", sonst schreib "nein".', '"ja"', '"nein"'],
    ['Se nella foto c\'è un gatto scrivi "sì", altrimenti scrivi "no".', '"sì"', '"no"'],
    ['Resimde kedi varsa "evet" yaz, yoksa "yok" yaz.', '"evet"', '"yok"'],
    ['写真に猫がいたら「はい」、いなければ「いいえ」と答えて', '「はい」', '「いいえ」'],
  ])('what is to be said in a case: %s', (said, one, other) =>
    expect(gloss(said).trim()).toBe(`If there is a cat in the picture, say ${one}, otherwise say ${other}.`),
  )
})
