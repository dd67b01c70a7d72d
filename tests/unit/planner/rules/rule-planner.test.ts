import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Media } from '../../../../src/media/media.js'
import type { EarlierStep, Planned } from '../../../../src/plan/planned.js'
import { validatePlan } from '../../../../src/plan/validate/validate-plan.js'
import type { PlanRequest } from '../../../../src/planner/planner.js'
import { createRulePlanner } from '../../../../src/planner/rules/rule-planner.js'
import { imageField, outputField, textField } from '../../../../src/tools/fields.js'
import { loadBuiltInTools } from '../../../../src/tools/registry.js'
import { defineTool } from '../../../../src/tools/tool.js'
import { mediaOf } from '../validate-fixtures.js'

const tools = await loadBuiltInTools()
const planner = createRulePlanner()
const signal = new AbortController().signal

const image = mediaOf('image')
const audio = mediaOf('audio')
const long = mediaOf('text', { characters: 5000 })
const one = { image1: image }
const two = { image1: image, image2: image }
const three = { ...two, image3: image }
const named = { image1: { ...image, name: 'photo-a.png' }, image2: { ...image, name: 'photo-b.png' } }
const heard = { audio1: audio }
const filmed = { video1: mediaOf('video', { channels: 1, sampleRate: 16_000 }) }
const both = { image1: image, audio1: audio }
const written = { text1: long }
const tabled = { table1: mediaOf('table') }
type Attached = Readonly<Record<string, Media>>

async function planned(text: string, media: Attached, more: Partial<PlanRequest> = {}): Promise<Planned> {
  const request: PlanRequest = { text, media, history: { turns: [], steps: [] }, tools, ...more }
  const result = await planner.plan(request, { signal })
  if (!result.ok) throw result.error
  const { tools: offered, history } = request
  const checked = validatePlan(result.value.plan, {
    tools: offered,
    media,
    earlier: history.steps,
    maxSteps: 64,
  })
  expect(checked).toMatchObject({ ok: true })
  return result.value
}

