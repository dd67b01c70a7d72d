import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Media } from '../../../src/media/media.js'
import { loadBuiltInTools } from '../../../src/tools/registry.js'

const media = (modality: Media['modality'], facts: Media['facts']): Media => ({
  digest: '0'.repeat(64),
  modality,
  mimeType: modality === 'image' ? 'image/png' : 'audio/wav',
  bytes: 1000,
  facts,
})
const image = media('image', { width: 300, height: 200 })
const audio = media('audio', { durationSeconds: 2.34 })
const video = media('video', { durationSeconds: 4 })
const document = media('document', { pages: 9 })
const mesh = media('mesh', { triangles: 5120 })
const labels = [
  { label: 'bus', score: 0.52 },
  { label: 'flower', score: 0.45 },
  { label: 'owl', score: 0.03 },
]
const classed = { ...labels[0], labels }
const objects = [
  { label: 'cat', score: 0.98, box: { xmin: 0, ymin: 0, xmax: 60, ymax: 50 } },
  { label: 'cat', score: 0.95, box: { xmin: 250, ymin: 150, xmax: 300, ymax: 200 } },
  { label: 'umbrella', score: 0.71, box: { xmin: 120, ymin: 80, xmax: 180, ymax: 120 } },
]
const found = { objects, count: 3 }

