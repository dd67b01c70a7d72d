import { describe, expect, it } from 'vitest'
import { gloss } from '../../../../../src/planner/rules/words/gloss.js'
import { inEnglishOrder } from '../../../../../src/planner/rules/words/glossing/english-order.js'
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
    ['Na kterém obrázku není balónek?', 'Which picture shows no balloon?'],
    ['În ce înregistrare se vorbește despre prăjituri?', 'Which recording mentions a cake?'],
    ['Περίγραψε μόνο τις εικόνες που έχουν ψάρι.', 'Describe only the pictures that show a fish.'],
    ['Csak azokat a képeket írd le, amelyeken hal van.', 'Describe only the pictures that show a fish.'],
    ['Er der en fisk på alle billederne?', 'Do all pictures show a fish?'],
    ['Hvor langt er opptaket?', 'How long is the recording?'],
    ['Kuinka monessa kuvassa on kala?', 'How many pictures show a fish?'],
    ['کدام عکس یک ماهی را نشان می‌دهد؟', 'Which picture shows a fish?'],
    ['כמה חתולים יש בתמונה?', 'How many cats are in the picture?'],
    ['ทุกภาพมีปลาหรือไม่', 'Do all pictures show a fish?'],
  ])('%s', (said, english) => expect(gloss(said).trim()).toBe(english))

  it.each([
    ['the largest picture', 'describe', 'Describe la imagen más grande', 'Descreva a maior imagem'],
    ['the largest picture', 'describe', 'Décris la plus grande image', 'Beschreibe das größte Bild'],
    ['the largest picture', 'describe', 'Опиши самую большую картинку', '描述最大的图片'],
    ['the largest picture', 'describe', '最大の画像を説明して', 'सबसे बड़ी तस्वीर का वर्णन करो'],
    ['the largest picture', 'describe', 'صف أكبر صورة', 'সবচেয়ে বড় ছবিটি বর্ণনা করো'],
    ['the largest picture', 'describe', 'Jelaskan gambar terbesar', 'سب سے بڑی تصویر بیان کرو'],
    ['the smallest picture', 'describe', 'Descreva a menor imagem', "Décris l'image la plus petite"],
    ['the smallest picture', 'describe', '一番小さい画像を説明して', 'Jelaskan gambar terkecil'],
    ['the longest recording', 'transcribe', 'Transcribe la grabación más larga', '转录最长的录音'],
    ['the longest recording', 'transcribe', 'انسخ أطول تسجيل', 'सबसे लंबी रिकॉर्डिंग लिखो'],
    ['the shortest recording', 'transcribe', 'Расшифруй самую короткую запись', '一番短い録音を書き起こして'],
    [
      'the shortest recording',
      'transcribe',
      'Transkripsikan rekaman terpendek',
      'Transcreva a gravação mais curta',
    ],
    ['the first picture', 'describe', 'Describe la primera imagen', '最初の画像を説明して'],
    ['the last recording', 'transcribe', 'آخری ریکارڈنگ لکھو', 'শেষ রেকর্ডিংটি লিখো'],
  ])('%s, to %s: %s; %s', (file, act, ...said) =>
    expect(said.map((one) => gloss(one).trim())).toEqual(said.map(() => `${act} ${file}`)),
  )

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
  const languages =
    'es fr de pt it nl pl tr vi id ru zh ja ko hi bn ar ur sv uk cs ro el hu da no fi fa he th'.split(' ')

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

describe('what is done with one that was named by its place', () => {
  it.each([
    ['the first picture is dark, describe second', 'the first picture is dark, describe the second one'],
    ['describe first, the second picture is dark', 'describe first, the second picture is dark'],
    [
      'the last memo is long: transcribe first then translate second.',
      'the last memo is long: transcribe the first one then translate the second one.',
    ],
  ])('%s', (said, ordered) => expect(inEnglishOrder(said)).toBe(ordered))
})
