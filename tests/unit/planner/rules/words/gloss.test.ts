import { describe, expect, it } from 'vitest'
import { gloss } from '../../../../../src/planner/rules/words/gloss.js'
import { thingsIn } from '../../../../../src/planner/rules/words/lexicon/kinds/things.js'

describe('requests of other languages are read as English ones', () => {
  it.each([
    ['¿Cuántas fotos muestran un perro?', 'How many pictures show a dog?'],
    [
      "S'il y a un chien sur la photo, transcris le mémo.",
      'If there is a dog in the picture, transcribe the memo.',
    ],
    ['Ist auf allen Bildern ein Hund zu sehen?', 'Do all pictures show a dog?'],
    ['Em qual gravação se fala de bolos?', 'Which recording mentions a cake?'],
    ['Tutte le foto mostrano un pesce?', 'Do all pictures show a fish?'],
    ["Welke foto's tonen geen vis?", 'Which picture shows no fish?'],
    ['Czy na obu zdjęciach jest ryba?', 'Do both pictures show a fish?'],
    ['Сколько шляп на картинке?', 'How many hats are in the picture?'],
    ['如果图片里有狗，就转录录音。', 'If there is a dog in the picture, transcribe recording.'],
    ['どちらの写真に魚が写っていますか？', 'Which picture shows a fish?'],
    ['사진 중에 풍선이 없는 것은 어느 것인가요?', 'Which picture shows no balloon?'],
    ['هل يوجد كلب في الصورة؟', 'Is there a dog in the picture?'],
    ['किस तस्वीर में गुब्बारा है?', 'Which picture shows a balloon?'],
    ['Hangi resimde bir balon var?', 'Which picture shows a balloon?'],
    ['Foto mana yang tidak ada ikannya?', 'Which picture shows no fish?'],
    ['Hur många bilder visar en fisk?', 'How many pictures show a fish?'],
  ])('%s', (said, english) => expect(gloss(said).trim()).toBe(english))

  it.each([
    'Compare the photo in the library with the one that was made in Rome.',
    'Describe the picture, but in a sentence that a child can understand.',
    'die Zeit says so: transcribe the memo and tell me what the man said about the bus.',
  ])('and English stays English: %s', (said) => expect(gloss(said)).toBe(said))

  it('what stands in quotation marks stays', () => {
    expect(gloss('Übersetze "der Hund ist rot" ins Englische.')).toContain('"der Hund ist rot"')
  })
})

describe('things by their names', () => {
  const languages = 'es fr de pt it nl pl tr vi id ru zh ja ko hi bn ar ur sv'.split(' ')

  it.each(languages)('%s has each thing, and says it in English', (language) => {
    const lines = thingsIn(language).split('\n')
    const english = new Set(lines.map((line) => line.split(' = ')[1]))
    for (const thing of ['fish', 'balloon', 'crown', 'hamburger', 'laptop', 'strawberry'])
      expect(english).toContain(thing)
    for (const line of lines) expect(line).toMatch(/^\S.* = [a-z]+$/)
  })

  it.each([
    ['pl', 'rybę', 'fish'],
    ['de', 'pinguine', 'penguin'],
    ['pt', 'bolos', 'cake'],
    ['ru', 'пингвина', 'penguin'],
    ['id', 'ikannya', 'fish'],
    ['it', 'barche', undefined],
    ['it', 'banane', 'banana'],
  ])('%s: %s', (language, said, english) => {
    const line = thingsIn(language)
      .split('\n')
      .find((one) => one.startsWith(`${said} = `))
    expect(line?.split(' = ')[1]).toBe(english)
  })

  it('an unknown language has none', () => expect(thingsIn('xx')).toBe(''))
})
