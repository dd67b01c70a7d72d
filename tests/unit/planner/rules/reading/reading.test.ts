import { describe, expect, it } from 'vitest'
import type { Media, Modality } from '../../../../../src/media/media.js'
import type { Planned } from '../../../../../src/plan/planned.js'
import { formIn, withoutForm } from '../../../../../src/planner/rules/reading/forms.js'
import { createRulePlanner } from '../../../../../src/planner/rules/rule-planner.js'
import { gloss } from '../../../../../src/planner/rules/words/gloss.js'
import { loadBuiltInTools } from '../../../../../src/tools/registry.js'
import { mediaOf } from '../../validate-fixtures.js'

const tools = await loadBuiltInTools()
const { signal } = new AbortController()

function named(...names: string[]): Record<string, Media> {
  const kinds: Record<string, Modality> = { png: 'image', wav: 'audio', txt: 'text' }
  const media: Record<string, Media> = {}
  for (const name of names) {
    const kind = kinds[name.split('.').at(-1) ?? ''] ?? 'text'
    const number = Object.keys(media).filter((one) => one.startsWith(kind)).length + 1
    media[`${kind}${number}`] = {
      ...mediaOf(kind, {
        characters: 3000,
        durationSeconds: number,
        width: 100 * number,
        height: 50,
        sampleRate: 16000,
      }),
      name,
    }
  }
  return media
}

async function planned(text: string, media: Record<string, Media>, before?: string): Promise<Planned> {
  const turns = before === undefined ? [] : [{ text: before, answer: '' }]
  const result = await createRulePlanner().plan(
    { text, media, history: { turns, steps: [] }, tools },
    { signal },
  )
  if (!result.ok) throw result.error
  return result.value
}

describe('conditions', () => {
  const media = named('scene.png', 'memo.wav')
  it('decide which of two branches is taken', async () => {
    const { plan } = await planned(
      'If there is a dog in the picture, transcribe the memo, otherwise describe the picture.',
      media,
    )
    expect(plan.steps).toEqual([
      { id: 's1', tool: 'image-to-text', input: { image: '$image1' } },
      {
        id: 's2',
        tool: 'automatic-speech-recognition',
        input: { audio: '$audio1' },
        when: { value: '$s1', present: 'dog' },
      },
      {
        id: 's3',
        tool: 'image-to-text',
        input: { image: '$image1' },
        when: { not: { value: '$s1', present: 'dog' } },
      },
    ])
  })

  it('may stand behind, and say when not', async () => {
    const { plan } = await planned('Describe the picture unless the memo mentions a bus.', media)
    expect(plan.steps.at(-1)).toMatchObject({
      tool: 'image-to-text',
      when: { not: { value: '$s1.text', contains: 'bus' } },
    })
  })

  it('pick files one by one', async () => {
    const { plan } = await planned(
      'Translate only the recordings that mention a hamburger into German.',
      named('a.wav', 'b.wav'),
    )
    const translations = plan.steps.filter(({ tool }) => tool === 'translation')
    expect(translations.map(({ when }) => when)).toEqual([
      { value: '$s1.text', contains: 'hamburger' },
      { value: expect.stringMatching(/^\$s\d+\.text$/), contains: 'hamburger' },
    ])
  })

  it('that no step can weigh are said', async () => {
    const { shortfalls } = await planned(
      'If there are at least two of that sort, describe the picture.',
      media,
    )
    expect(shortfalls?.[0]?.message).toContain('was not weighed')
  })

  it('are none in "tell me if" and "if needed"', async () => {
    for (const text of ['Tell me if there is a dog in the picture.', 'Describe the picture, if possible.'])
      expect((await planned(text, media)).plan.steps.every(({ when }) => when === undefined)).toBe(true)
  })
})

describe('which one', () => {
  const media = named('one-a.png', 'two-b.png', 'three-c.png')
  it.each([
    ['Describe the 2nd picture', ['$image2']],
    ['Describe the 1st and 3rd picture', ['$image1', '$image3']],
    ['Describe image #2', ['$image2']],
    ['Describe image_2', ['$image2']],
    ['Describe the middle picture', ['$image2']],
    ['Describe pictures 1 to 2', ['$image1', '$image2']],
    ['Describe images 2-3', ['$image2', '$image3']],
    ['Describe images 1, 3', ['$image1', '$image3']],
    ['Describe TWO-B.PNG', ['$image2']],
    ['Describe three-c', ['$image3']],
    ['Describe every picture except the first', ['$image2', '$image3']],
    ['Describe all pictures but the last', ['$image1', '$image2']],
    ["Don't describe the first, only the second", ['$image2']],
  ])('%s', async (text, pictures) => {
    expect((await planned(text, media)).plan.steps.map(({ input }) => input.image)).toEqual(pictures)
  })

  it.each([
    ['and the second?', ['$image2']],
    ['the other ones', ['$image2', '$image3']],
    ['and the fourth?', []],
  ])('goes on in a chat: %s', async (text, pictures) => {
    expect(
      (await planned(text, media, 'Describe the first picture.')).plan.steps.map(({ input }) => input.image),
    ).toEqual(pictures)
  })
})