/** Result, input and what is said of them; each tool at least once. */
const sayings: [string, unknown, unknown, string][] = [
  ['image-classification', classed, { image }, 'It shows a bus (52 %), maybe a flower (45 %).'],
  [
    'image-classification',
    { label: 'tabby, tabby cat', score: 0.4, labels: [{ label: 'tabby, tabby cat', score: 0.4 }] },
    { image },
    'It may show a tabby (40 %).',
  ],
  [
    'zero-shot-image-classification',
    classed,
    {},
    'Of the given labels, this fits best: "bus" (52 %), maybe "flower" (45 %).',
  ],
  ['image-to-text', { text: 'a cat on a mat.' }, {}, 'It shows a cat on a mat.'],
  [
    'automatic-speech-recognition',
    { text: 'hello there', segments: [] },
    { audio },
    'It says: "hello there"',
  ],
  [
    'automatic-speech-recognition',
    { text: 'hello', segments: [] },
    { audio: media('audio', { durationSeconds: 1.02, cutShort: true, promisedSeconds: 2.34 }) },
    'It says: "hello" The recording is cut short: only 1.0 of its 2.3 seconds are there.',
  ],
  [
    'automatic-speech-recognition',
    { text: '', segments: [] },
    { audio: media('audio', { durationSeconds: 1.02, cutShort: true }) },
    'No speech was heard in the recording. The recording is cut short: its file ends in the middle of the sound.',
  ],
  [
    'automatic-speech-recognition',
    { text: '', segments: [] },
    { audio },
    'No speech was heard in the recording.',
  ],
  [
    'object-detection',
    found,
    { image },
    'It found 3 objects: 2 × cat (98 %, upper left; 95 %, lower right) and an umbrella (71 %, middle).',
  ],
  ['object-detection', { objects: [], count: 0 }, { image }, 'It found no objects that it knows.'],
  [
    'zero-shot-object-detection',
    { objects: [], count: 0 },
    { image, labels: ['cup', 'key'] },
    'It found no cup or key.',
  ],
  [
    'image-segmentation',
    {
      segments: [
        { label: 'sky', share: 0.6 },
        { label: 'road', share: 0.4, score: 0.9 },
      ],
      masks: [image, image],
    },
    { image },
    'It made out 2 regions: sky (60 % of the picture) and road (40 % of the picture).',
  ],
  ['image-segmentation', { segments: [], masks: [] }, { image }, 'It made out no regions.'],
  [
    'mask-generation',
    { mask: image, share: 0.23, score: 0.9 },
    { image, box: { xmin: 1, ymin: 1, xmax: 9, ymax: 9 } },
    'It marked out what is in the box: 23 % of the picture (sure to 90 %).',
  ],
  [
    'mask-generation',
    { mask: image, share: 0, score: 0.1 },
    { image },
    'It found nothing in the middle to mark out.',
  ],
  [
    'depth-estimation',
    { depth: image },
    {},
    'It made a depth map of 300 × 200 pixels, brighter where things are nearer.',
  ],
  ['document-question-answering', { text: '42 EUR' }, {}, 'The document says: 42 EUR.'],
  ['document-question-answering', { text: '' }, {}, 'The document gave no answer to that.'],
  [
    'image-feature-extraction',
    {
      text: 'Pictures 1 and 3 are the most alike (similarity 0.90 of 1).',
      similarity: 0.9,
      pairs: [
        { first: 1, second: 3, similarity: 0.9 },
        { first: 1, second: 2, similarity: 0.5 },
      ],
    },
    {},
    'Pictures 1 and 3 are the most alike (similarity 0.90 of 1). Then 1 and 2 0.50.',
  ],
  [
    'image-text-similarity',
    {
      text: 'The text fits the picture with similarity 0.31, from -1 to 1.',
      similarity: 0.31,
      pairs: [{ image: 1, text: 1, similarity: 0.31 }],
    },
    {},
    'The text fits the picture with similarity 0.31, from -1 to 1.',
  ],
  [
    'few-shot-image-classification',
    {
      label: 'zib',
      similarity: 0.9,
      matches: [
        {
          place: 1,
          label: 'zib',
          similarity: 0.9,
          tiedWith: [],
          classes: [
            { label: 'zib', similarity: 0.9 },
            { label: 'wug', similarity: 0.2 },
          ],
        },
      ],
    },
    { images: [image] },
    'Picture 1 is "zib" (similarity 0.90 of 1, then "wug" 0.20).',
  ],
  [
    'few-shot-audio-classification',
    {
      label: 'bark',
      similarity: 0.8,
      matches: [
        {
          place: 1,
          label: 'bark',
          similarity: 0.8,
          tiedWith: ['growl'],
          classes: [
            { label: 'bark', similarity: 0.8 },
            { label: 'growl', similarity: 0.8 },
          ],
        },
      ],
    },
    { recordings: [audio] },
    'Recording 1 is as near to "bark" and "growl" (similarity 0.80 of 1): the examples do not tell them apart.',
  ],
  [
    'few-shot-text-classification',
    {
      label: 'none of these',
      similarity: 0.1,
      matches: [
        {
          place: 1,
          label: 'none of these',
          similarity: 0.1,
          tiedWith: [],
          classes: [{ label: 'complaint', similarity: 0.1 }],
        },
      ],
    },
    {},
    'Text 1 is none of these; the nearest is "complaint" (similarity 0.10 of 1), which is too far.',
  ],
  [
    'things-in-common',
    { text: 'Both pictures show a dog.', common: [], partly: [] },
    { images: [image, image] },
    'Both pictures show a dog.',
  ],
  [
    'odd-one-out',
    { text: 'picture 2 is the odd one out: all others show a dog.', by: 'descriptions', apart: [] },
    { images: [image, image, image] },
    'picture 2 is the odd one out: all others show a dog.',
  ],
  [
    'changes-between',
    { text: 'From picture 1 to picture 2: a dog is gone.', changes: [] },
    { images: [image, image] },
    'From picture 1 to picture 2: a dog is gone.',
  ],
  [
    'image-difference',
    {
      differences: [
        { first: 1, second: 2, share: 0.1, regions: [{ xmin: 0, ymin: 0, xmax: 60, ymax: 40 }] },
        { first: 2, second: 3, regions: [] },
      ],
    },
    { images: [image, image, image] },
    'From picture 1 to picture 2: 10 % of the points differ, most in the box from 0, 0 to 60, 40 (upper left).\nFrom picture 2 to picture 3: no points were compared, because their sizes differ.',
  ],
  [
    'audio-classification',
    { ...classed, label: 'Bus' },
    { audio },
    'It sounds like bus (52 %), maybe flower (45 %).',
  ],
  [
    'zero-shot-audio-classification',
    classed,
    { audio },
    'Of the given labels, this fits the sound best: "bus" (52 %), maybe "flower" (45 %).',
  ],
  ['text-to-speech', { audio }, {}, 'It read the text aloud (2.3 seconds of speech).'],
  [
    'text-classification',
    { label: 'POSITIVE', score: 0.999, labels: [{ label: 'POSITIVE', score: 0.999 }], truncated: false },
    {},
    'The text is classed as positive (over 99 %).',
  ],
  [
    'zero-shot-classification',
    { ...classed, truncated: true },
    {},
    'Of the given labels, this fits the text best: "bus" (52 %), maybe "flower" (45 %), judging by its beginning; the rest is too long for this model.',
  ],
  [
    'token-classification',
    {
      entities: [
        { text: 'Ada', type: 'PER', score: 1 },
        { text: 'Rome', type: 'LOC', score: 1 },
      ],
      count: 2,
    },
    {},
    'It found 2 names: Ada (person) and Rome (place).',
  ],
  ['token-classification', { entities: [], count: 0 }, {}, 'It found no names in the text.'],
  ['question-answering', { text: 'Berlin', score: 0.8 }, {}, 'According to the text: Berlin (80 %).'],
  ['question-answering', { text: 'Berlin', score: 0.1 }, {}, 'Perhaps: Berlin (10 %).'],
  ['question-answering', { text: '', score: 0 }, {}, 'The text gives no answer to that.'],
  ['summarization', { text: 'All is well.' }, {}, 'In short: All is well.'],
  ['translation', { text: 'Guten Tag' }, { targetLanguage: 'de' }, 'In German: Guten Tag'],
  ['text-generation', { text: 'Once upon a time' }, {}, 'Once upon a time'],
  [
    'sentence-similarity',
    { text: 'hi', similarity: 0.9, similarities: [{ text: 'hi', similarity: 0.9 }], truncated: false },
    {},
    'The two texts mean much the same (similarity 0.90 of 1).',
  ],
  [
    'image-to-image',
    { image: media('image', { width: 600, height: 400 }) },
    { image },
    'It enlarged the picture from 300 × 200 to 600 × 400 pixels.',
  ],
  ['background-removal', { image }, { image }, 'It removed the background (300 × 200 pixels).'],
  ['text-to-image', { image }, { text: 'a cat\non a mat' }, 'It drew "a cat on a mat" (300 × 200 pixels).'],
  [
    'image-text-to-image',
    { image },
    { image, prompt: 'make it winter' },
    'It changed the picture: "make it winter" (300 × 200 pixels).',
  ],
  [
    'text-to-video',
    { video },
    { text: 'a running dog' },
    'It made a video of "a running dog" (4.0 seconds).',
  ],
  ['image-to-video', { video }, { image }, 'It set the picture in motion (4.0 seconds).'],
  [
    'text-to-3d',
    { mesh },
    { text: 'a wooden chair' },
    'It made a 3D model of "a wooden chair" (5120 triangles).',
  ],
  ['image-to-3d', { mesh }, { image }, 'It made a 3D model of what the picture shows (5120 triangles).'],
  [
    'speech-to-speech',
    { audio },
    { audio, targetLanguage: 'de' },
    'It said the recording in German (2.3 seconds).',
  ],
  ['text-to-audio', { audio }, { text: 'rain' }, 'It made the sound of "rain" (2.3 seconds).'],
  [
    'audio-to-audio',
    { audio, parts: [audio], labels: ['clean'] },
    { audio },
    'It cleaned the recording (2.3 seconds).',
  ],
  [
    'audio-to-audio',
    { audio, parts: [audio, audio], labels: ['voice', 'drums'] },
    { audio },
    'It separated the recording into 2 parts: voice and drums.',
  ],
  ['visual-question-answering', { text: 'red.' }, {}, 'Asked about the picture: red.'],
  ['visual-question-answering', { text: '' }, {}, 'The model gave no answer to that.'],
  ['image-text-to-text', { text: 'It is a bill.' }, {}, 'It is a bill.'],
  [
    'image-text-to-text',
    { text: 'It is a', cutOff: true },
    {},
    'It is a (It was cut off at the limit of tokens; ask for less, or raise maxNewTokens.)',
  ],
  ['table-question-answering', { text: '42', cells: ['40', '2'] }, {}, 'According to the table: 42.'],
  ['table-question-answering', { text: '', cells: [] }, {}, 'The table gave no answer to that.'],
  [
    'tabular-classification',
    { text: '', predictions: [{ row: 3, label: 'yes' }] },
    {},
    'It classed row 3 as "yes".',
  ],
  [
    'tabular-regression',
    { text: '', predictions: [1, 2, 3, 4, 5, 6].map((row) => ({ row, value: row / 2 })) },
    {},
    'It estimated 0.5 for row 1, 1 for row 2, 1.5 for row 3, 2 for row 4, 2.5 for row 5 and 1 more row.',
  ],
  ['text2text-generation', { text: 'He goes home.' }, {}, 'He goes home.'],
  [
    'fill-mask',
    {
      text: 'The capital is Paris.',
      word: 'Paris',
      score: 0.9,
      words: [
        { word: 'Paris', score: 0.9 },
        { word: 'Lyon', score: 0.1 },
      ],
    },
    {},
    'The blank filled in: "The capital is Paris." (90 %, else "Lyon").',
  ],
  ['document-to-images', { pages: [image], numbers: [2], total: 9 }, { document }, 'Page 2 of 9.'],
  ['document-to-images', { pages: [image, image], numbers: [1, 2], total: 2 }, { document }, 'All 2 pages.'],
  ['document-to-images', { pages: [image], numbers: [1], total: 1 }, { document }, 'The only page.'],
  [
    'video-frames',
    {
      frames: [image, image],
      moments: [
        { at: 1, start: 0, end: 2 },
        { at: 64, start: 2, end: 126 },
      ],
      scenes: 5,
    },
    { video },
    '2 frames of 5 scenes, at 0:01, 1:04.',
  ],
  [
    'question-answering',
    { text: 'Anna Kolb', score: 0.9 },
    { sourceText: '[page 1]\nThe harbour opened.\n\n[page 2]\nIt was built by Anna Kolb.' },
    'According to the text: Anna Kolb (90 %, on page 2).',
  ],
  [
    'table-question-answering',
    { text: '126000', cells: ['126000', 'Ulm', 'nowhere'] },
    { table: 'City,People\nUlm,126000\nBonn,331000' },
    'According to the table: 126000 (B2, A2).',
  ],
  ['video-to-audio', { audio }, { video }, 'Its sound is a recording of its own now (2.3 seconds).'],
  ['video-text-to-text', { text: 'Somebody waves.' }, { video }, 'Somebody waves.'],
  [
    'timeline',
    { text: '0:00 to 0:04: a cat.', entries: [], left: 2 },
    {},
    '0:00 to 0:04: a cat.\n2 more scenes were not looked at: ask for more frames, or for a part of the video.',
  ],
  ['timeline', { text: '', entries: [], left: 0 }, {}, 'Nothing is seen or said there.'],
  [
    'voice-activity-detection',
    { speech: [{ start: 0.2, end: 1.9 }], speechSeconds: 1.7, heard: 'speech', voices: [] },
    { audio },
    'Somebody speaks for 1.7 of 2.3 seconds, in 1 stretch: 0:00-0:01.',
  ],
  [
    'voice-activity-detection',
    { speech: [], speechSeconds: 0, heard: 'sound', voices: [] },
    { audio },
    'Nothing is heard in the recording. This is told by loudness alone, so that music and noises count, too.',
  ],
  [
    'pause-detection',
    {
      pauses: [
        { start: 1, end: 1.5 },
        { start: 4, end: 6.5 },
      ],
      long: 1,
      longestSeconds: 2.5,
      pausedSeconds: 3,
    },
    { audio, longFrom: 1 },
    'There is 1 long pause (of 1 second or more): 0:04-0:06. The longest lasts 2.5 seconds, at 0:04; all 2 pauses together last 3.0 seconds.',
  ],
  [
    'pause-detection',
    { pauses: [{ start: 1, end: 1.5 }], long: 0, longestSeconds: 0.5, pausedSeconds: 0.5 },
    { audio, longFrom: 1 },
    'There is no long pause (of 1 second or more): the longest of 1 pause lasts 0.5 seconds, at 0:01.',
  ],
  [
    'pause-detection',
    { pauses: [], long: 0, longestSeconds: 0, pausedSeconds: 0 },
    { audio, longFrom: 1 },
    'There are no pauses in the recording.',
  ],
  [
    'brightness-measurement',
    { brightness: 31.4 },
    { image },
    'The picture is dark: 31 % of white on average.',
  ],
  [
    'loudness-measurement',
    { lufs: -18.24, rmsDb: -21, peakDb: -0.05 },
    { audio },
    'The recording is of a usual level: -18.2 LUFS (radio has -23, podcasts -16), with a mean level of -21.0 dB and peaks of -0.1 dB below full scale. Its peaks reach the limit, so that it may be distorted.',
  ],
  [
    'loudness-measurement',
    { rmsDb: -100, peakDb: -100 },
    { audio },
    'The recording is silent: its mean level is -100 dB.',
  ],
  [
    'pitch-estimation',
    { hertz: 104.2, low: 80, high: 131, voicedSeconds: 1.2 },
    { audio },
    'The voice is low: 104 Hz, mostly between 80 and 131 Hz (measured over 1.2 seconds of voice).',
  ],
  ['pitch-estimation', { voicedSeconds: 0 }, { audio }, 'No voice with a pitch is heard in the recording.'],
  [
    'cell-lookup',
    { text: '2800', cells: [{ cell: 'B2', column: 'People', row: 'Rome', value: '2800' }] },
    {},
    'B2 is "2800" ("People" of "Rome").',
  ],
  [
    'speaking-rate',
    { wordsPerMinute: 131.4, withoutPauses: 160, words: 23, seconds: 10.5 },
    { audio },
    '131 words per minute, which is usual for English: 23 words in 10.5 seconds. Without the pauses it is 160.',
  ],
  [
    'speaking-rate',
    { wordsPerMinute: 0, withoutPauses: 0, words: 0, seconds: 0 },
    { audio },
    'No words were heard, so that there is no pace to tell.',
  ],
  [
    'speaker-diarization',
    {
      count: 2,
      turns: [
        { start: 0, end: 4, speaker: 'Speaker 1' },
        { start: 4, end: 65.5, speaker: 'Speaker 2' },
      ],
      toldBy: 'voice',
    },
    { audio },
    '2 speakers are heard: Speaker 1 for 4.0 seconds, Speaker 2 for 61.5 seconds. 0:00-0:04 Speaker 1, 0:04-1:05 Speaker 2.',
  ],
  [
    'speaker-diarization',
    { count: 0, turns: [], toldBy: 'pitch' },
    { audio },
    'Nobody is heard speaking in the recording.',
  ],
  [
    'speaker-attribution',
    { text: 'Speaker 1 (0:00-0:04): Hello.', lines: [] },
    { audio },
    'Speaker 1 (0:00-0:04): Hello.',
  ],
  [
    'speaker-attribution',
    { text: 'Speaker 1 (0:00-0:04): Hello.', lines: [] },
    { audio, toldBy: 'pitch' },
    'Speaker 1 (0:00-0:04): Hello.\nThe speakers are told apart only by how high their voices are.',
  ],
  [
    'speaker-verification',
    { verdict: 'same', similarity: 0.93, pairs: [], silent: [], toldBy: 'voice' },
    { audios: [audio, audio] },
    'Yes, it is the same speaker (similarity 0.93 of 1).',
  ],
  [
    'speaker-verification',
    {
      verdict: 'different',
      similarity: 0.1,
      pairs: [
        { a: 1, b: 2, similarity: 0.9, verdict: 'same' },
        { a: 1, b: 3, similarity: 0.1, verdict: 'different' },
      ],
      silent: [],
      toldBy: 'voice',
    },
    { audios: [audio, audio, audio] },
    'No, they are not all the same speaker (similarity 0.10 of 1). The voices of recording 1 and recording 3 differ.',
  ],
  [
    'speaker-verification',
    { verdict: 'unclear', pairs: [], silent: [2], toldBy: 'pitch' },
    { audios: [audio, { ...audio, name: 'empty.wav' }] },
    "It can't be told whether it is the same speaker: no voice is heard in empty.wav.",
  ],
  [
    'speech-emotion-recognition',
    {
      label: 'angry',
      score: 0.71,
      labels: [
        { label: 'angry', score: 0.71 },
        { label: 'sad', score: 0.2 },
      ],
    },
    { audio },
    'The voice sounds angry (71 %), maybe sad (20 %). This is how it sounds to a model, and no proof of what somebody feels.',
  ],
  [
    'spoken-language-identification',
    {
      language: 'de',
      name: 'German',
      languages: [
        { language: 'de', name: 'German', share: 0.8 },
        { language: 'en', name: 'English', share: 0.2 },
      ],
    },
    { audio },
    'German is spoken, and also English (20 % of the time).',
  ],
  [
    'spoken-language-identification',
    { languages: [] },
    { audio },
    'Nobody is heard speaking in the recording.',
  ],
  [
    'feature-extraction',
    { embeddings: [[1, 0, 0]], size: 3, truncated: false },
    {},
    'It computed 1 vector of 3 numbers.',
  ],
  [
    'anomaly-detection',
    {
      text: 'x',
      anomalies: [
        {
          column: 'heat',
          kind: 'high',
          at: 'row 7',
          from: 'row 7',
          to: 'row 7',
          value: 90,
          expected: 20,
          score: 12,
        },
        {
          column: 'heat',
          kind: 'stuck',
          at: 'row 9',
          from: 'row 9',
          to: 'row 30',
          value: 20,
          expected: 20,
          score: 22,
        },
      ],
      count: 2,
      series: [{ column: 'heat', values: 100, threshold: 3.5, notes: [] }],
      plot: image,
    },
    {},
    '2 odd places in "heat": row 7: 90, above the 20 to be expected; row 9 to row 30: stuck at 20 for 22 values.',
  ],
  [
    'anomaly-detection',
    {
      text: 'x',
      anomalies: [],
      count: 0,
      series: [{ column: 'heat', values: 9, threshold: 3.5, notes: [] }],
      plot: image,
    },
    {},
    'Nothing is odd in "heat".',
  ],
  [
    'time-series-forecasting',
    {
      text: 'x',
      forecasts: [{ column: 'sales', at: '2025-01', value: 12, lower: 10, upper: 14 }],
      series: [{ column: 'sales', values: 36, method: 'drift', level: 0.8, notes: [] }],
      plot: image,
    },
    {},
    'The next value of "sales": 2025-01: 12 (10 to 14). In brackets is where 80 of 100 values should lie if it goes on as before; method: drift.',
  ],
]

const tools = await loadBuiltInTools()

test.each(sayings)('%s says its result in plain words', (id, output, input, said) => {
  const tool = tools.find((one) => one.id === id)
  expect(tool?.describe(tool.output.parse(output), input)).toBe(said)
})

test('every tool has a saying here', () => {
  const said = new Set(sayings.map(([id]) => id))
  expect(tools.map(({ id }) => id).filter((id) => !said.has(id))).toEqual([])
})

test('labels and scores of any kind never make a saying without words, nor one that breaks', () => {
  const tool = tools.find(({ id }) => id === 'image-classification')
  const label = fc.record({ label: fc.string(), score: fc.double({ min: 0, max: 1, noNaN: true }) })
  fc.assert(
    fc.property(fc.array(label, { minLength: 1, maxLength: 9 }), (rows) => {
      const sorted = [...rows].sort((a, b) => b.score - a.score)
      const said = tool?.describe({ ...sorted[0], labels: sorted }, { image })
      expect(said).toMatch(/^It (may show|shows) .*\(.+ %\).*\.$/s)
      expect(said).not.toMatch(/undefined|NaN/)
    }),
  )
})