/** Steps on a line each: `s1 image-to-text image=$image1`. */
async function lines(text: string, media: Attached, more: Partial<PlanRequest> = {}): Promise<string[]> {
  const { plan } = await planned(text, media, more)
  return plan.steps.map(({ id, tool, input }) =>
    [
      id,
      tool,
      ...Object.entries(input).map(
        ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ].join(' '),
  )
}

const caption = (step: string, picture = '$image1') => `${step} image-to-text image=${picture}`
const hear = (step: string) => `${step} automatic-speech-recognition audio=$audio1`
const likely = (step: string, picture = '$image1') => `${step} image-classification image=${picture} topK=3`
const choose = (step: string, labels: string[], picture = '$image1') =>
  `${step} zero-shot-image-classification image=${picture} labels=${JSON.stringify(labels)}`

describe('what words ask for', () => {
  const cases: [text: string, media: Attached, steps: string[]][] = [
    ['describe this picture', one, [caption('s1')]],
    ['What is in the picture?', one, [caption('s1')]],
    ["what's on the photo", one, [caption('s1')]],
    ['Tell me about this image.', one, [caption('s1')]],
    [
      'what colour is the background?',
      one,
      ['s1 visual-question-answering image=$image1 question=what colour is the background?'],
    ],
    ['What do these show?', two, [caption('s1'), caption('s2', '$image2')]],
    ['describe the second picture', two, [caption('s1', '$image2')]],
    ['Describe image2, please.', two, [caption('s1', '$image2')]],
    ['classify it', one, ['s1 image-classification image=$image1']],
    ['What is this?', one, ['s1 image-classification image=$image1']],
    ['Describe this picture and classify it.', one, [caption('s1'), 's2 image-classification image=$image1']],
    ['Is it a cat or a dog?', one, [choose('s1', ['cat', 'dog'])]],
    ['is this a cat, a dog or a bus?', one, [choose('s1', ['cat', 'dog', 'bus'])]],
    ['cat, dog or bus?', one, [choose('s1', ['cat', 'dog', 'bus'])]],
    ['classify it as "a cat", "a dog"', one, [choose('s1', ['a cat', 'a dog'])]],
    ['Which of cat, dog and bus is it?', one, [choose('s1', ['cat', 'dog', 'bus'])]],
    [
      'is there a penguin in the picture?',
      one,
      [caption('s1'), likely('s2'), choose('s3', ['penguin', '$s2.labels.label'])],
    ],
    [
      'Can you see a cat and a dog?',
      one,
      [caption('s1'), likely('s2'), choose('s3', ['cat', 'dog', '$s2.labels.label'])],
    ],
    [
      'does it show "a penguin above a crown"?',
      one,
      [caption('s1'), likely('s2'), choose('s3', ['a penguin above a crown', '$s2.labels.label'])],
    ],
    ['transcribe the memo', heard, [hear('s1')]],
    ['What does the memo say?', heard, [hear('s1')]],
    ['what is said in the recording', heard, [hear('s1')]],
    [
      'What does the memo say, and is that in the picture?',
      both,
      [hear('s1'), caption('s2'), likely('s3'), choose('s4', ['{{s1.text}}', '$s3.labels.label'])],
    ],
    [
      'What is on the photo, and does the memo mention it?',
      both,
      [caption('s1'), hear('s2'), likely('s3'), choose('s4', ['{{s2.text}}', '$s3.labels.label'])],
    ],
    [
      'Does the picture match the memo?',
      both,
      [hear('s1'), caption('s2'), likely('s3'), choose('s4', ['{{s1.text}}', '$s3.labels.label'])],
    ],
    [
      'compare the memo with the picture',
      both,
      [hear('s1'), caption('s2'), likely('s3'), choose('s4', ['{{s1.text}}', '$s3.labels.label'])],
    ],
    [
      'Describe both pictures, say how similar they are, and transcribe the memo.',
      { ...two, ...heard },
      [
        caption('s1'),
        caption('s2', '$image2'),
        's3 image-feature-extraction images=["$image1","$image2"]',
        hear('s4'),
      ],
    ],
    [
      'compare the two pictures',
      two,
      ['s1 image-feature-extraction images=["$image1","$image2"]', caption('s2'), caption('s3', '$image2')],
    ],
    ['Are they the same?', two, ['s1 image-feature-extraction images=["$image1","$image2"]']],
    ['are these pictures similar?', two, ['s1 image-feature-extraction images=["$image1","$image2"]']],
    ['Translate "good morning" to French.', {}, ['s1 translation text=good morning targetLanguage=fr']],
    ['translate good morning into German', {}, ['s1 translation text=good morning targetLanguage=de']],
    ['Translate the memo to Spanish', heard, [hear('s1'), 's2 translation text=$s1.text targetLanguage=es']],
    [
      'translate the text from German to English',
      written,
      ['s1 translation text=$text1 sourceLanguage=de targetLanguage=en'],
    ],
    [
      'Describe the picture and translate that into French.',
      one,
      [caption('s1'), 's2 translation text=$s1.text targetLanguage=fr'],
    ],
    [
      'Transcribe the memo, then summarize it and translate it to German.',
      heard,
      [hear('s1'), 's2 summarization text=$s1.text', 's3 translation text=$s2.text targetLanguage=de'],
    ],
    [
      'Translate what is said in this recording to German',
      heard,
      [hear('s1'), 's2 translation text=$s1.text targetLanguage=de'],
    ],
    ['Transcribe the German memo', heard, [`${hear('s1')} language=de`]],
    ['compare this picture', one, [caption('s1')]],
    [
      'Which two pictures are the most alike?',
      three,
      ['s1 image-feature-extraction images=["$image1","$image2","$image3"]'],
    ],
    [
      'Which two are the most alike?',
      three,
      ['s1 image-feature-extraction images=["$image1","$image2","$image3"]'],
    ],
    ['Are these two pictures the same?', two, ['s1 image-feature-extraction images=["$image1","$image2"]']],
    [
      'Find the differences between the pictures',
      two,
      [
        caption('s1'),
        caption('s2', '$image2'),
        's3 image-difference images=["$image1","$image2"]',
        's4 changes-between images=["$image1","$image2"] descriptions=["$s1.text","$s2.text"] differences=$s3.differences',
      ],
    ],
    ['Describe image3', two, []],
    [
      'Is there a cat in the first picture and a dog in the second?',
      three,
      [
        caption('s1'),
        likely('s2'),
        choose('s3', ['cat', 'dog', '$s2.labels.label']),
        caption('s4', '$image2'),
        likely('s5', '$image2'),
        choose('s6', ['cat', 'dog', '$s5.labels.label'], '$image2'),
      ],
    ],
    [
      'Does either picture show a cat?',
      two,
      [
        caption('s1'),
        likely('s2'),
        choose('s3', ['cat', '$s2.labels.label']),
        caption('s4', '$image2'),
        likely('s5', '$image2'),
        choose('s6', ['cat', '$s5.labels.label'], '$image2'),
      ],
    ],
    [
      "Could you tell me whether there's a cat in it?",
      one,
      [caption('s1'), likely('s2'), choose('s3', ['cat', '$s2.labels.label'])],
    ],
    ['Does it say anything about a train?', heard, [hear('s1')]],
    ['Describe image2', two, [caption('s1', '$image2')]],
    ['Do not describe the picture.', one, []],
    ["Please don't transcribe it", heard, []],
    [
      'Which is bigger, the tree or the drum?',
      one,
      ['s1 visual-question-answering image=$image1 question=Which is bigger, the tree or the drum?'],
    ],
    ['Describe this and transcribe this', both, [caption('s1'), hear('s2')]],
    ['Transcribe this and describe this', both, [hear('s1'), caption('s2')]],
    ['summarize this text', written, ['s1 summarization text=$text1']],
    [
      'Summarize: The cat sat. What is in the picture? It was nice.',
      one,
      ['s1 summarization text=The cat sat. What is in the picture? It was nice.'],
    ],
    ['read this aloud: hello there', {}, ['s1 text-to-speech text=hello there']],
    [
      'Describe this picture and read the description aloud.',
      one,
      [caption('s1'), 's2 text-to-speech text=$s1.text'],
    ],
    [
      'Describe this picture and read the description to me',
      one,
      [caption('s1'), 's2 text-to-speech text=$s1.text'],
    ],
    ['find the objects', one, ['s1 object-detection image=$image1']],
    ['Where is the crown?', one, ['s1 zero-shot-object-detection image=$image1 labels=["crown"]']],
    [
      'How many cats are there in the picture?',
      one,
      ['s1 zero-shot-object-detection image=$image1 labels=["cats"]'],
    ],
    [
      'What is the total on the invoice?',
      one,
      ['s1 document-question-answering image=$image1 question=What is the total on the invoice?'],
    ],
    [
      'Who wrote the contract?',
      written,
      ['s1 question-answering question=Who wrote the contract? sourceText=$text1'],
    ],
    ['make a depth map', one, ['s1 depth-estimation image=$image1']],
    ['Segment the picture.', one, ['s1 image-segmentation image=$image1']],
    ['remove the background', one, ['s1 background-removal image=$image1']],
    ['Draw me a picture of a cat on a mat.', {}, ['s1 text-to-image text=a cat on a mat']],
    ['Generate an image of a red bus', one, ['s1 text-to-image text=a red bus']],
    ['make a picture of what the memo says', heard, [hear('s1'), 's2 text-to-image text=$s1.text']],
    ['Describe it and draw a new image of that.', one, [caption('s1'), 's2 text-to-image text=$s1.text']],
    ['make a caption of the image', one, [caption('s1')]],
    ['turn it into a painting', one, ['s1 image-text-to-image image=$image1 prompt=turn it into a painting']],
    ['create a short video of a running dog', {}, ['s1 text-to-video text=a running dog']],
    ['what is said in the video?', filmed, ['s1 automatic-speech-recognition audio=$video1']],
    ['transcribe this', filmed, ['s1 automatic-speech-recognition audio=$video1']],
    ['transcribe the recording', { ...filmed, ...heard }, ['s1 automatic-speech-recognition audio=$audio1']],
    ['transcribe the video', { ...filmed, ...heard }, ['s1 automatic-speech-recognition audio=$video1']],
    [
      '',
      filmed,
      [
        's1 automatic-speech-recognition audio=$video1',
        's2 video-frames video=$video1',
        's3 image-to-text image=$s2.frames[*]',
        's4 timeline moments=$s2.moments descriptions=$s3.text speech=$s1.segments scenes=$s2.scenes',
      ],
    ],
    [
      'what happens in this video, and what is said?',
      filmed,
      [
        's1 video-frames video=$video1',
        's2 image-to-text image=$s1.frames[*]',
        's3 automatic-speech-recognition audio=$video1',
        's4 timeline moments=$s1.moments descriptions=$s2.text speech=$s3.segments scenes=$s1.scenes',
      ],
    ],
    [
      'Describe the video.',
      filmed,
      [
        's1 video-frames video=$video1',
        's2 image-to-text image=$s1.frames[*]',
        's3 automatic-speech-recognition audio=$video1',
        's4 timeline moments=$s1.moments descriptions=$s2.text speech=$s3.segments scenes=$s1.scenes',
      ],
    ],
    [
      'What happens in the video after 0:06?',
      filmed,
      [
        's1 video-frames video=$video1',
        's2 image-to-text image=$s1.frames[*]',
        's3 automatic-speech-recognition audio=$video1',
        's4 timeline moments=$s1.moments descriptions=$s2.text speech=$s3.segments scenes=$s1.scenes from=6',
      ],
    ],
    [
      'What was on the table between 1:00 and 90 seconds?',
      filmed,
      [
        's1 video-frames video=$video1',
        's2 image-to-text image=$s1.frames[*]',
        's3 automatic-speech-recognition audio=$video1',
        's4 timeline moments=$s1.moments descriptions=$s2.text speech=$s3.segments scenes=$s1.scenes from=60 until=90',
      ],
    ],
    [
      'describe this video',
      { video1: mediaOf('video') },
      [
        's1 video-frames video=$video1',
        's2 image-to-text image=$s1.frames[*]',
        's3 timeline moments=$s1.moments descriptions=$s2.text scenes=$s1.scenes',
      ],
    ],
    ['Does the video mention a bus?', filmed, ['s1 automatic-speech-recognition audio=$video1']],
    [
      'Is there a dog in the video?',
      filmed,
      [
        's1 video-frames video=$video1',
        's2 image-to-text image=$s1.frames[*]',
        's3 automatic-speech-recognition audio=$video1',
        's4 timeline moments=$s1.moments descriptions=$s2.text speech=$s3.segments scenes=$s1.scenes',
      ],
    ],
    ['extract the audio from the video', filmed, ['s1 video-to-audio video=$video1']],
    ['take three frames from the video', filmed, ['s1 video-frames video=$video1 count=3']],
    ['take a frame from the video at 0:30', filmed, ['s1 video-frames video=$video1 times=[30]']],
    ['take the frames out of the video', filmed, ['s1 video-frames video=$video1']],
    ['animate the picture', one, ['s1 image-to-video image=$image1']],
    ['Make a 3D model of a wooden chair.', {}, ['s1 text-to-3d text=a wooden chair']],
    ['I need a 3-D mesh of a small house', {}, ['s1 text-to-3d text=a small house']],
    ['Turn the picture into a 3D model.', one, ['s1 image-to-3d image=$image1']],
    [
      'Draw a toy car and make a 3D model from the picture.',
      {},
      ['s1 text-to-image text=a toy car', 's2 image-to-3d image=$s1.image'],
    ],
    [
      'Say this recording in German.',
      heard,
      [
        hear('s1'),
        's2 translation text=$s1.text targetLanguage=de',
        's3 text-to-speech text=$s2.text language=de',
      ],
    ],
    [
      'use speech to speech translation to put the recording into French',
      heard,
      ['s1 speech-to-speech audio=$audio1 targetLanguage=fr'],
    ],
    ['compose some calm piano music', {}, ['s1 text-to-audio text=compose some calm piano music']],
    ['write a song about a cat', {}, ['s1 text-generation text=write a song about a cat']],
    ['remove the noise', heard, ['s1 audio-to-audio audio=$audio1']],
    [
      'How many rows have a price over 10?',
      tabled,
      ['s1 table-question-answering table=$table1 question=How many rows have a price over 10?'],
    ],
    [
      'Which city has the most inhabitants?',
      tabled,
      ['s1 table-question-answering table=$table1 question=Which city has the most inhabitants?'],
    ],
    [
      'Fill in the blank: The capital of France is [MASK].',
      {},
      ['s1 fill-mask text=The capital of France is [MASK].'],
    ],
    ['paraphrase: I go home.', {}, ['s1 text2text-generation text=paraphrase\n\nI go home.']],
    [
      'Look at the picture and tell a story',
      one,
      ['s1 image-text-to-text instruction=Look at the picture and tell a story images=["$image1"]'],
    ],
    ['upscale the photo', one, ['s1 image-to-image image=$image1']],
    ['what sound is this?', heard, ['s1 audio-classification audio=$audio1']],
    [
      'is it speech or music?',
      heard,
      ['s1 zero-shot-audio-classification audio=$audio1 labels=["speech","music"]'],
    ],
    ['What is the sentiment of this text?', written, ['s1 text-classification text=$text1']],
    ['which people are mentioned?', written, ['s1 token-classification text=$text1']],
    [
      'classify the text as sports, politics or science',
      written,
      ['s1 zero-shot-classification text=$text1 labels=["sports","politics","science"]'],
    ],
    [
      'compare "the cat sat" with "a cat was sitting"',
      {},
      ['s1 sentence-similarity text=the cat sat texts=["a cat was sitting"]'],
    ],
    [
      'Write a poem about the picture.',
      one,
      [caption('s1'), 's2 text-generation text=Write a poem about the picture.\n\n{{s1.text}}'],
    ],
    [
      'Which of these pictures shows a cat?',
      two,
      [
        caption('s1'),
        likely('s2'),
        choose('s3', ['cat', '$s2.labels.label']),
        caption('s4', '$image2'),
        likely('s5', '$image2'),
        choose('s6', ['cat', '$s5.labels.label'], '$image2'),
      ],
    ],
    [
      'Does any picture show a crown?',
      one,
      [caption('s1'), likely('s2'), choose('s3', ['crown', '$s2.labels.label'])],
    ],
    ['Describe the first and the last picture', three, [caption('s1'), caption('s2', '$image3')]],
    ['Describe the first two pictures', three, [caption('s1'), caption('s2', '$image2')]],
    ['Describe the third picture', two, []],
    ['Translate the third memo to German', heard, []],
    ['Describe photo-b.png only', named, [caption('s1', '$image2')]],
    [
      'Is there a cat in photo-a.png?',
      named,
      [caption('s1'), likely('s2'), choose('s3', ['cat', '$s2.labels.label'])],
    ],
    ["Don't transcribe the memo, only describe the picture", both, [caption('s1')]],
    ['Describe the picture', {}, []],
    ['image segmentation', one, ['s1 image-segmentation image=$image1']],
  ]
  it.each(cases)('%s', async (text, media, steps) => {
    expect(await lines(text, media)).toEqual(steps)
  })
})

describe('media with vague words or none', () => {
  const shown = [caption('s1'), 's2 image-classification image=$image1']
  it.each(['', 'hm', 'look at this', 'and?', 'Was ist auf dem Bild'])(
    '%j gives what is natural for a picture',
    async (text) => {
      const steps = await lines(text, one)
      expect(steps[0]).toBe(shown[0])
      expect(shown).toEqual(expect.arrayContaining(steps))
    },
  )

  it('transcribes a recording', async () => {
    expect(await lines('', heard)).toEqual([hear('s1')])
  })

  it('summarizes a text only when it is long', async () => {
    expect(await lines('here', written)).toEqual(['s1 summarization text=$text1'])
    expect(await lines('here', { text1: mediaOf('text', { characters: 200 }) })).toEqual([])
  })

  it('looks after every file', async () => {
    expect(await lines('', { ...both, ...written })).toEqual([
      ...shown,
      hear('s3'),
      's4 summarization text=$text1',
    ])
  })
})

describe('a chat', () => {
  const turns = [{ text: 'Describe this picture.', answer: 'It shows a cat.' }]
  const steps: EarlierStep[] = [
    { id: 's1', tool: 'image-to-text', output: { text: 'a cat' }, summary: 'It shows a cat.' },
  ]
  const history = { turns, steps }

  it('goes on from an earlier result', async () => {
    expect(await lines('And now translate that to German.', one, { history })).toEqual([
      's2 translation text=$s1.text targetLanguage=de',
    ])
  })

  it('goes back to earlier media', async () => {
    expect(await lines('Now classify it.', one, { history })).toEqual([
      's2 image-classification image=$image1',
    ])
  })

  it('takes the newest of several pictures unless more are spoken of', async () => {
    expect(await lines('Describe the picture.', two, { history })).toEqual([caption('s2', '$image2')])
    expect(await lines('Describe the first picture.', two, { history })).toEqual([caption('s2')])
    expect(await lines('Describe all pictures.', two, { history })).toEqual([
      caption('s2'),
      caption('s3', '$image2'),
    ])
  })

  it('goes back to the one that is meant by its place', async () => {
    expect(await lines('and the first one again?', two, { history })).toEqual([caption('s2')])
    expect(await lines('now the first one', two, { history })).toContain(caption('s2'))
    expect(await lines('Which one has the dog?', two, { history })).toEqual(
      expect.arrayContaining([caption('s5', '$image2'), choose('s4', ['dog', '$s3.labels.label'])]),
    )
  })

  it('asks no table question of vectors, and numbers its steps without gaps', async () => {
    const vectors = { embeddings: [[0.6, 0.8]], size: 2, truncated: false }
    const embedded = { id: 's1', tool: 'feature-extraction', output: vectors, summary: '' }
    const { plan, notes } = await planned(
      'Which row has the highest price in the table?',
      {},
      {
        history: { turns, steps: [embedded] },
      },
    )
    expect(plan.steps.map(({ tool }) => tool)).not.toContain('table-question-answering')
    expect(notes.join(' ')).not.toContain('Left out')
    expect(await lines('Translate what is said in the memo', heard)).toEqual([hear('s1')])
  })

  it('takes no id twice', async () => {
    const taken = [
      ...steps,
      { ...steps[0], id: 's7' } as EarlierStep,
      { ...steps[0], id: 'captions' } as EarlierStep,
    ]
    expect(await lines('Describe it.', one, { history: { turns, steps: taken } })).toEqual([caption('s8')])
  })

  it('plans nothing for mere talk', async () => {
    expect(await lines('Thanks, great!', one, { history })).toEqual([])
  })
})

describe('the tools offered', () => {
  const only = (...ids: string[]) => tools.filter(({ id }) => ids.includes(id))

  it('are all that is used', async () => {
    expect(await lines('Is there a cat in the picture?', one, { tools: only('image-to-text') })).toEqual([
      caption('s1'),
    ])
    expect(
      await lines('Is there a cat in the picture?', one, { tools: only('zero-shot-image-classification') }),
    ).toEqual([choose('s1', ['cat', 'something else'])])
  })

  it('say in a note what is lacking', async () => {
    const { plan, notes } = await planned('Transcribe the memo.', heard, { tools: only('image-to-text') })
    expect(plan.steps).toEqual([])
    expect(notes.join('\n')).toMatch(
      /Understood: Transcribe[\s\S]*no tool for it \(automatic-speech-recognition/,
    )
  })

  const count = defineTool({
    id: 'word-count',
    description: 'Counts the words of a text.',
    phrases: ['count the words', 'how many words'],
    input: z.object({ text: textField('the text to count') }),
    output: z.object({ text: outputField(z.string(), 'text', 'the number') }),
    run: async ({ text }) => ({ text: String(text.split(/\s+/).length) }),
    describe: ({ text }) => text,
  })

  it("may be a user's own, found by their phrases, with others before them where needed", async () => {
    const more = { tools: [...tools, count] }
    expect(await lines('Count the words of the memo.', heard, more)).toEqual([
      hear('s1'),
      's2 word-count text=$s1.text',
    ])
    expect(await lines('How many words does it have?', written, more)).toEqual(['s1 word-count text=$text1'])
    expect(await lines('Count the words: one two. Three?', {}, more)).toEqual([
      's1 word-count text=one two. Three?',
    ])
    expect(await lines('Describe the picture and count the words of that.', one, more)).toEqual([
      caption('s1'),
      's2 word-count text=$s1.text',
    ])
  })

  it('are found by their ids too, with or without dashes', async () => {
    const invert = defineTool({
      id: 'invert-colours',
      description: 'Inverts a picture.',
      input: z.object({ image: imageField('the picture') }),
      output: z.object({ image: imageField('the inverted picture') }),
      run: async ({ image: picture }) => ({ image: picture }),
      describe: () => 'Inverted.',
    })
    const more = { tools: [...tools, invert] }
    expect(await lines('please invert colours', one, more)).toEqual(['s1 invert-colours image=$image1'])
    expect(await lines('invert-colours, then describe the picture', one, more)).toEqual([
      's1 invert-colours image=$image1',
      caption('s2', '$s1.image'),
    ])
  })
})

describe('tools that may not run', () => {
  const plannedWithout = async (text: string, media: Attached, ...barred: string[]) => {
    const allows = ({ id }: { id: string }) => !barred.includes(id)
    const request = { text, media, history: { turns: [], steps: [] }, tools }
    const result = await createRulePlanner({ allows }).plan(request, { signal })
    if (!result.ok) throw result.error
    const { plan, shortfalls } = result.value
    return { tools: plan.steps.map(({ tool }) => tool), shortfalls }
  }
  const detectors = ['object-detection', 'zero-shot-object-detection']

  it('leave their work to the next that would do, and the answer is to say so', async () => {
    expect(await plannedWithout('How many cats are there?', one, ...detectors)).toEqual({
      tools: ['image-to-text'],
      shortfalls: [
        {
          message:
            'For "How many", this profile allows no model of zero-shot-object-detection; image-to-text stands in.',
          standIn: true,
        },
      ],
    })
    expect(
      (await plannedWithout('How many cats are there?', one, 'object-detection')).shortfalls,
    ).toBeUndefined()
    expect((await plannedWithout('what sound is this?', heard, 'audio-classification')).tools).toEqual([
      'automatic-speech-recognition',
    ])
  })

  it('are planned where nothing else would do, for their error says what to do about it', async () => {
    expect(await plannedWithout('Segment the picture.', one, 'image-segmentation')).toEqual({
      tools: ['image-segmentation'],
    })
  })
})

describe('what falls short', () => {
  const seeing = tools.filter(
    ({ id }) => !['visual-question-answering', 'document-question-answering'].includes(id),
  )
  const shortfalls = async (text: string, media: Attached, more: Partial<PlanRequest> = {}) =>
    (await planned(text, media, more)).shortfalls

  it('is a wish that can not be planned', async () => {
    expect(await shortfalls('Describe the picture and translate that.', one)).toEqual([
      { message: expect.stringMatching(/^Could not plan "translate": .* language/), standIn: false },
    ])
  })

  it('is that no rule fits the words, where the files are shown all the same', async () => {
    expect(await shortfalls('Send this picture to my mother', one)).toEqual([
      { message: expect.stringContaining('No rule fits the words'), standIn: true },
      { message: expect.stringContaining('No tool can do "Send this picture to my mother"'), standIn: false },
    ])
    expect(await shortfalls('Which picture is the prettiest?', three, { tools: seeing })).toEqual([
      { message: expect.stringContaining('No rule fits the question'), standIn: true },
    ])
  })

  it('is not that a chat goes on with the words "and the second one?"', async () => {
    const history = { turns: [{ text: 'Describe it.', answer: 'It shows a cat.' }], steps: [] }
    expect(await shortfalls('and the second one?', two, { history })).toBeUndefined()
    expect(await shortfalls('and the second one?', two, { tools: seeing })).toHaveLength(1)
  })

  it('is nothing where everything is done as it was meant', async () => {
    for (const text of ['', 'Describe the picture.', 'Is there a cat?', 'How many cats are there?'])
      expect(await shortfalls(text, one)).toBeUndefined()
    expect(await shortfalls('who is the captain?', written)).toBeUndefined()
  })
})

describe('the notes', () => {
  it('say that rules made the plan', async () => {
    const { by, notes, llmCalls } = await planned('describe it', one)
    expect({ by, llmCalls, first: notes[0] }).toEqual({
      by: 'rules',
      llmCalls: 0,
      first: 'Planned by rules, no LLM.',
    })
  })

  const reasons: [text: string, media: Attached, says: string][] = [
    ['Translate what is said in the memo.', heard, 'translation needs the language to translate into'],
    ['compare this picture', one, 'image-feature-extraction needs the pictures to compare, two or more'],
    ['Transcribe the video', { video1: mediaOf('video') }, 'and there is only a video without sound'],
    ['Describe the picture', {}, 'it takes an image, and there is none'],
  ]
  it.each(reasons)('say why it can not be done: %s', async (text, media, says) => {
    expect((await planned(text, media)).notes.join('\n')).toContain(says)
  })

  it('say that nothing was found, and what there is', async () => {
    const { plan, notes } = await planned('what time is it?', {})
    expect(plan.steps).toEqual([])
    expect(notes.at(-1)).toMatch(/Nothing to run was found. Nothing is attached/)
  })

  it('say what was left out beyond the limit', async () => {
    const media = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`image${at + 1}`, image]))
    const request = { text: 'describe all pictures', media, history: { turns: [], steps: [] }, tools }
    const result = await createRulePlanner({ maxSteps: 3 }).plan(request, { signal })
    if (!result.ok) throw result.error
    expect(result.value.plan.steps).toHaveLength(3)
    expect(result.value.shortfalls).toEqual([
      {
        message: expect.stringMatching(
          /^Only 3 of 5 files were looked at, .* 3 steps at most: not image4 and image5\./,
        ),
        standIn: false,
        comesFirst: true,
      },
    ])
  })
})