describe('what is not wanted', () => {
  it.each([
    "I don't want a transcript, describe the picture",
    'No transcription please, just describe the picture',
    'Skip the transcript and describe the picture',
    'You need not transcribe it; describe the picture',
    'Rather than transcribing the memo, describe the picture',
    'Leave the audio alone and describe the picture',
    'Describe the picture; a transcript is not needed',
  ])('%s', async (text) => {
    expect((await planned(text, named('scene.png', 'memo.wav'))).plan.steps.map(({ tool }) => tool)).toEqual([
      'image-to-text',
    ])
  })

  it('is every wish that "or" joins', async () => {
    expect((await planned('Do not describe it or classify it.', named('a.png'))).plan.steps).toEqual([])
  })

  it('is what fenced code, quoted texts and names of files say', async () => {
    const { plan } = await planned(
      'Describe summarize-translate.png ```transcribe it```',
      named('summarize-translate.png'),
    )
    expect(plan.steps.map(({ tool }) => tool)).toEqual(['image-to-text'])
  })
})

describe('what is known without a model', () => {
  it.each([
    ['How long is memo.wav?', 'memo.wav is 1 seconds long.'],
    [
      'What is the sample rate of the memo?',
      'memo.wav has a sample rate of 16000 Hz.\nother.wav has a sample rate of 16000 Hz.',
    ],
    ['How many recordings are there?', '2 recordings.'],
    ['Which recording is longer?', 'other.wav (2 seconds) is the longer one.\nThen: memo.wav (1 seconds).'],
    ['What size is scene.png in pixels?', 'scene.png is 100 × 50 pixels.'],
  ])('%s', async (text, known) => {
    const found = await planned(text, named('memo.wav', 'other.wav', 'scene.png'))
    expect(found.known).toEqual([known])
    expect(found.plan.steps).toEqual([])
  })
})

describe('other languages', () => {
  it.each([
    ['¿Qué hay en la imagen?', 'image-to-text'],
    ["Décris l'image.", 'image-to-text'],
    ['Was sieht man auf dem Bild?', 'image-to-text'],
    ['Descreva a foto.', 'image-to-text'],
    ['Опиши картинку.', 'image-to-text'],
    ['这张照片里有什么？', 'image-to-text'],
    ['この写真を説明してください。', 'image-to-text'],
    ['तस्वीर में क्या है?', 'image-to-text'],
    ['صف الصورة', 'image-to-text'],
    ['ছবিটি বর্ণনা করুন', 'image-to-text'],
    ['Transkribiere die Aufnahme', 'automatic-speech-recognition'],
    ['请转录这段录音', 'automatic-speech-recognition'],
    ['Résume le texte', 'summarization'],
    ['Fasse den Text zusammen', 'summarization'],
    ['Traduce el texto al inglés', 'translation'],
    ['Переведи текст на английский', 'translation'],
  ])('%s', async (text, tool) => {
    const media = named(
      ...(tool === 'image-to-text' ? ['a.png'] : tool.startsWith('auto') ? ['a.wav'] : ['a.txt']),
    )
    expect((await planned(text, media)).plan.steps.map((step) => step.tool)).toEqual([tool])
  })

  it('leave English, quoted texts and unknown words as they are', () => {
    for (const text of ['Describe the picture.', 'Transcribe the memo', 'Is there no dog in the image?'])
      expect(gloss(text)).toBe(text)
    expect(gloss('Traduce "la imagen" al inglés')).toContain('"la imagen"')
  })
})

describe('forms', () => {
  it.each([
    ['Answer with yes or no: is there a dog?', 'yes-no', 'is there a dog?'],
    ['What is it? Answer in one word.', 'word', 'What is it?'],
    ['Describe it as JSON', 'json', 'Describe it'],
    ['Describe them in a table', 'table', 'Describe them'],
  ])('%s', (text, kind, rest) => {
    expect(formIn(text)?.kind).toBe(kind)
    expect(withoutForm(text)).toBe(rest)
  })

  it('are none where nothing of the kind is said', () => {
    for (const text of [
      'Describe the picture',
      'yes',
      'What is on the table?',
      'Is the word yes in it?',
      'Is anything odd in sensor.csv?',
    ])
      expect(formIn(text)).toBeUndefined()
  })
})

it('a text is translated from the language that it is in', async () => {
  const inputs = async (text: string) => (await planned(text, {})).plan.steps.map(({ input }) => input)
  expect(await inputs('Translate "Das Wetter ist heute schön" into English')).toEqual([
    { text: 'Das Wetter ist heute schön', sourceLanguage: 'de', targetLanguage: 'en' },
  ])
  expect(await inputs('Translate "Where is the station?" into French')).toMatchObject([
    { targetLanguage: 'fr' },
  ])
})
