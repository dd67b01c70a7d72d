import type { Demonstration } from './demonstrations.js'

/** Requests of our own with conditions and lists. They are shown only where a request may call for these. */
export const listDemonstrations: readonly Demonstration[] = [
  {
    request:
      'If a bicycle leans somewhere on shed.jpg, write down what note.wav says, otherwise say "Nobody came."',
    files: { image1: 'shed.jpg', audio1: 'note.wav' },
    parts: ['look for a bicycle', 'with one, transcribe the note', 'without one, say that nobody came'],
    steps: [
      ['object-detection', { image: '$image1' }],
      ['automatic-speech-recognition', { audio: '$audio1' }, { value: '$s1', present: 'bicycle' }],
      ['say', { text: 'Nobody came.' }, { value: '$s1', absent: 'bicycle' }],
    ],
  },
  {
    request: 'Unless fewer than four sheep stand on hill.jpg, describe it.',
    files: { image1: 'hill.jpg' },
    parts: ['count the sheep', 'with four or more, describe the picture'],
    steps: [
      ['zero-shot-object-detection', { image: '$image1', labels: ['sheep'] }],
      ['image-to-text', { image: '$image1' }, { value: '$s1.count', atLeast: 4 }],
    ],
  },
  {
    request: 'Sort bay.jpg, pier.jpg and dune.jpg by how many things are on them, and show the top two.',
    files: { image1: 'bay.jpg', image2: 'pier.jpg', image3: 'dune.jpg' },
    parts: ['count the things on each', 'sort the pictures by it, two of them'],
    steps: [
      ['object-detection', { image: '$image1' }],
      ['object-detection', { image: '$image2' }],
      ['object-detection', { image: '$image3' }],
      [
        'sort',
        {
          items: ['$image1', '$image2', '$image3'],
          by: ['$s1.count', '$s2.count', '$s3.count'],
          order: 'descending',
          take: 2,
        },
      ],
    ],
  },
  {
    request: 'Translate into Dutch only those of mon.wav and tue.wav that mention the harbour.',
    files: { audio1: 'mon.wav', audio2: 'tue.wav' },
    parts: ['transcribe each', 'keep those that mention the harbour', 'translate them into Dutch'],
    steps: [
      ['automatic-speech-recognition', { audio: '$audio1' }],
      ['automatic-speech-recognition', { audio: '$audio2' }],
      ['filter', { items: ['$s1.text', '$s2.text'], keep: { contains: 'harbour' } }],
      ['translation', { text: '$s3.items[*]', targetLanguage: 'nl' }],
    ],
  },
  {
    request:
      'How many of roof.png and wall.png have at least two chimneys, as far as their descriptions tell?',
    files: { image1: 'roof.png', image2: 'wall.png' },
    parts: ['describe each picture', 'count those with two chimneys and more'],
    steps: [
      ['image-to-text', { image: '$image1' }],
      ['image-to-text', { image: '$image2' }],
      [
        'count',
        {
          items: ['$image1', '$image2'],
          by: ['$s1.text', '$s2.text'],
          keep: { atLeast: 2, of: 'chimney' },
        },
      ],
    ],
  },
  {
    request: 'Which of toast.wav and speech.wav has the most to say? Sum that one up.',
    files: { audio1: 'toast.wav', audio2: 'speech.wav' },
    parts: ['transcribe each', 'pick the longest transcript', 'summarize it'],
    steps: [
      ['automatic-speech-recognition', { audio: '$audio1' }],
      ['automatic-speech-recognition', { audio: '$audio2' }],
      ['best', { items: ['$s1.text', '$s2.text'], order: 'longest' }],
      ['summarization', { text: '$s3.item' }],
    ],
  },
]