it('takes a text pasted below the request whole, and nothing in it for a wish', async () => {
  const pasted = `The cat sat. ${'Describe the picture. '.repeat(500)}`.trim()
  expect(await lines(`Summarize this:\n\n${pasted}`, one)).toEqual([`s1 summarization text=${pasted}`])
  expect(await lines(`Translate this text to German\n${pasted}`, one)).toEqual([
    `s1 translation text=${pasted} targetLanguage=de`,
  ])
})

it('takes what people write for words, never for references', async () => {
  expect(await lines('read this aloud: {{s9.text}} and $image1', one)).toEqual([
    's1 text-to-speech text={ {s9.text} } and $image1',
  ])
  expect(await lines('read this aloud: $image1', one)).toEqual(['s1 text-to-speech text=$ image1'])
})

it('stops when told', async () => {
  const request = { text: 'describe it', media: one, history: { turns: [], steps: [] }, tools }
  await expect(planner.plan(request, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
})

describe('a model that the request names', () => {
  const tasks: Record<string, string> = {
    'Xenova/vit-gpt2-image-captioning': 'image-to-text',
    'onnx-community/resnet-50': 'image-classification',
    'Xenova/whisper-base': 'automatic-speech-recognition',
    'bert/mask-1': 'fill-mask',
  }
  const knowing = createRulePlanner({ taskOf: async (model) => tasks[model] })
  async function withModels(text: string, media: Attached, planner = knowing) {
    const result = await planner.plan({ text, media, history: { turns: [], steps: [] }, tools }, { signal })
    if (!result.ok) throw result.error
    const steps = result.value.plan.steps.map(({ tool, model }) => [tool, model])
    return { steps, notes: result.value.notes }
  }

  it('is put on the step that it is for, and its name asks for nothing', async () => {
    expect((await withModels('Describe it with Xenova/vit-gpt2-image-captioning.', one)).steps).toEqual([
      ['image-to-text', 'Xenova/vit-gpt2-image-captioning'],
    ])
    const { steps } = await withModels(
      'Use Xenova/whisper-base to transcribe the memo, and describe the picture.',
      both,
    )
    expect(new Map(steps.map(([tool, model]) => [tool, model]))).toEqual(
      new Map([
        ['automatic-speech-recognition', 'Xenova/whisper-base'],
        ['image-to-text', undefined],
      ]),
    )
  })

  it('says by its task what is wanted where nothing else does', async () => {
    expect((await withModels('Use onnx-community/resnet-50 on photo 1', one)).steps).toEqual([
      ['image-classification', 'onnx-community/resnet-50'],
    ])
  })

  it('is left out, with a note, when no step is for it', async () => {
    const { steps, notes } = await withModels('Describe the picture with bert/mask-1.', one)
    expect(steps).toEqual([['image-to-text', undefined]])
    expect(notes.join(' ')).toContain('bert/mask-1, which is for fill-mask')
  })

  it('goes to the one tool of the plan when its task is not known', async () => {
    const { steps } = await withModels('Describe the picture with some/caption-model.', one, planner)
    expect(steps).toEqual([['image-to-text', 'some/caption-model']])
  })
})

it('a request that names a thousand models asks the Hub for five of them, and says so', async () => {
  const asked: string[] = []
  const names = Array.from({ length: 1000 }, (_, n) => `use the model owner/name-${n}`)
  const careful = createRulePlanner({
    taskOf: async (id) => {
      asked.push(id)
      return 'image-to-text'
    },
  })
  const text = `Describe the picture, ${names.join(', ')}.`
  const result = await careful.plan(
    { text, media: one, history: { turns: [], steps: [] }, tools },
    { signal },
  )
  expect(asked).toEqual([0, 1, 2, 3, 4].map((n) => `owner/name-${n}`))
  expect(result.ok && result.value.notes.join(' ')).toContain(
    'may name 5 models; 995 more were not looked at',
  )
})

describe('one of several is picked by an operator', () => {
  const spoken = { audio1: audio, audio2: audio }
  it('the longest transcript, before it is read', async () => {
    expect(await lines('Read aloud the longest transcript.', spoken)).toEqual([
      's1 automatic-speech-recognition audio=$audio1',
      's2 automatic-speech-recognition audio=$audio2',
      's3 best items=["$s1.text","$s2.text"] order=longest',
      's4 text-to-speech text=$s3.item',
    ])
  })

  it('the picture that fits words best, by its score for these words', async () => {
    expect(await lines('Describe the picture that fits "a cat" best.', two)).toEqual([
      's1 image-text-similarity images=["$image1"] texts=["a cat"]',
      's2 image-text-similarity images=["$image2"] texts=["a cat"]',
      's3 best items=["$image1","$image2"] by=["$s1.similarity","$s2.similarity"] order=most',
      's4 image-to-text image=$s3.item',
    ])
  })

  it('the two that fit words best, each by its place in their order', async () => {
    const three = { ...two, image3: image }
    expect(await lines('Describe the two pictures that fit "a cat" best.', three)).toEqual([
      's1 image-text-similarity images=["$image1"] texts=["a cat"]',
      's2 image-text-similarity images=["$image2"] texts=["a cat"]',
      's3 image-text-similarity images=["$image3"] texts=["a cat"]',
      's4 sort items=["$image1","$image2","$image3"] by=["$s1.similarity","$s2.similarity","$s3.similarity"] order=descending take=2',
      's5 image-to-text image=$s4.items[0]',
      's6 image-to-text image=$s4.items[1]',
    ])
  })

  it('recordings in an order that a step measures', async () => {
    expect(await lines('Sort the recordings by loudness, quietest first.', spoken)).toEqual([
      's1 loudness-measurement audio=$audio1',
      's2 loudness-measurement audio=$audio2',
      's3 sort items=["$audio1","$audio2"] by=["$s1.lufs","$s2.lufs"] order=ascending',
    ])
  })

  it('pictures by how many of a thing a detector finds', async () => {
    expect(await lines('Sort the pictures by how many cats they show.', two)).toEqual([
      's1 zero-shot-object-detection image=$image1 labels=["cats"]',
      's2 zero-shot-object-detection image=$image2 labels=["cats"]',
      's3 sort items=["$image1","$image2"] by=["$s1.count","$s2.count"] order=descending',
    ])
  })

  it('nothing is picked from one', async () => {
    expect(await lines('Read aloud the longest transcript.', heard)).toEqual([
      's1 automatic-speech-recognition audio=$audio1',
      's2 text-to-speech text=$s1.text',
    ])
  })
})

it('what a condition looks at is what "it" is, where nothing else was worked on that could be', async () => {
  const { plan } = await planned(
    'If the second picture shows a dog, transcribe the memo, otherwise describe it.',
    {
      ...two,
      audio1: audio,
    },
  )
  const last = plan.steps.at(-1)
  expect(last).toMatchObject({ tool: 'image-to-text', input: { image: '$image2' } })
  expect(last?.when).toHaveProperty('not')
})

describe('what words ask of voices', () => {
  const spoken = { audio1: mediaOf('audio'), audio2: mediaOf('audio') }
  const voices = 's1 voice-activity-detection audio=$audio1'
  const whoWhen = [voices, 's2 speaker-diarization audio=$audio1 voices=$s1.voices']
  const whoWhat = [
    ...whoWhen,
    's3 automatic-speech-recognition audio=$audio1',
    's4 speaker-attribution audio=$audio1 toldBy=$s2.toldBy turns=$s2.turns segments=$s3.segments',
  ]
  const rate = [hear('s1'), 's2 speaking-rate audio=$audio1 segments=$s1.segments']
  const pauses = ['s1 pause-detection audio=$audio1']
  const loudness = ['s1 loudness-measurement audio=$audio1']
  const pitch = ['s1 pitch-estimation audio=$audio1']
  const language = ['s1 spoken-language-identification audio=$audio1']
  const emotion = ['s1 speech-emotion-recognition audio=$audio1']
  const same = ['s1 speaker-verification audios=["$audio1","$audio2"]']

  it.each<[text: string, media: Attached, steps: string[]]>([
    ['Who speaks when?', heard, whoWhen],
    ['who is talking when in this recording?', heard, whoWhen],
    ['How many people speak in the recording?', heard, whoWhen],
    ['How many speakers are there in it?', heard, whoWhen],
    ['Diarize the call.', heard, whoWhen],
    [
      'There are three speakers in the meeting. Who speaks when?',
      heard,
      [voices, 's2 speaker-diarization audio=$audio1 speakers=3 voices=$s1.voices'],
    ],
    [
      'There are three speakers. Who speaks when?',
      heard,
      [voices, 's2 speaker-diarization audio=$audio1 speakers=3 voices=$s1.voices'],
    ],
    // A number that is asked for is none to go by.
    ['Are there more than two speakers?', heard, whoWhen],
    ['Are there two speakers in the recording?', heard, whoWhen],
    ['Do more than two people speak?', heard, whoWhen],
    ['Who speaks longest?', heard, whoWhen],
    ['What does the second speaker say?', heard, whoWhat],
    ['How many people speak, and what does each say?', heard, whoWhat],
    ['Is there a pause longer than two seconds?', heard, pauses],
    ['Does anybody pause for more than two seconds?', heard, pauses],
    ['Is audio1 louder than audio2?', spoken, [...loudness, 's2 loudness-measurement audio=$audio2']],
    ['Which voice is higher?', spoken, [...pitch, 's2 pitch-estimation audio=$audio2']],
    ['Who says what in the interview?', heard, whoWhat],
    ['Transcribe the call with speakers.', heard, whoWhat],
    ['Transcribe this and label the speakers.', heard, whoWhat],
    ['Who said what?', heard, whoWhat],
    ['Who is speaking?', heard, whoWhen],
    ['Wer spricht wann?', heard, whoWhen],
    ['Qui parle quand ?', heard, whoWhen],
    ['¿Quién dice qué?', heard, whoWhat],
    ['Gibt es lange Pausen?', heard, pauses],
    ['How long is the longest pause?', heard, pauses],
    ['Is the speaker of the first recording the same as in the second?', spoken, same],
    ['Which recording is louder?', spoken, [...loudness, 's2 loudness-measurement audio=$audio2']],
    ['When does somebody speak?', heard, [voices]],
    ['Detect speech in the recording.', heard, [voices]],
    ['Is it the same speaker in both?', spoken, same],
    ['Do the two recordings have the same voice?', spoken, same],
    ['Is this the same person speaking?', spoken, same],
    ['How fast does she talk?', heard, rate],
    ['How many words per minute does he speak?', heard, rate],
    ['Does she speak too fast?', heard, rate],
    ['Are there long pauses?', heard, pauses],
    ['Are there any long pauses in the recording?', heard, pauses],
    ['How loud is it?', heard, loudness],
    ['How loud is the recording?', heard, loudness],
    ['How high is her voice?', heard, pitch],
    ['What is the pitch of the voice?', heard, pitch],
    ['Which language is spoken?', heard, language],
    ['What language is this recording in?', heard, language],
    ['Which language does he speak?', heard, language],
    ['Is he angry?', heard, emotion],
    ['Does the caller sound annoyed?', heard, emotion],
    ['Is the speaker angry or happy?', heard, emotion],
    ['How loud is it, and are there long pauses?', heard, [...loudness, 's2 pause-detection audio=$audio1']],
  ])('%s', async (text, media, steps) => {
    expect(await lines(text, media)).toEqual(steps)
  })
})

describe('tables whose rows follow one another in time', () => {
  it.each([
    'Are there anomalies in this table?',
    'Is there an outlier?',
    'Are there any outliers in the pressure?',
  ])('looks once for what is odd: %s', async (text) => {
    const { plan, shortfalls } = await planned(text, tabled)
    expect(plan.steps.map(({ tool }) => tool)).toEqual(['anomaly-detection'])
    expect(shortfalls).toBeUndefined()
  })

  it.each([
    'what will sales be next month?',
    'Predict revenue for 2025-06',
    'Forecast revenue until June 2025.',
    'What will the revenue be in 2026?',
  ])('forecasts: %s', async (text) => {
    const { plan, shortfalls } = await planned(text, tabled)
    expect(plan.steps.map(({ tool }) => tool)).toEqual(['time-series-forecasting'])
    expect(shortfalls).toBeUndefined()
  })

  it('asks a text what will be, which can be read there', async () => {
    const { plan } = await planned('What will the budget be in 2026?', written)
    expect(plan.steps.map(({ tool }) => tool)).toEqual(['question-answering'])
  })
})

describe('nothing that was asked is dropped', () => {
  const talks = { audio1: audio, audio2: audio }
  const transcript = (step: string, recording: string) =>
    `${step} automatic-speech-recognition audio=${recording}`
  it.each([
    [
      'Transcribe the first recording and the second too.',
      talks,
      [transcript('s1', '$audio1'), transcript('s2', '$audio2')],
    ],
    ['Caption photo-a.png; photo-b.png, too.', named, [caption('s1'), caption('s2', '$image2')]],
    ['Caption the first one; the second, too.', two, [caption('s1'), caption('s2', '$image2')]],
    ['Describe the dog picture and the cat one as well.', two, [caption('s1'), caption('s2', '$image2')]],
    ['The transcript before the description.', both, [transcript('s1', '$audio1'), caption('s2')]],
    ['I need the description before the transcript.', both, [caption('s1'), transcript('s2', '$audio1')]],
    ['Give me the description after the transcript.', both, [transcript('s1', '$audio1'), caption('s2')]],
  ] as const)('%s', async (text, media, steps) => expect(await lines(text, media)).toEqual(steps))

  it.each([
    ["What's the file size, and how many pixels?", ['2', 'x'], []],
    ['What is in the picture, and how large is it?', ['x'], [caption('s1')]],
  ])('both halves of a question are answered: %s', async (text, facts, steps) => {
    const sized = { image1: { ...mediaOf('image', { width: 64, height: 48 }), bytes: 2000 } }
    const { known = [] } = await planned(text, sized)
    expect(known).toHaveLength(facts.length)
    expect(known.join()).toContain('64')
    expect(await lines(text, sized)).toEqual(steps)
  })

  it('and the second half speaks of the file that the first names', async () => {
    const memos = {
      audio1: { ...mediaOf('audio', { durationSeconds: 2 }), name: 'memo-1.wav' },
      audio2: { ...mediaOf('audio', { durationSeconds: 3 }), name: 'memo-2.wav' },
    }
    expect(await lines('How long is memo-1.wav and what is said in it?', memos)).toEqual([
      transcript('s1', '$audio1'),
    ])
  })

  it.each([
    'cat vs. dog',
    'Classify this: cat vs. dog.',
    'labels: cat, dog',
    'Classify the picture. Labels: cat, dog.',
  ])('labels set against one another: %s', async (text) => {
    const [step] = await lines(text, one)
    expect(step).toBe('s1 zero-shot-image-classification image=$image1 labels=["cat","dog"]')
  })

  it('whether it is the same thing is told by descriptions as well', async () => {
    expect(await lines('Is it the same dog in both?', two)).toEqual([
      's1 image-feature-extraction images=["$image1","$image2"]',
      caption('s2'),
      caption('s3', '$image2'),
    ])
  })

  it.each([
    ['When will the temperature be above 24 next?', 'Forecast the next 48 values of temperature.'],
    ['When will sales fall below 100?', 'Forecast the next 48 values of sales.'],
  ])('when a series passes a number is found in a forecast: %s', async (text, request) =>
    expect(await lines(text, tabled)).toEqual([
      `s1 time-series-forecasting table=$table1 request=${request}`,
    ]),
  )
})
